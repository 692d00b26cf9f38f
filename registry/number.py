"""What is a ContactPoint number, and is this one? (R-REC-1)

Ten digits: nine random, the last a check digit (ISO 7064 Mod 11,10, which finds every single wrong digit and
nearly every swap of neighbours). It means nothing, is never reused, and is shown as `123 456 7890`.
"""

import re
import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10


def new_number() -> str:
    """A random number. That it was never given before is the database's to say: ask again when it refuses."""
    body = f"{secrets.randbelow(900_000_000) + 100_000_000}"
    return body + mod_11_10.calc_check_digit(body)


def parse(typed: str) -> str | None:
    """The ten digits of a number as typed, with spaces or dashes; None when it cannot be one."""
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return None
    try:
        return str(mod_11_10.validate(digits))
    except ValidationError:
        return None


def shown(number: str) -> str:
    """As a person reads it."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"
