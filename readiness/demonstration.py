"""Which 14 months of returns and decisions does the demonstration invent, so that every page has something to say?

May 2008 to June 2009: what the organisations said leads to where the roll-out stood in June 2009 (R-ORG-2). Each grows
at its own pace; some are late, some fall back, some stay below a threshold. Nobody signed for real, so nobody is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction

from accounts.models import Organisation, Practitioner, Stage, Track
from readiness import scores
from readiness.deciding import organisations
from readiness.framework import HIGHEST, Check, Framework, Question
from readiness.in_force import FIRST as FIRST_VERSION
from readiness.in_force import framework
from readiness.invented_experience import invent_experience, moment
from readiness.models import Answer, Condition, Decision, DecisionKind, Outcome, PlannedPhase, Return, Score, State
from readiness.returning import check_of
from readiness.scoring import CheckResult, score_check
from readiness.standing import by_figures, figures

FIRST: Final = date(2008, 5, 1)
MONTHS: Final = 14
SEED: Final = 2009
# When each stage was decided, after the plan (R-ORG-2), and on the return of which month.
DECIDED: Final = {
    (Track.EARLY_ADOPTER, Stage.SHIELDING): (date(2009, 1, 12), date(2008, 11, 1)),
    (Track.EARLY_ADOPTER, Stage.MANAGEMENT_TEAM): (date(2009, 1, 22), date(2008, 12, 1)),
    (Track.EARLY_ADOPTER, Stage.EARLY_ADOPTER): (date(2009, 5, 18), date(2009, 4, 1)),
    (Track.OTHER, Stage.SHIELDING): (date(2009, 1, 20), date(2008, 11, 1)),
    (Track.OTHER, Stage.MANAGEMENT_TEAM): (date(2009, 6, 22), date(2009, 5, 1)),
}
NEEDED: Final = {Stage.SHIELDING: 6, Stage.MANAGEMENT_TEAM: 9, Stage.EARLY_ADOPTER: 9}  # checks, of either track
BEGAN: Final = {
    1: date(2009, 1, 20),
    2: date(2009, 1, 22),
    3: date(2009, 5, 18),
    4: date(2009, 6, 22),
}  # by phase of the plan
SILENT: Final = 0.04  # of the months nothing was sent
AT_ONCE: Final = 5_000  # rows
SLOWEST: Final = 0.125  # slower ones were let shield although a threshold was missing
SAID: Final = (
    "Agreed by the board this month.",
    "See the plan, version of this month.",
    "Minute of the last meeting.",
    "List kept by the project manager.",
    "Tried with two partners.",
)


@dataclass
class Story:
    """One organisation: how fast it grows, what it finds hard, and what it says by now."""

    organisation: Organisation
    pace: float
    hard: str  # a theme
    levels: dict[str, int]


@dataclass(frozen=True)
class Told:
    """What is written of all of them at the end, at once."""

    returns: list[Return] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def write(self) -> None:
        Return.objects.bulk_create(self.returns, AT_ONCE)
        Answer.objects.bulk_create(self.answers, AT_ONCE)
        Score.objects.bulk_create(self.scores, AT_ONCE)
        Decision.objects.bulk_create(self.decisions, AT_ONCE)
        Condition.objects.bulk_create(self.conditions, AT_ONCE)


def invent(months: int = MONTHS) -> int:
    """How many returns were made; none where any is there already. Only where everybody is invented.

    `months`: more of them follow on the last, as more of the same, for who measures.
    """
    if not settings.INVENTED:
        raise ValueError("Returns are invented for a demonstration or a practice area alone.")
    if Return.objects.exists():
        return 0
    asks, chance = framework(FIRST_VERSION), Random(SEED)  # noqa: S311 - a story, and no secret
    deciders = list(Practitioner.objects.filter(groups__name__endswith=":national_team").order_by("email")[:2])
    told = Told()
    for one in organisations().order_by("code"):
        _tell(_story(one, asks, chance), asks, chance, deciders, told, months=months)
    with transaction.atomic():
        told.write()
        for phase, day in BEGAN.items():
            PlannedPhase.objects.filter(phase=phase).update(actual_on=day)
        if len(deciders) == 2:
            invent_experience(deciders)
    return len(told.returns)


def _story(one: Organisation, asks: Framework, chance: Random) -> Story:
    pace = 0.34 if one.track == Track.EARLY_ADOPTER else chance.uniform(0.12, 0.3)
    return Story(one, pace, chance.choice([theme.code for theme in asks.themes]), {})


def _tell(
    story: Story, asks: Framework, chance: Random, deciders: Sequence[Practitioner], told: Told, *, months: int
) -> None:
    frozen: dict[date, tuple[Return, list[CheckResult]]] = {}
    for number in range(months):
        month = FIRST + relativedelta(months=number)
        _grow(story, asks, month, chance)
        _reach(story, asks, month)
        if chance.random() < SILENT and month not in {on for _, on in DECIDED.values()}:
            continue  # nothing was sent this month
        row, results = _return(story, month, chance, newest=number == months - 1), _results(story, asks, month)
        told.returns.append(row)
        told.answers.extend(_answers(row, story, asks, chance))
        told.scores.extend(scores.scores_of(row, results))
        frozen[month] = row, results
    if len(deciders) == 2:
        _decide(story, frozen, chance, deciders, told)


def _grow(story: Story, asks: Framework, month: date, chance: Random) -> None:
    for question in _asked(story, asks, month):
        level = story.levels.get(question.code)
        if level is None:
            story.levels[question.code] = chance.choice((0, 1, 1, 2))
            continue
        pace = story.pace * (0.5 if question.theme == story.hard else 1)
        step = -1 if chance.random() < 0.015 else int(chance.random() < pace)
        story.levels[question.code] = min(max(level + step, 0), HIGHEST)


def _asked(story: Story, asks: Framework, month: date) -> tuple[Question, ...]:
    return asks.asked(check_of(asks, story.organisation, month), story.organisation.kind)


def _reach(story: Story, asks: Framework, month: date) -> None:
    """What the decisions of the plan need is reached in time, and what they did not come to is not."""
    one = story.organisation
    for (track, stage), (_, on) in DECIDED.items():
        if track != one.track or on != month:
            continue
        if stage == Stage.SHIELDING and story.pace < SLOWEST:
            continue
        if Stage(one.stage).rank >= stage.rank:
            _lift(story, asks, NEEDED[stage])
        elif stage == Stage.MANAGEMENT_TEAM:
            _hold_back(story, asks, NEEDED[stage])


def _lift(story: Story, asks: Framework, number: int) -> None:
    """One level at a time, the lowest answer first, until every check up to this number is met."""
    for check in asks.checks_of(story.organisation.track)[:number]:
        while not (found := _score(story, asks, check)).met:
            asked, low = asks.asked(check, story.organisation.kind), set(found.short)
            missing = [asks.by_code[code] for code in found.unanswered]
            among = missing or [one for one in asked if one.theme in low] or asked
            lowest = min(among, key=lambda question: story.levels.get(question.code, -1))
            story.levels[lowest.code] = story.levels.get(lowest.code, -1) + 1


def _hold_back(story: Story, asks: Framework, number: int) -> None:
    """What is hard for it stays below the threshold."""
    check = asks.checks_of(story.organisation.track)[number - 1]
    hard = [one for one in asks.asked(check, story.organisation.kind) if one.theme == story.hard]
    while _score(story, asks, check).met:
        highest = max(hard, key=lambda question: story.levels[question.code])
        story.levels[highest.code] -= 1


def _score(story: Story, asks: Framework, check: Check) -> CheckResult:
    return score_check(asks, check, story.levels, kind=story.organisation.kind)


def _return(story: Story, month: date, chance: Random, *, newest: bool) -> Return:
    """Signed in the first days of the next month, accepted a week later; of the newest a few still wait."""
    signed = month + relativedelta(months=1) + timedelta(days=chance.randrange(1, 9))
    waits = newest and chance.random() < 0.2
    return Return(
        organisation=story.organisation,
        month=month,
        framework=FIRST_VERSION,
        state=State.SIGNED if waits else State.ACCEPTED,
        begun_at=moment(month + timedelta(days=14)),
        submitted_at=moment(signed - timedelta(days=1)),
        signed_at=moment(signed),
        accepted_at=None if waits else moment(signed + timedelta(days=chance.randrange(3, 9))),
    )


def _answers(made: Return, story: Story, asks: Framework, chance: Random) -> Iterator[Answer]:
    for question in _asked(story, asks, made.month):
        comment = chance.choice(SAID) if chance.random() < 0.3 else ""
        level = story.levels[question.code]
        yield Answer(of=made, question=question.code, level=level, comment=comment, saved_at=made.begun_at)


def _results(story: Story, asks: Framework, month: date) -> list[CheckResult]:
    last = check_of(asks, story.organisation, month).number
    return [_score(story, asks, check) for check in asks.checks_of(story.organisation.track) if check.number <= last]


def _decide(
    story: Story,
    frozen: Mapping[date, tuple[Return, list[CheckResult]]],
    chance: Random,
    deciders: Sequence[Practitioner],
    told: Told,
) -> None:
    one, before = story.organisation, Stage.PREPARING
    for (track, stage), (day, on) in DECIDED.items():
        if track != one.track or Stage(one.stage).rank < stage.rank:
            continue
        row, results = frozen[on]
        met = all(result.met for result in results[: NEEDED[stage]])
        made = Decision(
            organisation=one,
            kind=DecisionKind.ADVANCE,
            from_stage=before,
            to_stage=stage,
            on_return=row,
            figures=figures(row, results, by_figures(results[: NEEDED[stage]])),
            met=met,
            because="Every threshold is met in the accepted return." if met else "The rest is agreed with dates.",
            against_because="" if met else "Children at risk cannot wait: the area shields with help from outside.",
            recommended_by=deciders[0],
            recommended_at=moment(day - timedelta(days=4)),
            outcome=Outcome.GRANTED,
            decided_by=deciders[1],
            decided_at=moment(day),
            decided_because="As recommended.",
        )
        told.decisions.append(made)
        if chance.random() < 0.1:
            due = day + timedelta(days=60)
            told.conditions.append(Condition(of=made, words="Train a second deputy", due_on=due, met_at=moment(due)))
        before = stage
