"""Lists of people on paper and as files: the scope's people alone, guarded, recorded (SEC-14, R-AUDIT-1)."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from accounts.history import history_of
from accounts.models import Practitioner
from audit.models import Event
from tests import people
from tests.accounts.administering import page, sign_in_with_fresh_factor, three_administrators
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client, clock: Clock) -> Practitioner:
    made = three_administrators()
    sign_in_with_fresh_factor(client, made)
    return made


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def ending(forename: str, issued_on: date) -> Practitioner:
    made = people.person(forename, "practitioner")
    made.clearances.update(issued_on=issued_on)
    return made


def test_the_expiring_report_has_those_of_90_days_and_what_is_over(client: Client, ada: Practitioner) -> None:
    ending("Over", date(2006, 6, 3))
    ending("Soon", date(2006, 6, 4))
    ending("Last", date(2006, 9, 1))
    ending("Later", date(2006, 9, 2))
    people.health_visitor().clearances.update(issued_on=date(2006, 6, 3))
    shown = page(client, "/people/expiring")
    assert "3 people, the first to end first" in shown
    assert shown.index("Over Example") < shown.index("Soon Example") < shown.index("Last Example")
    assert "Later Example" not in shown
    found = rows(page(client, "/people/expiring/export"))
    assert [row[0] for row in found] == ["Name", "Over Example", "Soon Example", "Last Example"]
    assert found[1][5] == "3 June 2009"


def test_the_list_is_handed_out_as_it_is_narrowed_guarded_and_recorded(client: Client, ada: Practitioner) -> None:
    eve = ending("Eve", date(2006, 6, 3))
    Practitioner.objects.filter(pk=eve.pk).update(forename="=HYPERLINK(1)", job_title="@SUM(1)")
    people.health_visitor()
    found = rows(page(client, "/people/export?role=practitioner"))
    assert [row[:3] for row in found[1:]] == [["'=HYPERLINK(1) Example", eve.email, "'@SUM(1)"]]
    event = last_event("people.exported")
    assert (event.actor, event.facts) == (ada.pk, {"what": "people", "group": "everybody", "people": 1})


def test_no_disclosure_number_leaves_in_a_file(client: Client, ada: Practitioner) -> None:
    pat = people.social_worker()
    assert pat.clearances.get().disclosure_number not in page(client, "/people/export")


def test_who_administers_nobody_gets_no_file(clock: Clock) -> None:
    theirs = Client()
    sign_in_with_fresh_factor(theirs, people.social_worker())
    for address in ("/people/export", "/people/expiring", "/people/expiring/export"):
        page(theirs, address, status=403)
    assert not Event.objects.filter(verb="people.exported").exists()


def test_what_was_done_to_an_account_is_found_by_an_index(ada: Practitioner) -> None:
    """The log has millions of rows, few of them about an account."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = Event.objects.filter(facts__has_key="practitioner", facts__practitioner=str(ada.pk)).order_by("-at")
    assert "event_practitioner" in found.explain()
    assert [event.title for event in history_of(ada)][-1] == "Checks recorded"
