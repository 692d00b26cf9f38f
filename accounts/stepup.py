"""Has this person proved again, just now, who they are? (SEC-14: before an override, an export, a change of role)"""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest


def recently_proved(request: HttpRequest) -> bool:
    """Within ACCOUNT_REAUTHENTICATION_TIMEOUT; the pages "prove" ask for the second factor and come back."""
    return bool(did_recently_reauthenticate(request))
