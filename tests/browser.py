"""How do tests look at a page as a browser does: accessibility, narrow screens, the console?

`tests/conftest.py` imports the fixture `browser`; a test opens pages with `open_page` and looks with `check_page`.
"""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from dev.frontend import VENDOR, ensure

# Playwright's own event loop runs in the tests' thread, and Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NARROW, WIDE = 320, 1280
# Both widths of a page, and every way of a long walk, are looked at in `make test-long`; one of them each time.
WIDTHS = [NARROW, pytest.param(WIDE, marks=pytest.mark.long)]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
# No test asserts a time: where statistics lag behind what was just loaded, a page of all England once took 51 seconds.
PATIENCE = 120_000  # milliseconds until a page has to be there
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHANGES_THE_WINDOW = r"page\.(clock|emulate_media|route)|\.(grant_permissions|new_cdp_session|add_init_script)\("
console: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
left: WeakKeyDictionary[Browser, dict[bool, Page]] = WeakKeyDictionary()  # with JavaScript, and without


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests fail where CI is set, and are skipped loudly elsewhere."""
    if not CHROMIUM:
        missing = "No Chromium was found: apt-get install chromium, or set CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(missing)
        warnings.warn(missing + ". BROWSER TESTS DID NOT RUN.", stacklevel=1)
        pytest.skip(missing)
    ensure()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def open_page(browser: Browser, *, width: int = WIDE, javascript: bool = True, alone: bool = False) -> Iterator[Page]:
    """A visitor with no cookies; what the console says from now on is kept for `check_page`.

    A new window has to learn to read axe and our pages, which takes a second: so a visitor leaves hers to the next,
    with nothing in it. A test that changes the window itself (CHANGES_THE_WINDOW) says `alone`, and takes it away.
    """
    left_behind = left.setdefault(browser, {})
    page = None if alone else left_behind.pop(javascript, None)
    page = page or new_window(browser, javascript=javascript)
    page.set_viewport_size({"width": width, "height": 900})
    console[page] = []
    try:
        yield page
    except BaseException:
        page.context.close()
        raise
    if alone or javascript in left_behind:
        page.context.close()
    else:
        leave(page)
        left_behind[javascript] = page


def new_window(browser: Browser, *, javascript: bool) -> Page:
    context = browser.new_context(java_script_enabled=javascript, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.set_default_navigation_timeout(PATIENCE)
    page.on("console", lambda message: console[page].append(line(message)) if not expected(message, page) else None)
    page.on("pageerror", lambda error: console[page].append(f"error: {error}"))
    return page


def leave(page: Page) -> None:
    """Nothing runs and nothing is kept any more. A picture of ours, as any other site would be another process."""
    for other in page.context.pages:
        if other != page:
            other.close()
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.goto(urljoin(page.url, "/static/contactpoint/favicon.svg"))
    page.context.clear_cookies()


def line(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"


def expected(message: ConsoleMessage, page: Page) -> bool:
    """The browser's own notes on what we wanted: a status, and at sign-out that it forgot the pages (SEC-21).

    The picture that a visitor leaves behind has no icon of its own, and the note on that may come to the next one.
    """
    forgot = message.text.startswith("Clear-Site-Data header on ")
    return about_status(message, page) or forgot or message.location["url"].endswith("/favicon.ico")


def about_status(message: ConsoleMessage, page: Page) -> bool:
    """The browser's own note that a page came with status 422 or 403; the same note on a file does count."""
    note = "Failed to load resource: the server responded with a status of"
    return message.text.startswith(note) and message.location["url"] == page.url


def check_page(page: Page) -> None:
    """No rule of axe broken, none excluded; no sideways scrolling; nothing said in the console."""
    broken = violations(page)
    assert broken == [], f"{page.url}: {broken}"
    assert overflow(page) <= 0, f"{page.url} scrolls sideways by {overflow(page)} px: {wide_elements(page)}"
    assert console[page] == [], f"{page.url} says in the console: {console[page]}"


def violations(page: Page) -> list[str]:
    page.wait_for_selector("main")
    page.evaluate((VENDOR / "axe.min.js").read_text("utf-8"))
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", STANDARDS
    )
    return [
        f"{broken['id']} ({broken['impact']}): {node['html'][:200]} {node['failureSummary']}"
        for broken in result["violations"]
        for node in broken["nodes"]
    ]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def wide_elements(page: Page) -> list[str]:
    """The culprits, for the message."""
    found: list[str] = page.evaluate(
        "[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth)"
        ".map(e => e.outerHTML.slice(0, 90)).slice(0, 5)"
    )
    return found


def shoot(page: Page, path: Path) -> None:
    """The whole page as a picture, for a person to look at."""
    page.screenshot(path=path, full_page=True)
