"""How are two hidden values compared without showing either? (blind index)"""

import hmac

from contactpoint.vault.keys import ring

TOKEN_BYTES = 16


def token(value: str, *, purpose: str) -> bytes:
    """A keyed fingerprint of an already normalised value; one key a purpose, so columns cannot be compared."""
    return hmac.digest(ring().derive(f"token:{purpose}"), value.encode(), "sha256")[:TOKEN_BYTES]
