"""What do the officers of Leeds and its director read and do about the start-up list? (R-SHIELD-9, R-SHIELD-10)"""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner
from registry.shields import is_shielded
from registry.starting_up import is_signed
from shielding import listing, signing
from shielding.models import ListedChild, Partner
from tests import people
from tests.registry import children
from tests.shielding import start_up
from tests.shielding.pages.states import url
from tests.shielding.start_up import GRACE, REASONS, SAID, refuge, replied

pytestmark = pytest.mark.django_db


@pytest.fixture
def shona(client: Client) -> Practitioner:
    children.surroundings()
    who = start_up.officer()
    people.sign_in(client, who)
    return who


def page(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode()


def test_an_officer_asks_a_partner_and_keeps_the_reply(client: Client, shona: Practitioner) -> None:
    today = timezone.localdate()
    day = {"day": today.day, "month": today.month, "year": today.year}
    dates = {f"{name}_{box}": value for name in ("asked_on", "due_on") for box, value in day.items()}
    told = {"sort": "refuges", "body": "Leeds Refuge", "contact": "Ruth Dale", "phone": "0113 496 0123", "email": ""}
    assert client.post(url("add_partner"), {}).status_code == 422
    assert client.post(url("add_partner"), {**told, **dates}).status_code == 303
    partner = Partner.objects.get().pk
    on = {f"on_{box}": value for box, value in day.items()}
    assert client.post(url("record_reply", partner), {"heard": "names", "who": "Ruth", **on}).status_code == 422
    sent = {"heard": "names", "children": "2", "who": "Ruth Dale", **on}
    assert client.post(url("record_reply", partner), sent).status_code == 303
    assert "Leeds Refuge gave 2 names, and 0 are entered" in page(client, url("start_up"))


def test_a_child_is_entered_with_a_record_or_expected(client: Client, shona: Practitioner, now: datetime) -> None:
    child, partner = start_up.child_of_leeds(now), refuge(shona, now)
    typed = {"forename": "Jon", "surname": "Smyth", "born_year": "2017"}
    found = client.post(url("list_child", partner), typed).headers["Location"]
    assert url("list_one", partner, child) in page(client, found)
    assert "Leeds Refuge asks for it" in page(client, url("list_one", partner, child))
    client.post(url("list_one", partner, child), {"why": "In the refuge", "evidence": "Their list"})
    assert is_shielded(child)
    grace = {"forename": "Grace", "surname": "Whitfield", "born_day": "14", "born_month": "3", "born_year": "2019"}
    assert client.post(url("expect_child", partner), {**grace, "upn": "1"}).status_code == 422
    client.post(url("expect_child", partner), {**grace, "nhs_number": "999 000 0077"})
    assert "Grace Whitfield" in page(client, url("view_partner", partner))
    listed = ListedChild.objects.get(child=None)
    shown = page(client, url("view_expected", listed.pk))
    assert "14 March 2019" in shown
    assert "NHS number" in shown
    assert client.post(url("view_expected", listed.pk), {"number": "123"}).status_code == 422


def test_a_child_who_was_entered_by_mistake_is_taken_off_the_list(
    client: Client, shona: Practitioner, now: datetime
) -> None:
    partner = refuge(shona, now)
    listed = listing.expect_listed(partner, GRACE, by=shona, at=now)
    assert url("take_back_expected", listed) in page(client, url("view_expected", listed))
    assert "Grace Whitfield" in page(client, url("take_back_expected", listed))
    assert client.post(url("take_back_expected", listed), {}).status_code == 422
    assert client.post(url("take_back_expected", listed), {"because": "Grown up"}).status_code == 303
    shown = page(client, url("view_partner", partner))
    assert "Grace Whitfield" not in shown
    assert "A child who was entered by mistake is off the list, recorded by Shona Example" in shown
    assert client.get(url("view_expected", listed)).status_code == 404


def test_two_people_sign_and_the_director_reads_no_child(client: Client, shona: Practitioner, now: datetime) -> None:
    dina, partner = start_up.director(), refuge(shona, now)
    replied(partner, shona, now, names=1)
    listing.expect_listed(partner, GRACE, by=shona, at=now)
    assert client.post(url("sign_start_up"), {}).status_code == 422
    reasons = {f"reason_{key}": words for key, words in REASONS.items()}
    page(client, url("sign_start_up"))
    assert client.post(url("sign_start_up"), reasons).status_code == 303
    directors = Client()
    people.sign_in(directors, dina)
    assert url("start_up_to_sign") in page(directors, url("home"))
    shown = page(directors, url("start_up_to_sign"))
    assert [word for word in SAID if word in shown] == []
    waits = signing.to_sign(dina, at=now)
    assert waits is not None
    directors.post(url("start_up_to_sign"), {"sign_off": str(waits.id), "read": "on"})
    assert is_signed(start_up.leeds())
    assert "Signed by" in page(client, url("start_up"))


def test_to_everybody_else_no_page_is_there(
    client: Client, shona: Practitioner, mark: Practitioner, pat: Practitioner, now: datetime
) -> None:
    partner = refuge(shona, now)
    listed = listing.expect_listed(partner, GRACE, by=shona, at=now)
    of_a_partner = ("view_partner", "record_reply", "record_reminder", "list_child", "expect_child")
    of_a_child = ("view_expected", "take_back_expected")
    own = [*(url(name, partner) for name in of_a_partner), *(url(name, listed) for name in of_a_child)]
    for where in own:
        page(client, where)
    for who in (mark, pat, start_up.director()):
        other = Client()
        people.sign_in(other, who)
        assert [where for where in own if other.get(where).status_code != 404] == []
    assert client.get(url("start_up_to_sign")).status_code == 404
