"""Who administers the people of this organisation now, and who runs the service?"""

from django.db.models import QuerySet

from accounts.holding import active_holders, who_hold
from accounts.models import Organisation, Practitioner
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
    return who_hold("manage_users")


def operators() -> list[Practitioner]:
    return active_holders(OPERATE, None)


def holders_in(organisation: Organisation) -> list[Practitioner]:
    """With an active account, and of that organisation alone."""
    return active_holders("manage_users", organisation)
