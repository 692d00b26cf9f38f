"""Who lets an organisation on to its next stage, and who takes it back? (R-LARA-4, R-LARA-5, R-LARA-9)

One recommends and another decides, on the figures of an accepted return; below a threshold only with a reason that
stays. A withdrawal protects, so one does it alone and at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Organisation, Practitioner, Stage, Track
from accounts.notices import tell
from audit.log import record
from readiness.evaluating import evaluation_closed
from readiness.lateness import RETURNING
from readiness.models import Condition, Decision, DecisionKind, Outcome, Return, Verdict
from readiness.moderating import decides, refuse_others, whose
from readiness.opening import move
from readiness.returning import right_of
from readiness.standing import Judged, Standing, figures, newest_accepted, standing


class NoDecision(Http404):
    """No such decision, or none that this person may read."""


class NotDecided(NotDone):
    """Nothing was recommended or decided; the text says why."""


@dataclass(frozen=True)
class Bound:
    """One condition as it was typed."""

    words: str
    due_on: date


def organisations() -> QuerySet[Organisation]:
    """Those that are assessed."""
    return Organisation.objects.filter(kind__in=RETURNING)


def organisation_to_decide(one: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Organisation:
    """Raises Refused, NoDecision."""
    refuse_others(by, at=at)
    rows = organisations().filter(pk=one)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NoDecision
    return found


def organisation_to_read(one: UUID, *, by: Practitioner, at: datetime) -> Organisation:
    """Any for the national team; for who completes or signs its returns the own one. Raises Refused, NoDecision."""
    if decides(by, at=at):
        return organisation_to_decide(one, by=by, at=at)
    right_of(by, at=at)
    if by.organisation_id != one:
        raise NoDecision
    return by.organisation


def recommend(
    one: UUID,
    *,
    because: str,
    judged: Mapping[int, Judged],
    against_because: str = "",
    conditions: Sequence[Bound] = (),
    by: Practitioner,
    at: datetime,
) -> Decision:
    """That it moves to its next stage, on its newest accepted return; `judged`: each check that this needs, by number.

    Raises Refused, NoDecision, NotDecided.
    """
    with transaction.atomic():
        organisation = organisation_to_decide(one, by=by, at=at, lock=True)
        stands = standing(organisation, on=newest_accepted(organisation))
        on, to = _refuse_recommendation(organisation, stands, against_because)
        against = _refuse_unjudged(stands, judged, against_because)
        made = Decision.objects.create(
            organisation=organisation,
            kind=DecisionKind.ADVANCE,
            from_stage=organisation.stage,
            to_stage=to,
            on_return=on,
            figures=figures(on, stands.results, judged),
            met=stands.met,
            because=because,
            against_because=against_because if against else "",
            recommended_by=by,
            recommended_at=at,
        )
        Condition.objects.bulk_create(Condition(of=made, words=each.words, due_on=each.due_on) for each in conditions)
        record_decision("readiness.recommended", made, by=by, at=at, words=because)
    return made


def _refuse_recommendation(organisation: Organisation, stands: Standing, against_because: str) -> tuple[Return, Stage]:
    """On which return and to which stage it is, where nothing speaks against it."""
    if stands.on is None:
        raise NotDecided(f"{organisation.name} has no accepted return to decide on")
    if stands.stage is None:
        raise NotDecided(f"{organisation.name} has reached the last stage of its track")
    if Decision.objects.filter(organisation=organisation, outcome=Outcome.OPEN).exists():
        raise NotDecided(f"A recommendation about {organisation.name} already waits for a decision")
    if not stands.met and not against_because:
        raise NotDecided(
            f"{organisation.name} is below a threshold: enter why it moves on against the figures. "
            "The reason is shown for ever"
        )
    _refuse_before_evaluation(organisation, stands.stage)
    return stands.on, stands.stage


def _refuse_unjudged(stands: Standing, judged: Mapping[int, Judged], against_because: str) -> bool:
    """Whether it moves on against the figures, or against what was judged."""
    verdicts = [judged[one.check.number].verdict for one in stands.criteria if one.check.number in judged]
    if len(verdicts) < len(stands.criteria):
        raise NotDecided("Say of each check that the stage needs whether it is met")
    against = not stands.met or Verdict.NOT_MET in verdicts
    if against and not against_because:
        raise NotDecided("You judged a check not met: enter why it moves on all the same. The reason is shown for ever")
    return against


def _refuse_before_evaluation(organisation: Organisation, to: str) -> None:
    """No reason opens this door (R-LARA-9)."""
    if to == Stage.LIVE and organisation.track == Track.OTHER and not evaluation_closed():
        raise NotDecided("No area of the other track goes live until the evaluation of the early adopters is closed")


def to_decide(*, by: Practitioner, at: datetime) -> QuerySet[Decision]:
    """Recommended and not decided, the longest wait first. Raises Refused."""
    refuse_others(by, at=at)
    waiting = Decision.objects.filter(outcome=Outcome.OPEN)
    return waiting.select_related("organisation", "recommended_by").order_by("recommended_at")


def decide(one: UUID, *, granted: bool, because: str, by: Practitioner, at: datetime) -> None:
    """By another than who recommended; granted, the stage moves. Raises Refused, NoDecision, NotDecided."""
    with transaction.atomic():
        row = _open_decision(one, by=by, at=at)
        if granted:
            _refuse_stale(row)
        outcome = Outcome.GRANTED if granted else Outcome.REFUSED
        said = {"outcome": outcome, "decided_by": by, "decided_at": at, "decided_because": because}
        Decision.objects.filter(pk=row.pk).update(**said)
        record_decision("readiness.granted" if granted else "readiness.refused", row, by=by, at=at, words=because)
        if granted:
            move(row.organisation, Stage(row.to_stage), by=by, at=at)
        _tell("readiness_decided", row, at=at)


def _open_decision(one: UUID, *, by: Practitioner, at: datetime) -> Decision:
    row = decision_for(one, by=by, at=at)
    refuse_others(by, at=at)
    organisation = Organisation.objects.select_for_update().get(pk=row.organisation_id)
    row = Decision.objects.select_for_update().get(pk=one)
    row.organisation = organisation
    if row.outcome != Outcome.OPEN:
        raise NotDecided("Somebody has decided this already")
    if row.recommended_by_id == by.pk:
        raise NotDecided("You recommended it, so another person decides")
    return row


def _refuse_stale(row: Decision) -> None:
    """What was recommended is decided, and not what has become of it since."""
    if row.organisation.stage != row.from_stage:
        raise NotDecided(f"{row.organisation.name} is at another stage by now: refuse this, and recommend again")
    newest = newest_accepted(row.organisation)
    if newest is None or newest.pk != row.on_return_id:
        raise NotDecided("A newer return was accepted since: refuse this, and recommend again on its figures")
    _refuse_before_evaluation(row.organisation, row.to_stage)


def withdraw(one: UUID, *, to: Stage, because: str, by: Practitioner, at: datetime) -> Decision:
    """Back to an earlier stage: what the later ones opened is closed on the next request. Raises as `recommend`."""
    with transaction.atomic():
        organisation = organisation_to_decide(one, by=by, at=at, lock=True)
        if to.rank >= Stage(organisation.stage).rank:
            raise NotDecided(f"Select a stage before {organisation.get_stage_display().lower()}")
        made = Decision.objects.create(
            organisation=organisation,
            kind=DecisionKind.WITHDRAW,
            from_stage=organisation.stage,
            to_stage=to,
            because=because,
            recommended_by=by,
            recommended_at=at,
            outcome=Outcome.GRANTED,
            decided_by=by,
            decided_at=at,
            decided_because=because,
        )
        record_decision("readiness.withdrawn", made, by=by, at=at, words=because)
        move(organisation, to, by=by, at=at)
        _tell("readiness_withdrawn", made, at=at)
    return made


def decision_for(one: UUID, *, by: Practitioner, at: datetime) -> Decision:
    """The national team reads all, an organisation its own that are decided. Raises Refused, NoDecision."""
    rows = with_everything(Decision.objects.filter(pk=one))
    if not decides(by, at=at):
        right_of(by, at=at)
        rows = rows.filter(organisation=by.organisation).exclude(outcome=Outcome.OPEN)
    if (row := rows.first()) is None:
        raise NoDecision
    return row


def decisions_about(organisation: Organisation) -> QuerySet[Decision]:
    """Those that are decided, the newest first."""
    return with_everything(organisation.decisions.exclude(outcome=Outcome.OPEN)).order_by("-decided_at")


def with_everything(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    conditions = Prefetch("conditions", Condition.objects.order_by("due_on", "pk"))
    people = ("organisation", "recommended_by", "decided_by", "on_return")
    return rows.select_related(*people, "appeal__by", "appeal__answered_by").prefetch_related(conditions)


def _tell(kind: str, row: Decision, *, at: datetime) -> None:
    for person in whose(row.organisation):
        tell(person, kind, at=at, path=f"/readiness/decisions/{row.pk}")


def record_decision(verb: str, row: Decision, *, by: Practitioner, at: datetime, words: str = "") -> None:
    facts = {"decision": str(row.pk), "organisation": str(row.organisation_id), "to": row.to_stage}
    record(verb, at=at, actor=actor(by), facts=facts, words=words)
