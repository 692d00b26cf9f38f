"""Which roles are there, what may each do, and where can it be held? (R-USER-3)"""

from collections.abc import Iterable
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.models import Kind, Organisation, Practitioner
from accounts.permissions import OPERATE


class Role:
    """A role is held in an organisation. `sees_children` is what separation of duties turns on.

    `children_a_day`: how many different children it may be given in a day (R-USER-7; accounts.limits).
    """

    code: ClassVar[str]
    name: ClassVar[str]
    permissions: ClassVar[tuple[str, ...]]
    can: ClassVar[tuple[str, ...]]
    cannot: ClassVar[tuple[str, ...]] = ()
    sees_children: ClassVar[bool] = False
    children_a_day: ClassVar[int] = 0
    held_in: ClassVar[frozenset[str]] = frozenset({Kind.AUTHORITY, Kind.NATIONAL_PARTNER})


PRACTICE: Final = 60  # R-USER-7; a case load is 15 to 40 children, and those one works with do not count
WORKLIST: Final = 200  # a day at a list of rows to decide, two minutes each


class ThePractitioner(Role):
    code, name = "practitioner", "Practitioner"
    permissions = ("search_children", "keep_records")
    sees_children = True
    children_a_day = PRACTICE
    can = (
        "Find a child and open the record with a reason",
        "Record the own involvement, or that of a named colleague",
        "Create a record for a child who was not found",
    )
    cannot = ("Open what a shield hides",)


class PractitionerWithOverride(Role):
    code, name = "override", "Practitioner with override"
    sees_children = True
    children_a_day = PRACTICE
    permissions = (*ThePractitioner.permissions, "override_shield")
    can = (*ThePractitioner.can, "Open what a shield hides, which starts an investigation")


class AccountAdministrator(Role):
    code, name = "account_administrator", "Account administrator"
    permissions = ("manage_users",)
    held_in = frozenset({Kind.AUTHORITY, Kind.NATIONAL_TEAM, Kind.SUPPLYING_BODY, Kind.TEAM})
    can = (
        "Invite people and record what was checked before they have access",
        "Give and take roles in the organisation and below it",
        "Suspend, restore, close and transfer accounts",
    )
    cannot = ("See any child", "Change anything of the own account")


class PartnerAdministrator(AccountAdministrator):
    code, name = "partner_administrator", "National partner administrator"
    held_in = frozenset({Kind.NATIONAL_PARTNER})


class ShieldingOfficer(Role):
    code, name = "shielding_officer", "Shielding officer"
    permissions = ("shield_children",)
    sees_children = True
    children_a_day = WORKLIST
    held_in = frozenset({Kind.AUTHORITY})
    can = (
        "Find the area's own children and shield them at once, with those near to them",
        "As the second person confirm a shield, lift it, or let more of the record be seen",
        "Review shields and answer requests about them",
        "Check requests for contact, and ask every service about them, the sensitive ones too",
        "Decide, two together, about rows and merges that touch a shielded child",
        "Add hidden records, and close a record for a new identity, two together",
        "See to how long hidden records are kept, and read them in the archive",
        "As the second person agree to each answer to a request for what is held",
        "Of hidden records decide about reported values and moves, and read the list of those without a service",
    )


class DataOfficer(Role):
    code, name = "data_officer", "Data officer"
    permissions = ("manage_data",)
    sees_children = True
    children_a_day = WORKLIST
    held_in = frozenset({Kind.AUTHORITY})
    can = (
        "Decide which records are the same child, merge records and part them again",
        "Register sources of the own area, accept their trials, stop and start them",
        "Put right rows of the area's feeds that could not be read, each look recorded",
        "Record consent to stay included, and that a child left England; read the area's archive, with a reason",
        "Take in requests for what is held and prepare the answers; answer complaints",
        "Correct records and supervise feeds; decide about values that somebody reports as wrong",
        "Propose that a record moves to another authority, and accept one that comes",
        "Read the list of the area's children without education or a service",
    )
    cannot = ("Open what a shield hides",)


class Auditor(Role):
    code, name = "auditor", "Auditor"
    permissions = ("review_accesses",)
    sees_children = True
    children_a_day = PRACTICE
    can = ("Review who looked at which record, and why",)
    cannot = ("Review the own accesses, or those of another auditor or an administrator",)


class ReadinessLead(Role):
    code, name = "readiness_lead", "Readiness lead"
    permissions = ("write_return",)
    can = ("Complete the monthly readiness return",)
    cannot = ("See any child", "Sign off the return")


class Director(Role):
    code, name = "director", "Director"
    permissions = ("sign_return",)
    can = ("Sign off the monthly readiness return",)
    cannot = ("See any child",)


class NationalTeam(Role):
    code, name = "national_team", "National team"
    permissions = ("decide_readiness",)
    held_in = frozenset({Kind.NATIONAL_TEAM})
    can = ("Review readiness returns and decide which area opens", "Accept or refuse the trials of sources")
    cannot = ("See any child",)


class NationalAuditor(Role):
    code, name = "national_auditor", "National auditor"
    permissions = ("audit_nationally",)
    held_in = frozenset({Kind.NATIONAL_TEAM})
    can = ("See what reviewers did and did not review", "Review the accesses of those who audit or administer")
    cannot = ("See any child", "Administer any account")


class Operator(Role):
    code, name = "operator", "Operator"
    permissions = (OPERATE,)
    held_in = frozenset({Kind.NATIONAL_TEAM})
    can = (
        "Run the service: commands, deliveries, the switches that close it",
        "Register national sources, accept their trials, stop and start any source",
        "Put right rows of national feeds that could not be read, each look recorded",
        "Two together, let an authority read an archived record once, without seeing which",
    )
    cannot = ("See any child on screen",)


ROLES: Final[dict[str, type[Role]]] = {
    role.code: role
    for role in (
        ThePractitioner,
        PractitionerWithOverride,
        AccountAdministrator,
        ShieldingOfficer,
        DataOfficer,
        Auditor,
        PartnerAdministrator,
        ReadinessLead,
        Director,
        NationalTeam,
        NationalAuditor,
        Operator,
    )
}


def clash(one: type[Role], other: type[Role]) -> bool:
    """Whether nobody may hold both: duties are kept apart (R-USER-3)."""
    return _one_way(one, other) or _one_way(other, one)


def _one_way(one: type[Role], other: type[Role]) -> bool:
    administers, operates = "manage_users" in one.permissions, OPERATE in one.permissions
    audits = "audit_nationally" in one.permissions
    decides = {"manage_users", "decide_readiness", OPERATE} & set(other.permissions)
    return ((administers or operates) and other.sees_children) or (audits and bool(decides))


def can_be_held(role: type[Role], organisation: Organisation) -> bool:
    return organisation.kind in role.held_in


def group_of(organisation: Organisation, role: type[Role]) -> Group:
    """The one group of this role in this organisation, with its permissions."""
    group, made = Group.objects.get_or_create(name=f"{organisation.pk}:{role.code}")
    if made:
        for permission in role.permissions:
            assign_perm(f"accounts.{permission}", group, organisation)
    return group


def give(practitioner: Practitioner, code: str, organisation: Organisation) -> None:
    """Gives the role in that organisation. Who may give it is asked by accounts.granting."""
    give_all([practitioner], code, organisation)


def give_all(practitioners: Iterable[Practitioner], code: str, organisation: Organisation) -> None:
    """As `give`, to many in one statement."""
    with transaction.atomic():
        group_of(organisation, ROLES[code]).user_set.add(*practitioners)


def take(practitioner: Practitioner, code: str, organisation: Organisation) -> None:
    practitioner.groups.remove(*Group.objects.filter(name=f"{organisation.pk}:{code}"))


def take_all(practitioner: Practitioner) -> None:
    practitioner.groups.clear()


def held(practitioner: Practitioner) -> tuple[type[Role], ...]:
    """The roles that count: in the organisation that grants the access, and in the teams and bodies within."""
    return tuple(dict.fromkeys(role for role, _ in held_where(practitioner)))


def held_where(practitioner: Practitioner) -> tuple[tuple[type[Role], UUID], ...]:
    """Each role with the id of the organisation in which it is held."""
    names = practitioner.groups.order_by("name").values_list("name", flat=True)
    split = [name.partition(":") for name in names]
    found = [(ROLES[code], UUID(organisation)) for organisation, _, code in split]
    elsewhere = {organisation for _, organisation in found} - {practitioner.organisation_id}
    count = {practitioner.organisation_id, *counting(elsewhere)}
    return tuple((role, organisation) for role, organisation in found if organisation in count)


def codes_held(organisation: Organisation) -> dict[UUID, set[str]]:
    """The same of everybody in an organisation who holds any role, as codes by the person's id."""
    rows = Practitioner.objects.filter(organisation=organisation, groups__isnull=False)
    split = [(person, *name.partition(":")) for person, name in rows.values_list("pk", "groups__name")]
    count = {organisation.pk, *counting({UUID(where) for _, where, _, _ in split} - {organisation.pk})}
    found: dict[UUID, set[str]] = {}
    for person, where, _, code in split:
        if UUID(where) in count:
            found.setdefault(person, set()).add(code)
    return found


def counting(organisations: set[UUID]) -> Iterable[UUID]:
    """The teams and bodies of them: what is held in another organisation that grants access is no role here."""
    if not organisations:
        return ()
    kinds = [Kind.TEAM, Kind.SUPPLYING_BODY]
    return Organisation.objects.filter(pk__in=organisations, kind__in=kinds).values_list("pk", flat=True)
