"""What is a person told, in the service and by an e-mail that says no more than that there is something new?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.administrators import administrators_of
from accounts.facts import Fact, kept, read
from accounts.models import Notice, Organisation, Practitioner
from accounts.notice_kinds import KINDS
from accounts.post import send, waiting
from accounts.unusual import Unusual
from contactpoint.pages.dates import day_in_words

SHOWN: Final = 50  # the newest
KEPT_FOR: Final = timedelta(days=365)


@dataclass(frozen=True)
class ShownNotice:
    id: UUID
    words: str
    at: datetime
    path: str
    is_new: bool


def tell(
    practitioner: Practitioner, kind: str, *, at: datetime, path: str = "", mail: bool = True, **facts: Fact
) -> Notice:
    """A notice, and an e-mail unless one is on its way or the account is not open; inside the act's transaction.

    `kind` is one of KINDS, `facts` exactly those it declares; `path` leads to a page of ours, which asks again who
    may see it. Raises KeyError, facts.NotDeclared, NotInTransaction.
    """
    facts_kept = kept(KINDS[kind].facts, facts)
    if mail and practitioner.is_active and not waiting().filter(practitioner=practitioner, template="news").exists():
        send(practitioner, "news", at=at)
    return Notice.objects.create(practitioner=practitioner, kind=kind, at=at, path=path, facts=facts_kept)


def tell_administrators(
    organisation: Organisation, kind: str, *, at: datetime, path: str = "", mail: bool = True, **facts: Fact
) -> None:
    """As `tell`, to everybody who administers the people of this organisation."""
    for administrator in administrators_of(organisation):
        tell(administrator, kind, at=at, path=path, mail=mail, **facts)


def count_new(practitioner: Practitioner) -> int:
    return _new(practitioner).count()


def notices_of(practitioner: Practitioner) -> Sequence[ShownNotice]:
    """The newest first."""
    rows = [(row, read(KINDS[row.kind].facts, row.facts)) for row in practitioner.notices.order_by("-at", "id")[:SHOWN]]
    names = _names(fact for _, facts in rows for fact in facts.values() if isinstance(fact, UUID))
    return [
        ShownNotice(row.pk, _words(row.kind, facts, names), row.at, row.path, row.read_at is None)
        for row, facts in rows
    ]


def mark_read(notice: UUID, *, by: Practitioner, at: datetime) -> str | None:
    """The path it leads to; None when this person has no such notice."""
    with transaction.atomic():
        _new(by).filter(pk=notice).update(read_at=at)
        return by.notices.filter(pk=notice).values_list("path", flat=True).first()


def mark_all_read(by: Practitioner, *, at: datetime) -> None:
    _new(by).filter(at__lte=at).update(read_at=at)


def forget_notices(*, at: datetime) -> int:
    """A record that is destroyed leaves no path to it for ever (R-REC-5). How many went."""
    return Notice.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def forget_paths(ids: Collection[UUID]) -> None:
    """No notice leads to any of these things from now on: they are no more."""
    for one in ids:
        Notice.objects.filter(path__contains=str(one)).delete()


def _new(practitioner: Practitioner) -> QuerySet[Notice]:
    return practitioner.notices.filter(read_at=None)


def _names(people: Iterable[UUID]) -> Mapping[UUID, str]:
    return {person.pk: person.name for person in Practitioner.objects.filter(pk__in=list(people))}


def _words(kind: str, facts: Mapping[str, Fact], names: Mapping[UUID, str]) -> str:
    return KINDS[kind].words.format(**{name: _word(fact, names) for name, fact in facts.items()})


def _word(fact: Fact, names: Mapping[UUID, str]) -> str:
    if isinstance(fact, UUID):
        return names[fact]
    if isinstance(fact, Unusual):
        return fact.label
    return day_in_words(fact) if isinstance(fact, date) else str(fact)
