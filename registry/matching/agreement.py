"""How is one level of agreement told? Each test is written twice, side by side: in Python and in SQL.

The SQL speaks of two table aliases, {l} and {r}, with the columns of `Party`; {f} is the field compared and
{c} its column. PostgreSQL's fuzzystrmatch gives levenshtein(). A test on random pairs holds the two equal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from rapidfuzz.distance import Levenshtein

from registry.matching.party import Party

SHORT, LONG = 3, 6  # letters: one slip is let pass from the first length on, two from the second
SECTOR, DISTRICT = 2, 3  # characters of a postcode that its sector and its district leave out


# Which column must be known on both sides for a comparison to say anything.
COLUMN_OF = {"forename": "forename_norm", "surname": "surname_norm", "place": "postcode"}


def column(comparison: str) -> str:
    return COLUMN_OF.get(comparison, comparison)


@dataclass(frozen=True)
class Test:
    """One question about two parties and a field. It needs the comparison's column on both sides, or `needs`."""

    python: Callable[[Party, Party, str], bool]
    sql: str  # null or false when a side says nothing
    needs: str = ""


def _get(party: Party, field: str) -> Any:
    return getattr(party, field)


def _same(one: Party, other: Party, field: str) -> bool:
    return bool(_get(one, column(field)) == _get(other, column(field)))


def _share_a_word(one: Party, other: Party, field: str) -> bool:
    first, second = _get(one, f"{field}_norm"), _get(other, f"{field}_norm")
    return not set(first.split(" ")).isdisjoint(second.split(" ")) or first.replace(" ", "") == second.replace(" ", "")


def _known_variant(one: Party, other: Party, field: str) -> bool:
    first, second = (_get(side, f"{field}_norm").replace(" ", "") for side in (one, other))
    return first in _get(other, f"{field}_also") or second in _get(one, f"{field}_also")


def _same_sound(one: Party, other: Party, field: str) -> bool:
    heard = _get(one, f"{field}_sound")
    return heard is not None and heard == _get(other, f"{field}_sound")


def _close_spelling(one: Party, other: Party, field: str) -> bool:
    first, second = _get(one, f"{field}_norm"), _get(other, f"{field}_norm")
    slips = Levenshtein.distance(first, second)
    anagram = _get(one, f"{field}_letters") == _get(other, f"{field}_letters")
    return slips <= _let_pass(first, second) or (slips == 2 and anagram)


def _let_pass(first: str, second: str) -> int:
    """How many slips."""
    shortest = min(len(first), len(second))
    return 2 if shortest >= LONG else 1 if shortest >= SHORT else 0


def _same_spoken(one: Party, other: Party, field: str) -> bool:
    return one.forename_spoken is not None and one.forename_spoken == other.forename_spoken


def _close_text(one: Party, other: Party, field: str) -> bool:
    first, second = _get(one, column(field)), _get(other, column(field))
    return Levenshtein.distance(first, second) <= _let_pass(first, second)


def _two_near_names(one: Party, other: Party, field: str) -> bool:
    if not (one.forename_known and other.forename_known):
        return False
    return _same_sound(one, other, field) or _close_spelling(one, other, field)


def _initial(one: Party, other: Party, field: str) -> bool:
    first, second = _get(one, f"{field}_norm"), _get(other, f"{field}_norm")
    return min(len(first), len(second)) == 1 and first[0] == second[0]


def _swapped(one: Party, other: Party, field: str) -> bool:
    names = (one.forename_norm, one.surname_norm, other.forename_norm, other.surname_norm)
    if None in names:
        return False
    first, last, their_first, their_last = cast(tuple[str, str, str, str], names)
    return (first == their_last and Levenshtein.distance(last, their_first) <= _let_pass(last, their_first)) or (
        last == their_first and Levenshtein.distance(first, their_last) <= _let_pass(first, their_last)
    )


def _days(one: Party, other: Party) -> tuple[date, date]:
    """Both dates of birth: a level is only tried on values that are known."""
    return cast(date, one.birth_date), cast(date, other.birth_date)


def _day_and_month_swapped(one: Party, other: Party, field: str) -> bool:
    first, second = _days(one, other)
    return (first.year, first.month, first.day) == (second.year, second.day, second.month)


def _one_digit(one: Party, other: Party, field: str) -> bool:
    first, second = (f"{day:%Y%m%d}".zfill(8) for day in _days(one, other))
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _same_year(one: Party, other: Party, field: str) -> bool:
    first, second = _days(one, other)
    return first.year == second.year


def _same_postcode(one: Party, other: Party, field: str) -> bool:
    return one.postcode == other.postcode


def _same_address(one: Party, other: Party, field: str) -> bool:
    return _same_postcode(one, other, field) and one.address_norm is not None and one.address_norm == other.address_norm


def _without(one: Party, other: Party, ending: int) -> bool:
    return cast(str, one.postcode)[:-ending] == cast(str, other.postcode)[:-ending]


def _same_lines(one: Party, other: Party, field: str) -> bool:
    return one.address_norm == other.address_norm


def _same_sector(one: Party, other: Party, field: str) -> bool:
    return _without(one, other, SECTOR)


def _same_district(one: Party, other: Party, field: str) -> bool:
    return _without(one, other, DISTRICT)


def _otherwise(one: Party, other: Party, field: str) -> bool:
    return True


def _near(one: str, other: str) -> str:
    least = f"least(length({one}), length({other}))"
    let_pass = f"CASE WHEN {least} >= {LONG} THEN 2 WHEN {least} >= {SHORT} THEN 1 ELSE 0 END"
    return f"levenshtein({one}, {other}) <= {let_pass}"


def _squeezed(alias: str) -> str:
    return f"replace({alias}.{{f}}_norm, ' ', '')"


_SOUND = "{l}.{f}_sound = {r}.{f}_sound"
_LEAST = "least(length({l}.{f}_norm), length({r}.{f}_norm))"
_CLOSE = (
    f"({_near('{l}.{f}_norm', '{r}.{f}_norm')} OR "
    "({l}.{f}_letters = {r}.{f}_letters AND levenshtein({l}.{f}_norm, {r}.{f}_norm) = 2))"
)

TESTS = {
    "same": Test(_same, "{l}.{c} = {r}.{c}"),
    "share_a_word": Test(
        _share_a_word,
        "(string_to_array({l}.{f}_norm, ' ') && string_to_array({r}.{f}_norm, ' ') OR "
        f"{_squeezed('{l}')} = {_squeezed('{r}')})",
    ),
    "known_variant": Test(
        _known_variant,
        f"(coalesce({_squeezed('{l}')} = ANY({{r}}.{{f}}_also), false) OR "
        f"coalesce({_squeezed('{r}')} = ANY({{l}}.{{f}}_also), false))",
    ),
    "two_near_names": Test(
        _two_near_names, f"({{l}}.forename_known AND {{r}}.forename_known AND ({_SOUND} OR {_CLOSE}))"
    ),
    "same_spoken": Test(_same_spoken, "{l}.forename_spoken = {r}.forename_spoken"),
    "same_sound": Test(_same_sound, _SOUND),
    "close_spelling": Test(_close_spelling, _CLOSE),
    "close_text": Test(_close_text, _near("{l}.{c}", "{r}.{c}")),
    "initial": Test(_initial, f"({_LEAST} = 1 AND left({{l}}.{{f}}_norm, 1) = left({{r}}.{{f}}_norm, 1))"),
    "swapped": Test(
        _swapped,
        f"(({{l}}.forename_norm = {{r}}.surname_norm AND {_near('{l}.surname_norm', '{r}.forename_norm')}) OR"
        f" ({{l}}.surname_norm = {{r}}.forename_norm AND {_near('{l}.forename_norm', '{r}.surname_norm')}))",
    ),
    "day_and_month_swapped": Test(
        _day_and_month_swapped,
        "(extract(year FROM {l}.birth_date) = extract(year FROM {r}.birth_date)"
        " AND extract(month FROM {l}.birth_date) = extract(day FROM {r}.birth_date)"
        " AND extract(day FROM {l}.birth_date) = extract(month FROM {r}.birth_date))",
    ),
    "one_digit": Test(
        _one_digit,
        # Of two texts of eight digits one slip apart, the slip can only be a digit put for another.
        "levenshtein(to_char({l}.birth_date, 'YYYYMMDD'), to_char({r}.birth_date, 'YYYYMMDD')) = 1",
    ),
    "same_year": Test(_same_year, "extract(year FROM {l}.birth_date) = extract(year FROM {r}.birth_date)"),
    "same_address": Test(
        _same_address, "({l}.postcode = {r}.postcode AND {l}.address_norm = {r}.address_norm)"
    ),
    "same_postcode": Test(_same_postcode, "{l}.postcode = {r}.postcode"),
    "same_lines": Test(_same_lines, "{l}.address_norm = {r}.address_norm", needs="address_norm"),
    "same_sector": Test(_same_sector, f"left({{l}}.postcode, -{SECTOR}) = left({{r}}.postcode, -{SECTOR})"),
    "same_district": Test(
        _same_district, f"left({{l}}.postcode, -{DISTRICT}) = left({{r}}.postcode, -{DISTRICT})"
    ),
    "otherwise": Test(_otherwise, "({l}.{c} IS NOT NULL AND {r}.{c} IS NOT NULL)"),
}  # fmt: skip
