"""Which decisions about shields are due or overdue, and who is told? Nothing comes off by itself (R-SHIELD-4).

First the colleagues, then the deputies, then the director. What was told is remembered with the shield, so each step
is taken once; after days off all steps that are due are taken at once.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from registry.for_officers import officers_of
from registry.models import Child, Status
from shielding.asking import CONFIRMED_WITHIN, TOLD_AT_ONCE
from shielding.models import Shield
from shielding.officers import deputies_of

SOON: Final = timedelta(days=14)  # before a review is due


def directors_of(area: Organisation) -> list[Practitioner]:
    return active_holders("sign_return", area)


@dataclass(frozen=True)
class Step:
    """`after` the moment when it was due, these people are told. A director sees no child, and is led nowhere."""

    level: int
    after: timedelta
    kind: str
    fact: str
    to: Callable[[Organisation], list[Practitioner]]
    leads: bool = True


CONFIRMING: Final = (
    Step(TOLD_AT_ONCE, -CONFIRMED_WITHIN, "shields_arrived", "records", officers_of),
    Step(2, timedelta(), "shields_overdue", "records", deputies_of),
    Step(3, timedelta(days=1), "team_decisions_overdue", "decisions", directors_of, leads=False),
)
REVIEWING: Final = (
    Step(1, -SOON, "shield_reviews_due", "records", officers_of),
    Step(2, timedelta(days=1), "shield_reviews_overdue", "records", deputies_of),
    Step(3, timedelta(days=8), "team_decisions_overdue", "decisions", directors_of, leads=False),
)


def tell_of_unconfirmed(*, at: datetime) -> int:
    """By the hour: shields to be confirmed. How many went a step further."""
    return sum(
        _tell(step, "confirm_told", Q(confirmed_at=None, confirm_by__lte=at - step.after), at=at) for step in CONFIRMING
    )


def tell_of_reviews(*, at: datetime) -> int:
    """Reviews that are due soon, or overdue. How many went a step further."""
    today = timezone.localdate(at)
    return sum(_tell(step, "review_told", Q(review_on__lte=today - step.after), at=at) for step in REVIEWING)


def _tell(step: Step, told: str, due: Q, *, at: datetime) -> int:
    with transaction.atomic():
        open_ones = Shield.objects.filter(due, ended_at=None, **{f"{told}__lt": step.level})
        rows = open_ones.filter(child__status__in=[Status.OPEN, Status.UNCONFIRMED]).order_by("pk")
        children = dict(rows.select_for_update(of=("self",)).values_list("pk", "child"))
        areas = Counter(Child.objects.filter(pk__in=children.values()).values_list("responsible_authority", flat=True))
        for area in Organisation.objects.filter(pk__in=areas).order_by("pk"):
            for person in step.to(area):
                path = reverse("shielding_home") if step.leads else ""
                facts: dict[str, Any] = {step.fact: areas[area.pk]}
                tell(person, step.kind, at=at, path=path, **facts)
        Shield.objects.filter(pk__in=children).update(**{told: step.level})
    return len(children)
