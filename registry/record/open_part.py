"""What of a shielded child's record lies open? What anybody may see, and the tables hold nothing else (R-SHIELD-1)."""

from typing import TypeVar
from uuid import UUID

from registry.assertion import Assertion, CarerSaid
from registry.record.compute import Record, Said
from registry.record.saying import Saying
from registry.shields import Visible

Value = TypeVar("Value")
_NOTHING = Record((), None, None, None, (), (), (), None, (), None, ())


def open_part(child: UUID, record: Record, visible: Visible) -> Record:
    """The names that may be seen, the date of birth, the gender and the names of carers unless they are hidden too.

    Not who said so, nor when: the moment of the shield stands where that of a statement would.
    """
    assert visible.since  # noqa: S101 - tells the type: as registry.shields.visible_of answers
    born = record.date_of_birth
    told = Assertion(birth_date_estimated=bool(born and born.by.assertion.birth_date_estimated))
    nobody = Saying(None, {}, visible.since, told)
    seen = visible.names_among(child, [one.value for one in record.names])
    carers = () if visible.carers_hidden else record.carers

    def unsaid(said: Said[Value] | None) -> Said[Value] | None:
        return Said(said.value, nobody) if said else None

    return _NOTHING._replace(
        names=tuple(Said(name, nobody) for name in seen),
        date_of_birth=unsaid(born),
        gender=unsaid(record.gender),
        carers=tuple(Said(CarerSaid(one.value.name), nobody) for one in carers),
    )
