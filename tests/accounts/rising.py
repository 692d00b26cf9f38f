"""Who could rise, and what must stay true whatever anybody tries? The people and the rules of test_nobody_rises."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from accounts import access, roles
from accounts.models import AccountState, Kind, Organisation, Practitioner
from tests import people

# Written down again and not asked of accounts.roles, which is what is tested.
ADMINISTERING: Final = {"account_administrator", "partner_administrator"}
SEEING: Final = {"practitioner", "override", "shielding_officer", "data_officer", "auditor"}
OPEN: Final = {AccountState.INVITED, AccountState.ACTIVE}


@dataclass(frozen=True)
class Standing:
    """What one person is and holds, as the tables have it."""

    state: str
    organisation: UUID
    team: UUID | None
    line_manager: UUID | None
    roles: frozenset[tuple[UUID, str]]
    password: str
    factors: int
    signed_in: bool
    clearances: int


Standings = dict[UUID, Standing]


class World:
    """Liverpool with three administrators, one delegated to a team, and practitioners; Manchester; two operators."""

    def __init__(self, at: datetime) -> None:
        self.liverpool, self.manchester = people.liverpool(), people.manchester()
        self.team = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=self.liverpool)
        here = [people.person(name, "account_administrator", at=at) for name in ("Ada", "Abe", "Abi")]
        dee = people.person("Dee", "readiness_lead", at=at)
        roles.give(dee, "account_administrator", self.team)
        pat, tom = people.social_worker(at=at), people.person("Tom", "practitioner", at=at)
        olga = people.override_holder(at=at)
        Practitioner.objects.filter(pk=pat.pk).update(team=self.team, line_manager=tom)
        there = [people.person(n, "account_administrator", where=self.manchester, at=at) for n in ("Mona", "Max")]
        hana = people.health_visitor(at=at)
        national = people.national_team()
        operators = [people.person(name, "operator", where=national, at=at) for name in ("Opal", "Oscar")]
        self.people = [one.pk for one in (*here, dee, pat, tom, olga, *there, hana, *operators)]
        self.places = [self.liverpool.pk, self.manchester.pk, self.team.pk]


def standings() -> Standings:
    """Of everybody, in a handful of queries."""
    held: dict[UUID, set[tuple[UUID, str]]] = {}
    named = Practitioner.groups.through.objects.values_list("practitioner", "group__name")
    for person, name in named:
        where, _, code = name.partition(":")
        held.setdefault(person, set()).add((UUID(where), code))
    factors: dict[UUID, int] = {}
    for person in Authenticator.objects.values_list("user", flat=True):
        factors[person] = factors.get(person, 0) + 1
    sessions = set(Session.objects.values_list("session_key", flat=True))
    found = Practitioner.objects.prefetch_related("clearances")
    return {
        one.pk: Standing(
            one.account_state,
            one.organisation_id,
            one.team_id,
            one.line_manager_id,
            frozenset(held.get(one.pk, ())),
            one.password,
            factors.get(one.pk, 0),
            one.session_key in sessions,
            len(one.clearances.all()),
        )
        for one in found
    }


def within(roots: set[UUID]) -> set[UUID]:
    """These and everything below them: the world is two levels deep, three are looked at."""
    found = set(roots)
    for _ in range(3):
        found |= set(Organisation.objects.filter(parent__in=found).values_list("pk", flat=True))
    return found


def reach_of(by: UUID, before: Standings) -> set[UUID]:
    """Whom this person administers, by the roles held where they count, without asking accounts.scope."""
    own = before[by]
    parts = within({own.organisation})
    roots = {where for where, code in own.roles if code in ADMINISTERING and where in parts}
    teams = within(roots)
    return {pk for pk, one in before.items() if one.organisation in roots or one.team in teams}


@dataclass(frozen=True)
class Now:
    """Everybody's standing, and who has access at this moment."""

    standings: Standings
    access: dict[UUID, bool]

    def working_administrators(self, organisation: UUID) -> set[UUID]:
        named = {(organisation, code) for code in ADMINISTERING}
        there = {pk for pk, one in self.standings.items() if one.organisation == organisation and one.roles & named}
        return {pk for pk in there if self.access[pk]}


def look(*, at: datetime, since: Now | None = None, about: UUID | None = None) -> Now:
    """Anew, or asking of access only where something changed, and of `about`: a hundred steps are a hundred looks."""
    found = standings()
    same = {pk for pk, one in found.items() if since and pk != about and since.standings.get(pk) == one}
    if since and len(same) == len(found):
        return Now(found, since.access)
    asked = Practitioner.objects.filter(pk__in=set(found) - same)
    known = {pk: since.access[pk] for pk in same} if since else {}
    return Now(found, {**known, **{one.pk: not access.lapses(one, at=at) for one in asked}})


def clashes(one: Standing) -> bool:
    codes = {code for _, code in one.roles}
    keeps_apart = codes & (ADMINISTERING | {"operator"})
    audits = "national_auditor" in codes
    return bool(keeps_apart and codes & SEEING) or bool(audits and (keeps_apart or "national_team" in codes))


def judge(by: UUID, world: World, before: Now, after: Now, *, allowed: set[UUID]) -> None:
    """Compares before and after an act of `by` that was done, who may change those who are allowed."""
    changed = {pk for pk, one in after.standings.items() if before.standings.get(pk) != one}
    assert changed <= allowed, f"outside the scope: {[_name(pk) for pk in changed - allowed]}"
    assert before.access[by] or not changed, "whoever has no access changed somebody"
    assert after.standings[by] == before.standings[by], "an act on the own account"
    assert before.access[by] or not after.access[by], "access given to oneself"
    for organisation in (world.liverpool.pk, world.manchester.pk):
        were, are = before.working_administrators(organisation), after.working_administrators(organisation)
        assert by not in were or len(are) >= min(2, len(were)), f"{len(are)} administrators left"


def all_is_kept(everybody: Standings) -> None:
    """What holds after every step, whoever acted."""
    for one in everybody.values():
        assert not clashes(one), f"duties that clash: {one.roles}"
        if one.state not in OPEN:
            assert not one.signed_in, "signed in without an open account"
        if one.state == AccountState.CLOSED:
            assert (one.roles, one.factors, one.password[:1]) == (frozenset(), 0, "!")


def _name(pk: UUID) -> str:
    return Practitioner.objects.get(pk=pk).name
