"""Which passwords may somebody choose, and when are two the same? (R-USER-4; NIST SP 800-63B, Cyber Essentials)

Long, of any characters, and not one that many people or this person's colleagues would try. No mixture of characters
is demanded and none runs out: both lead to worse passwords.
"""

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

SHORTEST: Final = 12
LONGEST: Final = 1000  # no limit that anybody meets; normalising takes the square of the length at worst
OWN_ENOUGH: Final = 6  # letters that a password has beside names
UNIT_ENOUGH: Final = 8  # characters, where a password is one thing said again and again
ROWS: Final = (
    string.digits * 3,
    string.ascii_lowercase * 2,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
MARKS: Final = string.digits + string.punctuation + string.whitespace
SERVICE: Final = "ContactPoint contact point"

TOO_SHORT: Final = f"Enter a password that has {SHORTEST} characters or more"
TOO_LONG: Final = f"Enter a password that has {LONGEST:,} characters or fewer"
IN_A_ROW: Final = "Enter a password that is not a few characters repeated or in order"
COMMON: Final = "Enter a password that is not a common one, alone, repeated or with something added"
OF_NAMES: Final = "Enter a password that is not made of your name, your organisation's name or the name of this service"


def normalised(password: str) -> str:
    """The same characters, however a keyboard composes them (Unicode NFC). What is too long stays as it is."""
    return unicodedata.normalize("NFC", password) if len(password) <= LONGEST else password


class PasswordRules:
    """The one entry of AUTH_PASSWORD_VALIDATORS, so that Django's own door keeps the rules as well."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with the first thing that is wrong."""
        if mistake := why_not(password, names=_names(user)):
            raise ValidationError(mistake, code="password")

    def get_help_text(self) -> str:
        return f"{SHORTEST} characters or more."


def why_not(password: str, *, names: str = "") -> str | None:
    """What to say about a password that will not do; None when it will."""
    chosen = normalised(password)
    if len(chosen) < SHORTEST:
        return TOO_SHORT
    if len(chosen) > LONGEST:
        return TOO_LONG
    plain = chosen.casefold()
    if _in_a_row(plain):
        return IN_A_ROW
    if any(form in _common() for form in _undressed(plain)):
        return COMMON
    return OF_NAMES if _made_of(plain, names) else None


def _in_a_row(plain: str) -> bool:
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    return len(_unit(plain)) < UNIT_ENOUGH or len(set(plain)) < 5 or any(plain in row for row in rows)


def _unit(text: str) -> str:
    """What is said again and again: the text itself, unless it is a repetition."""
    return text[: (text + text).find(text, 1)]


def _said(text: str) -> Iterator[str]:
    """What is repeated, said once, twice and so on: some common passwords are repetitions themselves."""
    unit = _unit(text)
    return (unit * times for times in range(1, len(text) // max(len(unit), 1) + 1))


def _undressed(plain: str) -> Iterator[str]:
    """The password as it is, without what was put before and behind its letters, without spaces, and said once."""
    for text in (plain, _unit(plain), "".join(_words(plain))):
        yield from _said(text)
        core = text.rstrip(MARKS)
        for end in range(len(core), len(text) + 1) if core else ():
            yield from _said(text[:end])
            yield from _said(text[:end].lstrip(MARKS))


def _made_of(plain: str, names: str) -> bool:
    left = letters = "".join(_words(plain))
    for name in sorted(_words(f"{SERVICE} {names}".casefold()), key=len, reverse=True):
        if len(name) >= 3:
            left = left.replace(name, "")
    return left != letters and (len(left) < OWN_ENOUGH or left in _common())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _names(person: Any) -> str:
    """Of an account; nothing of somebody who is not there yet."""
    organisations = (getattr(person, "organisation", None), getattr(person, "employer", None))
    own = (getattr(person, part, "") for part in ("forename", "surname", "email"))
    return normalised(" ".join([*own, *(str(one) for one in organisations if one)]))


@cache
def _common() -> frozenset[str]:
    """Django's list of the 20,000 that people use most."""
    return frozenset(CommonPasswordValidator().passwords)
