"""Which names of a shielded child may be seen and searched, and are the carers named? (R-SHIELD-1, R-SHIELD-2)

Hiding more takes effect at once. What exposes more waits for a second person, like a lift.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from registry.models import Child, ChildName, NameKind
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.shields import Visible, choose, name_token, visible_of
from shielding import entries
from shielding.deciding import ask_to_show_more
from shielding.entries import ChangedMeanwhile
from shielding.models import Happened, Outcome, Shield, What
from shielding.officers import shield_of_area
from shielding.words import CHOSEN


@dataclass(frozen=True)
class Choosable:
    """One name of the record; `token` stands for it in a form."""

    token: str
    words: str
    visible: bool


@dataclass(frozen=True)
class Changes:
    """What became of a choice. `waits`: a second person has to agree to the rest of it."""

    hides: bool
    waits: bool


def choosable(child: Child) -> tuple[Choosable, ...]:
    """The names of a shielded child, the current one first; a name that sources give twice stands once."""
    names = sorted(_names(child), key=lambda name: name.kind != NameKind.CURRENT)
    now = _tokens(child, visible_of([child.pk])[child.pk])
    found = {
        name_token(child.pk, name): f"{name} ({str(NameKind(name.kind).label).lower()})" for name in reversed(names)
    }
    return tuple(Choosable(token, words, token in now) for token, words in reversed(found.items()))


def change(
    shield: UUID,
    names: Collection[str],
    *,
    carers_hidden: bool,
    because: str,
    seen: int,
    by: Practitioner,
    at: datetime,
) -> Changes:
    """Hides what was chosen to be hidden, and asks for a second person for what was not seen before.

    `names` are tokens of `choosable`; others are left out. Raises NotYours, NotThere, ChangedMeanwhile.
    """
    with transaction.atomic():
        row = shield_of_area(shield, by=by, at=at, lock=True)
        entries.unchanged(row, seen)
        if row.ended_at:
            raise ChangedMeanwhile
        child, visible = row.child, visible_of([row.child_id])[row.child_id]
        now, wanted = _tokens(child, visible), frozenset(names) & {one.token for one in choosable(child)}
        less = Visible(now & wanted, visible.carers_hidden or carers_hidden)
        hides = less != Visible(now, visible.carers_hidden)
        shows = bool(wanted - now) or less.carers_hidden > carers_hidden
        if hides:
            _hide(row, less, because=because, by=by, at=at)
        waits = shows and not row.proposals.filter(outcome="").exists()
        if waits:
            ask_to_show_more(row, Visible(wanted, carers_hidden), because=because, by=by, at=at)
    return Changes(hides, waits)


def _hide(row: Shield, visible: Visible, *, because: str, by: Practitioner, at: datetime) -> None:
    """What a colleague asked to show is asked again: it was said without knowing of this."""
    choose(row.child_id, visible, because=CHOSEN, by=by, at=at)
    waiting = row.proposals.filter(outcome="", what=What.SHOW_MORE)
    waiting.update(outcome=Outcome.WITHDRAWN, decided_by=by, decided_at=at)
    entries.write(row, Happened.SHOWN_LESS, by=by, at=at, words={"why": because})
    rebuild([row.child_id])


def _tokens(child: Child, visible: Visible) -> frozenset[str]:
    return frozenset(name_token(child.pk, name) for name in visible.names_among(child.pk, _names(child)))


def _names(child: Child) -> tuple[ChildName, ...]:
    """All of them, for the child's shielding officers."""
    return parts_of([child.pk])[child.pk].names
