"""What are the answers to the three questions put to the department, from the data as at any day? (R-LARA-10)

What guidance was issued, what is the timetable, in which authorities first and with which assessments (S-2, S-3, S-4).
An answer is sentences and a table, each with its source. No child is counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.access import actor
from accounts.models import Kind, Organisation, Practitioner, Stage, Track
from audit.log import record
from contactpoint.pages.dates import day_in_words
from readiness.board.reached import reached_in
from readiness.deciding import organisations
from readiness.framework import Framework
from readiness.guidance.documents import AUDIENCES, KINDS
from readiness.guidance.library import read_library
from readiness.in_force import framework_on
from readiness.models import Briefing, Decision, Outcome, PlannedPhase, Return, State
from readiness.models.returned import GIVEN
from readiness.moderating import refuse_others

YEARS: Final = 2  # over which guidance is asked about (S-2)


@dataclass(frozen=True)
class Answered:
    """One question. `rows` have as many cells as there are `columns`."""

    question: str
    sentences: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str


def make(as_at: date, *, by: Practitioner, at: datetime) -> Briefing:
    """Composes and keeps it. Raises Refused."""
    refuse_others(by, at=at)
    with transaction.atomic():
        answers = [asdict(one) for one in compose(as_at)]
        made = Briefing.objects.create(as_at=as_at, made_by=by, made_at=at, answers=answers)
        facts = {"briefing": str(made.pk), "as_at": as_at.isoformat()}
        record("readiness.briefed", at=at, actor=actor(by), facts=facts)
    return made


def briefings(*, by: Practitioner, at: datetime) -> QuerySet[Briefing]:
    """The newest first. Raises Refused."""
    refuse_others(by, at=at)
    return Briefing.objects.select_related("made_by").order_by("-made_at")


def compose(as_at: date) -> list[Answered]:
    """From what was known at the end of that day."""
    return [_guidance(as_at), _timetable(as_at), _assessments(as_at)]


def _guidance(as_at: date) -> Answered:
    since = as_at - relativedelta(years=YEARS)
    issued = sorted(
        (one for one in read_library() if since < one.effective_from <= as_at), key=lambda one: one.effective_from
    )
    kinds = Counter(one.kind for one in issued)
    audiences = [words for code, words in AUDIENCES.items() if any(code in one.audiences for one in issued)]
    said = ", ".join(f"{kinds[code]} {words.lower()}" for code, words in KINDS.items() if kinds[code])
    return Answered(
        "What guidance was issued in the last two years?",
        (
            f"{len({one.slug for one in issued})} documents were issued in {len(issued)} versions: {said or 'none'}.",
            f"They are for: {', '.join(audiences).lower() or 'nobody yet'}.",
        ),
        ("Document", "Version", "Kind", "For", "Issued"),
        [
            (one.title, str(one.version), one.kind_in_words, one.audiences_in_words, day_in_words(one.effective_from))
            for one in issued
        ],
        f"Guidance library, versions in force from {day_in_words(since)} to {day_in_words(as_at)}",
    )


def _timetable(as_at: date) -> Answered:
    phases = list(PlannedPhase.objects.filter(announced_on__lte=as_at).order_by("phase"))
    begun = [one for one in phases if one.actual_on and one.actual_on <= as_at]
    announced = f"It was announced in {phases[0].announced_on:%B %Y}." if phases else "Nothing was announced by then."
    return Answered(
        "What is the timetable?",
        (announced, f"{len(begun)} of {len(phases)} phases had begun by {day_in_words(as_at)}."),
        ("Opens", "For", "Planned", "Began"),
        [(one.opens, one.audience, _planned(one), _began(one, as_at)) for one in phases],
        "Roll-out plan, and the day on which each phase began",
    )


def _planned(one: PlannedPhase) -> str:
    until = f" to {one.planned_until:%B %Y}" if one.planned_until else ""
    return f"{one.planned_on:%B %Y}{until}"


def _began(one: PlannedPhase, as_at: date) -> str:
    return day_in_words(one.actual_on) if one.actual_on and one.actual_on <= as_at else "Not by then"


def _assessments(as_at: date) -> Answered:
    asks, everybody = framework_on(as_at), list(organisations().order_by("name"))
    stages, met = stages_as_at(as_at), checks_met_as_at(as_at)
    early = [one for one in everybody if one.track == Track.EARLY_ADOPTER]
    given = Return.objects.filter(state__in=GIVEN, signed_at__lte=_end_of(as_at)).count()
    return Answered(
        "In which authorities first, and what assessments are made?",
        tuple(_who_and_what(early, met, asks, given)),
        ("Stage", "Organisations", "Which"),
        [_stage_row(stage, everybody, stages) for stage in Stage],
        f"Decisions taken, returns signed and returns accepted by the end of {day_in_words(as_at)}; "
        f"readiness framework, version {asks.version}",
    )


def _who_and_what(early: Sequence[Organisation], met: Mapping[UUID, int], asks: Framework, given: int) -> Iterator[str]:
    areas = [one.name for one in early if one.kind == Kind.AUTHORITY]
    partners = [one.name for one in early if one.kind != Kind.AUTHORITY]
    yield f"Access goes first to {len(areas)} local authorities: {', '.join(areas)}."
    yield f"And to {len(partners)} national partners: {', '.join(partners)}."
    needed, others = (len(asks.checks_of(track)) for track in (Track.EARLY_ADOPTER, Track.OTHER))
    done = sum(met.get(one.pk, 0) >= needed for one in early)
    yield f"{done} of these {len(early)} have completed {needed} readiness checks to date."
    yield f"The others complete {others - needed} further before they are accredited to grant access to users."
    yield f"{given:,} monthly assessments were signed by then."


def _stage_row(stage: Stage, everybody: Sequence[Organisation], stages: Mapping[UUID, str]) -> tuple[str, str, str]:
    there = [one.name for one in everybody if stages[one.pk] == stage]
    return stage.label, str(len(there)), ", ".join(there) if len(there) < 60 else "All others"


def stages_as_at(as_at: date) -> dict[UUID, str]:
    """Of every organisation: what it is now, without what was decided after the end of that day."""
    stages = dict(organisations().values_list("pk", "stage"))
    later = Decision.objects.filter(outcome=Outcome.GRANTED, decided_at__gt=_end_of(as_at)).order_by("-decided_at")
    for whose, before in later.values_list("organisation", "from_stage"):
        if whose in stages:
            stages[whose] = before  # the newest is undone first
    return stages


def checks_met_as_at(as_at: date) -> dict[UUID, int]:
    """Of each organisation the checks met in a row, in its newest return that was accepted by then."""
    rows = Return.objects.filter(state=State.ACCEPTED, accepted_at__lte=_end_of(as_at))
    newest = rows.order_by("organisation", "-month").distinct("organisation").values("pk")
    return {one.organisation: one.met for one in reached_in(Return.objects.filter(pk__in=newest))}


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def rows_of(one: Briefing) -> Iterator[tuple[str, ...]]:
    """For a file: each line with its question."""
    for answer in one.answers:
        yield from ((answer["question"], sentence) for sentence in answer["sentences"])
        yield from ((answer["question"], *row) for row in answer["rows"])
        yield (answer["question"], f"Source: {answer['source']}")
