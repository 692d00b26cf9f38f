"""Who administers the people of this organisation now?"""

from accounts.models import AccountState, Organisation, Practitioner


def administrators_of(organisation: Organisation) -> list[Practitioner]:
    """Those who hold `manage_users` there; where nobody does, those of the organisation above."""
    above: Organisation | None = organisation
    while above:
        if found := holders_in(above):
            return found
        above = above.parent
    return []


def holders_in(organisation: Organisation) -> list[Practitioner]:
    """With an active account, and of that organisation alone. Through a role's group, as every permission is held."""
    holders = Practitioner.objects.filter(
        account_state=AccountState.ACTIVE,
        groups__organisationgroupobjectpermission__content_object=organisation,
        groups__organisationgroupobjectpermission__permission__codename="manage_users",
    )
    return list(holders.distinct().order_by("email"))
