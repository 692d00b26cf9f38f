"""The pages of a new identity: two acts, each by two officers who prove that it is them (R-REC-7, SEC-14)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Practitioner
from registry.models import Child, Closing, Status
from registry.shields import is_shielded
from shielding.models import ClosingRequest
from tests import people
from tests.registry import children
from tests.registry.pages.states import ADDED
from tests.shielding.identity import WHY, ask, closed

pytestmark = pytest.mark.django_db
Browser = Callable[[Practitioner], Client]
ENTERED = {**ADDED, "surname": "Merriweather", "nothing_old": "on", "key": "6f0e8a52-3a2e-4c39-9d1a-7d3f0a1b2c3d"}


@pytest.fixture
def browser_of() -> Browser:
    def opened(who: Practitioner) -> Client:
        client = Client()
        people.sign_in(client, who)
        people.prove(client, who)
        return client

    return opened


def text(client: Client, name: str, *about: UUID) -> str:
    return client.get(reverse(name, args=about)).content.decode()


def test_an_officer_adds_a_hidden_record_and_another_confirms_it(
    shona: Practitioner, simon: Practitioner, browser_of: Browser
) -> None:
    children.surroundings()
    page = browser_of(shona)
    assert page.post(reverse("add_hidden_record"), ENTERED).status_code == 303
    child = Child.objects.get()
    assert is_shielded(child.pk)
    assert "Katie Merriweather" in text(page, "hidden_records")
    page.post(reverse("confirm_hidden_record", args=[child.pk]))
    assert Child.objects.get().status == Status.UNCONFIRMED
    other = browser_of(simon)
    assert "3 Fern Bank" in text(other, "confirm_hidden_record", child.pk)
    other.post(reverse("confirm_hidden_record", args=[child.pk]))
    assert Child.objects.get().status == Status.OPEN


def test_who_has_not_looked_at_the_answers_again_adds_nothing(shona: Practitioner, browser_of: Browser) -> None:
    children.surroundings()
    answer = browser_of(shona).post(reverse("add_hidden_record"), {**ENTERED, "nothing_old": ""})
    assert answer.status_code == 422
    assert not Child.objects.exists()


def test_an_officer_asks_and_another_closes(
    john: UUID, shona: Practitioner, simon: Practitioner, browser_of: Browser
) -> None:
    number = Child.objects.get(pk=john).number
    page, other = browser_of(shona), browser_of(simon)
    asked = {"number": number, "because": WHY, "understood": "on"}
    assert page.post(reverse("ask_closing"), asked).status_code == 303
    request = ClosingRequest.objects.get().pk
    assert "Another shielding officer answers" in text(page, "view_closing", request)
    assert page.post(reverse("view_closing", args=[request]), {"answer": "yes"}).status_code == 422
    shown = text(other, "view_closing", request)
    assert WHY in shown
    assert "John Peter Smith" in shown
    other.post(reverse("view_closing", args=[request]), {"answer": "yes"})
    assert Closing.objects.get().child_id == john
    assert "closed" in text(other, "closings")


def test_a_number_that_is_not_of_the_area_reads_like_none(
    shona: Practitioner, browser_of: Browser, now: datetime
) -> None:
    far = children.child(at=now, area=people.manchester())
    answers = {
        browser_of(shona)
        .post(reverse("ask_closing"), {"number": number, "because": WHY, "understood": "on"})
        .content.decode()
        .count("No open record of your authority has this number")
        for number in (Child.objects.get(pk=far).number, "0000000000")
    }
    assert len(answers) == 1
    assert answers != {0}
    assert not is_shielded(far)


def test_without_a_fresh_proof_nothing_is_asked_or_answered(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    request, client = ask(john, by=shona, at=now), Client()
    people.sign_in(client, simon)
    for name, about in (("add_hidden_record", ()), ("ask_closing", ()), ("view_closing", (request,))):
        assert client.get(reverse(name, args=about)).status_code == 302
    client.post(reverse("view_closing", args=[request]), {"answer": "yes"})
    assert not Closing.objects.exists()


def test_to_everybody_else_the_pages_are_not_there(
    john: UUID, shona: Practitioner, simon: Practitioner, mark: Practitioner, pat: Practitioner, now: datetime
) -> None:
    request = closed(john, shona, simon, at=now)
    client, far = Client(), Client()
    people.sign_in(client, pat)
    people.sign_in(far, mark)
    people.prove(far, mark)
    for name in ("new_identities", "hidden_records", "add_hidden_record", "closings", "ask_closing"):
        assert client.get(reverse(name)).status_code == 404
    for browser in (client, far):
        assert browser.get(reverse("view_closing", args=[request])).status_code == 404
