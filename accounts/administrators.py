"""Who administers the people of this organisation now, and who runs the service?"""

from django.db.models import QuerySet

from accounts.models import AccountState, Organisation, OrganisationGroupObjectPermission, Practitioner
from accounts.permissions import OPERATE


def administrators_of(organisation: Organisation) -> list[Practitioner]:
    """Those who hold `manage_users` there; where nobody does, those of the organisation above."""
    above: Organisation | None = organisation
    while above:
        if found := holders_in(above):
            return found
        above = above.parent
    return []


def who_administer() -> QuerySet[Practitioner]:
    """Everybody who administers people anywhere, whether the account is active or not."""
    return _who_hold("manage_users")


def operators() -> list[Practitioner]:
    return list(_who_hold(OPERATE).filter(account_state=AccountState.ACTIVE).order_by("email"))


def holders_in(organisation: Organisation) -> list[Practitioner]:
    """With an active account, and of that organisation alone."""
    holders = _who_hold("manage_users", content_object=organisation).filter(account_state=AccountState.ACTIVE)
    return list(holders.order_by("email"))


def _who_hold(permission: str, **where: Organisation) -> QuerySet[Practitioner]:
    """Through a role's group, as every permission is held."""
    held = OrganisationGroupObjectPermission.objects.filter(permission__codename=permission, **where)
    return Practitioner.objects.filter(groups__in=held.values("group")).distinct()
