"""Who adds, reads and removes evidence, and who can never read it? (R-LARA-3)"""

import io
import tracemalloc
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Practitioner
from audit.log import words_of
from audit.models import Event
from contactpoint import rotating
from contactpoint.vault.box import CannotOpen
from contactpoint.vault.models import DataKey
from readiness import evidence, returning
from readiness.models import Evidence, EvidencePart, Return
from readiness.reopening import reopen
from readiness.returning import Closed, NoReturn
from readiness.sniffing import WrongFile
from tests import people
from tests.readiness.files import HONEST, PDF
from tests.readiness.returns import NOW, answered, director, lead
from tests.vault import rings
from tests.vault.conftest import Turn
from tests.vault.conftest import turn as turn

pytestmark = pytest.mark.django_db


def add(one: Return, content: bytes = PDF, *, by: Practitioner, name: str = "Minutes.pdf") -> Evidence:
    return evidence.attach(one.pk, "GOV1", io.BytesIO(content), file_name=name, by=by, at=NOW)


def read(which: UUID, *, by: Practitioner, at: datetime = NOW) -> bytes:
    return b"".join(evidence.fetch(which, by=by, at=at)[1])


def signed() -> tuple[Return, Evidence]:
    rita = lead(at=NOW)
    one = answered(by=rita, at=NOW)
    made = add(one, by=rita)
    returning.submit(one.pk, by=rita, at=NOW)
    returning.sign(one.pk, by=director(at=NOW), at=NOW)
    return one, made


@pytest.mark.parametrize("ending", HONEST)
def test_a_file_comes_back_as_it_was(ending: str) -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    made = add(one, HONEST[ending], by=rita, name=f"x.{ending}")
    assert read(made.pk, by=rita) == HONEST[ending]


def test_a_large_file_is_kept_in_pieces_and_comes_back_whole() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    content = PDF + bytes(range(256)) * 10_000
    made = add(one, content, by=rita)
    assert EvidencePart.objects.filter(evidence=made).count() == 3
    assert read(made.pk, by=rita) == content


def test_a_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    row = ",".join(["Zoë"] * 10) + "\n"
    (tmp_path / "x.csv").write_text(row * (evidence.LARGEST // len(row.encode())), "utf-8")
    tracemalloc.start()
    try:
        with (tmp_path / "x.csv").open("rb") as file:
            made = evidence.attach(one.pk, "GOV1", file, file_name="x.csv", by=rita, at=NOW)
        for part in evidence.fetch(made.pk, by=rita, at=NOW)[1]:
            assert len(part) <= evidence.PART
        assert tracemalloc.get_traced_memory()[1] < evidence.LARGEST // 2
    finally:
        tracemalloc.stop()


def test_nothing_of_it_can_be_read_in_the_database_and_no_piece_in_another_place() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    made = add(one, PDF + b"Canary" * 200_000, by=rita)
    assert made.parts.count() == 2
    for part in made.parts.all():
        assert b"Canary" not in bytes(part.sealed)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE readiness_evidencepart SET number = 7 WHERE number = 0")
        cursor.execute("UPDATE readiness_evidencepart SET number = 0 WHERE number = 1")
    with pytest.raises(CannotOpen):
        read(made.pk, by=rita)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "x.pdf", "is empty"),
        (PDF + bytes(20_000_000), "x.pdf", "20MB or smaller"),
        (b"MZ", "x.pdf", "something else"),
        (PDF, "x.exe", "must be a PDF"),
    ],
)
def test_what_will_not_do_leaves_nothing_behind(content: bytes, name: str, words: str) -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    keys = DataKey.objects.count()
    with pytest.raises(WrongFile, match=words):
        add(one, content, by=rita, name=name)
    assert (Evidence.objects.count(), EvidencePart.objects.count(), DataKey.objects.count()) == (0, 0, keys)


def test_an_answer_has_ten_files_at_most() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    for _ in range(evidence.MOST):
        add(one, by=rita)
    with pytest.raises(WrongFile, match="remove one first"):
        add(one, by=rita)


def test_nothing_is_added_to_a_question_that_is_not_asked() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    with pytest.raises(NoReturn):
        evidence.attach(one.pk, "XXX1", io.BytesIO(PDF), file_name="x.pdf", by=rita, at=NOW)


def test_what_is_removed_can_never_be_read_again() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    made = add(one, by=rita)
    evidence.remove(made.pk, by=rita, at=NOW)
    assert not EvidencePart.objects.exists()
    assert not DataKey.objects.filter(pk=made.content_key_id).exists()
    with pytest.raises(NoReturn):
        read(made.pk, by=rita)
    event = Event.objects.get(verb="return.evidence_removed")
    assert (words_of(event), event.facts["evidence"], event.actor) == ("Minutes.pdf", str(made.pk), rita.pk)


def test_only_an_open_return_gains_and_loses_files() -> None:
    one, made = signed()
    rita = lead(at=NOW)
    with pytest.raises(Closed):
        add(one, by=rita)
    with pytest.raises(Closed):
        evidence.remove(made.pk, by=rita, at=NOW)


def test_its_own_people_and_once_it_is_signed_the_national_team_read_it() -> None:
    one, made = signed()
    nora = people.person("Nora", "national_team", where=people.national_team())
    for who in (lead(at=NOW), director(at=NOW), nora):
        assert read(made.pk, by=who) == PDF
    assert Event.objects.filter(verb="return.evidence_read").count() == 3

    reopen(one.pk, because="A wrong file", by=director(at=NOW), at=NOW)

    with pytest.raises(NoReturn):
        read(made.pk, by=nora)


def test_nobody_else_reads_it_and_the_national_team_changes_nothing() -> None:
    _, made = signed()
    for stranger in (
        people.person("Mo", "readiness_lead", where=people.manchester()),
        people.person("Max", "director", where=people.manchester()),
    ):
        with pytest.raises(NoReturn):
            read(made.pk, by=stranger)
    for refused in (people.social_worker(), people.operator()):
        with pytest.raises(Refused):
            read(made.pk, by=refused)
    with pytest.raises(Refused):
        evidence.remove(made.pk, by=people.person("Nora", "national_team", where=people.national_team()), at=NOW)
    lapsed = people.person("Lea", "readiness_lead", where=made.of.organisation, lacks="clearance")
    with pytest.raises(Refused):
        read(made.pk, by=lapsed)


def test_it_opens_under_a_new_key_of_the_ring(turn: Turn) -> None:
    """SEC-47"""
    rita = lead(at=timezone.now())
    one = returning.begin(by=rita, at=NOW)
    made = add(one, by=rita)
    turn(rings.ROTATED)
    assert sum(many for _, many in rotating.rotate())
    assert rotating.not_rotated() == {}
    turn(rings.OLD_GONE)
    assert read(made.pk, by=rita) == PDF
