"""How are the secrets of second factors kept? Sealed, and bound to the person they belong to (SEC-14).

django-allauth hands over a text without saying whose it is, so whoever works with a secret says it first: the
middleware for the person who is signed in, the forms for the one who is about to be.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO
from typing import Final

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from qrcode.image.svg import SvgPathImage

from accounts.models import Practitioner
from contactpoint.vault.box import head, seal, unseal

_owner: ContextVar[str] = ContextVar("owner")


@contextmanager
def belonging_to(practitioner: Practitioner) -> Iterator[None]:
    """Secrets sealed or opened within are this person's."""
    before = _owner.set(str(practitioner.pk))
    try:
        yield
    finally:
        _owner.reset(before)


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """What django-allauth asks when it keeps a secret, or shows one."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, place=_place())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises box.CannotOpen for a secret that was moved to another person's row."""
        return unseal(base64.b64decode(encrypted_text), place=_place())

    def build_totp_svg(self, url: str) -> str:
        """The picture alone: within a page, and without a size of its own so that style sheets decide."""
        picture = qrcode.make(url, image_factory=SvgPathImage, border=2)
        picture.save(kept := BytesIO())
        start = kept.getvalue().decode("utf-8").partition("<svg")[2]
        return '<svg class="cp-qr" role="img" aria-label="Code to scan with your authenticator app"' + start


def reseal_factor(factor: Authenticator) -> bool:
    """Brings the secrets of a second factor under the key in force; whether any lay under another (SEC-47)."""
    adapter, kept = SealedSecrets(), dict(factor.data)
    with belonging_to(factor.user):
        for name in _SECRETS & kept.keys():
            many = isinstance(kept[name], list)
            renewed = [_renewed(adapter, text) for text in (kept[name] if many else [kept[name]])]
            kept[name] = renewed if many else renewed[0]
    if kept == factor.data:
        return False
    Authenticator.objects.filter(pk=factor.pk).update(data=kept)
    return True


_SECRETS: Final = frozenset(("secret", "seed", "migrated_codes"))  # as django-allauth calls what it has encrypted


def _renewed(adapter: SealedSecrets, text: str) -> str:
    return text if base64.b64decode(text).startswith(head()) else adapter.encrypt(adapter.decrypt(text))


def _place() -> str:
    return f"mfa_authenticator.data|{_owner.get()}"
