"""Which records belong into the archive today, and which come back because a fact has changed? (R-REC-3, R-REC-5)

The archive keeps what stood; it is in no index of search, and no delivery changes it (feeds.ended).
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry.departing import departures_of, has_left
from registry.ending import end_what_is_open
from registry.extending import extensions_of
from registry.index import forget_children
from registry.merging import locked
from registry.models import Address, AddressKind, Archived, Child, Departure, Returning, ShieldEvent, Status
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.retention import Because, Due, Facts, Periods, due, is_over_age, latest_birth, latest_start

OPEN: Final = (Status.OPEN, Status.UNCONFIRMED)
AT_ONCE: Final = 500
NIGHTLY: Final = "nightly"


def archive_due(*, at: datetime) -> int:
    """Puts every record away whose day has come, each in a transaction of its own. How many."""
    return sum(_archive(child, at=at) for child in _due_on(timezone.localdate(at)))


def _due_on(today: date) -> Iterator[UUID]:
    could_be = sorted(_candidates(today))
    for start in range(0, len(could_be), AT_ONCE):
        found = due_among(could_be[start : start + AT_ONCE])
        yield from (child for child, one in found.items() if one.on <= today)


def due_among(children: Collection[UUID]) -> dict[UUID, Due]:
    """When and why each of these records has to go; who never has to, by what is known, is left out."""
    periods = Periods.now()
    found = {child: due(facts, periods) for child, facts in facts_of(children).items()}
    return {child: one for child, one in found.items() if one}


def facts_of(children: Collection[UUID]) -> dict[UUID, Facts]:
    """What decides it, of the shielded from what lies sealed."""
    parts, consents, departures = parts_of(children), extensions_of(children), departures_of(children)
    born = dict(Child.objects.filter(pk__among=children).values_list("pk", "date_of_birth"))
    return {
        child: Facts(
            born=born[child],
            died=one.date_of_death,
            left=has_left(one, departures.get(child)),
            consented=child in consents.in_force,
            withdrawn_on=consents.withdrawn_on.get(child),
        )
        for child, one in parts.items()
    }


def _candidates(today: date) -> set[UUID]:
    """All who could be due: by age, death or departure; and the shielded, of whom the last two lie sealed."""
    periods = Periods.now()
    left = Address.objects.filter(kind=AddressKind.LEFT_ENGLAND, returning=Returning.NOT_INTENDED, child=OuterRef("pk"))
    told = Departure.objects.filter(child=OuterRef("pk"), ended_at=None)
    shielded = ShieldEvent.objects.filter(child=OuterRef("pk"))
    could_be = Child.objects.filter(
        Q(date_of_birth__lte=latest_birth(periods.included, on=today))
        | Q(date_of_death__lte=latest_start(periods.after_death, on=today))
        | Exists(left)
        | Exists(told)
        | Exists(shielded),
        status__in=OPEN,
    )
    return set(could_be.values_list("pk", flat=True))


def _archive(child: UUID, *, at: datetime) -> bool:
    """Looks again once nobody else can change it."""
    with transaction.atomic():
        row = locked([child]).get(child)
        return row is not None and row.status in OPEN and _put_away_if_due(row, by=None, at=at)


def look_again(child: UUID, *, by: Practitioner, at: datetime) -> bool:
    """A fact has changed: to the archive at once, or back from it. Whether it is archived now.

    Inside the caller's transaction.
    """
    row = locked([child])[child]
    if row.status in OPEN:
        return _put_away_if_due(row, by=by, at=at)
    found = due_among([child]).get(child)
    if found and found.on <= timezone.localdate(at):
        return True
    _bring_back(row, by=by, at=at)
    return False


def _put_away_if_due(row: Child, *, by: Practitioner | None, at: datetime) -> bool:
    today, found = timezone.localdate(at), due_among([row.pk]).get(row.pk)
    if found is None or found.on > today:
        return False
    one = Archived(child=row, was=row.status, on=today, at=at)
    one.because = row.words_key.seal(found.because, place=_place(one))
    one.save(force_insert=True)
    end_what_is_open(row, at=at, **_who(by))
    Child.objects.filter(pk=row.pk).update(status=Status.ARCHIVED)
    if is_over_age(row.date_of_birth, on=today):
        forget_children([row.pk])
    else:
        rebuild([row.pk])  # deliveries are compared with it still (registry.record.filing)
    _log("record.archived", row, one, found.because, by=by, at=at)
    return True


def _bring_back(row: Child, *, by: Practitioner, at: datetime) -> None:
    one = in_archive(row)
    Archived.objects.filter(pk=one.pk).update(ended_at=at)
    Child.objects.filter(pk=row.pk).update(status=one.was)
    rebuild([row.pk])
    _log("record.brought_back", row, one, "", by=by, at=at)


def in_archive(row: Child) -> Archived:
    """Since when it is there."""
    return Archived.objects.get(child=row, ended_at=None)


def why_archived(row: Child, one: Archived) -> Because:
    return Because(row.words_key.unseal(one.because, place=_place(one)))


def _log(verb: str, row: Child, one: Archived, because: str, *, by: Practitioner | None, at: datetime) -> None:
    """Why is sealed, of every child alike: that one left England, or died, is nobody's to read of the shielded."""
    facts = {"archived": str(one.pk)}
    number, key = row.number, row.words_key
    record(verb, at=at, child_number=number, facts=facts, words=because, words_key=key, **_who(by))


def _who(by: Practitioner | None) -> dict[str, Any]:
    return {"actor": actor(by)} if by else {"source": NIGHTLY}


def _place(one: Archived) -> str:
    return f"registry_archived.because|{one.pk}"
