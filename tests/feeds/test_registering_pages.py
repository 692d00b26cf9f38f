"""Do the pages register a source, show it and change it, and to nobody else? (R-FEED-2)"""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from registry.models import Source
from tests import people
from tests.feeds import officers
from tests.feeds.officers import Clock
from tests.feeds.officers import clock as clock
from tests.feeds.test_sources import last_event, of_liverpool

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Youth offending",
    "legal_basis": "permitted",
    "contact": "data@liverpool.example.org",
    "every_days": "30",
    "complete": "no",
    "control_total_required": "yes",
    "review_required": "no",
    "error_share": "2.5",
    "jump": "5",
}
DELIVERS = {"format": "social-care", "asserts": ["names", "addresses"]}
NEW_BODY = {"body": "", "body_name": "Liverpool Youth Offending Service", "sector": "youth_offending"}


def test_by_the_pages_a_source_is_registered_read_and_changed(client: Client, clock: Clock, world: None) -> None:
    people.sign_in(client, officers.dot())
    answer = client.post("/feeds/sources/register", {**ANSWERS, **DELIVERS, **NEW_BODY})
    made = Source.objects.get(code="liverpool-youth-offending")
    assert (answer.status_code, answer["Location"]) == (303, f"/feeds/sources/{made.pk}")
    assert made.error_share_allowed == Decimal("0.025")
    page = client.get(answer["Location"]).content.decode()
    assert "Not accredited yet" in page
    assert "Believed after" in page
    assert client.post(f"/feeds/sources/{made.pk}/change", {**ANSWERS, "name": "YOS"}).status_code == 303
    page = client.get(f"/feeds/sources/{made.pk}/delivers").content.decode()
    assert "Health records has 10" in page
    changed = {**DELIVERS, "rank_names": "7"}
    assert client.post(f"/feeds/sources/{made.pk}/delivers", changed).status_code == 303
    made.refresh_from_db()
    assert (made.name, made.precedence) == ("YOS", {"names": 7})
    assert "YOS" in client.get("/feeds/sources").content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"body_name": ""}, "Select a supplying body, or enter the name of another"),
        ({"sector": ""}, "Select the sector of the supplying body"),
        ({"asserts": ["addresses"]}, "Select names or identifiers: without them no row can be matched"),
        ({"error_share": "200"}, "Rows in error must be a number of per cent from 0 to 100"),
        ({"every_days": "0"}, "Days between deliveries must be 1 or more"),
        ({"contact": "nobody"}, "Enter an email address in the correct format"),
    ],
)
def test_what_is_wrong_with_a_registration_is_said(
    wrong: dict[str, Any], told: str, client: Client, clock: Clock, world: None
) -> None:
    people.sign_in(client, officers.dot())
    answer = client.post("/feeds/sources/register", {**ANSWERS, **DELIVERS, **NEW_BODY, **wrong})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_page_says_before_that_a_change_ends_the_accreditation(client: Client, clock: Clock, world: None) -> None:
    people.sign_in(client, officers.opal())
    births = Source.objects.get(code="births")
    assert "ends the accreditation" in client.get(f"/feeds/sources/{births.pk}/delivers").content.decode()


def test_a_page_of_a_neighbours_source_reads_as_missing_and_of_a_national_one_has_no_change(
    client: Client, clock: Clock, world: None
) -> None:
    ours, births = of_liverpool(officers.dot(), clock), Source.objects.get(code="births")
    people.sign_in(client, officers.mia())
    for page in ("", "/change", "/delivers", "/stop", "/start", "/withdraw"):
        missing = client.get(f"/feeds/sources/{uuid4()}{page}")
        answer = client.get(f"/feeds/sources/{ours.pk}{page}")
        assert (answer.status_code, missing.status_code) == (404, 404)
        assert last_event("access.refused").facts["permission"] == "manage_data"
    assert "/change" not in client.get(f"/feeds/sources/{births.pk}").content.decode()
    assert client.post(f"/feeds/sources/{births.pk}/change", ANSWERS).status_code == 403
