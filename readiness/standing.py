"""How does an organisation stand against the next stage of its track, on its newest accepted return? (R-LARA-2)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from accounts.models import Organisation, Stage
from readiness.framework import Framework
from readiness.models import Return, State, Verdict
from readiness.returning import framework_of, levels_of, results
from readiness.scoring import CheckResult, checks_met


class Judged(NamedTuple):
    """What who recommends says of a check; anything but met with a note."""

    verdict: Verdict
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """How an accepted return stands against the next stage; `stage` is None after the last one."""

    stage: Stage | None
    on: Return | None
    results: Sequence[CheckResult]
    met: bool
    needed: int = 0  # the number of the last check that the stage needs

    @property
    def criteria(self) -> list[CheckResult]:
        """The checks that have to be judged for the stage."""
        return [one for one in self.results if one.check.number <= self.needed]


def next_stage(framework: Framework, organisation: Organisation) -> Stage | None:
    """The one that follows in the organisation's track."""
    return next((one for one in _stages(framework, organisation) if one.rank > Stage(organisation.stage).rank), None)


def earlier_stages(framework: Framework, organisation: Organisation) -> list[Stage]:
    """Those of its track that it can be taken back to."""
    return [one for one in _stages(framework, organisation) if one.rank < Stage(organisation.stage).rank]


def _stages(framework: Framework, organisation: Organisation) -> list[Stage]:
    return [Stage.PREPARING, *(Stage(one.stage) for one in framework.stages_of(organisation.track))]


def newest_accepted(organisation: Organisation) -> Return | None:
    accepted = Return.objects.filter(organisation=organisation, state=State.ACCEPTED)
    return accepted.select_related("organisation").order_by("-month").first()


def standing(organisation: Organisation, *, on: Return | None) -> Standing:
    """Without a return nothing is met."""
    if on is None:
        return Standing(None, None, (), met=False)
    asks = framework_of(on)
    stage = next_stage(asks, organisation)
    if stage is None:
        return Standing(None, on, results(on), met=False)
    needed = next(one.checks for one in asks.stages_of(organisation.track) if one.stage == stage)
    met = checks_met(asks, levels_of(on), track=organisation.track, kind=organisation.kind)
    return Standing(stage, on, results(on), met=met >= needed, needed=needed)


def figures(one: Return, found: Sequence[CheckResult], judged: Mapping[int, Judged]) -> list[dict[str, Any]]:
    """What is frozen beside a decision: each check and theme, reached and needed, in per cent, and as judged."""
    titles = {theme.code: theme.title for theme in framework_of(one).themes}
    return [
        {
            "check": f"{result.check.code}: {result.check.title}",
            "percent": result.overall.percent,
            "threshold": result.overall.threshold,
            "met": result.met,
            **_judgement(judged.get(result.check.number)),
            "themes": [
                {"theme": titles[code], "percent": score.percent, "threshold": score.threshold, "met": score.met}
                for code, score in result.themes.items()
            ],
        }
        for result in found
    ]


def _judgement(one: Judged | None) -> dict[str, str]:
    return {"judged": Verdict(one.verdict).label, "note": one.note} if one else {}


def by_figures(found: Sequence[CheckResult]) -> dict[int, Judged]:
    """As somebody judges who says what the figures say."""
    short = Judged(Verdict.PARTLY, "Below its threshold, with dates agreed.")
    return {one.check.number: Judged(Verdict.MET) if one.met else short for one in found}
