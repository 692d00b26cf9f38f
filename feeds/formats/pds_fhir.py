"""What does the health service know of patients? FHIR R4: one a line, one alone, or a Bundle (docs/feeds/pds.md)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from feeds.formats import values
from feeds.formats.fhir_patient import patient_again, read_patient
from feeds.formats.fhir_related import patient_of, read_related, related_again
from feeds.formats.lines import lines
from feeds.formats.raw import AS_AT
from feeds.formats.row import LONGEST_LIST, BadRow, BadValue, End, FeedError, Raw, Read, Reading, Row
from feeds.formats.strict_json import Json, an_object, loaded, objects, text
from feeds.reasons import Reason

LARGEST_DOCUMENT = 5_000_000  # characters: a search of the service answers with 50 patients at most
MOST_ENTRIES = 5_000
Found = tuple[int, Json | Reason]  # line (of a document: the place in it), and what stands there


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end with its control total. Raises FeedError."""
    written = lines(stream)
    first = next((line for line in written if line.strip()), "")
    resource = loaded(first)
    if resource is Reason.JSON_BROKEN or _kind(resource) in ("Bundle", "OperationOutcome"):
        yield from _document(chain([first], written), reading)
    else:
        yield from _lines(chain([first], written), reading)


def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One row that a person put right."""
    about_others = any(where.startswith("related[") for where in raw)
    return related_again(raw, line, reading) if about_others else patient_again(raw, line, reading)


def _kind(resource: Json | Reason) -> str:
    return str(resource.get("resourceType", "")) if isinstance(resource, dict) else ""


def _lines(written: Iterator[str], reading: Reading) -> Iterator[Read]:
    rows = _Rows(reading, reading.said_at)
    total = None
    for number, line in enumerate(written, start=1):
        if not line.strip():
            continue
        if total is not None:
            raise FeedError(Reason.TOTAL_WRONG, line=number)
        resource = loaded(line)
        if _kind(resource) == "Parameters":
            total = _total(resource, number)
            continue
        if rows.resources == 0 and isinstance(resource, dict) and "resourceType" not in resource:
            raise FeedError(Reason.WRONG_FORMAT, line=number)
        yield from rows.take(number, resource)
    yield from rows.last()
    yield End(rows.given, None if total is None else total - rows.resources + rows.given)


def _document(written: Iterator[str], reading: Reading) -> Iterator[Read]:
    """The whole file is one JSON value, which ends only where it is whole: it needs no other control total."""
    resource = loaded(_whole(written))
    if not isinstance(resource, dict) or "resourceType" not in resource:
        raise FeedError(Reason.WRONG_FORMAT)
    if resource["resourceType"] == "OperationOutcome":
        raise FeedError(Reason.FHIR_OUTCOME)
    entries, total, said_at = [resource], 1, reading.said_at
    if resource["resourceType"] == "Bundle":
        entries, total, said_at = _bundle(resource, reading)
    rows = _Rows(reading, said_at)
    for place, entry in enumerate(entries, start=1):
        yield from rows.take(place, entry)
    yield from rows.last()
    yield End(rows.given, total - rows.resources + rows.given)


def _whole(written: Iterator[str]) -> str:
    kept, size = [], 0
    for line in written:
        kept.append(line)
        size += len(line)
        if size > LARGEST_DOCUMENT:
            raise FeedError(Reason.DOCUMENT_LARGE)
    return "".join(kept)


def _bundle(bundle: Json, reading: Reading) -> tuple[list[Json], int, datetime]:
    """What a Bundle holds, how much it says that it holds, and how old it is."""
    try:
        found = bundle.get("entry", [])
        if not isinstance(found, list) or len(found) > MOST_ENTRIES or not all(isinstance(one, dict) for one in found):
            raise BadValue(Reason.JSON_SHAPE, "entry")
        entries = [an_object(one, "resource") for one in found]
        total = bundle.get("total", len(entries))
        if type(total) is not int:
            raise BadValue(Reason.JSON_SHAPE, "total")
        made = text(bundle, "timestamp")
        return entries, total, values.instant(made, "timestamp", now=reading.now) if made else reading.said_at
    except BadValue as error:
        raise FeedError(Reason.WRONG_FORMAT) from error


class _Rows:
    """Rows from resources one after another: those related to one patient, who stand together, are one row."""

    def __init__(self, reading: Reading, said_at: datetime) -> None:
        self.reading, self.said_at = reading, said_at
        self.resources, self.given = 0, 0
        self.number, self.together = "", list[tuple[int, Json]]()

    def take(self, line: int, resource: Json | Reason) -> Iterator[Read]:
        self.resources += 1
        number = _related_to(resource)
        if number and number == self.number and len(self.together) < LONGEST_LIST:
            self.together.append((line, resource))  # type: ignore[arg-type]
            return
        yield from self.last()
        if number:
            self.number, self.together = number, [(line, resource)]  # type: ignore[list-item]
        else:
            self.given += 1
            yield self._alone(line, resource)

    def last(self) -> Iterator[Read]:
        """The related persons who still wait for their like."""
        if self.together:
            self.given += 1
            line, people = self.together[0][0], [one for _, one in self.together]
            yield read_related(people, line, self.reading, {AS_AT: self.said_at.isoformat()})
        self.number, self.together = "", []

    def _alone(self, line: int, resource: Json | Reason) -> Row | BadRow:
        if isinstance(resource, Reason):
            return BadRow(line, resource)
        kind = _kind(resource)
        if kind == "RelatedPerson":
            return read_related([resource], line, self.reading, {AS_AT: self.said_at.isoformat()})
        if kind != "Patient":
            return BadRow(line, Reason.CODE_UNKNOWN, "resourceType")
        return read_patient(resource, line, self.reading, self.said_at)


def _related_to(resource: Json | Reason) -> str:
    """The patient to whom a related person belongs; empty for anything else."""
    if not isinstance(resource, dict) or _kind(resource) != "RelatedPerson":
        return ""
    try:
        return patient_of(resource)
    except BadValue:
        return ""


def _total(resource: Json | Reason, number: int) -> int:
    try:
        for parameter in objects(resource, "parameter") if isinstance(resource, dict) else ():
            if parameter.get("name") == "total" and type(parameter.get("valueInteger")) is int:
                return int(parameter["valueInteger"])
    except BadValue as error:
        raise FeedError(Reason.TOTAL_WRONG, line=number) from error
    raise FeedError(Reason.TOTAL_WRONG, line=number)
