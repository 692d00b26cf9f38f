"""Which roles are there, and what may each do? (R-USER-3)"""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.models import Organisation, Practitioner


@dataclass(frozen=True)
class Role:
    """A role is held in an organisation. `sees_children` is what separation of duties turns on."""

    code: str
    name: str
    permissions: tuple[str, ...]
    sees_children: bool = False


_PRACTICE = ("search_children", "keep_records")

ROLES: Final = {
    role.code: role
    for role in (
        Role("practitioner", "Practitioner", _PRACTICE, sees_children=True),
        Role("override", "Practitioner with override", (*_PRACTICE, "override_shield"), sees_children=True),
        Role("account_administrator", "Account administrator", ("manage_users",)),
        Role("shielding_officer", "Shielding officer", ("shield_children",), sees_children=True),
        Role("data_officer", "Data officer", ("manage_data",), sees_children=True),
        Role("auditor", "Auditor", ("review_accesses",), sees_children=True),
        Role("partner_administrator", "National partner administrator", ("manage_users",)),
        Role("readiness_lead", "Readiness lead", ("write_return",)),
        Role("director", "Director", ("sign_return",)),
        Role("national_team", "National team", ("decide_readiness",)),
        Role("national_auditor", "National auditor", ("audit_nationally",)),
        Role("operator", "Operator", ("operate",)),
    )
}


def group_of(organisation: Organisation, role: Role) -> Group:
    """The one group of this role in this organisation, with its permissions."""
    group, made = Group.objects.get_or_create(name=f"{organisation.pk}:{role.code}")
    if made:
        for permission in role.permissions:
            assign_perm(f"accounts.{permission}", group, organisation)
    return group


def give(practitioner: Practitioner, code: str, organisation: Organisation) -> None:
    """Gives the role in that organisation. Who may give it is asked by the caller (accounts.access)."""
    with transaction.atomic():
        practitioner.groups.add(group_of(organisation, ROLES[code]))


def held(practitioner: Practitioner) -> tuple[Role, ...]:
    """The roles of this person in the organisation that grants the access."""
    prefix = f"{practitioner.organisation_id}:"
    names = practitioner.groups.filter(name__startswith=prefix).values_list("name", flat=True)
    return tuple(ROLES[name.removeprefix(prefix)] for name in sorted(names))
