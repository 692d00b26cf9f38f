"""Can anybody, by any sequence of acts, rise, reach beyond their scope, or keep what was taken? (R-USER-3, SEC-20)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts import access, access_review, agreement, joining, leaving, moving, vetting, way_back
from accounts.access import Refused
from accounts.appointing import appoint
from accounts.granting import NotDone, give_role, take_role
from accounts.models import AccessReview, Because, Organisation, Practitioner, Transfer, WayBack, WhatIsLost, WhyLost
from accounts.particulars import Particulars, change_particulars
from accounts.roles import ROLES
from accounts.vetting import Seen
from accounts.way_back import LinkIsOver
from tests import people
from tests.accounts import rising
from tests.accounts.conftest import Clock
from tests.accounts.rising import Standings, World

REFUSALS: Final = (NotDone, Refused, LinkIsOver)
LONG: Final = "three unrelated words and 7 apples"
SOMEBODY = st.integers(0, 11)
BY = st.sampled_from([0, 1, 2, 3, 7, 8, *range(12)])  # administrators more often: others are refused
COLLEAGUES: Final = [(0, 1), (1, 2), (2, 0), (7, 8), (8, 7)]
PLACE = st.integers(0, 2)
CODE = st.sampled_from([*ROLES])
Reach = Callable[[Standings], set[UUID]]


class NobodyRises(RuleBasedStateMachine):
    """Anybody tries anything on anybody, themselves included; who may not is refused and has changed nothing."""

    clock: Clock
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.began = self.clock.at
        self.disclosure = 500_000_000_000
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = rising.look(at=self.clock.at)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.clock.at = self.began

    def tried(self, by: int, act: Callable[..., Any], *, more: Reach = lambda _: set(), **named: Any) -> None:
        """What is refused has changed nothing; what is done was this person's to do."""
        who, before = self.of(by), self.now
        try:
            act(by=who, at=self.clock.at, **named)
        except REFUSALS:
            done = False
        else:
            done = True
        self.now = rising.look(at=self.clock.at, since=before, about=who.pk if done else None)
        assert done or self.now.standings == before.standings, "a refusal that left something behind"
        if done:
            allowed = rising.reach_of(who.pk, before.standings) | more(before.standings)
            rising.judge(who.pk, self.world, before, self.now, allowed=allowed)

    def of(self, number: int) -> Practitioner:
        return Practitioner.objects.get(pk=self.world.people[number])

    @rule(by=BY, whom=SOMEBODY, code=CODE, where=PLACE)
    def give(self, by: int, whom: int, code: str, where: int) -> None:
        self.tried(by, give_role, practitioner=self.of(whom).pk, code=code, organisation=self.world.places[where])

    @rule(by=BY, whom=SOMEBODY, code=CODE, where=PLACE)
    def take(self, by: int, whom: int, code: str, where: int) -> None:
        self.tried(by, take_role, practitioner=self.of(whom).pk, code=code, organisation=self.world.places[where])

    @rule(by=BY, whom=SOMEBODY)
    def suspend(self, by: int, whom: int) -> None:
        self.tried(by, leaving.suspend, practitioner=self.of(whom).pk, because=Because.CONCERN)

    @rule(by=BY, whom=SOMEBODY)
    def restore(self, by: int, whom: int) -> None:
        self.tried(by, leaving.restore, practitioner=self.of(whom).pk)

    @rule(by=BY, whom=SOMEBODY, to=SOMEBODY)
    def close(self, by: int, whom: int, to: int) -> None:
        over = self.of(to).pk
        self.tried(by, leaving.close, practitioner=self.of(whom).pk, because=Because.LEFT, hand_over_to=over)

    @rule(pair=st.sampled_from(COLLEAGUES), way=st.sampled_from(["suspend", "close", "withdraw"]))
    def turn_on_a_colleague(self, pair: tuple[int, int], way: str) -> None:
        """One administrator on another of the same place: by chance alone it would be rare."""
        by, whom = pair
        if way == "close":
            self.close(by, whom, by)
        else:
            getattr(self, way)(by, whom)

    @rule(by=BY, whom=SOMEBODY, code=CODE)
    def reopen(self, by: int, whom: int, code: str) -> None:
        self.tried(by, joining.reopen, practitioner=self.of(whom).pk, code=code)

    @rule(by=BY, whom=SOMEBODY, to=PLACE)
    def offer(self, by: int, whom: int, to: int) -> None:
        self.tried(by, moving.propose_transfer, practitioner=self.of(whom).pk, to=self.world.places[to])

    @rule(by=BY, code=CODE)
    def take_on(self, by: int, code: str) -> None:
        waiting = Transfer.objects.filter(ended_at=None).first()
        home = self.of(by).organisation_id
        offered = {waiting.practitioner_id} if waiting and waiting.to_organisation_id == home else set()
        row = waiting.pk if waiting else 0
        self.tried(by, moving.accept_transfer, more=lambda _: offered, transfer=row, code=code)

    @rule(by=BY, whom=SOMEBODY)
    def vet(self, by: int, whom: int) -> None:
        today = self.clock.at.date()
        self.disclosure += 1
        seen = Seen(today, str(self.disclosure), today, today)
        self.tried(by, vetting.record_seen, practitioner=self.of(whom).pk, seen=seen)

    @rule(by=BY, whom=SOMEBODY)
    def record_paper(self, by: int, whom: int) -> None:
        self.tried(by, agreement.record_paper, practitioner=self.of(whom).pk)

    @rule(by=BY, whom=SOMEBODY, in_team=st.booleans(), manager=SOMEBODY)
    def change(self, by: int, whom: int, in_team: bool, manager: int) -> None:
        person, team = self.of(whom), self.world.team.pk if in_team else None
        new = Particulars(person.forename, "Example", "Worker", "", person.organisation_id, team, self.of(manager).pk)
        self.tried(by, change_particulars, practitioner=person.pk, new=new)

    @rule(by=BY, whom=SOMEBODY)
    def confirm(self, by: int, whom: int) -> None:
        review = AccessReview.objects.filter(closed_at=None, organisation=self.of(by).organisation_id).first()
        self.tried(by, access_review.confirm, review=review.pk if review else 0, people=[self.of(whom).pk])

    @rule(by=BY, whom=SOMEBODY)
    def withdraw(self, by: int, whom: int) -> None:
        review = AccessReview.objects.filter(closed_at=None, organisation=self.of(by).organisation_id).first()
        self.tried(by, access_review.withdraw, review=review.pk if review else 0, practitioner=self.of(whom).pk)

    @rule(by=BY, whom=SOMEBODY, what=st.sampled_from(WhatIsLost))
    def ask_way_back(self, by: int, whom: int, what: WhatIsLost) -> None:
        self.tried(by, way_back.ask, practitioner=self.of(whom).pk, what=what, because=WhyLost.LOST)

    @rule(by=BY)
    def confirm_way_back(self, by: int) -> None:
        row = WayBack.objects.filter(ended_at=None).first()
        self.tried(by, way_back.confirm, way_back=row.pk if row else 0)

    @rule()
    def use_way_back(self) -> None:
        """By the link, which nobody else has; it changes the own password and factors, and nothing that permits."""
        row = WayBack.objects.filter(ended_at=None).select_related("practitioner").first()
        if row is None:
            return
        before, own = self.now.standings, row.practitioner_id
        try:
            way_back.use(row.pk, way_back.tokens.make_token(row.practitioner), password=LONG, at=self.clock.at)
        except REFUSALS:
            assert rising.standings() == before
            return
        self.now = rising.look(at=self.clock.at)
        after = self.now.standings
        assert len({row.asked_by_id, row.confirmed_by_id, own}) == 3
        assert {pk for pk in after if after[pk] != before[pk]} <= {own}
        assert before[own].state == after[own].state
        assert (before[own].roles, before[own].clearances) == (after[own].roles, after[own].clearances)

    @rule(by=BY, whom=SOMEBODY)
    def suspend_as_operator(self, by: int, whom: int) -> None:
        """An operator may, whoever it is; so the two administrators are not counted."""
        person, more = self.of(whom).pk, self.if_operator(by)
        self.tried(by, leaving.suspend_as_operator, more=more, practitioner=person, because=Because.CONCERN)

    @rule(by=BY, whom=SOMEBODY, where=PLACE)
    def appoint(self, by: int, whom: int, where: int) -> None:
        place, more = Organisation.objects.get(pk=self.world.places[where]), self.if_operator(by)
        self.tried(by, appoint, more=more, email=self.of(whom).email, organisation=place, seen=None, named=None)

    def if_operator(self, by: int) -> Reach:
        who = self.of(by)
        return lambda before: set(before) if "operator" in {code for _, code in before[who.pk].roles} else set()

    @rule(who=SOMEBODY)
    def sign_in(self, who: int) -> None:
        person = self.of(who)
        if not access.lapses(person, at=self.clock.at):
            people.sign_in(Client(), person)
            self.now = rising.look(at=self.clock.at, since=self.now)

    @rule(days=st.sampled_from([0, 1, 20, 123]))
    def sleep(self, days: int) -> None:
        """Everybody but the last one uses the account meanwhile, so that access does not end for all."""
        self.clock.at += timedelta(days=days, minutes=7)
        Practitioner.objects.exclude(pk=self.world.people[-1]).update(last_used_at=self.clock.at)
        access_review.open_due(at=self.clock.at)
        self.now = rising.look(at=self.clock.at)

    @invariant()
    def everything_is_kept(self) -> None:
        rising.all_is_kept(self.now.standings)


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [12, pytest.param(400, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_nobody_rises_whatever_anybody_tries(clock: Clock, examples: int) -> None:
    NobodyRises.clock, NobodyRises.world = clock, World(clock.at)
    run_state_machine_as_test(
        NobodyRises,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=examples <= 100,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if examples > 100 else [])],  # shrinking takes minutes
        ),
    )
