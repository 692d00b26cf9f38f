"""What do the registrars say of a death? One CSV row each (docs/feeds/deaths.md)."""

from typing import Final

from feeds.formats import values
from feeds.formats.row import Reading, Row
from feeds.formats.table import Cells, current_name, table_format
from registry.assertion import Assertion

REQUIRED = frozenset(("registration_number", "registered_on", "date_of_death", "birth_date", "forenames", "surname"))
KNOWN = REQUIRED | {"sex", "nhs_number"}


def _row(cells: Cells, line: int, reading: Reading) -> Row:
    key = values.own_key(cells["registration_number"], "registration_number", most=40)
    born = values.birth_day(cells["birth_date"], "birth_date", today=reading.today)
    died = values.stated_day(cells["date_of_death"], "date_of_death", today=reading.today)
    registered = values.stated_day(cells["registered_on"], "registered_on", today=reading.today)
    values.in_order(born, died, "date_of_death")
    values.in_order(died, registered, "registered_on")
    name = current_name(cells, "forenames")
    number = values.nhs_number(cells.get("nhs_number", ""), "nhs_number")
    assertion = Assertion(
        names=(name,),
        date_of_birth=born,
        gender=values.gender(cells.get("sex", ""), "sex"),
        date_of_death=died,
        identifiers={"nhs_number": (number,)} if number else {},
    )
    return Row(line, key, values.start_of(registered), assertion)


FORMAT: Final = table_format(_row, required=REQUIRED, known=KNOWN)
