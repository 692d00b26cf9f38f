"""With which home organisations may people sign in, as the installation says? (docs/running.md)"""

import json
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ASKED: Final = ("kind", "code", "name", "issuer", "client_id", "secret")


def home_organisations(text: str, *, encrypted: bool) -> list[dict[str, Any]]:
    """The entries as django-allauth wants them. Raises ImproperlyConfigured, without showing a secret."""
    try:
        given = json.loads(text or "[]")
        return [_home_organisation(entry, encrypted=encrypted) for entry in given]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ImproperlyConfigured(f"OIDC must be a JSON list of objects that have {', '.join(ASKED)}") from error


def _home_organisation(entry: dict[str, str], *, encrypted: bool) -> dict[str, Any]:
    kind, code, name, issuer, client_id, secret = (entry[name] for name in ASKED)
    if encrypted and urlsplit(issuer).scheme != "https":
        raise ImproperlyConfigured(f"OIDC: the issuer of {name} must begin with https://")
    return {
        "provider_id": f"{kind}-{code}".lower(),
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer, "kind": kind, "code": code},
    }
