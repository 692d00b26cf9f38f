"""Which facts about this child would lead to another child whom a shield hides? (R-SHIELD-6, R-SHIELD-8)

A sister at a refuge is hidden; her brother is not, and his record may hold the refuge's address, or their mother's new
telephone number. Asked in the background alone: what is hidden lies sealed and is opened record by record.
"""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from django.db.models import Q

from registry.held import Held, facts_of
from registry.models import Child, ChildName, ShieldEvent, Status
from registry.record.parts import Parts, parts_of
from registry.shields import shielded_among

AT_ONCE: Final = 200  # hidden records opened together
HOUSEHOLD: Final = ("home ", "carer ")  # keys of facts that only a household shares


def guarded_keys(child: Child, facts: Iterable[Held]) -> frozenset[str]:
    """The keys of those facts that hold for a hidden child of the same household too.

    Looked for in the own area, and by last name everywhere: a household moves, and its children may be in two areas.
    """
    own = {fact.key for fact in facts if fact.key}
    found: set[str] = set()
    hidden = _hidden_ones(child, parts_of([child.pk])[child.pk])
    for start in range(0, len(hidden), AT_ONCE):
        for other in parts_of(hidden[start : start + AT_ONCE]).values():
            shared = own & {fact.key for fact in facts_of(other) if fact.key}
            if any(key.startswith(HOUSEHOLD) for key in shared):
                found |= shared
    return frozenset(found)


def _hidden_ones(child: Child, parts: Parts) -> list[UUID]:
    surnames = {name.surname for name in parts.names} | {
        row.name.split()[-1] for row in parts.carers if row.name.split()
    }
    namesakes = ChildName.objects.filter(surname__in=_each_way(surnames)).values("child")
    ever = Child.objects.filter(
        pk__in=ShieldEvent.objects.values("child"), status__in=[Status.OPEN, Status.UNCONFIRMED]
    )
    near = ever.filter(Q(responsible_authority=child.responsible_authority_id) | Q(pk__in=namesakes)).exclude(
        pk=child.pk
    )
    return sorted(shielded_among(near.values_list("pk", flat=True)))


def _each_way(names: Collection[str]) -> set[str]:
    """As sources write them."""
    return {form for name in names if name for form in (name, name.upper(), name.title(), name.lower())}
