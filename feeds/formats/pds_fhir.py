"""What does the health service know of patients' demographics? FHIR R4 Patients, one a line (docs/feeds/pds.md)."""

from collections.abc import Iterator
from typing import BinaryIO

from feeds.formats.fhir_patient import read_patient
from feeds.formats.lines import lines
from feeds.formats.row import BadRow, BadValue, End, FeedError, Read, Reading
from feeds.formats.strict_json import Json, loaded, objects
from feeds.reasons import Reason


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end with its control total. Raises FeedError."""
    count, total = 0, None
    for number, line in enumerate(lines(stream), start=1):
        if not line.strip():
            continue
        if total is not None:
            raise FeedError(Reason.TOTAL_WRONG, line=number)
        resource = loaded(line)
        if isinstance(resource, dict) and resource.get("resourceType") == "Parameters":
            total = _total(resource, number)
            continue
        _refuse_another_format(resource, count, number)
        count += 1
        yield BadRow(number, resource) if isinstance(resource, Reason) else read_patient(resource, number, reading)
    yield End(count, total)


def _refuse_another_format(resource: Json | Reason, count: int, number: int) -> None:
    """A first line that is no resource at all says that this is another kind of file."""
    if count == 0 and (
        resource is Reason.JSON_BROKEN or (isinstance(resource, dict) and "resourceType" not in resource)
    ):
        raise FeedError(Reason.WRONG_FORMAT, line=number)


def _total(resource: Json, number: int) -> int:
    try:
        for parameter in objects(resource, "parameter"):
            if parameter.get("name") == "total" and type(parameter.get("valueInteger")) is int:
                return int(parameter["valueInteger"])
    except BadValue as error:
        raise FeedError(Reason.TOTAL_WRONG, line=number) from error
    raise FeedError(Reason.TOTAL_WRONG, line=number)
