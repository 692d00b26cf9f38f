"""How does a test sign somebody in with their home organisation?"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import Practitioner
from contactpoint.oidc import home_organisations
from tests.accounts.home_stub import CLIENT, SECRET, Home, home_on_the_network
from tests.accounts.signing_in import last_event

GO = "/sign-in/with/authority-341"
ENTRY = {"kind": "authority", "code": "341", "name": "Liverpool staff account", "client_id": CLIENT, "secret": SECRET}
LIVERPOOL = "authority-341"


@pytest.fixture
def home(settings: Any) -> Iterator[Home]:
    with home_on_the_network() as found:
        text = json.dumps([{**ENTRY, "issuer": f"{found.issuer}/"}])
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": home_organisations(text, encrypted=False)}}
        yield found


def of(who: Practitioner, **more: Any) -> dict[str, Any]:
    return {"sub": f"subject of {who.forename}", "email": who.email, "email_verified": True, **more}


def come_home(client: Client, home: Home, **claims: Any) -> Any:
    """From the button to the answer of our own page."""
    home.says = claims
    return client.get(home.sign_in(client.post(GO)["Location"]))


def refused_because(answer: Any) -> str:
    assert answer.status_code == 403
    assert "You cannot sign in with your organisation" in answer.content.decode()
    event = last_event("sign_in.refused")
    assert event.facts == {"with": LIVERPOOL}
    return event.because
