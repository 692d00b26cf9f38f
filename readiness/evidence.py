"""Which files are evidence for an answer, who adds one, who reads one? Sealed piece by piece (R-LARA-3).

Nothing here looks for viruses, and the pages say so. A file goes out as a download alone.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from math import ceil
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import Practitioner
from contactpoint.vault.box import Box
from contactpoint.vault.models import DataKey
from readiness.models import Evidence, EvidencePart, Return
from readiness.models.returned import GIVEN
from readiness.moderating import decides
from readiness.returning import NoReturn, open_return, question_of, record_return, right_of
from readiness.sniffing import WrongFile, ending_of, safe_name, sort_of

LARGEST: Final = 20_000_000  # bytes
MOST: Final = 10  # files of one answer
PART: Final = 1_000_000  # bytes
EMPTY: Final = "The selected file is empty"
TOO_LARGE: Final = f"The selected file must be {LARGEST // 1_000_000}MB or smaller: leave out what shows nothing"
TOO_MANY: Final = f"An answer can have {MOST} files: remove one first"


def attach(one: UUID, code: str, stream: BinaryIO, *, file_name: str, by: Practitioner, at: datetime) -> Evidence:
    """Adds a file to an answer. Raises Refused, NoReturn, Closed, WrongFile."""
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        question_of(row, code)
        if row.evidence.filter(question=code).count() >= MOST:
            raise WrongFile(TOO_MANY)
        size = _size(stream)
        sort_of(stream, ending_of(file_name))
        made = Evidence(of=row, question=code, file_name=safe_name(file_name), size=size, added_by=by, added_at=at)
        made.content_key = DataKey.make_many(1)[0]
        made.sha256 = _digest(stream)
        made.save(force_insert=True)
        _store(stream, made)
        _note("return.evidence_added", made, by=by, at=at)
    return made


def evidence_of(one: Return) -> dict[str, list[Evidence]]:
    """By the code of the question, the oldest first."""
    found: dict[str, list[Evidence]] = {}
    for row in one.evidence.select_related("added_by").order_by("added_at", "id"):
        found.setdefault(row.question, []).append(row)
    return found


def fetch(evidence: UUID, *, by: Practitioner, at: datetime) -> tuple[Evidence, Iterator[bytes]]:
    """A file and its content, for the organisation's own people and, once signed, the national team.

    Raises Refused, NoReturn; whoever reads the content: box.CannotOpen.
    """
    with transaction.atomic():
        row = _readable(evidence, by=by, at=at)
        _note("return.evidence_read", row, by=by, at=at)
    return row, _content(row)


def remove(evidence: UUID, *, by: Practitioner, at: datetime) -> Evidence:
    """Nobody can read it again. Raises Refused, NoReturn, Closed."""
    with transaction.atomic():
        found = _readable(evidence, by=by, at=at)
        open_return(found.of_id, by=by, at=at)
        row = Evidence.objects.select_related("of", "content_key").filter(pk=evidence).first()
        if row is None:  # somebody else has just done it
            raise NoReturn
        _note("return.evidence_removed", row, by=by, at=at)
        Evidence.objects.filter(pk=row.pk).delete()
        row.content_key.delete()
    return row


def _readable(evidence: UUID, *, by: Practitioner, at: datetime) -> Evidence:
    national = decides(by, at=at)
    if not national:
        right_of(by, at=at)
    which = Q(of__state__in=GIVEN) if national else Q(of__organisation=by.organisation)
    row = Evidence.objects.select_related("of", "content_key").filter(which, pk=evidence).first()
    if row is None:
        raise NoReturn
    return row


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    if size == 0:
        raise WrongFile(EMPTY)
    if size > LARGEST:
        raise WrongFile(TOO_LARGE)
    return size


def _digest(stream: BinaryIO) -> bytes:
    digest = hashlib.sha256()
    for part in _parts(stream):
        digest.update(part)
    return digest.digest()


def _store(stream: BinaryIO, row: Evidence) -> None:
    box = Box(row.content_key.opened())
    for number, part in enumerate(_parts(stream)):
        sealed = box.encrypt(part, place=_place(row, number))
        EvidencePart.objects.bulk_create([EvidencePart(evidence=row, number=number, sealed=sealed)])


def _content(row: Evidence) -> Iterator[bytes]:
    box = Box(row.content_key.opened())
    # One question a piece, so that no more than one is in memory.
    for number in range(ceil(row.size / PART)):
        sealed = row.parts.values_list("sealed", flat=True).get(number=number)
        yield box.decrypt(bytes(sealed), place=_place(row, number))


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while part := stream.read(PART):
        yield part


def _place(row: Evidence, number: int) -> str:
    return f"readiness_evidencepart.sealed|{row.pk}/{number}"


def _note(verb: str, row: Evidence, *, by: Practitioner, at: datetime) -> None:
    facts = {"evidence": str(row.pk), "question": row.question, "sha256": bytes(row.sha256).hex()}
    record_return(verb, row.of, by=by, at=at, words=row.file_name, **facts)
