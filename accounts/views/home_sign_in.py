"""Which steps does somebody take who signs in with their home organisation?"""

from secrets import token_urlsafe
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from accounts.home_provider import HomeConversation, HomeProvider, nonce_of
from accounts.home_sign_in import NotAdmitted, homes, refused

# A provider that is away, or answers something else than it should.
AWAY = (RequestException, ProviderException, KeyError, ValueError, TypeError)


@login_not_required
@require_POST
def go_home(request: HttpRequest, provider_id: str) -> HttpResponse:
    provider = _provider(request, provider_id)
    state = token_urlsafe(32)
    more = {"next_url": get_next_redirect_url(request), "state_id": state, "auth_params": {"nonce": nonce_of(state)}}
    try:
        return cast(HttpResponse, provider.redirect(request, AuthProcess.LOGIN, **more))
    except AWAY:
        return refused(request, provider_id, NotAdmitted("provider"), at=timezone.now())


@login_not_required
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    _provider(request, provider_id)
    view = OAuth2CallbackView.adapter_view(HomeConversation(request, provider_id))
    try:
        return cast(HttpResponse, view(request))
    except AWAY:
        return refused(request, provider_id, NotAdmitted("provider"), at=timezone.now())


def form_targets() -> list[str]:
    """Where the sign-in page's forms may lead: a browser follows a redirection only there (form-action)."""
    addresses = [urlsplit(home["settings"]["server_url"]) for home in homes()]
    return [f"{address.scheme}://{address.netloc}" for address in addresses]


def _provider(request: HttpRequest, provider_id: str) -> HomeProvider:
    if provider_id not in {home["provider_id"] for home in homes()}:
        raise Http404
    found: Any = get_adapter().get_provider(request, provider=provider_id)
    return cast(HomeProvider, found)
