"""From what one secret of this checkout do all its passwords and keys come?"""

import base64
import hashlib
import hmac
import json
import secrets
from pathlib import Path

from dev.stack.account import open_private
from dev.stack.place import locked


def checkout_secret(local: Path) -> bytes:
    """Made once, readable by its owner only. Whoever deletes it deletes the local data's keys."""
    path = local / "secret"
    with locked(local / "secret.lock"):
        if not path.exists():
            making = local / "secret.making"
            making.unlink(missing_ok=True)
            with open_private(making) as file:
                file.write(secrets.token_hex(32))
            making.rename(path)
        return path.read_bytes()


def derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def password(secret: bytes, purpose: str) -> str:
    return derived(secret, f"password {purpose}").hex()


def stack_password(local: Path, stack: str, kind: str) -> str:
    return password(checkout_secret(local), f"{stack} {kind}")


def django_keys(secret: bytes) -> dict[str, str]:
    key = base64.b64encode(derived(secret, "key ring k1")).decode()
    return {
        "SECRET_KEY": derived(secret, "secret key").hex(),
        "SEAL_KEY": base64.b64encode(derived(secret, "seal key")).decode(),
        "KEY_RING": json.dumps({"current": "k1", "keys": {"k1": key}}),
    }
