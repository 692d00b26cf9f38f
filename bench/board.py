"""How heavy and how quick is the page of England, with 152 organisations and 24 months? (R-LARA-7, ux.md 6)

In a browser as on a slow telephone: 390 by 844 points, 1.6 Mbit/s, 150 ms there and back, a processor a quarter as
fast. Beside it a page that reads nothing, in the same run: machines differ, ratios do less.
"""

import gzip
import json
import sys
from collections.abc import Callable
from statistics import median
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from bench.installation import installation
from dev.demo import wait_for_answer
from tests.browser import ARGUMENTS, CHROMIUM

Say = Callable[[str], Any]
PAGES: Final = {"england": "/readiness/england", "all": "/readiness/england?all=1", "framework": "/readiness/framework"}
TIMES: Final = 5
SLOW: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER: Final = 4  # times
LARGEST: Final = """() => new Promise(answer => new PerformanceObserver(list =>
    answer(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""


def measure(*, months: int = 24, say: Say) -> dict[str, Any]:
    """Of each page the bytes as they are sent, compressed, and milliseconds until the largest part of it is there."""
    with installation(durable=False) as here:
        here.manage("collectstatic", "--noinput", "--verbosity", "0")
        here.manage("make_demo_accounts")
        world = json.loads(here.output("bench.board_world", str(months)).splitlines()[-1])  # after its log
        say(f"{world['returns']} returns of {months} months")
        with here.running(app="contactpoint", only=("web",)) as web, sync_playwright() as playwright:
            address = web.environment["PUBLIC_URL"]
            wait_for_answer(address, web)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            context = browser.new_context(viewport={"width": 390, "height": 844})
            context.add_cookies([{"name": "sessionid", "value": world["session"], "url": address}])
            found = {name: _page(context.new_page(), address + path) for name, path in PAGES.items()}
            browser.close()
    for name in ("england", "all"):
        found[name]["lcp_ratio"] = round(found[name]["lcp_ms"] / found["framework"]["lcp_ms"], 2)
    return {"returns": world["returns"], "months": months, "statements": world["statements"], **found}


def _page(page: Page, address: str) -> dict[str, Any]:
    """Once to learn the files that stay, then the middle of TIMES."""
    page.goto(address)
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    times, whole = [], b""
    for _ in range(TIMES):
        answer = page.goto(address)
        if answer is None or not answer.ok:
            sys.exit(f"{address} does not answer")
        times.append(float(page.evaluate(LARGEST)))
        whole = answer.body()
    elements = page.evaluate("document.querySelectorAll('*').length")
    return {"bytes_gz": len(gzip.compress(whole)), "elements": elements, "lcp_ms": round(median(times))}
