"""The monthly return on its pages: with two people, narrow and wide, with and without JavaScript (R-LARA-3)."""

import os
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from readiness import returning
from readiness.models import Return, State
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.readiness.returns import answered, director, lead, submitted
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")


def signed_in(who: Any) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def test_an_answer_leads_to_the_next_question_and_the_last_one_back_to_the_list() -> None:
    now = timezone.now()
    client = signed_in(lead(at=now))
    where = client.post(reverse("begin_return"))["Location"]
    one = Return.objects.get()
    assert "0 of 7 answered" in client.get(where).content.decode()
    question = reverse("answer_question", args=[one.pk, "GOV1"])

    wrong = client.post(question, {"comment": "We think"})
    assert wrong.status_code == 422
    assert "Select which of these is true now" in wrong.content.decode()

    right = client.post(question, {"level": "3", "comment": "Minute of 3 March"})
    assert right["Location"] == reverse("answer_question", args=[one.pk, "GOV2"])
    last = client.post(reverse("answer_question", args=[one.pk, "GOV7"]), {"level": "0"})
    assert last["Location"] == where
    assert "2 of 7 answered" in client.get(where).content.decode()


def test_who_is_overtaken_is_told_that_nothing_was_saved() -> None:
    now = timezone.now()
    one = submitted(at=now)
    client = signed_in(lead(at=now))
    sent = client.post(reverse("answer_question", args=[one.pk, "GOV1"]), {"level": "4"}, follow=True)
    assert "Nothing of yours was saved" in sent.content.decode()
    assert one.answers.get(question="GOV1").level == 3


def test_what_is_missing_is_named_before_it_is_submitted() -> None:
    now = timezone.now()
    rita = lead(at=now)
    one = returning.begin(by=rita, at=now)
    page = signed_in(rita).post(reverse("submit_return", args=[one.pk]), {"declared": "on"})
    assert page.status_code == 422
    assert "Not answered: GOV1, GOV2" in page.content.decode()


def test_a_director_sends_a_return_back_with_a_reason_on_its_page() -> None:
    now = timezone.now()
    one, client = submitted(at=now), signed_in(director(at=now))
    where = reverse("sign_return", args=[one.pk])
    assert "Enter what has to be corrected" in client.post(where, {"answer": "back"}).content.decode()
    done = client.post(where, {"answer": "back", "because": "No deputy was tried"}, follow=True).content.decode()
    assert "Open again, to be corrected: No deputy was tried" in done


def this_month() -> str:
    return f"{timezone.localdate():%B %Y}"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_people_complete_a_return_without_javascript(browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    rita, dan = lead(at=now), director(at=now)
    answered(by=rita, at=now)
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(rita, signed_in(rita)), live_server.url)
        page.goto(live_server.url + reverse("list_returns"))
        page.get_by_role("link", name=this_month()).click()
        page.get_by_role("link", name="Governance and project management").click()
        page.get_by_label("4: They decide each month, and a deputy has done so in their place.").check()
        page.get_by_role("button", name="Save and continue").click()
        page.get_by_role("heading", name="Is there a project manager with enough time?").wait_for()
        page.goto(live_server.url + reverse("list_returns"))
        page.get_by_role("link", name=this_month()).click()
        page.get_by_role("link", name="Check and submit").click()
        page.get_by_label("The answers are true for the whole organisation today").check()
        page.get_by_role("button", name="Submit").click()
        page.get_by_text("Another person has to sign it").wait_for()
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(dan, signed_in(dan)), live_server.url)
        page.goto(live_server.url + reverse("view_return", args=[Return.objects.get().pk]))
        page.get_by_role("link", name="Read and sign").click()
        page.get_by_label("Yes, I sign it").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("The return is signed").wait_for()
    assert Return.objects.get().state == State.SIGNED


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_return_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    rita, dan, before = lead(at=now), director(at=now), now - relativedelta(months=1)
    earlier = submitted(at=now)
    Return.objects.update(month=returning.month_of(before))
    one = returning.begin(by=rita, at=now)
    hers = [
        reverse("list_returns"),
        reverse("view_return", args=[one.pk]),
        reverse("answer_question", args=[one.pk, "GOV1"]),
        reverse("submit_return", args=[one.pk]),
    ]
    his = [reverse("view_return", args=[earlier.pk]), reverse("sign_return", args=[earlier.pk])]
    with open_page(browser, width=width) as page:
        for who, pages in ((rita, hers), (dan, his)):
            enter(page, Scene(who, signed_in(who)), live_server.url)
            for where in pages:
                page.goto(live_server.url + where)
                check_page(page)
                if PICTURES:
                    shoot(
                        page,
                        Path(PICTURES) / f"{where.strip('/').replace('/', '-')[:30]}-{pages.index(where)}-{width}.png",
                    )
