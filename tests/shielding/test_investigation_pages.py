"""An override is looked into on the team's pages, and explained on one of its own (R-SHIELD-5, H8)."""

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Practitioner
from registry.disclosure import open_record
from shielding.models import Investigation
from tests import people
from tests.registry import children
from tests.shielding.overriding import WHY, override

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(john: UUID, olga: Practitioner, now: datetime) -> Investigation:
    """Olga has opened John's record."""
    children.shield(john, at=now)
    row = override(john, olga, now)
    open_record(john, viewer=olga, at=now)
    return row


def browser_of(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def page_of(row: Investigation) -> str:
    return reverse("view_investigation", args=[row.pk])


def explaining(row: Investigation) -> str:
    return reverse("explain_override", args=[row.pk])


def test_an_officer_reads_who_and_why_and_says_why_before_deciding(looked: Investigation, shona: Practitioner) -> None:
    shonas = browser_of(shona)
    assert str(looked.reference) in shonas.get(reverse("investigations")).content.decode()
    page = shonas.get(page_of(looked)).content.decode()
    for said in ("Olga Example", WHY, "John Peter Smith", "Addresses"):
        assert said in page
    refused = shonas.post(page_of(looked), {"step": "justified"})
    assert refused.status_code == 422
    assert "Enter what you found, and why you decide this" in refused.content.decode()


def test_who_looked_is_asked_and_reads_nothing_of_the_investigation(
    looked: Investigation, shona: Practitioner, olga: Practitioner
) -> None:
    shonas, olgas = browser_of(shona), browser_of(olga)
    assert olgas.get(explaining(looked)).status_code == 404
    asked = shonas.post(page_of(looked), {"step": "ask", "words": "Her unit has no such case"})
    assert (asked.status_code, asked["Location"]) == (303, page_of(looked))
    assert olgas.get(page_of(looked)).status_code == 404
    told = olgas.get(explaining(looked)).content.decode()
    assert str(looked.reference) in told
    for never in ("John", "Smith", "no such case", "Shona"):
        assert never not in told
    assert olgas.post(explaining(looked), {"words": " "}).status_code == 422
    assert olgas.post(explaining(looked), {"words": "It came in at night"}).status_code == 303
    assert olgas.get(explaining(looked)).status_code == 404
    assert "It came in at night" in shonas.get(page_of(looked)).content.decode()


def test_not_justified_ends_the_sign_in_and_cannot_be_decided_again(
    looked: Investigation, shona: Practitioner, simon: Practitioner, olga: Practitioner
) -> None:
    olgas = browser_of(olga)
    assert olgas.get("/").status_code == 200
    browser_of(shona).post(page_of(looked), {"step": "not_justified", "words": "No case, no call"})
    assert olgas.get("/")["Location"].startswith("/sign-in")
    simons = browser_of(simon)
    assert "Not justified" in simons.get(page_of(looked)).content.decode()
    again = simons.post(page_of(looked), {"step": "justified", "words": "After all"})
    assert again.status_code == 422
    assert "Somebody else has closed this investigation" in again.content.decode()


def test_to_others_there_are_no_such_pages(looked: Investigation, pat: Practitioner, mark: Practitioner) -> None:
    """Pat is no officer; Mark is one of another area, and has a list of his own."""
    pats, marks = browser_of(pat), browser_of(mark)
    addresses = [reverse("investigations"), page_of(looked), explaining(looked)]
    assert {pats.get(address).status_code for address in addresses} == {404}
    assert [marks.get(address).status_code for address in addresses] == [200, 404, 404]
    assert str(looked.reference) not in marks.get(reverse("investigations")).content.decode()
