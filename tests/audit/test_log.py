"""Is every act written down, by nobody to be changed, in words that can die? (R-AUDIT-1, R-AUDIT-2, R-AUDIT-6)"""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from audit import log
from audit.models import Event
from contactpoint.vault import box
from contactpoint.vault.models import DataKey
from tests.database import APPLICATION, OWNER, current_role, role

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CHANGES = ["UPDATE audit_event SET verb = 'nothing'", "DELETE FROM audit_event"]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(log.NotInTransaction):
        log.record("child.opened", at=NOON)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_after_its_event_leaves_neither() -> None:
    def act() -> None:
        with transaction.atomic():
            log.record("child.opened", at=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_event_keeps_who_what_when_why_and_from_where() -> None:
    who = log.Actor(uuid.uuid4(), uuid.uuid4(), ("practitioner",))
    before = log.address.set("192.0.2.7")
    try:
        log.record(
            "child.opened", at=NOON, actor=who, child_number="1234567890", because="safeguarding", facts={"n": 1}
        )
    finally:
        log.address.reset(before)
    kept = Event.objects.get()
    assert (kept.actor, kept.organisation, kept.roles) == (who.id, who.organisation, ["practitioner"])
    assert (kept.verb, kept.at, kept.child_number) == ("child.opened", NOON, "1234567890")
    assert (kept.because, kept.facts, kept.address) == ("safeguarding", {"n": 1}, "192.0.2.7")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE audit_event"])
def test_the_application_cannot_change_the_log(change: str) -> None:
    """The privilege is missing, so switching a trigger off helps nobody."""
    log.record("child.opened", at=NOON)
    with role(APPLICATION), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(change)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f"SET LOCAL pgtrigger.ignore = '{{audit_event:append_only}}'; {change}")
    assert Event.objects.get().verb == "child.opened"


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_the_trigger_stops_even_the_owner_of_the_tables(change: str) -> None:
    log.record("child.opened", at=NOON)
    with role(OWNER), connection.cursor() as cursor, pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        cursor.execute(change)
    assert Event.objects.get().verb == "child.opened"


@pytest.mark.django_db
def test_the_tests_themselves_run_as_the_application() -> None:
    """Else the tests of what it cannot do would say nothing of what the pages do."""
    assert current_role() == APPLICATION


@pytest.mark.django_db
def test_an_act_whose_event_cannot_be_written_does_not_happen() -> None:
    """SEC-12, SEC-43."""

    def act() -> None:
        with transaction.atomic():
            DataKey.named("the act")
            log.record("key.made", at=NOON)

    with role(OWNER), connection.cursor() as cursor:
        cursor.execute(f"REVOKE INSERT ON audit_event FROM {APPLICATION}")
    with role(APPLICATION), pytest.raises(DatabaseError, match="permission denied"):
        act()
    assert not DataKey.objects.filter(purpose="the act").exists()


@pytest.mark.django_db
def test_words_are_read_again_and_are_nowhere_in_the_clear() -> None:
    event = log.record("search.made", at=NOON, words="Jon Smyth, 4 Hidden Lane")
    assert log.words_of(Event.objects.get()) == "Jon Smyth, 4 Hidden Lane"
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_event::text, encode(words, 'escape') FROM audit_event")
        row = " ".join(cursor.fetchone())
    assert "Smyth" not in row
    assert "Hidden" not in row
    assert str(event.sealing) in row


@pytest.mark.django_db
def test_words_cannot_be_read_after_their_key_has_died_and_the_event_stays() -> None:
    (key,) = DataKey.make_many(1)
    log.record("reason.stated", at=NOON, child_number="1234567890", words="Asked by the school", words_key=key)
    key.delete()
    kept = Event.objects.get()
    assert log.words_of(kept) is None
    assert (kept.child_number, kept.verb) == ("1234567890", "reason.stated")
    assert kept.words is not None


@pytest.mark.django_db
def test_words_moved_to_another_event_do_not_open() -> None:
    (key,) = DataKey.make_many(1)
    log.record("reason.stated", at=NOON, words="Asked by the school", words_key=key)
    log.record("reason.stated", at=NOON, words="Something else", words_key=key)
    first, second = Event.objects.order_by("id")
    first.words = second.words
    with pytest.raises(box.CannotOpen):
        log.words_of(first)


@pytest.mark.django_db
def test_words_without_a_key_of_their_own_die_with_their_month() -> None:
    log.record("search.made", at=NOON, words="Jon Smyth")
    log.record("search.made", at=datetime(2026, 12, 1, tzinfo=timezone.get_current_timezone()), words="Jon Smyth")
    november, december = Event.objects.order_by("id")
    DataKey.objects.get(purpose="words:2026-11").delete()
    assert (log.words_of(november), log.words_of(december)) == (None, "Jon Smyth")


@pytest.mark.django_db
def test_an_event_without_words_has_no_words() -> None:
    log.record("child.opened", at=NOON)
    assert log.words_of(Event.objects.get()) is None
