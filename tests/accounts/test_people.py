"""The list of people: what expires next comes first, and nobody else's people are in it (R-USER-3, ux 2e)."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.clearance import ends_on
from accounts.expiring import end_in_words, with_end
from accounts.models import AccountState, Clearance, Practitioner
from tests import people
from tests.accounts.administering import page, three_administrators
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client, clock: Clock) -> Practitioner:
    made = three_administrators()
    people.sign_in(client, made)
    return made


def many(number: int, *, first: int = 0) -> None:
    """Practitioners of Liverpool with a clearance each, made quickly."""
    duty = people.organisation("Duty team", "T1", kind="team", parent=people.liverpool())
    made = Practitioner.objects.bulk_create(
        Practitioner(
            team=duty,
            email=f"person{n}@example.org",
            forename=f"Person{n}",
            surname="Anderson-Featherstonehaugh",
            job_title="Social worker in the duty and assessment team",
            organisation=people.liverpool(),
            employer=people.liverpool(),
            account_state=AccountState.ACTIVE,
            last_used_at=timezone.now(),
        )
        for n in range(first, first + number)
    )
    issued = timezone.localdate() - relativedelta(years=2)
    Clearance.objects.bulk_create(
        Clearance(
            practitioner=one,
            disclosure_number=f"9{first + n:011}",
            issued_on=issued + timedelta(days=n % 300),
            seen_at=timezone.now(),
        )
        for n, one in enumerate(made)
    )


def cleared(forename: str, issued_on: date, **more: Any) -> Practitioner:
    made = people.person(forename, "practitioner", **more)
    made.clearances.update(issued_on=issued_on)
    return made


def test_who_expires_next_comes_first_in_words(client: Client, ada: Practitioner) -> None:
    cleared("Zoe", date(2006, 6, 15))
    cleared("Yan", date(2006, 6, 3))
    shown = page(client, "/people")
    assert "Expires in 12 days (15 June 2009)" in shown
    assert "Expired on 3 June 2009" in shown
    assert shown.index("Yan Example") < shown.index("Zoe Example") < shown.index("Abe Example")
    assert "5 people, sorted by next expiry" in shown


def test_each_group_is_counted_and_shown_alone(client: Client, ada: Practitioner) -> None:
    cleared("Expired", date(2006, 6, 3))
    cleared("Soonest", date(2006, 6, 4))
    cleared("Soon", date(2006, 7, 3))
    cleared("Next", date(2006, 7, 4))
    cleared("NextLast", date(2006, 9, 1))
    cleared("Later", date(2006, 9, 2))
    people.person("Waiting", "practitioner", lacks="invited")
    people.person("Halted", "practitioner", lacks="account")
    gone = people.person("Gone", "practitioner")
    Practitioner.objects.filter(pk=gone.pk).update(account_state=AccountState.CLOSED)
    expected = {
        "expired": {"Expired"},
        "soon": {"Soonest", "Soon"},
        "next": {"Next", "NextLast"},
        "invited": {"Waiting"},
        "suspended": {"Halted"},
        "closed": {"Gone"},
        "none": set[str](),
    }
    names = {name for group in expected.values() for name in group} | {"Later"}
    for group, inside in expected.items():
        shown = page(client, f"/people?group={group}")
        assert {name for name in names if f"{name} Example" in shown} == inside, group
    assert "Gone Example" not in page(client, "/people")
    assert "3 people, sorted" not in page(client, "/people?group=soon")
    assert "2 people, sorted" in page(client, "/people?group=soon")


@pytest.mark.parametrize("issued", [date(2008, 2, 28), date(2008, 2, 29), date(2008, 3, 1), date(2006, 6, 3)])
def test_the_database_ends_a_clearance_on_the_same_day(clock: Clock, issued: date) -> None:
    one = cleared("Leap", issued)
    dated = with_end(Practitioner.objects.filter(pk=one.pk), on=date(2009, 6, 3)).get()
    assert dated.ends_on == ends_on(issued)  # type: ignore[attr-defined]


def test_an_end_is_told_in_words() -> None:
    on = date(2009, 6, 3)
    assert end_in_words(date(2009, 6, 4), on=on) == "Expires in 1 day (4 June 2009)"
    assert end_in_words(on, on=on) == "Expired on 3 June 2009"
    assert end_in_words(None, on=on) == "No clearance recorded"


def test_a_name_is_found_and_stands_in_no_address(client: Client, ada: Practitioner) -> None:
    people.person("Wilma", "practitioner")
    answer = client.post("/people/find", {"words": "wilma EXAMPLE"})
    assert "wilma" not in answer["Location"].lower()
    shown = page(client, answer["Location"])
    assert "1 person, sorted" in shown
    assert "Wilma Example" in shown
    assert "Abe Example" in page(client, "/people")


def test_role_and_team_narrow_the_list(client: Client, ada: Practitioner) -> None:
    duty = people.organisation("Duty team", "T1", kind="team", parent=people.liverpool())
    pat = people.social_worker()
    Practitioner.objects.filter(pk=pat.pk).update(team=duty)
    assert "1 person, sorted" in page(client, f"/people?team={duty.pk}")
    assert "1 person, sorted" in page(client, "/people?role=practitioner")
    assert "3 people, sorted" in page(client, "/people?role=account_administrator")


def test_nonsense_in_the_address_shows_the_list(client: Client, ada: Practitioner) -> None:
    shown = page(client, "/people?group=x&role=y&team=z&order=w&page=99999&found=1")
    assert "3 people, sorted by next expiry" in shown


def test_nobody_of_another_organisation_is_in_the_list(client: Client, ada: Practitioner) -> None:
    people.health_visitor()
    assert "Hana" not in page(client, "/people")


def test_who_administers_nobody_is_refused_and_recorded(client: Client, clock: Clock) -> None:
    people.sign_in(client, people.social_worker())
    page(client, "/people", status=403)
    assert last_event("access.refused").facts["permission"] == "manage_users"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(client, address)
    return len(asked)


def test_the_list_asks_the_database_as_often_for_5_people_as_for_60(client: Client, ada: Practitioner) -> None:
    many(2)
    page(client, "/people")
    few = queries_of(client, "/people")
    many(55, first=100)
    assert queries_of(client, "/people") == few


def test_the_page_of_5000_people_is_under_60_kilobytes(client: Client, ada: Practitioner) -> None:
    many(4997)
    shown = page(client, "/people")
    assert "5,000 people, sorted by next expiry" in shown
    assert shown.count('name="person"') == 50 - shown.count('<td role="cell" data-name="Select">You')
    assert len(shown.encode()) < 60_000


def test_pages_are_walked_and_everybody_is_met_once(client: Client, ada: Practitioner) -> None:
    many(120)
    names = [page(client, f"/people?page={n}").count('role="rowheader"') for n in (1, 2, 3)]
    assert names == [50, 50, 23]
    assert "Page 3 of 3" in page(client, "/people?page=3")


def test_an_organisation_with_one_administrator_is_told_so(client: Client, clock: Clock) -> None:
    people.sign_in(client, people.person("Ada", "account_administrator"))
    for address in ("/people", "/", "/organisation"):
        assert "Liverpool has fewer than 2 administrators" in page(client, address)
    people.person("Abe", "account_administrator")
    for address in ("/people", "/", "/organisation"):
        assert "fewer than 2 administrators" not in page(client, address)
