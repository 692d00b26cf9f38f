"""Is every event sealed once, whoever writes meanwhile and whatever is killed? (R-AUDIT-2)"""

import threading
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection, transaction

from audit import sealing
from audit.exporting import NotThisLog, append_to, notes, read_notes
from audit.log import record, record_each
from audit.models import Event, Seal, Unsealed
from audit.notes import NotANote, Note
from audit.sealing import seal, seal_all
from audit.signing import SealKeys, made_key, read_keys
from audit.tasks import seal as seal_task
from tests.database import APPLICATION, role

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def write(count: int) -> list[int]:
    with transaction.atomic():
        return [record("child.opened", at=NOON, child_number=f"{n:010}").pk for n in range(count)]


def believed(keys: SealKeys, made: Seal) -> bool:
    return keys.believes(made.note.signed, name=made.key, signature=made.note.signature)


@pytest.mark.django_db
def test_a_seal_holds_what_was_written_since_the_last_one(keys: SealKeys) -> None:
    first, second = write(3), write(2)
    made = seal(at=NOON, keys=keys)
    third = write(1)
    follows = seal(at=NOON, keys=keys)
    assert made
    assert follows
    assert (made.number, made.events, made.size) == (1, first + second, 5)
    assert (follows.number, follows.events, follows.note.previous) == (2, third, made.note.hash)
    assert seal(at=NOON, keys=keys) is None


@pytest.mark.django_db
def test_events_written_in_one_statement_are_sealed_too(keys: SealKeys) -> None:
    record_each("child.fed", child_numbers=["1234567890", "2345678901"], at=NOON, source="births")
    assert seal_all(at=NOON, keys=keys) == 2
    assert not Unsealed.objects.exists()


@pytest.mark.django_db
def test_more_than_fits_one_seal_makes_several(keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_AT_ONCE", 2)
    write(5)
    assert seal_all(at=NOON, keys=keys) == 5
    assert [one.size for one in Seal.objects.order_by("number")] == [2, 2, 1]


@pytest.mark.django_db
def test_a_seal_is_signed_by_the_key_and_by_no_other(keys: SealKeys) -> None:
    write(1)
    made = seal(at=NOON, keys=keys)
    assert made
    assert believed(keys, made)
    other = read_keys(made_key()[0], [])
    assert not believed(other, made)
    assert not keys.believes(made.note.signed + b"0", name=made.key, signature=made.note.signature)


@pytest.mark.django_db
def test_a_former_key_is_still_believed() -> None:
    private, public = made_key()
    write(1)
    made = seal(at=NOON, keys=read_keys(private, []))
    assert made
    new = read_keys(made_key()[0], [public])
    assert believed(new, made)


@pytest.mark.parametrize(("private", "public"), [("short", []), ("", ["not base64"])])
def test_a_key_that_is_none_is_refused_with_what_to_do(private: str, public: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="make_seal_key"):
        read_keys(private, public)


@pytest.mark.django_db
def test_without_a_key_nothing_is_sealed_and_nothing_forgotten() -> None:
    written = write(2)
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEY"):
        seal(at=NOON, keys=read_keys("", []))
    assert set(Unsealed.objects.values_list("pk", flat=True)) == set(written)


@pytest.mark.django_db
def test_a_crash_while_sealing_loses_nothing_and_seals_once(keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of a seal is one transaction: what dies before its end has done nothing."""
    written = write(3)

    def die(leaves: list[bytes]) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "root", die)
        with pytest.raises(KeyboardInterrupt):
            seal(at=NOON, keys=keys)
    assert not Seal.objects.exists()
    assert seal_all(at=NOON, keys=keys) == 3
    assert [event for one in Seal.objects.all() for event in one.events] == written


@pytest.mark.django_db(transaction=True)
def test_who_writes_does_not_wait_for_the_sealer_and_is_sealed_later(keys: SealKeys) -> None:
    """An event whose transaction began earlier and ends later belongs to a later seal, although its id is lower."""
    early = threading.Event()
    sealed = threading.Event()
    ids = []

    def slow() -> None:
        with transaction.atomic():
            ids.append(record("child.opened", at=NOON).pk)
            early.set()
            assert sealed.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert early.wait(20)
    later = write(2)
    first = seal(at=NOON, keys=keys)
    sealed.set()
    writer.join()
    second = seal(at=NOON, keys=keys)
    assert first
    assert second
    assert (first.events, second.events) == (later, ids)
    assert ids[0] < later[0]


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_seal_everything_once(keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_AT_ONCE", 5)
    written = [event for _ in range(10) for event in write(6)]

    def run() -> None:
        seal_all(at=NOON, keys=keys)
        connection.close()

    sealers = [threading.Thread(target=run) for _ in range(3)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join()
    seals = list(Seal.objects.order_by("number"))
    assert sorted(event for one in seals for event in one.events) == written
    assert [one.number for one in seals] == list(range(1, len(seals) + 1))
    assert all(after.note.previous == before.note.hash for before, after in pairwise(seals))


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE audit_seal SET size = 0", "DELETE FROM audit_seal", "TRUNCATE audit_seal"])
def test_the_application_cannot_change_a_seal(change: str, keys: SealKeys) -> None:
    write(1)
    seal(at=NOON, keys=keys)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with role(APPLICATION), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(change)


@pytest.mark.django_db
def test_an_event_that_cannot_wait_for_its_seal_is_not_written() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"RESET ROLE; REVOKE INSERT ON audit_unsealed FROM {APPLICATION}; SET ROLE {APPLICATION}")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        record("child.opened", at=NOON)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_each_minute_seals_and_sends_the_seals_away(tmp_path: Path, settings: object) -> None:
    settings.SEALS_FILE = tmp_path / "seals.txt"  # type: ignore[attr-defined]
    for _ in range(2):
        write(2)
        seal_task()
    with (tmp_path / "seals.txt").open() as file:
        assert read_notes(file) == list(notes())
    assert Seal.objects.count() == 2


@pytest.mark.django_db
def test_the_file_of_seals_only_grows_and_mends_a_line_cut_off(tmp_path: Path, keys: SealKeys) -> None:
    path = tmp_path / "seals.txt"
    write(1)
    seal(at=NOON, keys=keys)
    assert append_to(path) == 1
    whole = path.read_bytes()
    write(1)
    seal(at=NOON, keys=keys)
    path.write_bytes(whole + b"2 2026-11-20T12")
    assert append_to(path) == 1
    assert path.read_bytes().startswith(whole)
    with path.open() as file:
        assert [note.number for note in read_notes(file)] == [1, 2]
    assert append_to(path) == 0


@pytest.mark.django_db
def test_seals_are_not_added_to_those_of_another_log(tmp_path: Path, keys: SealKeys) -> None:
    path = tmp_path / "seals.txt"
    path.write_text(Note(1, NOON, 1, b"r" * 32, b"p" * 32, "key", b"s").line + "\n")
    before = path.read_bytes()
    write(1)
    seal(at=NOON, keys=keys)
    with pytest.raises(NotThisLog, match="--against"):
        append_to(path)
    assert path.read_bytes() == before


def test_a_line_that_is_no_seal_is_named() -> None:
    with pytest.raises(NotANote, match="Dear sir"):
        Note.read("Dear sir, here are the seals")
