"""Auditors search their own organisation's log, the national one all, and none learns of a shield (R-SHIELD-1)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Practitioner
from audit.models import Event
from oversight.searching_log import Found, Wanted, search_log
from registry import disclosure
from registry.models import Child, Reason
from tests import people
from tests.oversight.looking import NOON, WORK, look, looks
from tests.oversight.test_review_pages import digits, signed_in, text
from tests.registry import children

pytestmark = pytest.mark.django_db
AT = timezone.now() + timedelta(hours=1)
NUMBER = "1234567890"


@pytest.fixture
def audrey() -> Practitioner:
    return people.person("Audrey", "auditor")


@pytest.fixture
def nat() -> Practitioner:
    return people.person("Nat", "national_auditor", where=people.national_team())


def found(by: Practitioner, **asked: str | date) -> Found:
    return search_log(Wanted(**asked), page=1, by=by, at=AT)  # type: ignore[arg-type]


def test_an_auditor_finds_the_own_organisations_looks_by_number_person_and_day(audrey: Practitioner) -> None:
    pat, hana = people.social_worker(), people.health_visitor()
    look(pat, NUMBER, WORK)
    look(hana, NUMBER, WORK)
    for asked in ({"number": NUMBER}, {"email": pat.email.upper()}, {"first": NOON.date()}):
        rows = found(audrey, **asked).rows
        assert [row.name for row in rows] == [pat.name], asked
        assert digits(rows[0].number) == NUMBER
    assert found(audrey, email=hana.email).rows == ()
    assert found(audrey, first=NOON.date() - timedelta(days=1)).rows == ()


def test_the_national_auditor_finds_all_and_by_number_no_organisation(nat: Practitioner) -> None:
    """R-SHIELD-8: an organisation beside a shielded child's number would tell where the child is; told of none."""
    pat, hana = people.social_worker(), people.health_visitor()
    look(pat, NUMBER, WORK)
    look(hana, NUMBER, WORK)
    by_number = found(nat, number=NUMBER)
    assert (len(by_number.rows), {row.organisation for row in by_number.rows}) == (2, {""})
    by_day = found(nat, first=NOON.date())
    assert {(row.organisation, row.number) for row in by_day.rows} == {("Liverpool", ""), ("Manchester", "")}


def test_whoever_reviews_nothing_searches_nothing() -> None:
    with pytest.raises(Refused):
        found(people.teacher(), number=NUMBER)


def test_the_search_is_in_the_log(audrey: Practitioner) -> None:
    pat = people.social_worker()
    found(audrey, number=NUMBER)
    found(audrey, email=pat.email)
    found(audrey, email="nobody@example.org")
    one, two, three = Event.objects.filter(verb="log.searched").order_by("pk")
    assert (one.actor, one.child_number) == (audrey.pk, NUMBER)
    assert two.facts["practitioner"] == str(pat.pk)
    assert "nobody" not in str(three.facts)


def test_a_shielded_child_reads_like_another_and_what_a_right_opened_shows_no_number(audrey: Practitioner) -> None:
    at = timezone.now()
    olga, child = people.override_holder(), children.john(at=at)
    children.shield(child, at=at)
    number = Child.objects.get().number
    disclosure.give_reason(child, reason=Reason.SAFEGUARDING, viewer=olga, at=at)
    disclosure.open_record(child, viewer=olga, at=at)
    disclosure.override(child, because="She was taken from school", viewer=olga, at=at)
    disclosure.open_record(child, viewer=olga, at=at)
    by_number, by_person = found(audrey, number=number), found(audrey, email=olga.email)
    assert {row.what for row in by_number.rows} == {"Opened a record"}
    assert len(by_number.rows) == 1  # before the override, as anybody's record is opened
    assert sum(digits(row.number) == number for row in by_person.rows) == 1
    said = str([*by_number.rows, *by_person.rows]).lower()
    assert "shield" not in said
    assert "override" not in said


def test_deciding_about_a_shield_shows_no_number(audrey: Practitioner) -> None:
    shona = people.person("Shona", "shielding_officer")
    look(shona, NUMBER, because="deciding_shield")
    assert found(audrey, number=NUMBER).rows == ()
    assert [row.number for row in found(audrey, email=shona.email).rows] == [""]


def test_by_the_page_what_is_asked_stands_in_no_address_and_pages_are_turned(audrey: Practitioner) -> None:
    pat, client, where = people.social_worker(), signed_in(audrey), reverse("search_log")
    looks(pat, 60, WORK)
    nothing = client.post(where, {})
    assert (nothing.status_code, "Enter an email address, a number or a first day" in text(nothing)) == (422, True)
    wrong = client.post(where, {"number": "123"})
    assert "Check the number: it is not a ContactPoint number" in text(wrong)
    first = client.post(where, {"email": pat.email})
    assert (first.status_code, "Found: 60" in text(first), "Page 1 of 2" in text(first)) == (200, True, True)
    second = text(client.post(where, {"email": pat.email, "page": "2"}))
    assert ("Page 2 of 2" in second, "Newer" in second, "Older" in second) == (True, True, False)
    assert client.get(f"{where}?email={pat.email}").status_code == 200
    assert "Found" not in text(client.get(f"{where}?email={pat.email}"))


@pytest.mark.parametrize("page", ["0", "-1", "999999", "x"])
def test_a_page_that_is_not_there_is_the_nearest_or_a_mistake(audrey: Practitioner, page: str) -> None:
    answer = signed_in(audrey).post(reverse("search_log"), {"email": audrey.email, "page": page})
    assert answer.status_code in (200, 422)


def test_days_are_taken_as_they_are_in_london(audrey: Practitioner) -> None:
    pat = people.social_worker()
    look(pat, NUMBER, WORK, at=NOON.replace(month=7, day=1, hour=23, minute=30))  # 2 July in London
    assert len(found(audrey, first=date(2026, 7, 2)).rows) == 1
    assert found(audrey, first=date(2026, 7, 1)).rows == ()


def test_an_account_that_is_gone_and_a_stranger_number_read_the_same(audrey: Practitioner) -> None:
    assert found(audrey, number="9999999999").rows == found(audrey, email=f"{uuid4()}@example.org").rows == ()
