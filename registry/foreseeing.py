"""What will an answer about a row do? Shown before it is saved (ux.md 2(f) 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from registry.asked import asked_about, asked_unhidden
from registry.comparing import COMPARING
from registry.deciding import Changed, Given, Kinds
from registry.fingerprints import Print, all_changed, prints
from registry.giving import Verb, give
from registry.models import Child
from registry.previewing import Preview, after_row


@dataclass(frozen=True)
class Foreseen:
    """The record after it, where the answer makes or changes one; else only what happens to the row."""

    kind: str
    preview: Preview | None
    key_moves: bool  # the source means another child from now on
    because: str


def foresee(row: UUID, given: Given, *, seen: Mapping[str, Print], by: Practitioner, at: datetime) -> Foreseen:
    """What follows, with nothing written but that the record was shown. Raises as deciding.decide does."""
    asked_unhidden(row, by=by, at=at)
    with transaction.atomic():
        asked = asked_about(row, by=by, at=at)
        if what := all_changed(seen, prints(asked.children)):
            raise Changed(what)
        child = UUID(given.child) if given.kind == Kinds.SAME else None
        preview = after_row(asked.row, asked.content.read(), child, viewer=by) if given.keeps else None
        if child is not None and preview is not None:
            verb: Verb = "child.named" if preview.brief else "child.opened"
            give(verb, Child.objects.filter(pk=child), to=by, because=COMPARING, at=at)
    moves = given.keeps and asked.owner is not None and asked.owner != child
    return Foreseen(given.kind, preview, moves, given.because)
