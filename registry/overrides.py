"""Who sees the whole of a shielded record for a quarter of an hour, and when does that end? (R-SHIELD-5, SEC-7)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal, receiver
from django.utils import timezone

from accounts import cases, limits
from accounts.access import actor, may, require
from accounts.models import Practitioner
from audit.log import record
from registry.giving import give
from registry.models import Child, Ending, Override, Visit

LASTS: Final = timedelta(minutes=15)  # R-SHIELD-5
SEVERE_IN_A_DAY: Final = 10  # by one person: a family of five looked at twice is still one piece of work (R-USER-6)
RIGHT: Final = "override_shield"

# A record was opened under override: sent with `override`, `at`, inside the transaction, so that who must know is told
# with the act or the act does not happen.
overridden = Signal()


@dataclass(frozen=True)
class InForce:
    """What the record's page says of it."""

    id: UUID
    began_at: datetime
    until: datetime


def begin(child: Child, *, visit: Visit, because: str, by: Practitioner, at: datetime) -> Override:
    """Begins anew, whatever was open before ends; the child counts among the day's (R-USER-7).

    Raises Refused, also once this is one too many of a day: then the account is suspended (R-USER-6); LimitReached;
    ValueError without words.
    """
    if not because.strip():
        raise ValueError(because)
    with transaction.atomic():
        Practitioner.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once by one person take turns
        require(by, RIGHT, by.organisation, at=at)
        end(by, Ending.AGAIN, at=at)
        give("child.named", [child], to=by, because="override", at=at)
        made = _made(child, visit, because, by=by, at=at)
        overridden.send(sender=Override, override=made, at=at)
        _look_for_too_many(by, at=at)
    require(by, RIGHT, by.organisation, at=at)
    return made


def in_force(child: Child, *, by: Practitioner, at: datetime) -> InForce | None:
    """The override under which this person sees this child now; None too for who may not override any more."""
    row = Override.objects.filter(practitioner=by, child=child, ended_at=None, began_at__lte=at, until__gt=at).first()
    if row is None or not may(by, RIGHT, by.organisation, at=at):
        return None
    return InForce(row.pk, timezone.localtime(row.began_at), timezone.localtime(row.until))


def end(by: Practitioner, ending: Ending, *, at: datetime, but_of: UUID | None = None) -> None:
    """Ends what this person has open, except of the child `but_of`; nothing when nothing is."""
    rows = Override.objects.filter(practitioner=by, ended_at=None).select_related("child")
    if not rows.exclude(child=but_of).exists():
        return
    with transaction.atomic():
        for row in rows.exclude(child=but_of).select_for_update(of=("self",)):
            how = Ending.TIME if row.until <= at else ending
            ended_at = min(max(at, row.began_at), row.until)  # whoever waited for another request read the clock first
            Override.objects.filter(pk=row.pk).update(ended_at=ended_at, ending=how)
            facts = {"override": str(row.pk)}
            record("override.ended", at=at, actor=actor(by), child_number=row.child.number, because=how, facts=facts)


def words_of(override: Override) -> str:
    """Why the person needed the hidden part."""
    return override.child.words_key.unseal(override.because, place=_place(override))


def _made(child: Child, visit: Visit, because: str, *, by: Practitioner, at: datetime) -> Override:
    made = Override(child=child, practitioner=by, visit=visit, began_at=at, until=at + LASTS)
    made.because = child.words_key.seal(because, place=_place(made))
    made.save(force_insert=True)
    record(
        "override.begun",
        at=at,
        actor=actor(by),
        child_number=child.number,
        because=visit.reason,
        facts={"override": str(made.pk), "visit": str(visit.pk)},
        words=because,
        words_key=child.words_key,
    )
    return made


def _look_for_too_many(by: Practitioner, *, at: datetime) -> None:
    count = _not_looked_at(by, at=at).count()
    if count >= SEVERE_IN_A_DAY:
        cases.open_case(by, rule="overrides_in_a_day", at=at, source="overrides", overrides=count)


def _not_looked_at(by: Practitioner, *, at: datetime) -> QuerySet[Override]:
    """Today's; a case that is closed begins the count again."""
    today = Override.objects.filter(practitioner=by, began_at__gte=limits.midnight(at))
    last = cases.last_closed(by)
    return today.filter(began_at__gt=last) if last else today


def _place(override: Override) -> str:
    return f"registry_override.because|{override.pk}"


@receiver([user_logged_in, user_logged_out])
def end_with_the_sign_in(*, user: Any, **_: Any) -> None:
    """Nothing of an earlier sign-in is open in the next one."""
    if isinstance(user, Practitioner):
        end(user, Ending.SIGNED_OUT, at=timezone.now())
