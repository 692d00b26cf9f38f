"""What does an administrator keep of the own organisation: teams, delegation, how the team is reached? (R-ORG-3)"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from accounts.access import NotYours, actor
from accounts.email_addresses import account_with
from accounts.granting import ADMINISTRATORS, NotDone, administrators, give_role
from accounts.models import AccountState, Kind, Organisation, Practitioner
from accounts.roles import ROLES, AccountAdministrator
from accounts.scope import MANAGE, scope_of
from audit.log import record

DELEGATED_CAN: Final = (
    "Invite practitioners into the team",
    "Record what was checked of them before they have access",
    "Suspend, restore and close the accounts of the team's practitioners",
)
DELEGATED_CANNOT: Final = (
    "See any child",
    "Give any other role, or administer somebody who holds one",
    "Move anybody to another team",
    "Change anything of the own account",
)


@dataclass(frozen=True)
class HowToReach:
    """The ContactPoint team's own contact, in and out of hours."""

    team_phone: str
    team_phone_out_of_hours: str
    team_email: str


@dataclass(frozen=True)
class Part:
    """A team or a body, with those to whom its people are delegated."""

    organisation: Organisation
    people: int
    delegated_to: Sequence[str]


@dataclass(frozen=True)
class Administered:
    organisation: Organisation
    whole: bool
    parts: Sequence[Part]
    administrators: Sequence[str]
    too_few: bool


def administered(*, by: Practitioner, at: datetime) -> list[Administered]:
    """What is in this administrator's scope: whole organisations, or the parts delegated. Raises Refused."""
    scope = scope_of(by, at=at)
    roots = Organisation.objects.filter(pk__in=scope.granting or scope.within).order_by("name")
    return [_administered(row, whole=scope.whole, at=at) for row in roots]


def organisation_in_scope(organisation: UUID, *, by: Practitioner, at: datetime) -> Organisation:
    """Raises Refused, NotYours."""
    if organisation not in scope_of(by, at=at).within:
        raise NotYours(MANAGE, by.organisation_id)
    return Organisation.objects.get(pk=organisation)


def whole_organisation(organisation: UUID, *, by: Practitioner, at: datetime) -> Organisation:
    """One that is administered whole: only then are teams made and delegated. Raises Refused, NotYours."""
    found = organisation_in_scope(organisation, by=by, at=at)
    if found.pk not in scope_of(by, at=at).granting:
        raise NotYours(MANAGE, by.organisation_id)
    return found


def part_to_delegate(part: UUID, *, by: Practitioner, at: datetime) -> Organisation:
    """A team or a body within an organisation that is administered whole. Raises Refused, NotYours."""
    scope = scope_of(by, at=at)
    if not scope.whole or part not in scope.within - scope.granting:
        raise NotYours(MANAGE, by.organisation_id)
    return Organisation.objects.get(pk=part)


def change_contact(organisation: UUID, new: HowToReach, *, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NotYours."""
    with transaction.atomic():
        now = organisation_in_scope(organisation, by=by, at=at)
        changed = sorted(field for field, value in asdict(new).items() if getattr(now, field) != value)
        Organisation.objects.filter(pk=now.pk).update(**asdict(new))
        facts = {"organisation": str(now.pk), "changed": changed}
        record("organisation.changed", at=at, actor=actor(by), facts=facts)


def make_team(within: UUID, name: str, *, by: Practitioner, at: datetime) -> Organisation:
    """Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        parent = whole_organisation(within, by=by, at=at)
        Organisation.objects.select_for_update().get(pk=parent.pk)  # two must not make the same team
        if Organisation.objects.filter(parent=parent, name__iexact=name).exists():
            raise NotDone(f"{parent.name} has a team with this name already")
        code = uuid.uuid4().hex[:20]
        made = Organisation.objects.create(kind=Kind.TEAM, name=name, code=code, parent=parent, stage=parent.stage)
        facts = {"organisation": str(parent.pk), "team": str(made.pk)}
        record("team.made", at=at, actor=actor(by), facts=facts)
    return made


def delegate(team: UUID, email: str, *, by: Practitioner, at: datetime) -> Practitioner:
    """Lets a colleague administer this team alone. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        part_to_delegate(team, by=by, at=at)
        whole = scope_of(by, at=at).granting
        active = Practitioner.objects.filter(organisation__in=whole, account_state=AccountState.ACTIVE)
        colleague = account_with(email, among=active)
        if colleague is None:
            raise NotDone("Enter the email address of a colleague whose account is active")
        give_role(colleague.pk, AccountAdministrator.code, team, by=by, at=at)
    return colleague


def with_too_few_administrators(*, by: Practitioner, at: datetime) -> list[str]:
    """The names of those organisations in the scope that have fewer than two who can work. Raises Refused."""
    whole = Organisation.objects.filter(pk__in=scope_of(by, at=at).granting).order_by("name")
    return [one.name for one in whole if len(administrators(one, at=at)) < ADMINISTRATORS]


def _administered(row: Organisation, *, whole: bool, at: datetime) -> Administered:
    from_here = administrators(row, at=at)
    names = [one.name for one in Practitioner.objects.filter(pk__in=from_here).order_by("surname", "forename")]
    return Administered(row, whole, _parts(row), names, too_few=whole and len(names) < ADMINISTRATORS)


def _parts(row: Organisation) -> list[Part]:
    here = Count("members", filter=~Q(members__account_state=AccountState.CLOSED))
    bodies = list(row.bodies.annotate(people=here).order_by("name"))
    delegated = _delegated(bodies)
    return [Part(one, one.people, delegated[str(one.pk)]) for one in bodies]


def _delegated(teams: Sequence[Organisation]) -> Mapping[str, list[str]]:
    """By the team's id, the names of those who administer it."""
    codes = [code for code, role in ROLES.items() if MANAGE in role.permissions]
    names = [f"{team.pk}:{code}" for team in teams for code in codes]
    active = Practitioner.objects.filter(groups__name__in=names, account_state=AccountState.ACTIVE)
    found: dict[str, list[str]] = defaultdict(list)
    for one in active.annotate(held=F("groups__name")).order_by("surname", "forename"):
        found[one.held.partition(":")[0]].append(one.name)
    return found
