"""The pages of administration, as a browser shows them: narrow and wide, and without JavaScript (ux 2e)."""

from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.joining import invite
from accounts.models import Practitioner, Transfer
from accounts.moving import propose_transfer
from tests import people
from tests.accounts.administering import newcomer, three_administrators
from tests.accounts.test_pages import fill, look
from tests.browser import NARROW, WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(transactional_db: None) -> Practitioner:
    ada = three_administrators()
    people.organisation("Duty team", "T1", kind="team", parent=people.liverpool())
    for forename, days in (("Zoe", 12), ("Yan", -3), ("Xia", 40), ("Will", 300)):
        one = people.person(forename, "practitioner")
        one.clearances.update(issued_on=timezone.localdate() + relativedelta(days=days, years=-3))
    people.person("Halted", "practitioner", lacks="account")
    invite(newcomer(), by=ada, at=timezone.now())
    mona = people.person("Mona", "account_administrator", where=people.manchester())
    for name in ("Moe", "Max"):
        people.person(name, "account_administrator", where=people.manchester())
    propose_transfer(people.health_visitor().pk, people.liverpool().pk, by=mona, at=timezone.now())
    return ada


def sign_in(page: Page, who: Practitioner, address: str) -> None:
    page.goto(f"{address}/sign-in")
    fill(page, who)
    page.get_by_label("Code", exact=True).fill(people.code(who))
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_administration(live_server: Any, browser: Browser, ada: Practitioner, width: int) -> None:
    pat = Practitioner.objects.get(forename="Zoe")
    with open_page(browser, width=width) as page:
        sign_in(page, ada, live_server.url)
        look(page, "home-administrator")
        lists = ("people", "people?group=closed", "people/invite", "people/expiring", "people/transfers")
        places = {"organisation": "organisation", **{name.replace("?", "-").replace("/", "-"): name for name in lists}}
        where = people.liverpool().pk
        team = people.liverpool().bodies.get().pk
        offered = Transfer.objects.get().pk
        places |= {
            "organisation-change": f"organisation/{where}",
            "organisation-team": f"organisation/{where}/teams",
            "organisation-delegate": f"organisation/{team}/delegate",
            "transfer-accept": f"people/transfers/{offered}/accept",
            "transfer-refuse": f"people/transfers/{offered}/refuse",
            "person": f"people/{pat.pk}",
            "person-own": f"people/{ada.pk}",
            "person-invited": f"people/{Practitioner.objects.get(forename='Wilma').pk}",
            "take-role": f"people/{pat.pk}/roles/practitioner/{where}",
        }
        acts = ("seen", "paper", "particulars", "roles", "suspend", "restore", "close", "transfer", "withdraw")
        places |= {f"act-{name}": f"people/{pat.pk}/{name}" for name in acts}
        for name, place in places.items():
            page.goto(f"{live_server.url}/{place}")
            look(page, name)


def test_the_mistakes_on_pages_of_administration(live_server: Any, browser: Browser, ada: Practitioner) -> None:
    pat = Practitioner.objects.get(forename="Zoe")
    with open_page(browser, width=NARROW) as page:
        sign_in(page, ada, live_server.url)
        page.goto(f"{live_server.url}/people")
        page.get_by_role("button", name="Suspend those selected").click()
        assert page.get_by_role("link", name="Select at least one person").is_visible()
        look(page, "people-nobody-selected")
        page.get_by_role("link", name="Select at least one person").click()
        page.get_by_label("Select Zoe Example").check()
        page.get_by_label("Select Will Example").check()
        page.get_by_role("button", name="Suspend those selected").click()
        look(page, "suspend-people")
        page.get_by_role("button", name="Suspend", exact=True).click()
        look(page, "suspend-people-no-reason")
        page.get_by_label("Long absence").check()
        page.get_by_role("button", name="Suspend", exact=True).click()
        assert page.get_by_text("2 people are suspended and signed out").is_visible()
        look(page, "people-suspended")
        page.get_by_label("Name or email address").fill("zoe")
        page.get_by_role("button", name="Find people").click()
        look(page, "people-found")
        page.goto(f"{live_server.url}/people/{pat.pk}/seen")
        page.get_by_role("button", name="Record", exact=True).click()
        look(page, "seen-nothing")
        page.goto(f"{live_server.url}/people/invite")
        page.get_by_role("button", name="Invite", exact=True).click()
        look(page, "invite-nothing")
