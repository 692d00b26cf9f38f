"""Who holds this permission in this organisation now?"""

from django.db.models import QuerySet

from accounts.models import AccountState, Organisation, OrganisationGroupObjectPermission, Practitioner


def who_hold(permission: str, **where: Organisation) -> QuerySet[Practitioner]:
    """Whether the account is active or not. Through a role's group, as every permission is held."""
    held = OrganisationGroupObjectPermission.objects.filter(permission__codename=permission, **where)
    return Practitioner.objects.filter(groups__in=held.values("group")).distinct()


def active_holders(permission: str, organisation: Organisation | None) -> list[Practitioner]:
    """With an active account; None: wherever it is held."""
    found = who_hold(permission, content_object=organisation) if organisation else who_hold(permission)
    return list(found.filter(account_state=AccountState.ACTIVE).order_by("email"))
