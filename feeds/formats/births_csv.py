"""What do the registrars say of a birth? One CSV row each (docs/feeds/births.md)."""

from collections.abc import Iterator
from typing import Final

from feeds.formats import values
from feeds.formats.row import Reading, Row
from feeds.formats.table import Cells, addresses, current_name, table_format
from registry.assertion import Assertion, CarerSaid

REQUIRED = frozenset(("registration_number", "registered_on", "birth_date", "forenames", "surname"))
KNOWN = REQUIRED | {
    "sex", "mother_forenames", "mother_surname", "father_forenames", "father_surname",
    "address_1", "address_2", "town", "postcode", "nhs_number",
}  # fmt: skip


def _row(cells: Cells, line: int, reading: Reading) -> Row:
    key = values.own_key(cells["registration_number"], "registration_number", most=40)
    born = values.birth_day(cells["birth_date"], "birth_date", today=reading.today)
    registered = values.stated_day(cells["registered_on"], "registered_on", today=reading.today)
    values.in_order(born, registered, "registered_on")
    numbers = {
        "birth_registration": key,
        "nhs_number": values.nhs_number(cells.get("nhs_number", ""), "nhs_number"),
    }
    assertion = Assertion(
        names=(current_name(cells, "forenames"),),
        date_of_birth=born,
        gender=values.gender(cells.get("sex", ""), "sex"),
        addresses=addresses(cells),
        carers=tuple(_carers(cells)),
        identifiers={scheme: (value,) for scheme, value in numbers.items() if value},
    )
    return Row(line, key, values.start_of(registered), assertion)


def _carers(cells: Cells) -> Iterator[CarerSaid]:
    """The parents whom the register names: both have parental responsibility."""
    for who in ("mother", "father"):
        parts = (
            values.name(cells.get(f"{who}_{part}", ""), f"{who}_{part}", most=74) for part in ("forenames", "surname")
        )
        if whole := " ".join(part for part in parts if part):
            yield CarerSaid(whole, who.capitalize(), parental_responsibility=True)


FORMAT: Final = table_format(_row, required=REQUIRED, known=KNOWN)
