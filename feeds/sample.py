"""What do the first rows of a supplier's table say, while a person says what its columns mean? (R-FEED-2)

The rows are stored nowhere. Between two pages they travel with the form, sealed for this source and this person, and
good for an hour.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from accounts.models import Practitioner
from contactpoint.vault import box
from feeds.allowed import Allowed
from feeds.formats.mapped_table import Look
from feeds.formats.mapping import folded
from feeds.parsing import parse_again
from feeds.reasons import Reason
from registry.assertion import Assertion
from registry.models import Source

LASTS: Final = timedelta(hours=1)
LARGEST: Final = 5_000_000  # bytes of a sample file


class SampleGone(Exception):
    """The rows cannot be read any more: the file has to be selected again."""


@dataclass(frozen=True)
class ReadRow:
    """One row as it would be read: what it says; or why not, and in which column. `stripped` is not the source's."""

    number: int
    assertion: Assertion | None
    stripped: tuple[str, ...] = ()
    wrong: str = ""
    column: str = ""


def seal(look: Look, *, source: Source, by: Practitioner, at: datetime) -> str:
    text = json.dumps({"until": (at + LASTS).timestamp(), "look": asdict(look)})
    return base64.b64encode(box.seal(text, place=_place(source, by))).decode()


def unseal(sealed: str, *, source: Source, by: Practitioner, at: datetime) -> Look:
    """Raises SampleGone."""
    try:
        kept = json.loads(box.unseal(base64.b64decode(sealed, validate=True), place=_place(source, by)))
    except (box.CannotOpen, binascii.Error) as error:
        raise SampleGone from error
    if at.timestamp() > kept["until"]:
        raise SampleGone
    return Look(**kept["look"])


def read_rows(look: Look, mapping: dict[str, Any], *, source: Source, at: datetime) -> list[ReadRow]:
    """The rows by this mapping, in the process that reads deliveries. Raises FeedError."""
    rows = [(number, _raw(row)) for number, row in enumerate(look.rows, 2)]
    read = parse_again("table", rows, at=at, mapping=mapping)
    return [_read(one, Allowed(source), look) for one in read if "end" not in one]


def _raw(row: dict[str, str]) -> dict[str, str]:
    return {folded(header): cell for header, cell in row.items()}


def _read(one: dict[str, Any], allowed: Allowed, look: Look) -> ReadRow:
    if "bad" in one:
        named = {folded(header): header for header in look.headers}
        return ReadRow(one["line"], None, wrong=Reason(one["bad"]).words, column=named.get(one["field"], one["field"]))
    kept, stripped = allowed.part_of(one["row"])
    refused = allowed.refusal(kept, one["authority"])
    if refused:
        return ReadRow(one["line"], None, wrong=refused.words)
    return ReadRow(one["line"], Assertion.from_dict(kept), tuple(stripped))


def _place(source: Source, by: Practitioner) -> str:
    return f"feeds.sample|{source.pk}|{by.pk}"
