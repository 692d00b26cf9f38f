"""Does a browser find every component accessible, at both widths, with and without JavaScript?"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import NARROW, WIDE, check_page, open_page, overflow, violations

pytestmark = pytest.mark.browser
ADDRESSES = ["/", "/empty", "/unanswered", "/wrong", "/one-question", "/stock", "/refused", "/confirmed", "/nothing"]


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, site: str, address: str, width: int) -> None:
    with open_page(browser, width=width) as page:
        page.goto(site + address)
        check_page(page)


def test_the_check_itself_finds_what_is_broken(browser: Browser, site: str) -> None:
    with open_page(browser, width=NARROW) as page:
        page.goto(site + "/empty")
        page.evaluate("document.querySelector('main label').remove()")
        page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<img src=/no.png>')")
        page.evaluate("document.querySelector('main form').className = 'trap'")
        page.evaluate("document.querySelector('#id_words').setAttribute('cols', 400)")
        page.evaluate("document.querySelector('#id_words').className = ''")
        page.wait_for_timeout(200)
        found = " ".join(violations(page))
        assert "label (critical)" in found
        assert "image-alt" in found
        assert overflow(page) > 0
        with pytest.raises(AssertionError):
            check_page(page)


def test_a_word_in_the_console_fails_the_check(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        page.goto(site + "/confirmed")
        check_page(page)
        page.evaluate("console.log('left behind')")
        with pytest.raises(AssertionError, match="left behind"):
            check_page(page)


def test_the_policy_stops_an_inline_script_and_style(browser: Browser, site: str) -> None:
    """The policy is not only sent: the browser keeps it."""
    with open_page(browser) as page:
        page.goto(site + "/confirmed")
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
            " document.body.append(s);"
            " document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=p style=color:red>x</p>'); }"
        )
        assert page.evaluate("window.ran") is None
        assert page.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"


def test_the_keyboard_starts_at_the_mistakes(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        page.goto(site + "/wrong")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        page.get_by_role("link", name="Date of birth must include a year").click()
        expect(page.locator("#id_born_year")).to_be_focused()


def test_a_password_can_be_shown(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        page.goto(site + "/empty")
        page.get_by_label("Password", exact=True).fill("long enough")
        page.get_by_role("button", name="Show password").click()
        assert page.locator("#id_password").get_attribute("type") == "text"


def test_the_text_area_counts_down(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        page.goto(site + "/empty")
        page.get_by_label("What happened").fill("x" * 50)
        expect(page.locator(".govuk-character-count__status")).to_have_text("You have 10 characters remaining")


def test_a_telephone_number_can_be_copied(browser: Browser, site: str) -> None:
    with open_page(browser, alone=True) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        page.goto(site + "/")
        page.get_by_role("button", name=re.compile("Copy 020")).click()
        expect(page.get_by_role("status").first).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").replace("\N{NO-BREAK SPACE}", " ") == "020 7946 0018"
        check_page(page)


def test_without_javascript_everything_can_be_read_and_no_dead_button_shows(browser: Browser, site: str) -> None:
    with open_page(browser, width=NARROW, javascript=False) as page:
        page.goto(site + "/")
        expect(page.get_by_role("link", name="My work")).to_be_visible()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        expect(page.get_by_text("You will be signed out at")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("Copy|Menu"))).to_have_count(0)
        assert overflow(page) <= 0


def timeout(page: Page, site: str, seconds: int) -> None:
    page.goto(f"{site}/?seconds={seconds}")


def test_two_minutes_before_sign_out_a_person_is_asked_and_may_stay(browser: Browser, site: str) -> None:
    with open_page(browser, width=NARROW) as page:
        timeout(page, site, 100)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        check_page(page)
        page.get_by_role("button", name="Stay signed in").click()
        expect(dialog).to_be_hidden()
        check_page(page)


def test_staying_in_one_tab_keeps_the_other_tab(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        timeout(page, site, 100)
        expect(page.get_by_role("dialog")).to_be_visible()
        other = page.context.new_page()
        timeout(other, site, 900)
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_when_time_is_up_no_child_stays_on_the_screen(browser: Browser, site: str) -> None:
    """The page is blank at once, also when the next one cannot be had."""
    with open_page(browser, alone=True) as page:
        page.route("**/signed-out", lambda route: route.abort("aborted"))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        timeout(page, site, 2)
        page.wait_for_timeout(5000)
        assert page.evaluate("getComputedStyle(document.body).display") == "none"
        assert asked.count(f"{site}/signed-out") == 1, "asking every second would start the next page anew"


def test_when_time_is_up_the_next_page_says_so(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        timeout(page, site, 1)
        page.wait_for_url("**/signed-out")
        expect(page.get_by_role("heading", name="Involvement recorded")).to_be_visible()


def test_no_warning_comes_while_there_is_time(browser: Browser, site: str) -> None:
    with open_page(browser) as page:
        timeout(page, site, 900)
        page.wait_for_timeout(1500)
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_paper_says_who_printed_it_and_shows_no_buttons(browser: Browser, site: str) -> None:
    with open_page(browser, alone=True) as page:
        page.goto(site + "/")
        page.emulate_media(media="print")
        expect(page.get_by_text("Printed by Amina Rahman at")).to_be_visible()
        expect(page.get_by_text("handle as OFFICIAL-SENSITIVE")).to_be_visible()
        for name in ("Sign out", "Create record", re.compile("Copy 020")):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        expect(page.get_by_text("You will be signed out at")).to_be_hidden()


def test_no_page_asks_another_server_for_anything(browser: Browser, site: str) -> None:
    asked: list[str] = []
    with open_page(browser) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site + "/")
        page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(site)] == []
