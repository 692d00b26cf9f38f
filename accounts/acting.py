"""Who acts where no request says it: the operator in whose name a command runs? (R-USER-8)"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from accounts.models import Practitioner

_acting: ContextVar[Practitioner | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(practitioner: Practitioner) -> Iterator[None]:
    before = _acting.set(practitioner)
    try:
        yield
    finally:
        _acting.reset(before)


def who_acts() -> Practitioner | None:
    return _acting.get()
