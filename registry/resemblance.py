"""Could this be a child whose whereabouts are hidden? A net wider than the one that merges records (R-SHIELD-3)."""

from datetime import date

import jellyfish
from django.db.models import Q

from registry.models import Child, ChildName, Identifier, ShieldEvent
from registry.shields import shielded_among


def resembles_shielded(row: Child) -> bool:
    """A shared number, or a last name that sounds the same and a birth date within one digit."""
    ever = ShieldEvent.objects.filter(shielded=True).exclude(child=row).values_list("child", flat=True).distinct()
    numbers = row.identifiers.values_list("scheme", "value")
    same_number = Q()
    for scheme, value in numbers:
        same_number |= Q(scheme=scheme, value=value)
    sharing = set(Identifier.objects.filter(same_number, child__in=ever).values_list("child", flat=True)) if numbers else set()
    return bool(shielded_among(sharing | _alike(row, set(ever))))
