"""Can the answer of 28 January 2009 be made again from the data, and does it stay as it was made? (R-LARA-10)"""

from datetime import date
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client, TestCase
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.models import Organisation, Stage
from readiness.briefing import compose, stages_as_at
from readiness.models import Briefing, Decision
from tests import people
from tests.browser import NARROW, check_page, open_page
from tests.journeys.test_shield import follow, heading, press
from tests.readiness.returns import NOW, director, lead, national
from tests.readiness.test_board import invent_england
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

THE_DAY = date(2009, 1, 28)
EARLY = (
    "Blackburn with Darwen, Blackpool, Bolton, Bury, Cheshire, Cumbria, Halton, Knowsley, Liverpool, Manchester, "
    "Rochdale, Salford, Sefton, St. Helens, Stockport, Warrington, Wigan"
)


def main_of(page: bytes) -> bytes:
    return page.split(b"<main")[1].split(b"</main>")[0]


class TestTheAnswer(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        invent_england()

    def test_of_28_january_2009_is_made_again_from_the_data(self) -> None:
        """S-2 to S-5, S-7 to S-9, S-12 to S-14."""
        guidance, timetable, assessments = compose(THE_DAY)
        assert len(guidance.rows) == 12
        assert "12 versions" in guidance.sentences[0]
        assert "It was announced in August 2008." in timetable.sentences
        assert "2 of 4 phases had begun by 28 January 2009." in timetable.sentences
        said = assessments.sentences
        assert said[0] == f"Access goes first to 17 local authorities: {EARLY}."
        assert said[1] == "And to 2 national partners: Barnardo's, KIDS."
        assert said[2] == "19 of these 19 have completed 9 readiness checks to date."
        assert said[3] == "The others complete 1 further before they are accredited to grant access to users."
        stages = {row[0]: int(row[1]) for row in assessments.rows}
        assert stages == {"Preparing": 0, "Shielding": 133, "Management team": 19, "Early adopter": 0, "Live": 0}

    def test_before_anything_happened_nothing_had(self) -> None:
        guidance, timetable, assessments = compose(date(2008, 1, 1))
        assert guidance.rows == []
        assert timetable.sentences[0] == "Nothing was announced by then."
        assert "0 monthly assessments were signed by then." in assessments.sentences
        assert "0 of these 19 have completed 9 readiness checks to date." in assessments.sentences

    def test_the_stages_of_today_are_those_of_the_organisations(self) -> None:
        now = dict(Organisation.objects.exclude(kind="national_team").values_list("pk", "stage"))
        assert stages_as_at(date(2026, 1, 1)) == now
        assert set(stages_as_at(date(2008, 12, 1)).values()) == {Stage.PREPARING}

    def test_a_briefing_stays_as_it_was_made(self) -> None:
        client = Client()
        people.sign_in(client, national("Nat", at=NOW))
        day = {"as_at_day": "28", "as_at_month": "1", "as_at_year": "2009"}
        where = client.post(reverse("list_briefings"), day)["Location"]
        before = client.get(where).content
        Decision.objects.all().delete()
        assert main_of(client.get(where).content) == main_of(before)
        file = client.get(where + "/csv").content.decode("utf-8-sig")
        assert "19 of these 19 have completed 9 readiness checks to date." in file
        with pytest.raises(InternalError), transaction.atomic():
            Briefing.objects.update(as_at=date(2009, 1, 29))


@pytest.mark.django_db
def test_nobody_else_makes_or_reads_a_briefing() -> None:
    for who in (lead(at=NOW), director(at=NOW), people.social_worker()):
        client = Client()
        people.sign_in(client, who)
        assert client.get(reverse("list_briefings")).status_code == 403


@pytest.mark.django_db
def test_a_day_to_come_is_refused() -> None:
    client = Client()
    people.sign_in(client, national("Nat", at=NOW))
    day = {"as_at_day": "28", "as_at_month": "1", "as_at_year": "2090"}
    assert client.post(reverse("list_briefings"), day).status_code == 422


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_answer_is_made_again_in_the_browser(browser: Browser, live_server: Any) -> None:
    """S-2, S-3, S-4: without JavaScript, and with it for the look of it."""
    invent_england()
    nat = national("Nat", at=NOW)
    client = Client()
    people.sign_in(client, nat)
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(nat, client), live_server.url)
        page.goto(live_server.url + reverse("view_england"))
        follow(page, "Briefings")
        page.get_by_label("Day").fill("28")
        page.get_by_label("Month").fill("1")
        page.get_by_label("Year").fill("2009")
        press(page, "Answer")
        assert heading(page) == "Briefing as at 28 January 2009"
        assert page.get_by_text("19 of these 19 have completed 9 readiness checks to date.").is_visible()
        where = page.url
    with open_page(browser, width=NARROW) as page:
        enter(page, Scene(nat, client), live_server.url)
        for address in (where, live_server.url + reverse("list_briefings")):
            page.goto(address)
            check_page(page)
