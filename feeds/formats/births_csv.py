"""What do the registrars say of a birth? One CSV row each (docs/feeds/births.md)."""

from collections.abc import Iterator
from typing import BinaryIO

from feeds.formats import values
from feeds.formats.row import BadRow, BadValue, Raw, Read, Reading, Row
from feeds.formats.table import Cells, addresses, read_cells, read_table
from feeds.reasons import Reason
from registry.assertion import Assertion, CarerSaid, Name

REQUIRED = frozenset(("registration_number", "registered_on", "birth_date", "forenames", "surname"))
KNOWN = REQUIRED | {
    "sex", "mother_forenames", "mother_surname", "father_forenames", "father_surname",
    "address_1", "address_2", "town", "postcode", "nhs_number",
}  # fmt: skip


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
    registered = values.past_day(cells["registered_on"], "registered_on", today=reading.today)
    if registered is None:
        raise BadValue(Reason.DATE_INVALID, "registered_on")
    values.in_order(born, registered, "registered_on")
    numbers = {
        "birth_registration": key,
        "nhs_number": values.nhs_number(cells.get("nhs_number", ""), "nhs_number"),
    }
    assertion = Assertion(
        names=(_name(cells),),
        date_of_birth=born,
        gender=values.gender(cells.get("sex", ""), "sex"),
        addresses=addresses(cells),
        carers=tuple(_carers(cells)),
        identifiers={scheme: (value,) for scheme, value in numbers.items() if value},
    )
    return Row(line, key, values.start_of(registered), assertion)


def _name(cells: Cells) -> Name:
    forename, middle = values.split_forenames(cells["forenames"], "forenames")
    surname = values.name(cells["surname"], "surname")
    if not (forename or surname):
        raise BadValue(Reason.NAME_EMPTY, "surname")
    return Name("current", forename, middle, surname)


def _carers(cells: Cells) -> Iterator[CarerSaid]:
    """The parents whom the register names: both have parental responsibility."""
    for who in ("mother", "father"):
        parts = (
            values.name(cells.get(f"{who}_{part}", ""), f"{who}_{part}", most=74) for part in ("forenames", "surname")
        )
        if whole := " ".join(part for part in parts if part):
            yield CarerSaid(whole, who.capitalize(), parental_responsibility=True)
