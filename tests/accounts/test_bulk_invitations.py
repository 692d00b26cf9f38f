"""Many are asked in by a file: previewed, put right, sent once, and taken back within ten minutes (R-USER-5)."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import roles
from accounts.access import NotYours, Refused
from accounts.bulk import checking, sending, uploading
from accounts.bulk.keeping import forget_old
from accounts.granting import NotDone, give_role
from accounts.joining import invite
from accounts.leaving import close
from accounts.models import (
    AccountState,
    Because,
    Bulk,
    BulkState,
    Clearance,
    Kind,
    Message,
    Practitioner,
    RowState,
)
from contactpoint.jobs import queue
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.files import Cells, checked, count, csv_file, newcomer, reasons, sent, states
from tests.accounts.signing_in import last_event, verbs
from tests.accounts.test_joining import newcomer as single

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    people.person("Abe", "account_administrator", at=clock.at)
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def abe(clock: Clock) -> Practitioner:
    return people.person("Abel", "account_administrator", at=clock.at)


def test_a_preview_sorts_the_rows_and_does_nothing(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    rows = [
        newcomer(1),
        newcomer(2, email="nobody", role="Teacher"),
        newcomer(3, email=pat.email.upper()),
        newcomer(4, role="Operator"),
        newcomer(5, role=""),
        newcomer(1),
        newcomer(7, team="Nowhere"),
        newcomer(8, line_manager="nobody@example.org"),
        newcomer(9, line_manager=ada.email, employer="liverpool"),
    ]
    before = Practitioner.objects.count()
    bulk = checked("invite", rows, by=ada, at=clock.at)
    assert bulk.state == BulkState.CHECKED
    ready, fix, already = RowState.READY, RowState.FIX, RowState.ALREADY
    assert list(states(bulk).values()) == [ready, fix, already, fix, fix, fix, fix, fix, ready]
    assert reasons(bulk, 3)["email"] == "Enter an email address in the correct format, like name@example.com"
    assert reasons(bulk, 3)["role"] == reasons(bulk, 5)["role"]
    assert reasons(bulk, 4) == {"email": "Pat Example has an account already"}
    assert reasons(bulk, 5)["role"].startswith("Role must be one of Practitioner, ")
    assert reasons(bulk, 6) == {"role": "Enter a role"}
    assert reasons(bulk, 7)["email"].startswith("This email address is in row 2 too")
    assert reasons(bulk, 8)["team"] == "Team must be the name or code of a team of Liverpool"
    assert "has an account in Liverpool" in reasons(bulk, 9)["line_manager"]
    assert (Practitioner.objects.count(), Message.objects.count()) == (before, 0)


def test_the_ready_rows_are_sent_and_the_letters_leave_after_ten_minutes(
    clock: Clock, ada: Practitioner, mailoutbox: list[EmailMessage]
) -> None:
    duty = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())
    rows = [newcomer(1, team="duty TEAM", line_manager=ada.email, phone="01632960001"), newcomer(2, email="no")]
    bulk = sent("invite", rows, by=ada, at=clock.at)
    assert bulk.state == BulkState.SENT
    assert states(bulk) == {2: RowState.DONE, 3: RowState.FIX}
    new = Practitioner.objects.get(email="new.1@example.org")
    assert (new.team, new.line_manager, new.employer, new.phone) == (duty, ada, people.liverpool(), "01632 960001")
    assert (new.account_state, [role.code for role in roles.held(new)]) == (AccountState.INVITED, ["practitioner"])
    assert last_event("practitioner.invited").actor == ada.pk
    clock.pass_by(minutes=9)
    queue.run_due(at=clock.at)
    assert mailoutbox == []
    clock.pass_by(minutes=1)
    queue.run_due(at=clock.at)
    assert [mail.to for mail in mailoutbox] == [["new.1@example.org"]]
    assert f"/invitation/{new.pk}/" in str(mailoutbox[0].body)


def test_hundreds_are_invited_once_though_the_file_is_sent_twice(clock: Clock, ada: Practitioner) -> None:
    rows = [newcomer(n) if n % 20 else newcomer(n, email="no address") for n in range(320)]
    first = checked("invite", rows, by=ada, at=clock.at)
    second = checked("invite", rows, by=ada, at=clock.at)
    assert uploading.uploaded_before(second) == first
    for bulk in (first, second):
        sending.send(bulk.pk, by=ada, at=clock.at)
    queue.run_due(at=clock.at)
    assert (count(first, RowState.DONE), count(first, RowState.FIX)) == (304, 16)
    assert (count(second, RowState.ALREADY), count(second, RowState.DONE)) == (304, 0)
    assert Practitioner.objects.filter(email__startswith="new.").count() == 304
    assert Message.objects.filter(template="invited").count() == 304
    assert verbs().count("practitioner.invited") == 304


def test_the_number_of_queries_does_not_grow_with_the_rows_that_are_checked(
    clock: Clock, ada: Practitioner, django_assert_max_num_queries: object
) -> None:
    for many in (5, 200):
        bulk = uploading.upload("invite", _file(many), file_name="a.csv", by=ada, at=clock.at)
        with django_assert_max_num_queries(40):  # type: ignore[operator]
            sending.advance(bulk.pk, at=clock.at)
        bulk.refresh_from_db()
        assert bulk.state == BulkState.CHECKED


def _file(many: int) -> bytes:
    return csv_file("invite", [newcomer(n, line_manager="x@example.org", employer="E", team="T") for n in range(many)])


def test_a_row_that_is_put_right_is_ready_and_joins_the_others(clock: Clock, ada: Practitioner) -> None:
    bulk = checked("invite", [newcomer(1), newcomer(2, email="two")], by=ada, at=clock.at)
    wrong = bulk.rows.get(line=3)
    still = checking.change_row(bulk.pk, wrong.pk, newcomer(1), by=ada, at=clock.at)
    assert still.reasons["email"].startswith("This email address is in row 2 too")
    right = checking.change_row(bulk.pk, wrong.pk, newcomer(2), by=ada, at=clock.at)
    assert (right.state, right.reasons) == (RowState.READY, {})
    sending.send(bulk.pk, by=ada, at=clock.at)
    queue.run_due(at=clock.at)
    assert count(bulk, RowState.DONE) == 2
    with pytest.raises(NotDone):  # done is done
        checking.change_row(bulk.pk, wrong.pk, newcomer(3), by=ada, at=clock.at)


def test_a_row_that_is_put_right_after_sending_is_sent_by_itself(clock: Clock, ada: Practitioner) -> None:
    bulk = sent("invite", [newcomer(1), newcomer(2, email="two")], by=ada, at=clock.at)
    checking.change_row(bulk.pk, bulk.rows.get(line=3).pk, newcomer(2), by=ada, at=clock.at)
    sending.send(bulk.pk, by=ada, at=clock.at)
    queue.run_due(at=clock.at)
    assert Message.objects.filter(template="invited").count() == count(bulk, RowState.DONE) == 2


def test_somebody_invited_meanwhile_is_already_a_user(clock: Clock, ada: Practitioner) -> None:
    bulk = checked("invite", [newcomer(1), newcomer(2)], by=ada, at=clock.at)
    invite(single(email="new.1@example.org"), by=ada, at=clock.at)
    sending.send(bulk.pk, by=ada, at=clock.at)
    queue.run_due(at=clock.at)
    assert states(bulk) == {2: RowState.ALREADY, 3: RowState.DONE}


def test_pressing_twice_sends_once(clock: Clock, ada: Practitioner) -> None:
    bulk = checked("invite", [newcomer(1)], by=ada, at=clock.at)
    sending.send(bulk.pk, by=ada, at=clock.at)
    with pytest.raises(NotDone):
        sending.send(bulk.pk, by=ada, at=clock.at)
    queue.run_due(at=clock.at)
    with pytest.raises(NotDone, match="No row is ready"):
        sending.send(bulk.pk, by=ada, at=clock.at)
    assert Message.objects.count() == 1


def test_a_clearance_that_ends_at_midnight_stops_the_file_and_another_goes_on(
    clock: Clock, ada: Practitioner, abe: Practitioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-USER-1: in a running job, too."""
    monkeypatch.setattr(sending, "CHUNK", 2)
    clock.set("2009-06-03T22:59:59+00:00")  # a second before midnight in London
    last_day = timezone.localdate(clock.at) - relativedelta(years=3) + timedelta(days=1)
    Clearance.objects.filter(practitioner=ada).update(issued_on=last_day)
    bulk = checked("invite", [newcomer(n) for n in range(5)], by=ada, at=clock.at)
    sending.send(bulk.pk, by=ada, at=clock.at)
    queue.run_next(at=clock.at)
    clock.pass_by(seconds=1)
    queue.run_due(at=clock.at)
    bulk.refresh_from_db()
    assert (bulk.stopped_at, count(bulk, RowState.DONE), count(bulk, RowState.READY)) == (clock.at, 2, 3)
    stopped = last_event("bulk.stopped")
    assert (stopped.actor, stopped.facts["lapses"]) == (ada.pk, ["clearance"])
    with pytest.raises(Refused):
        sending.go_on(bulk.pk, by=ada, at=clock.at)
    sending.go_on(bulk.pk, by=abe, at=clock.at)
    queue.run_due(at=clock.at)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.stopped_at, count(bulk, RowState.DONE)) == (BulkState.SENT, None, 5)
    assert last_event("practitioner.invited").actor == abe.pk


def test_undo_takes_back_everybody_whose_letter_has_not_left(
    clock: Clock, ada: Practitioner, mailoutbox: list[EmailMessage]
) -> None:
    bulk = sent("invite", [newcomer(n) for n in range(60)], by=ada, at=clock.at)
    clock.pass_by(minutes=9)
    sending.undo(bulk.pk, by=ada, at=clock.at)
    clock.pass_by(minutes=1)  # the letters were stopped at once, before any worker came to it
    queue.run_due(at=clock.at)
    bulk.refresh_from_db()
    assert (bulk.state, count(bulk, RowState.UNDONE), mailoutbox) == (BulkState.UNDONE, 60, [])
    new = Practitioner.objects.filter(email__startswith="new.")
    assert set(new.values_list("account_state", flat=True)) == {AccountState.CLOSED}


def test_nothing_is_taken_back_when_the_letters_have_left(clock: Clock, ada: Practitioner) -> None:
    bulk = sent("invite", [newcomer(1)], by=ada, at=clock.at)
    clock.pass_by(minutes=10)
    queue.run_due(at=clock.at)
    with pytest.raises(NotDone, match="The letters have left"):
        sending.undo(bulk.pk, by=ada, at=clock.at)
    assert Practitioner.objects.get(email="new.1@example.org").account_state == AccountState.INVITED


def test_who_was_taken_back_can_be_invited_by_the_corrected_file(clock: Clock, ada: Practitioner) -> None:
    bulk = sent("invite", [newcomer(1, surname="Mistake", role="auditor")], by=ada, at=clock.at)
    sending.undo(bulk.pk, by=ada, at=clock.at)
    queue.run_due(at=clock.at)
    again = sent("invite", [newcomer(1, surname="Right")], by=ada, at=clock.at)
    assert states(again) == {2: RowState.DONE}
    new = Practitioner.objects.get(email="new.1@example.org")
    assert (new.surname, new.account_state) == ("Right", AccountState.INVITED)
    assert [role.code for role in roles.held(new)] == ["practitioner"]
    assert Message.objects.filter(practitioner=new, cancelled_at=None).count() == 1


def test_who_had_an_account_and_left_is_not_asked_in_by_a_file(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    close(pat.pk, because=Because.LEFT, by=ada, at=clock.at)
    bulk = checked("invite", [newcomer(1, email=pat.email)], by=ada, at=clock.at)
    assert "Open it again" in reasons(bulk, 2)["email"]


@pytest.fixture
def dee(clock: Clock, ada: Practitioner) -> Practitioner:
    """Administers the duty team and nothing else."""
    duty = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())
    dee = people.person("Dee", "readiness_lead", at=clock.at)
    give_role(dee.pk, "account_administrator", duty.pk, by=ada, at=clock.at)
    return dee


def test_a_delegated_administrator_sees_what_the_own_role_does_not_allow(clock: Clock, dee: Practitioner) -> None:
    rows: list[Cells] = [newcomer(1, team="T1"), newcomer(2), newcomer(3, team="T1", role="auditor")]
    bulk = sent("invite", rows, by=dee, at=clock.at)
    assert states(bulk) == {2: RowState.DONE, 3: RowState.NOT_ALLOWED, 4: RowState.NOT_ALLOWED}
    assert list(reasons(bulk, 3)) == ["team"]
    assert reasons(bulk, 4) == {"role": "You cannot make somebody auditor"}


def test_a_file_belongs_to_its_organisation(
    clock: Clock, ada: Practitioner, abe: Practitioner, dee: Practitioner
) -> None:
    mona = people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    bulk = checked("invite", [newcomer(1, email="x")], by=ada, at=clock.at)
    row = bulk.rows.get()
    for stranger in (mona, dee):
        for act in (sending.send, sending.undo, sending.go_on):
            with pytest.raises(NotYours):
                act(bulk.pk, by=stranger, at=clock.at)
        with pytest.raises(NotYours):
            checking.change_row(bulk.pk, row.pk, newcomer(1), by=stranger, at=clock.at)
    assert list(uploading.files_of(abe, at=clock.at)) == [bulk]
    with pytest.raises(Refused):
        uploading.upload("invite", b"", file_name="a.csv", by=people.social_worker(at=clock.at), at=clock.at)


def test_the_rows_are_forgotten_after_a_fortnight(clock: Clock, ada: Practitioner) -> None:
    sent("invite", [newcomer(1)], by=ada, at=clock.at)
    clock.pass_by(days=14)
    assert forget_old(at=clock.at) == 0
    clock.pass_by(seconds=1)
    assert forget_old(at=clock.at) == 1
    assert not Bulk.objects.exists()
    assert Practitioner.objects.filter(email="new.1@example.org").exists()
