"""An area completes its return, is accredited, and its practitioner gets in; withdrawn, not any more.

R-LARA-3, R-LARA-4, R-LARA-5: an area lead, a director and two of the national team, without JavaScript.
"""

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


def as_(page: Page, who: Practitioner, address: str) -> None:
    """The same browser, with the session of this person."""
    client = Client()
    people.sign_in(client, who)
    page.context.clear_cookies()
    enter(page, Scene(who, client), address)
    page.goto(address)


def gets_in(who: Practitioner) -> bool:
    """On the very next request, in a session that goes on."""
    client = Client()
    people.sign_in(client, who)
    return client.get(reverse("find_child")).status_code == 200


def test_a_return_opens_an_area_and_a_withdrawal_closes_it(browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    children.surroundings()
    Organisation.objects.filter(pk=derby().pk).update(stage=Stage.MANAGEMENT_TEAM, track="early_adopter")
    area = derby()
    rita, dan, nat, nina = (
        lead(at=now, where=area),
        director(at=now, where=area),
        national("Nat", at=now),
        national("Nina", at=now),
    )
    pat = people.social_worker(where=area)
    with open_page(browser, width=NARROW, javascript=False) as page:
        # Given a practitioner who is refused, for the area is not open
        assert not gets_in(pat)
        # When the lead completes the return of the month, and the director signs it
        answered(by=rita, at=now, level=4)
        as_(page, rita, live_server.url)
        follow(page, "Returns to complete and submit")
        page.get_by_role("link", name=f"{timezone.localdate():%B %Y}").click()
        page.get_by_role("link", name="Audit and misuse").click()
        page.get_by_label("4: The last three were signed in time, and each odd access was answered.").check()
        press(page, "Save and continue")
        page.goto(live_server.url + reverse("view_return", args=[Return.objects.get().pk]))
        follow(page, "Check and submit")
        page.get_by_label("The answers are true for the whole organisation today").check()
        press(page, "Submit")
        as_(page, dan, live_server.url)
        follow(page, "Returns to sign")
        page.get_by_role("link", name=f"{timezone.localdate():%B %Y}").click()
        follow(page, "Read and sign")
        page.get_by_label("Yes, I sign it").check()
        press(page, "Save")
        # And one of the national team accepts it and recommends, and another decides
        as_(page, nat, live_server.url)
        follow(page, "Returns to accept or return")
        page.get_by_role("link", name="Derby, ").click()
        page.get_by_label("Yes, accept the return").check()
        press(page, "Save")
        assert Return.objects.get().state == State.ACCEPTED
        page.goto(live_server.url + reverse("view_area", args=[area.pk]))
        follow(page, "Recommend that it moves on to early adopter")
        page.get_by_label("Why should it move on?").fill("Nine checks are met")
        press(page, "Recommend")
        assert page.get_by_text("Another person decides").is_visible()
        assert page.get_by_role("link", name="Decide").count() == 0
        assert not gets_in(pat)
        as_(page, nina, live_server.url)
        follow(page, "Recommendations to decide")
        page.get_by_role("link", name="Derby to early adopter").click()
        follow(page, "Decide")
        page.get_by_label("It moves on").check()
        page.get_by_label("Why?").fill("The figures hold")
        press(page, "Decide")
        assert heading(page) == "Moved on to early adopter"
        # Then the practitioner who was refused a minute ago gets in
        assert gets_in(pat)
        # And withdrawn, is refused again
        page.goto(live_server.url + reverse("view_area", args=[area.pk]))
        follow(page, "Take it back to an earlier stage")
        page.get_by_label("Management team", exact=True).check()
        page.get_by_label("Why?").fill("Screens were left open")
        press(page, "Withdraw now")
        assert heading(page) == "Taken back to management team"
        assert not gets_in(pat)
        # And the director reads why, and appeals
        as_(page, dan, live_server.url)
        page.goto(live_server.url + reverse("view_area", args=[area.pk]))
        page.get_by_role("link", name="Taken back to management team").click()
        assert page.get_by_text("Screens were left open").first.is_visible()
        follow(page, "Appeal")
        page.get_by_label("Why should it be looked at again?").fill("Every desk was visited since")
        press(page, "Appeal")
        assert page.get_by_text("The appeal is with the national team").is_visible()
