"""Is this child shielded now, and what may be seen of it? The last row decides, when it is asked (security.md 0.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Practitioner
from contactpoint.vault.tokens import token
from registry.models import NameKind, ShieldEvent, Source
from registry.names.normal import normalise
from registry.signals import shielded as now_shielded

# By whether a record is hidden: the permission by which an authority's team keeps it (R-SHIELD-2).
KEEPS: Final = {False: "manage_data", True: "shield_children"}


class NotShielded(ValueError):
    """This child's record is not hidden any more, or not yet."""


class Named(Protocol):
    """A name, as a source wrote it or as the record has it."""

    @property
    def kind(self) -> str: ...
    @property
    def forename(self) -> str: ...
    @property
    def surname(self) -> str: ...


AnyName = TypeVar("AnyName", bound=Named)


@dataclass(frozen=True)
class Visible:
    """What may be seen and searched of a shielded child beside gender, date of birth and number (R-SHIELD-1).

    `names` are tokens of those that an officer chose; None: the current name alone, whatever it is by then. `since`:
    from when on what lies open of the record is as it is.
    """

    names: frozenset[str] | None = None
    carers_hidden: bool = False
    since: datetime | None = field(default=None, compare=False)

    def names_among(self, child: UUID, names: Iterable[AnyName]) -> list[AnyName]:
        """Those that may be seen, in the given order."""
        if self.names is None:
            return [name for name in names if name.kind == NameKind.CURRENT]
        return [name for name in names if name_token(child, name) in self.names]


def name_token(child: UUID, name: Named) -> str:
    """Stands for a name of this child in a row that is never changed; worth nothing for any other child."""
    written = f"{child}|{normalise(name.forename)}|{normalise(name.surname)}"
    return token(written, purpose="shield.names").hex()


def shielded_among(children: Iterable[UUID]) -> set[UUID]:
    """Those of these children who are shielded now."""
    last = _last(children).values_list("child", "shielded")
    return {child for child, shielded in last if shielded}


def is_shielded(child: UUID) -> bool:
    return child in shielded_among([child])


def shielded_now(child: str) -> Coalesce:
    """The same as a value of each row of a query; `child` is the name of its column."""
    last = ShieldEvent.objects.filter(child=OuterRef(child)).order_by("-id").values("shielded")[:1]
    return Coalesce(Subquery(last), False)


def visible_of(children: Iterable[UUID]) -> dict[UUID, Visible]:
    """Of the shielded ones among these, what may be seen; who is not shielded is left out."""
    rows = _last(children).values_list("child", "shielded", "names", "carers_hidden", "at")
    return {
        child: Visible(None if names is None else frozenset(names), hidden, at)
        for child, shielded, names, hidden, at in rows
        if shielded
    }


def _last(children: Iterable[UUID]) -> QuerySet[ShieldEvent]:
    return ShieldEvent.objects.filter(child__among=set(children)).order_by("child", "-id").distinct("child")


def put_on(
    children: Iterable[UUID],
    *,
    because: str,
    at: datetime,
    source: Source | None = None,
    by: Practitioner | None = None,
    carers_hidden: bool = False,
) -> set[UUID]:
    """Shields those of them who are not, inside the caller's transaction, and answers who they are.

    Who rebuilds their records, and in which order, is the caller's to know. Whoever confirms shields is told.
    """
    wanted = set(children)
    bare = wanted - shielded_among(wanted)
    ShieldEvent.objects.bulk_create(
        ShieldEvent(
            child_id=child, shielded=True, at=at, because=because, source=source, by=by, carers_hidden=carers_hidden
        )
        for child in bare
    )
    if bare:
        now_shielded.send(sender=None, children=bare, because=because, source=source, by=by, at=at)
    return bare


def choose(child: UUID, visible: Visible, *, because: str, by: Practitioner, at: datetime) -> None:
    """From now on this may be seen of the shielded child. The caller locks it, and rebuilds. Raises NotShielded."""
    if not is_shielded(child):
        raise NotShielded
    names = None if visible.names is None else sorted(visible.names)
    ShieldEvent.objects.create(
        child_id=child,
        shielded=True,
        at=at,
        because=because,
        by=by,
        names=names,
        carers_hidden=visible.carers_hidden,
    )


def take_off(child: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """Everybody sees the record again once it is rebuilt: called when two persons have agreed (R-SHIELD-4).

    The caller has locked the child. Raises NotShielded.
    """
    if not is_shielded(child):
        raise NotShielded
    ShieldEvent.objects.create(child_id=child, shielded=False, at=at, because=because, by=by)
