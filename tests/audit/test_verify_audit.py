"""Does the check name what was done to the log, even by a superuser of the database? (R-AUDIT-2, SEC-42)"""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import verifying
from audit.exporting import notes
from audit.lines import leaves_of
from audit.log import record
from audit.models import Event, Seal
from audit.sealing import seal
from audit.signing import SealKeys, made_key, read_keys
from audit.verifying import verify
from contactpoint.vault.models import DataKey

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log(keys: SealKeys) -> list[int]:
    """Three seals of four events each, and two events that wait. Their ids."""
    ids = []
    for minute in range(3):
        ids += write(4)
        seal(at=NOON + timedelta(minutes=minute), keys=keys)
    return ids + write(2)


def write(count: int) -> list[int]:
    with transaction.atomic():
        return [record("child.opened", at=NOON, child_number=f"{n:010}", words="Because").pk for n in range(count)]


def as_superuser(statement: str, *values: Any) -> None:
    """What the owner of the database can do, whatever triggers and privileges say."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin; SET ROLE contactpoint_app")


def sentences(keys: SealKeys) -> list[str]:
    return [one.sentence for one in verify(keys=keys).findings]


def test_an_untouched_log_is_whole(log: list[int], keys: SealKeys) -> None:
    report = verify(keys=keys)
    assert (report.events, report.seals, report.waiting, report.findings) == (12, 3, 2, [])


def test_an_empty_log_is_whole(keys: SealKeys) -> None:
    assert verify(keys=keys).findings == []


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'child.closed'",
        "at = at + interval '1 microsecond'",
        "actor = gen_random_uuid()",
        "organisation = gen_random_uuid()",
        "roles = '{auditor}'",
        "child_number = '9999999999'",
        "source = 'births'",
        "because = 'other'",
        "facts = '{\"n\": 1}'",
        "address = '192.0.2.1'",
        "sealing = gen_random_uuid()",
        "words = '\\x00'",
        "words_key = NULL",
    ],
)
def test_an_altered_event_is_named_whatever_was_altered(change: str, log: list[int], keys: SealKeys) -> None:
    as_superuser(f"UPDATE audit_event SET {change} WHERE id = %s", log[5])
    (found,) = sentences(keys)
    assert found.startswith(f"Event {log[5]} was altered")


def test_every_column_of_an_event_is_sealed() -> None:
    """A column that is added later has to be added to the line, or stand here with its reason."""
    assert {field.column for field in Event._meta.fields} == {
        "id", "at", "verb", "actor", "organisation", "roles", "child_number", "source", "because", "facts", "address",
        "sealing", "words", "words_key",
    }  # fmt: skip


def test_a_removed_event_is_named(log: list[int], keys: SealKeys) -> None:
    as_superuser("DELETE FROM audit_event WHERE id = %s", log[6])
    assert sentences(keys) == [f"Event {log[6]} was removed: seal 2 holds it."]


def test_events_that_changed_places_are_named(log: list[int], keys: SealKeys) -> None:
    first, second = log[1], log[2]
    as_superuser("UPDATE audit_event SET id = -1 WHERE id = %s", first)
    as_superuser("UPDATE audit_event SET id = %s WHERE id = %s", first, second)
    as_superuser("UPDATE audit_event SET id = %s WHERE id = -1", second)
    assert [text.split(",")[0] for text in sentences(keys)] == [f"Event {one} was altered" for one in (first, second)]


def test_an_event_inserted_past_its_seal_is_named(log: list[int], keys: SealKeys) -> None:
    as_superuser(
        "INSERT INTO audit_event SELECT (jsonb_populate_record(e, '{\"id\": -7}')).* FROM audit_event e LIMIT 1"
    )
    assert sentences(keys) == ["Event -7 was inserted: no seal holds it, and it waits for none."]


def test_an_event_put_into_a_gap_and_sealed_is_named(log: list[int], keys: SealKeys) -> None:
    as_superuser("UPDATE audit_event SET id = -7 WHERE id = %s", log[-1])
    as_superuser("UPDATE audit_unsealed SET event_id = -7 WHERE event_id = %s", log[-1])
    seal(at=NOON + timedelta(days=2), keys=keys)
    assert sentences(keys) == ["Event -7 was inserted: it came more than a day after the events around it."]


def test_an_event_removed_before_its_seal_is_named_before_and_after_sealing(log: list[int], keys: SealKeys) -> None:
    as_superuser("DELETE FROM audit_event WHERE id = %s", log[-1])
    assert sentences(keys) == [f"Event {log[-1]} was removed before it was sealed."]
    seal(at=NOON + timedelta(minutes=9), keys=keys)
    assert sentences(keys) == [f"Event {log[-1]} was removed: seal 4 holds it."]


def test_an_event_whose_hash_was_altered_with_it_shows_by_its_seal(log: list[int], keys: SealKeys) -> None:
    as_superuser("UPDATE audit_event SET verb = 'x' WHERE id = %s", log[0])
    made = Seal.objects.get(number=1)
    forged = _leaf_of(log[0])
    as_superuser("UPDATE audit_seal SET leaves = %s WHERE number = 1", forged + bytes(made.leaves)[32:])
    assert sentences(keys) == [f"Seal 1 (events {log[0]} to {log[3]}) was altered: its hashes do not make its root."]


def _leaf_of(event: int) -> bytes:
    with transaction.atomic():
        return leaves_of([event])[event]


@pytest.mark.parametrize(
    "change",
    [
        "root = sha256('x')",
        "size = 5",
        "at = at - interval '1 hour'",
        "previous = sha256('x')",
        "signature = sha256('x')",
        "key = 'x'",
    ],
)
def test_an_altered_seal_is_named(change: str, log: list[int], keys: SealKeys) -> None:
    as_superuser(f"UPDATE audit_seal SET {change} WHERE number = 2")
    assert sentences(keys)[0].startswith("Seal 2 ")


def test_a_seal_signed_by_another_key_is_named(log: list[int], keys: SealKeys) -> None:
    other = read_keys(made_key()[0], [])
    name, signature = other.sign(Seal.objects.get(number=2).note.signed)
    as_superuser("UPDATE audit_seal SET key = %s, signature = %s WHERE number = 2", name, signature)
    assert sentences(keys) == ["Seal 2 was altered: no key of ours signed what it says."]


def test_a_removed_seal_is_named_and_so_are_the_events_it_held(log: list[int], keys: SealKeys) -> None:
    as_superuser("DELETE FROM audit_seal WHERE number = 2")
    found = sentences(keys)
    assert found[0] == "Seal 2 is missing."
    assert f"Event {log[4]} was inserted: no seal holds it, and it waits for none." in found


def test_seals_that_changed_places_are_named(log: list[int], keys: SealKeys) -> None:
    as_superuser("UPDATE audit_seal SET number = 9 WHERE number = 1")
    as_superuser("UPDATE audit_seal SET number = 1 WHERE number = 2")
    as_superuser("UPDATE audit_seal SET number = 2 WHERE number = 9")
    assert sentences(keys)[0].startswith("Seal 1 ")


def test_a_log_cut_off_at_its_end_shows_against_exported_seals_alone(log: list[int], keys: SealKeys) -> None:
    exported = list(notes())
    as_superuser("DELETE FROM audit_event WHERE id >= %s", log[8])
    as_superuser("DELETE FROM audit_seal WHERE number = 3")
    as_superuser("DELETE FROM audit_unsealed")
    assert sentences(keys) == []
    (found,) = verify(against=exported, keys=keys).findings
    assert found.sentence == "Seal 3 was exported, and is missing: the log was cut off."


def test_a_log_written_anew_with_the_stolen_key_shows_against_exported_seals(log: list[int], keys: SealKeys) -> None:
    exported = list(notes())
    as_superuser("UPDATE audit_event SET verb = 'nothing' WHERE id = %s", log[0])
    as_superuser("INSERT INTO audit_unsealed SELECT unnest(events) FROM audit_seal")
    as_superuser("DELETE FROM audit_seal")
    for minute in range(3):
        seal(at=NOON + timedelta(minutes=minute), keys=keys)
    assert sentences(keys) == []
    assert verify(against=exported, keys=keys).findings[0].sentence == "Seal 1 is not the one that was exported."


def test_an_exported_seal_that_nobody_signed_is_no_proof(log: list[int], keys: SealKeys) -> None:
    forged = next(notes())._replace(size=2)
    (found,) = verify(against=[forged], keys=keys).findings
    assert found.sentence == "Seal 1, as exported, was signed by no key of ours."


def test_the_check_outlives_the_words(log: list[int], keys: SealKeys) -> None:
    """R-AUDIT-6: the seal covers what is stored, and that stays when its key dies."""
    DataKey.objects.all().delete()
    assert sentences(keys) == []


def test_the_check_is_the_same_however_the_session_writes_values(log: list[int], keys: SealKeys) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET datestyle = 'ISO, DMY'; SET bytea_output = 'escape'")
        try:
            assert sentences(keys) == []
        finally:
            cursor.execute("RESET datestyle; RESET bytea_output")


def test_many_seals_are_read_in_several_goes(log: list[int], keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "AT_ONCE", 5)
    assert verify(keys=keys).events == 12


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


@pytest.fixture
def settled(keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "seal_keys", lambda: keys)


@pytest.mark.usefixtures("settled")
def test_the_command_says_that_the_log_is_whole(log: list[int]) -> None:
    status, said = run()
    assert status == 0
    assert "Checked 12 events under 3 seals" in said
    assert "2 events wait for their seal." in said
    assert said.rstrip().endswith("The log is as it was sealed.")


@pytest.mark.usefixtures("settled")
def test_the_command_names_the_first_and_ends_with_1(log: list[int], tmp_path: Path) -> None:
    exported = tmp_path / "seals.txt"
    exported.write_text("".join(f"{note.line}\n" for note in notes()))
    as_superuser("UPDATE audit_event SET because = 'x' WHERE id IN (%s, %s)", log[9], log[3])
    status, said = run("--against", str(exported))
    assert status == 1
    assert (
        said.rstrip().splitlines()[-1].startswith(f"The log is not as it was sealed. First: Event {log[3]} was altered")
    )
    assert "Compared with 3 exported seals." in said
    found = json.loads(run("--json")[1].splitlines()[0])["findings"]
    assert len(found) == 2


def test_the_command_says_which_line_is_no_seal(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear sir\n")
    assert run("--against", str(tmp_path / "letter.txt"))[1].startswith("“Dear sir” is not a seal")
