"""Whom do school immunisation teams expect? The upload of the NHS's own system (docs/feeds/immunisations.md).

Only who the child is, who cares and where it learns is read: nothing about a vaccination has a place here.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from feeds.formats import values
from feeds.formats.lines import WINDOWS
from feeds.formats.raw import AS_AT
from feeds.formats.row import BadRow, BadValue, Raw, Read, Reading, Row
from feeds.formats.table import Cells, read_cells, read_table, written_address
from feeds.reasons import Reason
from registry.assertion import Assertion, CarerSaid, Name, SettingSaid

REQUIRED = frozenset(("child_first_name", "child_last_name", "child_date_of_birth"))
KNOWN = REQUIRED | {
    "child_preferred_first_name", "child_preferred_given_name", "child_preferred_last_name",
    "child_preferred_family_name", "child_gender", "child_address_line_1", "child_address_line_2", "child_town",
    "child_postcode", "child_nhs_number", "child_school_urn", "parent_1_name", "parent_1_relationship",
    "parent_1_phone", "parent_2_name", "parent_2_relationship", "parent_2_phone",
}  # fmt: skip
SCHOOL_UNKNOWN, AT_HOME = "888888", "999999"
RELATIONSHIPS = {
    "mum": "Mother", "mother": "Mother", "dad": "Father", "father": "Father", "guardian": "Guardian",
    "carer": "Carer", "foster carer": "Foster carer", "step mother": "Step mother", "step father": "Step father",
}  # fmt: skip


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end with its control total if it has one. Raises FeedError."""
    return read_table(
        stream,
        required=REQUIRED,
        known=KNOWN,
        row=lambda cells, line: _row(cells, line, reading),
        otherwise=WINDOWS,
        explains=_explains,
        beside={AS_AT: reading.said_at.isoformat()},
    )


def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One row that a person put right."""
    return read_cells(
        raw, line, required=REQUIRED, known=KNOWN | {AS_AT}, row=lambda cells, line: _row(cells, line, reading)
    )


def _explains(cells: Cells) -> bool:
    """Whether the row below the header is the template's own words on how to fill it in."""
    return not re.match(r"\s*[0-9]", cells["child_date_of_birth"]) and "required" in " ".join(cells.values()).lower()


def _row(cells: Cells, line: int, reading: Reading) -> Row:
    forename, surname = (values.name(cells[name], name) for name in ("child_first_name", "child_last_name"))
    if not (forename and surname):
        raise BadValue(Reason.NAME_EMPTY, "child_last_name" if forename else "child_first_name")
    born = values.birth_day(_iso(cells["child_date_of_birth"]), "child_date_of_birth", today=reading.today)
    number = values.nhs_number(cells.get("child_nhs_number", ""), "child_nhs_number")
    lines = (cells.get("child_address_line_1", ""), cells.get("child_address_line_2", ""))
    assertion = Assertion(
        names=tuple(_names(cells, forename, surname)),
        date_of_birth=born,
        gender=values.gender(cells.get("child_gender", ""), "child_gender"),
        addresses=written_address(lines, cells.get("child_town", ""), cells.get("child_postcode", ""), before="child_"),
        carers=tuple(_carers(cells)),
        settings=_settings(cells.get("child_school_urn", "")),
        identifiers={"nhs_number": (number,)} if number else {},
    )
    as_at = values.instant(cells[AS_AT], AS_AT, now=reading.now) if cells.get(AS_AT) else reading.said_at
    return Row(line, number or _key(forename, surname, born), as_at, assertion)


def _key(forename: str, surname: str, born: date) -> str:
    """The file has no key of its own. A row without a number is known again by who it names, unreadably."""
    said = f"{forename}|{surname}|{born}".casefold()
    return "no-number/" + hashlib.sha256(said.encode()).hexdigest()[:32]


def _iso(raw: str) -> str:
    """The other way in which schools write a date."""
    british = re.fullmatch(r"\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*", raw, re.ASCII)
    return f"{british[3]}-{british[2]:0>2}-{british[1]:0>2}" if british else raw


def _names(cells: Cells, forename: str, surname: str) -> Iterator[Name]:
    yield Name("current", forename, "", surname)
    used, used_surname = (
        next((said for column in columns if (said := values.name(cells.get(column, ""), column))), "")
        for columns in (
            ("child_preferred_first_name", "child_preferred_given_name"),
            ("child_preferred_last_name", "child_preferred_family_name"),
        )
    )
    if (used or forename, used_surname or surname) != (forename, surname):
        yield Name("also_used", used or forename, "", used_surname or surname)


def _carers(cells: Cells) -> Iterator[CarerSaid]:
    """A parent who is reached by e-mail only has no name here, and is nobody whom the registry could show."""
    for who in ("parent_1", "parent_2"):
        name = values.name(cells.get(f"{who}_name", ""), f"{who}_name", most=150)
        phone = values.phone(cells.get(f"{who}_phone", ""), f"{who}_phone")
        relationship = values.name(cells.get(f"{who}_relationship", ""), f"{who}_relationship")
        if name:
            yield CarerSaid(name, RELATIONSHIPS.get(relationship.lower(), relationship), phone=phone)


def _settings(urn: str) -> tuple[SettingSaid, ...]:
    if urn in ("", SCHOOL_UNKNOWN):
        return ()
    if urn == AT_HOME:
        return (SettingSaid("otherwise"),)
    if not (urn.isascii() and urn.isdigit() and len(urn) in (5, 6)):
        raise BadValue(Reason.CODE_UNKNOWN, "child_school_urn")
    return (SettingSaid("at_setting", urn),)
