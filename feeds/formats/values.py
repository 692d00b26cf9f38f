"""Is this value what its field says? Each function gives it back in its one written form, or raises BadValue."""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import lru_cache

import phonenumbers
from dateutil.relativedelta import relativedelta
from stdnum.exceptions import ValidationError
from stdnum.gb import nhs, upn

from feeds.formats.row import LONGEST_VALUE, BadValue, Reading
from feeds.reasons import Reason
from registry.names.normal import mixes_scripts

# GOV.UK's BS 7666 pattern accepts every English postcode, live and ended; the special ones stand beside it.
POSTCODE = re.compile(
    r"(([A-Z][0-9]{1,2})|(([A-Z][A-HJ-Y][0-9]{1,2})|(([A-Z][0-9][A-Z])|([A-Z][A-HJ-Y][0-9][A-Z]?))))"
    r" [0-9][ABD-HJLNP-UW-Z]{2}|GIR 0AA|ZZ99 [0-9][A-Z]{2}|BF1 [0-9][A-Z]{2}"
)
UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TRUTHS = {
    "": False,
    "0": False,
    "n": False,
    "no": False,
    "false": False,
    "1": True,
    "y": True,
    "yes": True,
    "true": True,
}
OLDEST = relativedelta(years=25)  # R-REC-3
GENDERS = {
    "M": "male", "MALE": "male", "1": "male", "F": "female", "FEMALE": "female", "2": "female",
    "U": "not_specified", "0": "not_specified", "9": "not_specified", "NOT KNOWN": "not_specified",
    "UNKNOWN": "not_specified", "NOT SPECIFIED": "not_specified", "INDETERMINATE": "not_specified", "": "",
}  # fmt: skip


def text(raw: str, field: str, *, most: int = LONGEST_VALUE) -> str:
    """Without spaces around it. Control characters and lone surrogates cannot be stored, nor shown.

    The replacement character says that one was lost on the way: what stood there nobody knows any more.
    """
    if len(raw) > most:
        raise BadValue(Reason.VALUE_TOO_LONG, field)
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    if "\ufffd" in raw or any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r" for letter in raw
    ):
        raise BadValue(Reason.CONTROL_CHARACTER, field)
    return " ".join(raw.split())


@lru_cache(maxsize=50_000)
def name(raw: str, field: str, *, most: int = 100) -> str:
    """A name of a person or a place, as written. What only pretends to be that name goes to a person to look at."""
    kept = text(raw, field, most=most)
    if kept.isascii():
        return kept
    if not BIDI.isdisjoint(kept):
        raise BadValue(Reason.NAME_BIDI, field)
    if mixes_scripts(kept):
        raise BadValue(Reason.NAME_MIXED_SCRIPT, field)
    return kept


def split_forenames(raw: str, field: str) -> tuple[str, str]:
    """The forename, and the middle names."""
    first, _, rest = name(raw, field, most=250).partition(" ")
    return name(first, field), name(rest, field, most=150)


@lru_cache(maxsize=50_000)
def day(raw: str, field: str) -> date | None:
    """A date as YYYY-MM-DD; None when nothing is said."""
    if not raw.strip():
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw.strip(), re.ASCII):
        raise BadValue(Reason.DATE_INVALID, field)
    try:
        return date.fromisoformat(raw.strip())
    except ValueError as error:
        raise BadValue(Reason.DATE_INVALID, field) from error


def own_key(raw: str, field: str, *, most: int) -> str:
    """By what its source knows the row again."""
    if key := text(raw, field, most=most):
        return key
    raise BadValue(Reason.KEY_MISSING, field)


def past_day(raw: str, field: str, *, today: date) -> date | None:
    found = day(raw, field)
    if found and found > today:
        raise BadValue(Reason.DATE_FUTURE, field)
    return found


def stated_day(raw: str, field: str, *, today: date) -> date:
    """One in the past without which the row says nothing."""
    if found := past_day(raw, field, today=today):
        return found
    raise BadValue(Reason.DATE_INVALID, field)


def birth_day(raw: str, field: str, *, today: date) -> date:
    """Not in the future, and of a person under 25 (R-REC-3)."""
    found = day(raw, field)
    if found is None:
        raise BadValue(Reason.DOB_MISSING, field)
    if found > today:
        raise BadValue(Reason.DOB_FUTURE, field)
    if found <= _too_old(today):
        raise BadValue(Reason.DOB_OVER_25, field)
    return found


@lru_cache(maxsize=10)
def _too_old(today: date) -> date:
    return today - OLDEST


def in_order(start: date | None, end: date | None, field: str) -> None:
    if start and end and end < start:
        raise BadValue(Reason.DATE_ORDER, field)


def instant(raw: str, field: str, *, now: datetime) -> datetime:
    """A moment, or a day (its first moment). Without a zone it is taken as UTC; it lies not in the future."""
    try:
        found = datetime.fromisoformat(text(raw, field, most=40))
    except ValueError as error:
        raise BadValue(Reason.DATE_INVALID, field) from error
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if found > now:
        raise BadValue(Reason.DATE_FUTURE, field)
    return found.astimezone(UTC)


def start_of(on: date) -> datetime:
    return datetime.combine(on, time.min, UTC)


def authority(raw: str, field: str, reading: Reading) -> str:
    """The three-digit code of a local authority that there is."""
    if not re.fullmatch(r"[0-9]{3}", raw, re.ASCII) or raw not in (reading.authorities or (raw,)):
        raise BadValue(Reason.LA_UNKNOWN, field)
    return raw


def gender(raw: str, field: str) -> str:
    """As letters, as the words of forms, or as the numbers of older returns."""
    try:
        return GENDERS[raw.strip().upper()]
    except KeyError as error:
        raise BadValue(Reason.GENDER_UNKNOWN, field) from error


def pupil_number(raw: str, field: str) -> str:
    """A unique pupil number with the right check letter; empty stays empty.

    python-stdnum's own validate() refuses good numbers of newer authorities, so only its sum is used.
    """
    number = text(raw, field, most=30).replace(" ", "").upper()
    if not number:
        return ""
    if not UPN.fullmatch(number):
        raise BadValue(Reason.ID_CHECKDIGIT, field)
    try:
        right = upn.calc_check_digit(number[1:]) == number[0]
    except (ValidationError, ValueError) as error:
        raise BadValue(Reason.ID_CHECKDIGIT, field) from error
    if not right:
        raise BadValue(Reason.ID_CHECKDIGIT, field)
    return number


def nhs_number(raw: str, field: str) -> str:
    """Ten digits with the right check digit; empty stays empty. All noughts satisfy the sum and are nobody."""
    number = text(raw, field, most=30).replace(" ", "").replace("-", "")
    if not number:
        return ""
    if not (number.isascii() and nhs.is_valid(number)) or number == "0000000000":
        raise BadValue(Reason.ID_CHECKDIGIT, field)
    return number


def property_number(raw: str, field: str) -> str:
    """A UPRN: twelve digits at most, without a check digit; empty stays empty."""
    number = text(raw, field, most=30).lstrip("0")
    if number and not (number.isascii() and number.isdigit() and len(number) <= 12):
        raise BadValue(Reason.CODE_UNKNOWN, field)
    return number


@lru_cache(maxsize=50_000)
def postcode(raw: str, field: str) -> str:
    """Upper case with one space; empty stays empty."""
    squeezed = "".join(text(raw, field, most=30).upper().split())
    if not squeezed:
        return ""
    shaped = f"{squeezed[:-3]} {squeezed[-3:]}"
    if not POSTCODE.fullmatch(shaped):
        raise BadValue(Reason.POSTCODE_INVALID, field)
    return shaped


@lru_cache(maxsize=50_000)
def phone(raw: str, field: str) -> str:
    """As people write it in Britain; empty stays empty."""
    typed = text(raw, field, most=60)
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException as error:
        raise BadValue(Reason.PHONE_INVALID, field) from error
    if not phonenumbers.is_possible_number(number):
        raise BadValue(Reason.PHONE_INVALID, field)
    british = number.country_code == 44
    written = phonenumbers.PhoneNumberFormat.NATIONAL if british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, written)[:30]


def email(raw: str, field: str) -> str:
    typed = text(raw, field, most=254)
    if typed and not EMAIL.fullmatch(typed):
        raise BadValue(Reason.EMAIL_INVALID, field)
    return typed


def truth(raw: str, field: str) -> bool:
    try:
        return TRUTHS[raw.strip().lower()]
    except KeyError as error:
        raise BadValue(Reason.CODE_UNKNOWN, field) from error


def code(raw: str, field: str, known: dict[str, str]) -> str:
    """What a code of the format stands for; empty stays empty."""
    try:
        return known[raw.strip()] if raw.strip() else ""
    except KeyError as error:
        raise BadValue(Reason.CODE_UNKNOWN, field) from error
