"""Whose looks does the own organisation not review, so that the national auditor does? (R-AUDIT-3, R-USER-3)

Whoever reviews or administers there: nobody judges the own accesses, nor those of whoever gave them their role.
"""

from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q, QuerySet

from accounts.holding import who_hold
from accounts.models import Practitioner
from accounts.roles import ROLES

APART: Final = frozenset({"review_accesses", "audit_nationally", "manage_users"})


def roles_kept_apart() -> frozenset[str]:
    """Their codes, as events name them."""
    return frozenset(code for code, role in ROLES.items() if not APART.isdisjoint(role.permissions))


def who_is_kept_apart() -> QuerySet[Practitioner]:
    """Now, anywhere."""
    held = (Q(pk__in=who_hold(permission).values("pk")) for permission in sorted(APART))
    return Practitioner.objects.filter(reduce(or_, held))
