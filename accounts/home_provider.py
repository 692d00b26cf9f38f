"""What does a home organisation's OpenID provider say about somebody, and is it really that provider who says so?

django-allauth asks; here is what it leaves out: the signature of the ID token, its nonce, and that the provider is
the one that was configured. Nothing is kept but a digest of issuer and subject.
"""

from hashlib import sha256
from typing import Any, Final

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

SIGNATURES: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
PATIENCE: Final = 5  # seconds, for each question to the provider
CLOCKS: Final = 60  # seconds that two clocks may differ

Claims = dict[str, Any]


def nonce_of(state: str) -> str:
    """One for each sign-in: the state is random, belongs to one browser and counts once."""
    return sha256(f"nonce:{state}".encode()).hexdigest()


class HomeConversation(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> dict[str, Any]:
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != self._issuer().rstrip("/"):
            raise ProviderException("the provider calls itself otherwise")
        return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **said: Any) -> SocialLogin:
        claims = self._claims(str(said["response"].get("id_token", "")), app)
        if claims["nonce"] != nonce_of(request.GET["state"]) or claims.get("azp", app.client_id) != app.client_id:
            raise ProviderException("an answer to another question")
        return self.get_provider().sociallogin_from_response(request, claims)

    def _claims(self, id_token: str, app: SocialApp) -> Claims:
        try:
            key = jwt.PyJWKClient(self.openid_config["jwks_uri"], timeout=PATIENCE).get_signing_key_from_jwt(id_token)
            return jwt.decode(
                id_token,
                key,
                algorithms=SIGNATURES,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderException("the ID token does not hold") from error

    def _issuer(self) -> str:
        return str(self.get_provider().app.settings["server_url"])


class HomeProvider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = HomeConversation
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid", "email"]

    def extract_uid(self, data: Claims) -> str:
        """Of issuer and subject together: a provider that is replaced by another vouches for nobody of the first."""
        return sha256(f"{data['iss']} {data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: Claims) -> Claims:
        return {}

    def extract_common_fields(self, data: Claims) -> Claims:
        return {}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        """Only what the provider says that it has verified; "true" in inverted commas does not say so."""
        if data.get("email_verified") is not True or not isinstance(data.get("email"), str):
            return []
        return [EmailAddress(email=data["email"], verified=True, primary=True)]


provider_classes = [HomeProvider]
