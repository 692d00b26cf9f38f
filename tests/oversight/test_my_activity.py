"""Does everybody see the own openings of records, and nobody else's? (R-AUDIT-1)"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from registry.looks_in_words import TEAM_WORK
from tests import people
from tests.oversight.looking import NOON, look

pytestmark = pytest.mark.django_db


def text_of(client: Client, page: str = "") -> str:
    return client.get(reverse("my_activity") + page).content.decode()


def test_it_shows_the_own_openings_by_day_with_time_number_and_reason(client: Client) -> None:
    pat = people.social_worker()
    look(pat, "1234567890")
    look(pat, "2234567890", at=NOON + timedelta(days=1), because="deciding_shield")
    people.sign_in(client, pat)
    page = text_of(client)
    assert page.index("11 March 2026") < page.index("10 March 2026")
    for words in ("midday", "123 456 7890", "223 456 7890", "I have a safeguarding concern", TEAM_WORK):
        assert words in page, words


def test_it_shows_nobody_elses(client: Client) -> None:
    pat, tara = people.social_worker(), people.teacher()
    look(tara, "1234567890")
    people.sign_in(client, pat)
    assert "You have not opened a record" in text_of(client)
    assert "123 456 7890" not in text_of(client, f"?actor={tara.pk}")


def test_reading_it_is_in_the_log(client: Client) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    text_of(client)
    event = Event.objects.get(verb="activity.read")
    assert (event.actor, event.facts) == (pat.pk, {"page": 1})


def test_there_are_25_on_a_page_and_a_wrong_page_is_the_nearest(client: Client) -> None:
    pat = people.social_worker()
    for number in range(26):
        look(pat, f"{number:010}", at=NOON + timedelta(minutes=number))
    people.sign_in(client, pat)
    assert text_of(client).count("<tr") == 1 + 25
    assert text_of(client, "?page=2").count("<tr") == 1 + 1
    assert text_of(client, "?page=99").count("<tr") == 1 + 1
    assert text_of(client, "?page=x").count("<tr") == 1 + 25


def test_your_account_leads_to_it(client: Client) -> None:
    people.sign_in(client, people.social_worker())
    assert f'href="{reverse("my_activity")}"' in client.get(reverse("your_account")).content.decode()


def test_whoever_has_lapsed_does_not_read_it(client: Client) -> None:
    people.sign_in(client, people.social_worker(lacks="clearance"))
    assert client.get(reverse("my_activity")).status_code == 403
