"""Children given to a person, as the registry writes it: here the limit is looked at without the registry."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import limits, roles
from accounts.access import actor
from accounts.limits import LimitReached, note_refusal
from accounts.models import Practitioner
from audit.log import record


def numbers(count: int, *, after: int = 0) -> list[str]:
    return [f"{number:010}" for number in range(after, after + count)]


def give(children: Iterable[str], *, to: Practitioner, at: datetime, **facts: bool) -> None:
    """Raises LimitReached."""
    with transaction.atomic():
        wanted = list(children)
        limits.allow(wanted, to=to, held=[role.code for role in roles.held(to)], at=at)
        for number in wanted:
            record("child.named", at=at, actor=actor(to), child_number=number, because="search", facts=facts)


def ask_beyond(children: Iterable[str], *, who: Practitioner, at: datetime) -> None:
    """As a page does: refused, and then written down."""
    try:
        give(children, to=who, at=at)
    except LimitReached as reached:
        note_refusal(reached, practitioner=who, at=at)
    else:
        raise AssertionError("not refused")
