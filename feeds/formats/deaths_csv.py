"""What do the registrars say of a death? One CSV row each (docs/feeds/deaths.md)."""

from collections.abc import Iterator
from typing import BinaryIO

from feeds.formats import values
from feeds.formats.row import BadRow, BadValue, Raw, Read, Reading, Row
from feeds.formats.table import Cells, read_cells, read_table
from feeds.reasons import Reason
from registry.assertion import Assertion, Name

REQUIRED = frozenset(("registration_number", "registered_on", "date_of_death", "birth_date", "forenames", "surname"))
KNOWN = REQUIRED | {"sex", "nhs_number"}


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end with its control total. Raises FeedError."""
    return read_table(stream, required=REQUIRED, known=KNOWN, row=lambda cells, line: _row(cells, line, reading))


def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One row that a person put right."""
    return read_cells(raw, line, required=REQUIRED, known=KNOWN, row=lambda cells, line: _row(cells, line, reading))


def _row(cells: Cells, line: int, reading: Reading) -> Row:
    key = values.text(cells["registration_number"], "registration_number", most=40)
    if not key:
        raise BadValue(Reason.KEY_MISSING, "registration_number")
    born = values.birth_day(cells["birth_date"], "birth_date", today=reading.today)
    died = values.past_day(cells["date_of_death"], "date_of_death", today=reading.today)
    registered = values.past_day(cells["registered_on"], "registered_on", today=reading.today)
    if died is None or registered is None:
        raise BadValue(Reason.DATE_INVALID, "registered_on" if died else "date_of_death")
    values.in_order(born, died, "date_of_death")
    values.in_order(died, registered, "registered_on")
    forename, middle = values.split_forenames(cells["forenames"], "forenames")
    surname = values.name(cells["surname"], "surname")
    if not (forename or surname):
        raise BadValue(Reason.NAME_EMPTY, "surname")
    number = values.nhs_number(cells.get("nhs_number", ""), "nhs_number")
    assertion = Assertion(
        names=(Name("current", forename, middle, surname),),
        date_of_birth=born,
        gender=values.gender(cells.get("sex", ""), "sex"),
        date_of_death=died,
        identifiers={"nhs_number": (number,)} if number else {},
    )
    return Row(line, key, values.start_of(registered), assertion)
