"""Which unusual activity suspends an account at once, who is told, and who closes the case? (R-USER-6, SEC-45)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from accounts import access, roles
from accounts.access import NotYours, Refused, actor
from accounts.administrators import administrators_of, operators, who_administer
from accounts.granting import NotDone
from accounts.leaving import close, give_back, restore, suspend_by_rule
from accounts.models import AccountState, Because, Case, Outcome, Practitioner
from accounts.notices import tell
from accounts.operators import operates
from accounts.scope import MANAGE, scope_of
from audit.log import record

REMINDED_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """`words` say what the rule saw, with the counts that the case keeps."""

    name: str
    words: str


RULES: Final = {
    "three_times_the_limit": Rule(
        "Three times the daily limit",
        "Asked for {asked} different children in one day and was shown {given}. The limit was {limit}.",
    ),
    "went_on_at_the_limit": Rule(
        "Went on asking at the daily limit",
        "Was refused {refusals} times in one day after the limit of {limit} different children.",
    ),
    # registry.overrides and shielding.investigating
    "overrides_in_a_day": Rule(
        "Many records opened under override", "Opened {overrides} records under override in one day."
    ),
    "override_not_justified": Rule(
        "An override that was not justified",
        "Opened a record under override, and the team that looked into it found no reason for it. "
        "Its reference is {reference}.",
    ),
    # oversight.watching
    "unusual_at_once": Rule(
        "So unusual that the account was suspended at once",
        "Did something within hours that no work explains. Events that show it: {events}.",
    ),
    # oversight.judging
    "access_escalated": Rule(
        "Looks at records that a reviewer referred",
        "The monthly review of accesses referred what this person did. Looks at records: {looks}.",
    ),
}


def severe(practitioner: Practitioner, *, rule: str, at: datetime, source: str, **counts: int) -> Case | None:
    """As open_case, in a transaction of its own: call it when the act that tripped the rule has been rolled back."""
    with transaction.atomic(durable=True):
        return open_case(practitioner, rule=rule, at=at, source=source, **counts)


def open_case(practitioner: Practitioner, *, rule: str, at: datetime, source: str, **counts: int) -> Case | None:
    """Suspends the account, tells the manager and whoever can close the case, and opens it; None while one is open.

    `rule` is one of RULES. Inside the caller's transaction: what tripped the rule and this happen together.
    """
    person = Practitioner.objects.select_for_update().get(pk=practitioner.pk)
    case, opened = Case.objects.get_or_create(
        practitioner=person, closed_at=None, defaults={"rule": rule, "facts": counts, "opened_at": at}
    )
    if not opened:
        return None
    suspend_by_rule(person, because=Because.SEVERE, at=at, source=source)
    facts = {"practitioner": str(person.pk), "case": case.pk, **counts}
    record("case.opened", at=at, source=source, because=rule, facts=facts)
    _tell(case, at=at)
    return case


def last_closed(practitioner: Practitioner) -> datetime | None:
    """When a person last looked at what this one did: rules that count begin again there."""
    last: datetime | None = practitioner.cases.aggregate(last=Max("closed_at"))["last"]
    return last


def what_it_saw(case: Case) -> str:
    return RULES[case.rule].words.format(**case.facts)


def cases_of(by: Practitioner, *, at: datetime) -> QuerySet[Case]:
    """Those this person may read, open ones first: an administrator, an auditor, an operator. Raises Refused.

    An auditor reads those of the organisation, an operator those about administrators (nobody's own among them).
    """
    missing = access.lapses(by, at=at)
    readable = Q() if missing else _readable(by, at=at)
    if not readable:
        raise Refused(MANAGE, by.organisation_id, missing)
    cases = Case.objects.filter(readable).exclude(practitioner=by).select_related("practitioner__organisation")
    return cases.order_by("closed_at", "-opened_at")


def case_to_read(case: int, *, by: Practitioner, at: datetime) -> Case:
    """Raises Refused, NotYours."""
    if found := cases_of(by, at=at).select_related("practitioner__line_manager", "closed_by").filter(pk=case).first():
        return found
    raise NotYours(MANAGE, by.organisation_id)


def may_close(case: Case, *, by: Practitioner, at: datetime) -> tuple[Outcome, ...]:
    """With which outcomes; none for who only reads. Closing an account is for those who administer it."""
    if case.closed_at or case.practitioner_id == by.pk:
        return ()
    if _administers(by, case.practitioner, at=at):
        closed = case.practitioner.account_state == AccountState.CLOSED
        return (Outcome.CLOSED,) if closed else tuple(Outcome)
    if operates(by) and who_administer().filter(pk=case.practitioner_id).exists():
        return (Outcome.RESTORED, Outcome.SUSPENDED)
    return ()


def close_case(
    case: int, outcome: Outcome, *, words: str, by: Practitioner, at: datetime, hand_over_to: UUID | None = None
) -> None:
    """Decides, by another person than the one it is about. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        read = case_to_read(case, by=by, at=at)
        if Case.objects.select_for_update().get(pk=read.pk).closed_at:
            raise NotDone("Somebody else has closed this case")
        if outcome not in may_close(read, by=by, at=at):
            raise Refused(MANAGE, read.practitioner.organisation_id)
        Case.objects.filter(pk=read.pk).update(closed_by=by, closed_at=at, outcome=outcome)
        facts = {"practitioner": str(read.practitioner_id), "case": read.pk}
        record("case.closed", at=at, actor=actor(by), because=outcome, facts=facts, words=words)
        _carry_out(read.practitioner, outcome, by=by, at=at, hand_over_to=hand_over_to)


def _carry_out(
    person: Practitioner, outcome: Outcome, *, by: Practitioner, at: datetime, hand_over_to: UUID | None
) -> None:
    if outcome == Outcome.CLOSED and person.account_state != AccountState.CLOSED:
        close(person.pk, because=Because.SEVERE, by=by, at=at, hand_over_to=hand_over_to)
    elif outcome == Outcome.RESTORED and person.account_state == AccountState.SUSPENDED:
        if _administers(by, person, at=at):
            restore(person.pk, by=by, at=at)
        else:  # an operator, for an organisation that has no other administrator
            give_back(Practitioner.objects.select_for_update().get(pk=person.pk), by=by, at=at)


def remind_of_cases(*, at: datetime) -> int:
    """Once a day, those who can close a case that is open for more than a day. How many cases."""
    due = Q(reminded_at=None) | Q(reminded_at__lte=at - REMINDED_AFTER)
    old = Case.objects.filter(due, closed_at=None, opened_at__lte=at - REMINDED_AFTER)
    with transaction.atomic():
        cases = list(old.select_for_update(of=("self",)).select_related("practitioner__organisation"))
        waiting: dict[Practitioner, int] = {}
        for case in cases:
            for reader in _who_can_close(case):
                waiting[reader] = waiting.get(reader, 0) + 1
        for reader, count in waiting.items():
            tell(reader, "cases_wait", at=at, path=reverse("cases"), cases=count)
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(reminded_at=at)
    return len(cases)


def _tell(case: Case, *, at: datetime) -> None:
    person = case.practitioner
    for reader in _who_can_close(case):
        tell(reader, "case_opened", at=at, path=reverse("view_case", args=[case.pk]), person=person.pk)
    if person.line_manager:
        tell(person.line_manager, "suspended_by_rule", at=at, person=person.pk)


def _who_can_close(case: Case) -> list[Practitioner]:
    """The administrators, and for one of theirs the operators too."""
    person = case.practitioner
    others = operators() if who_administer().filter(pk=person.pk).exists() else []
    found = dict.fromkeys([*administrators_of(person.organisation), *others])
    return [reader for reader in found if reader.pk != person.pk]


def _readable(by: Practitioner, *, at: datetime) -> Q:
    readable = Q()
    if by.has_perm("accounts.review_accesses", by.organisation):
        readable |= Q(practitioner__organisation=by.organisation_id)
    if operates(by):
        readable |= Q(practitioner__in=who_administer())
    try:
        return readable | Q(practitioner__in=scope_of(by, at=at).people())
    except Refused:
        return readable


def _administers(by: Practitioner, person: Practitioner, *, at: datetime) -> bool:
    try:
        scope = scope_of(by, at=at)
    except Refused:
        return False
    return scope.may_change(roles.held(person)) and scope.people().filter(pk=person.pk).exists()
