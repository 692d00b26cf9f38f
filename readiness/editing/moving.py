"""Whom would a change of the framework move? Two questions to the database, however many there are (R-LARA-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation, Stage
from readiness.framework import Framework
from readiness.lateness import RETURNING
from readiness.models import Return, State
from readiness.scoring import Answers, checks_met


@dataclass(frozen=True)
class Reach:
    """What answers come to in one version: checks met in a row, and the furthest stage that they lead to."""

    met: int
    stage: Stage


@dataclass(frozen=True)
class Standing:
    """One organisation's newest accepted return under the version before and the one after."""

    organisation: Organisation
    month: date
    before: Reach
    after: Reach

    @property
    def moved(self) -> bool:
        return self.before != self.after

    @property
    def stages(self) -> int:
        """How many stages it would be further; less than 0 where one that it reached would not be reached any more."""
        return self.after.stage.rank - self.before.stage.rank


@dataclass(frozen=True)
class Moves:
    """`asked`: everybody who has an accepted return, by name."""

    asked: Sequence[Standing]

    @property
    def moved(self) -> list[Standing]:
        return [one for one in self.asked if one.moved]

    @property
    def fewer(self) -> int:
        return sum(one.after.met < one.before.met for one in self.asked)

    @property
    def more(self) -> int:
        return sum(one.after.met > one.before.met for one in self.asked)

    @property
    def lost(self) -> list[Standing]:
        """Those that reached a stage which they would not reach any more."""
        return [one for one in self.asked if one.stages < 0]

    @property
    def gained(self) -> list[Standing]:
        return [one for one in self.asked if one.stages > 0]


def moves(before: Framework, after: Framework) -> Moves:
    """On the answers as they were given; a question that they did not answer counts as nothing reached."""
    rows = Return.objects.filter(state=State.ACCEPTED, organisation__kind__in=RETURNING)
    newest = rows.order_by("organisation", "-month").distinct("organisation")
    found = newest.select_related("organisation").prefetch_related("answers")
    return Moves(sorted((_standing(one, before, after) for one in found), key=lambda one: one.organisation.name))


def _standing(one: Return, before: Framework, after: Framework) -> Standing:
    levels = {answer.question: answer.level for answer in one.answers.all() if answer.level is not None}
    reach = (_reach(version, levels, one.organisation) for version in (before, after))
    return Standing(one.organisation, one.month, *reach)


def _reach(framework: Framework, levels: Answers, organisation: Organisation) -> Reach:
    met = checks_met(framework, levels, track=organisation.track, kind=organisation.kind)
    stages = [one.stage for one in framework.stages_of(organisation.track) if one.checks <= met]
    return Reach(met, Stage(stages[-1]) if stages else Stage.PREPARING)
