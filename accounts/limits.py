"""How many different children may this person be given today, and what becomes of asking for more? (R-USER-7, SEC-19)

Counted in the log, from midnight in London, so that no second book can say something else. A child counts once,
however often it is given; one with whom the person worked before today does not count (R-INV-5).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts import roles
from accounts.access import Refused, actor
from accounts.cases import last_closed, severe
from accounts.models import Allowance, Practitioner
from audit.log import record
from audit.models import Event
from contactpoint.vault.tokens import token

GIVEN: Final = ("child.named", "child.opened")
OWN: Final = "own"  # a fact of such an event: the child does not count
REACHED: Final = "limit.reached"
SEVERE_TIMES: Final = 3  # R-USER-7
SEVERE_REFUSALS: Final = 30  # in a day; whoever has read what to do does not go on like that


class LimitReached(Refused):
    """You have reached today's limit. Nobody was named; a token stands for each child that was asked for."""

    def __init__(self, practitioner: Practitioner, *, limit: int, given: int, beyond: frozenset[str]) -> None:
        super().__init__("children_a_day", practitioner.organisation_id)
        self.limit, self.given, self.beyond = limit, given, beyond


@dataclass(frozen=True)
class Today:
    """What the own account says of it."""

    given: int
    limit: int


def allow(children: Collection[str], *, to: Practitioner, held: Iterable[str], at: datetime) -> None:
    """Raises LimitReached where these numbers, with those given today, are more children than a day allows.

    Call it in the transaction that then gives them: until that ends, no other request gives this person anything.
    """
    if not children:
        return
    _one_at_a_time(to)
    given = given_today(to, at=at)
    new = set(children) - given
    together = len(given) + len(new)
    if not new or together <= _by_role(held) or together <= (limit := limit_of(to, held=held, at=at)):
        return
    beyond = frozenset(_token(number, at=at) for number in new)
    raise LimitReached(to, limit=limit, given=len(given), beyond=beyond)


def given_today(practitioner: Practitioner, *, at: datetime) -> set[str]:
    """The numbers of the children who count."""
    today = Event.objects.filter(actor=practitioner.pk, at__gte=midnight(at), verb__in=GIVEN)
    return set(today.exclude(facts__has_key=OWN).values_list("child_number", flat=True).distinct())


def limit_of(practitioner: Practitioner, *, held: Iterable[str], at: datetime) -> int:
    """The highest of what the roles held and the allowances in force say."""
    today = timezone.localdate(at)
    agreed = Allowance.objects.filter(practitioner=practitioner, agreed_at__isnull=False, ended_at=None)
    more = agreed.filter(first_day__lte=today, last_day__gte=today).aggregate(most=Max("children"))["most"]
    return max(_by_role(held), more or 0)


def today_of(practitioner: Practitioner, *, at: datetime) -> Today | None:
    """None for somebody who is given no children at all."""
    held = [role.code for role in roles.held(practitioner)]
    if not _by_role(held):
        return None
    return Today(len(given_today(practitioner, at=at)), limit_of(practitioner, held=held, at=at))


def note_refusal(reached: LimitReached, *, practitioner: Practitioner, at: datetime) -> None:
    """Writes it down once the refused act is rolled back, and suspends the account when it was too much (R-USER-6)."""
    facts = {"limit": reached.limit, "given": reached.given, "wanted": len(reached.beyond)}
    with transaction.atomic():
        _one_at_a_time(practitioner)
        record(REACHED, at=at, actor=actor(practitioner), facts={**facts, "tokens": sorted(reached.beyond)})
        refusals = _refusals_today(practitioner, at=at)
    asked = min(reached.given, reached.limit) + len({one for facts in refusals for one in facts["tokens"]})
    counts = {"limit": reached.limit, "given": reached.given, "asked": asked, "refusals": len(refusals)}
    if asked >= SEVERE_TIMES * reached.limit:
        severe(practitioner, rule="three_times_the_limit", at=at, source="limits", **counts)
    elif len(refusals) >= SEVERE_REFUSALS:
        severe(practitioner, rule="went_on_at_the_limit", at=at, source="limits", **counts)


def midnight(at: datetime) -> datetime:
    """When this day began in London."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _by_role(held: Iterable[str]) -> int:
    return max((roles.ROLES[code].children_a_day for code in held), default=0)


def _refusals_today(practitioner: Practitioner, *, at: datetime) -> list[dict[str, Any]]:
    """Those that no person has looked at yet: a case that is closed begins the count again."""
    looked_at = last_closed(practitioner)
    refusals = Event.objects.filter(actor=practitioner.pk, at__gte=midnight(at), verb=REACHED)
    return list((refusals.filter(at__gt=looked_at) if looked_at else refusals).values_list("facts", flat=True))


def _token(number: str, *, at: datetime) -> str:
    """Tells one child from another for a day, and names nobody."""
    return token(number, purpose=f"limit:{timezone.localdate(at)}").hex()


def _one_at_a_time(practitioner: Practitioner) -> None:
    """Until the transaction ends; a statement of its own, so that the next one sees what the others did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"children:{practitioner.pk}"])
