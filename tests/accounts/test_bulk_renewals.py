"""Clearances, training and signed agreements are recorded from a file, as carefully as one by one (R-USER-5)."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from accounts import access
from accounts.bulk import sending
from accounts.granting import NotDone
from accounts.leaving import close
from accounts.models import (
    AccountState,
    Agreement,
    Because,
    BulkState,
    Clearance,
    Practitioner,
    RowState,
    Training,
)
from accounts.vetting import Seen, record_seen
from contactpoint.jobs import queue
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.files import checked, reasons, sent, states
from tests.accounts.signing_in import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    for name in ("Abe", "Abi"):
        people.person(name, "account_administrator", at=clock.at)
    return people.person("Ada", "account_administrator", at=clock.at)


def clearance(email: str, number: str = "900000000001", issued_on: str = "27/03/2009") -> dict[str, str]:
    return {"email": email, "disclosure_number": number, "issued_on": issued_on}


def test_a_clearance_from_a_file_gives_access_back(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(lacks="clearance", at=clock.at)
    assert access.lapses(pat, at=clock.at) == (access.CLEARANCE,)
    bulk = sent("clearance", [clearance(pat.email.upper())], by=ada, at=clock.at)
    assert (bulk.state, states(bulk)) == (BulkState.SENT, {2: RowState.DONE})
    assert access.lapses(pat, at=clock.at) == ()
    newest = Clearance.objects.get(practitioner=pat, disclosure_number="900000000001")
    assert (newest.issued_on, newest.seen_by, newest.seen_at) == (date(2009, 3, 27), ada, clock.at)
    assert last_event("practitioner.vetted").actor == ada.pk


def test_the_preview_says_what_cannot_be_recorded_and_records_nothing(clock: Clock, ada: Practitioner) -> None:
    pat, tom, zoe = (people.person(name, "practitioner", at=clock.at) for name in ("Pat", "Tom", "Zoe"))
    hana = people.health_visitor(at=clock.at)
    close(zoe.pk, because=Because.LEFT, by=ada, at=clock.at)
    record_seen(pat.pk, Seen(None, "900000000009", date(2009, 1, 1), None), by=ada, at=clock.at)
    rows = [
        clearance(pat.email, "900000000009", "01/01/2009"),
        clearance(tom.email, "900000000009"),
        clearance(tom.email, issued_on="03/06/2006"),
        clearance(tom.email, issued_on="04/06/2009"),
        clearance(hana.email, "900000000002"),
        clearance("nobody@example.org", "900000000003"),
        clearance(ada.email, "900000000004"),
        clearance(zoe.email, "900000000005"),
        clearance(tom.email, "900000000006", "04/06/2006"),
        clearance(pat.email, "900000000006"),
        clearance(tom.email, "900000000007"),
    ]
    before = Clearance.objects.count()
    bulk = checked("clearance", rows, by=ada, at=clock.at)
    fix = RowState.FIX
    expected = [RowState.ALREADY, fix, fix, fix, fix, fix, RowState.NOT_ALLOWED, fix, RowState.READY, fix, fix]
    assert list(states(bulk).values()) == expected
    assert reasons(bulk, 2) == {"issued_on": "This disclosure is recorded already"}
    assert "somebody else" in reasons(bulk, 3)["issued_on"]
    for line in (4, 5):
        assert reasons(bulk, line) == {"issued_on": "The check must have been issued in the last 3 years"}
    assert reasons(bulk, 6) == reasons(bulk, 7)  # of another organisation, or of nobody: it reads the same
    assert "own account" in reasons(bulk, 8)["email"]
    assert "is closed" in reasons(bulk, 9)["email"]
    assert reasons(bulk, 11) == {"disclosure_number": "This disclosure number is in row 10 too"}
    assert "in row 10 too" in reasons(bulk, 12)["email"]
    assert Clearance.objects.count() == before


def test_the_same_file_twice_records_once(clock: Clock, ada: Practitioner) -> None:
    team = [people.person(f"P{n}", "practitioner", at=clock.at) for n in range(3)]
    files = {
        "clearance": [clearance(one.email, f"90000000010{n}") for n, one in enumerate(team)],
        "training": [{"email": one.email, "completed_on": "1 June 2009"} for one in team],
    }
    for kind, rows in files.items():
        first, second = (checked(kind, rows, by=ada, at=clock.at) for _ in range(2))
        for bulk in (first, second):
            sending.send(bulk.pk, by=ada, at=clock.at)
        queue.run_due(at=clock.at)
        assert set(states(first).values()) == {RowState.DONE}
        assert set(states(second).values()) == {RowState.ALREADY}
    assert Clearance.objects.filter(disclosure_number__startswith="9").count() == 3
    assert Training.objects.filter(completed_on=date(2009, 6, 1)).count() == 3


def test_training_is_recorded_for_the_day_on_which_it_was_completed(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(lacks="training", at=clock.at)
    rows = [
        {"email": pat.email, "completed_on": "4/6/2009"},
        {"email": pat.email, "completed_on": "2009-06-02"},
    ]
    bulk = sent("training", rows, by=ada, at=clock.at)
    assert reasons(bulk, 2) == {"completed_on": "The date of the training must be today or in the past"}
    assert access.lapses(pat, at=clock.at) == ()
    assert Training.objects.get(practitioner=pat).completed_on == date(2009, 6, 2)


def test_a_signed_agreement_is_recorded_for_the_day_of_the_signature(clock: Clock, ada: Practitioner) -> None:
    pat, tom, una = (people.person(n, "practitioner", lacks="agreement", at=clock.at) for n in ("Pat", "Tom", "Una"))
    accepted = people.social_worker(at=clock.at)
    rows = [
        {"email": pat.email, "signed_on": "2 June 2009"},
        {"email": tom.email, "signed_on": "31/12/2008"},
        {"email": una.email, "signed_on": "04/06/2009"},
        {"email": accepted.email, "signed_on": "2 June 2009"},
    ]
    bulk = sent("agreement", rows, by=ada, at=clock.at)
    assert list(states(bulk).values()) == [RowState.DONE, RowState.FIX, RowState.FIX, RowState.ALREADY]
    assert "on or after 1 January 2009" in reasons(bulk, 3)["signed_on"]
    assert access.lapses(pat, at=clock.at) == ()
    papers = Agreement.objects.filter(practitioner=pat)
    assert {timezone.localdate(paper.accepted_at) for paper in papers} == {date(2009, 6, 2)}
    assert {paper.recorded_by_id for paper in papers} == {ada.pk}


def test_nobody_records_their_own_though_another_uploaded_the_file(clock: Clock, ada: Practitioner) -> None:
    """The rows were checked for Ada; Abe sends them, and his own is among them (R-USER-3)."""
    abe = Practitioner.objects.get(forename="Abe")
    pat = people.social_worker(at=clock.at)
    bulk = checked("clearance", [clearance(abe.email), clearance(pat.email, "900000000002")], by=ada, at=clock.at)
    assert set(states(bulk).values()) == {RowState.READY}
    sending.send(bulk.pk, by=abe, at=clock.at)
    queue.run_due(at=clock.at)
    assert states(bulk) == {2: RowState.NOT_ALLOWED, 3: RowState.DONE}
    assert not Clearance.objects.filter(practitioner=abe, disclosure_number="900000000001").exists()


def test_the_last_step_of_somebody_invited_makes_the_account_active(clock: Clock, ada: Practitioner) -> None:
    pat = people.person("Pat", "practitioner", lacks="invited", at=clock.at)
    pat.clearances.all().delete()
    sent("clearance", [clearance(pat.email)], by=ada, at=clock.at)
    assert Practitioner.objects.get(pk=pat.pk).account_state == AccountState.ACTIVE


def test_what_is_recorded_is_not_undone(clock: Clock, ada: Practitioner) -> None:
    pat = people.person("Pat", "practitioner", lacks="invited", at=clock.at)
    bulk = sent("clearance", [clearance(pat.email)], by=ada, at=clock.at)
    with pytest.raises(NotDone):
        sending.undo(bulk.pk, by=ada, at=clock.at)
    assert isinstance(bulk.rows.get().practitioner_id, UUID)
