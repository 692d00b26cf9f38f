"""Where can this person go from here?"""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from accounts import roles, sessions
from accounts.models import Practitioner
from accounts.permissions import OPERATE, opens
from contactpoint.pages.addresses import address_of
from contactpoint.pages.components import Place

# At most five (ux 1.3). The pages belong to higher apps, so they are named here and not imported.
PLACES: Final = (
    ("Find a child", "find_child", "search_children"),
    ("My children", "my_children", "search_children"),
    ("People", "people", "manage_users"),
    ("Matches", "matches", "manage_data"),
    ("Matches", "matches", "shield_children"),
    ("Shielding", "shielding_home", "shield_children"),
    ("Feeds", "feeds", "manage_data"),
    ("Feeds", "feeds", OPERATE),
    ("Feeds", "feeds", "decide_readiness"),
    ("Readiness", "list_returns", "write_return"),
    ("Readiness", "list_returns", "sign_return"),
    ("Readiness", "view_england", "decide_readiness"),
    ("Switches", "switches", OPERATE),
    ("Cases", "cases", OPERATE),
    ("Cases", "cases", "review_accesses"),
    ("Monthly review", "look_reviews", "review_accesses"),
    ("Monthly review", "reviews_of_england", "audit_nationally"),
    ("Reports", "reports", "review_accesses"),
    ("Reports", "reports", "sign_return"),
    ("Reports", "reports", "manage_users"),
    ("Reports", "reports", "audit_nationally"),
    ("Reports", "reports", "decide_readiness"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the header and the footer show; nothing to somebody who is not signed in."""
    person = getattr(request, "user", None)
    if not isinstance(person, Practitioner) or sessions.SIGNED_IN_AT not in request.session:
        return {}
    return {
        "navigation": [] if getattr(request, "lapses", ()) else places(request, person),
        "signed_in_as": person.name,
        "account_url": reverse("your_account"),
        "sign_out_url": reverse("account_logout"),
        "signed_out_at": sessions.ends_at(request),
        "stay_signed_in_url": reverse("stay_signed_in"),
        "signed_out_url": f"{reverse('account_login')}?because={sessions.Ending.IDLE}",
    }


def places(request: HttpRequest, person: Practitioner) -> list[Place]:
    """Only what a role of this person opens at this stage of the organisation."""
    held = {permission for role in roles.held(person) for permission in role.permissions}
    usable = {permission for permission in held if opens(permission, stage=person.organisation.stage)}
    found = [(label, address_of(name)) for label, name, permission in PLACES if permission in usable]
    found = list(dict.fromkeys(found))  # one place, whichever of two roles opens it
    return [Place(label, url, current=url == request.path) for label, url in found if url]
