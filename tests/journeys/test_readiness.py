"""An area completes its return, is accredited, and its practitioner gets in; withdrawn, not any more.

R-LARA-3, R-LARA-4, R-LARA-5: an area lead, a director and two of the national team, without JavaScript.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Organisation, Practitioner, Stage
from readiness.models import Return, State
from tests import people
from tests.browser import NARROW, open_page
from tests.journeys.test_shield import follow, heading, press
from tests.readiness.returns import answered, derby, director, lead, national
from tests.registry import children
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def gets_in(who: Practitioner) -> bool:
    """On the very next request, in a session that goes on."""
    client = Client()
    people.sign_in(client, who)
    return client.get(reverse("find_child")).status_code == 200


@dataclass(frozen=True)
class Journey:
    """One browser that is handed from person to person."""

    page: Page
    address: str
    area: Organisation

    def as_(self, who: Practitioner, *, at: str = "home", about: Any = None) -> None:
        client = Client()
        people.sign_in(client, who)
        self.page.context.clear_cookies()
        enter(self.page, Scene(who, client), self.address)
        self.page.goto(self.address + reverse(at, args=[about] if about else []))

    def of_this_month(self) -> None:
        self.page.get_by_role("link", name=f"{timezone.localdate():%B %Y}").click()


def test_a_return_opens_an_area_and_a_withdrawal_closes_it(browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    children.surroundings()
    Organisation.objects.filter(pk=derby().pk).update(stage=Stage.MANAGEMENT_TEAM, track="early_adopter")
    area = derby()
    rita, dan = lead(at=now, where=area), director(at=now, where=area)
    nat, nina, pat = national("Nat", at=now), national("Nina", at=now), people.social_worker(where=area)
    answered(by=rita, at=now, level=4)
    with open_page(browser, width=NARROW, javascript=False) as page:
        on = Journey(page, live_server.url, area)
        assert not gets_in(pat)
        complete(on, rita)
        sign(on, dan)
        accept_and_recommend(on, nat)
        assert not gets_in(pat)
        decide(on, nina)
        assert gets_in(pat)  # who was refused a minute ago
        withdraw(on, nina)
        assert not gets_in(pat)
        appeal(on, dan)


def complete(on: Journey, rita: Practitioner) -> None:
    on.as_(rita)
    follow(on.page, "Returns to complete and submit")
    on.of_this_month()
    on.page.get_by_role("link", name="Audit and misuse").click()
    on.page.get_by_label("4: The last three were signed in time, and each odd access was answered.").check()
    press(on.page, "Save and continue")
    on.page.goto(on.address + reverse("view_return", args=[Return.objects.get().pk]))
    follow(on.page, "Check and submit")
    on.page.get_by_label("The answers are true for the whole organisation today").check()
    press(on.page, "Submit")


def sign(on: Journey, dan: Practitioner) -> None:
    on.as_(dan)
    follow(on.page, "Returns to sign")
    on.of_this_month()
    follow(on.page, "Read and sign")
    on.page.get_by_label("Yes, I sign it").check()
    press(on.page, "Save")


def accept_and_recommend(on: Journey, nat: Practitioner) -> None:
    on.as_(nat)
    follow(on.page, "Returns to accept or return")
    on.page.get_by_role("link", name="Derby, ").click()
    on.page.get_by_label("Yes, accept the return").check()
    press(on.page, "Save")
    assert Return.objects.get().state == State.ACCEPTED
    on.page.goto(on.address + reverse("view_area", args=[on.area.pk]))
    follow(on.page, "Recommend that it moves on to early adopter")
    for check in on.page.get_by_role("group").all():
        if check.get_by_label("Partly met").count():
            check.get_by_label("Met", exact=True).check()
    on.page.get_by_label("Why should it move on?").fill("Nine checks are met")
    press(on.page, "Recommend")
    assert on.page.get_by_text("Another person decides").is_visible()
    assert on.page.get_by_role("link", name="Decide").count() == 0


def decide(on: Journey, nina: Practitioner) -> None:
    on.as_(nina)
    follow(on.page, "Recommendations to decide")
    on.page.get_by_role("link", name="Derby to early adopter").click()
    follow(on.page, "Decide")
    on.page.get_by_label("It moves on").check()
    on.page.get_by_label("Why?").fill("The figures hold")
    press(on.page, "Decide")
    assert heading(on.page) == "Moved on to early adopter"


def withdraw(on: Journey, nina: Practitioner) -> None:
    on.as_(nina, at="view_area", about=on.area.pk)
    follow(on.page, "Take it back to an earlier stage")
    on.page.get_by_label("Management team", exact=True).check()
    on.page.get_by_label("Why?").fill("Screens were left open")
    press(on.page, "Withdraw now")
    assert heading(on.page) == "Taken back to management team"


def appeal(on: Journey, dan: Practitioner) -> None:
    """The director reads why, and asks for another look."""
    on.as_(dan, at="view_area", about=on.area.pk)
    on.page.get_by_role("link", name="Taken back to management team").click()
    assert on.page.get_by_text("Screens were left open").first.is_visible()
    follow(on.page, "Appeal")
    on.page.get_by_label("Why should it be looked at again?").fill("Every desk was visited since")
    press(on.page, "Appeal")
    assert on.page.get_by_text("The appeal is with the national team").is_visible()
