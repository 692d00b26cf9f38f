"""What of a shielded child's record lies open? What anybody may see, and the tables hold nothing else (R-SHIELD-1)."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from registry.assertion import Assertion, CarerSaid
from registry.models import NameKind
from registry.record.compute import Record, Said, Saying

Value = TypeVar("Value")
_NOTHING = Record((), None, None, None, (), (), (), None, (), None, ())


def open_part(record: Record, *, since: datetime) -> Record:
    """The current name, the date of birth, the gender and the names of carers; not who said so, nor when.

    `since`: when the shield was put on, which stands where the moment of a statement would.
    """
    born = record.date_of_birth
    told = Assertion(birth_date_estimated=bool(born and born.by.assertion.birth_date_estimated))
    nobody = Saying(None, {}, since, told)

    def unsaid(said: Said[Value] | None) -> Said[Value] | None:
        return Said(said.value, nobody) if said else None

    return replace(
        _NOTHING,
        names=tuple(Said(one.value, nobody) for one in record.names if one.value.kind == NameKind.CURRENT),
        date_of_birth=unsaid(born),
        gender=unsaid(record.gender),
        carers=tuple(Said(CarerSaid(one.value.name), nobody) for one in record.carers),
    )
