"""Which records could the children of a batch be? Found for the whole batch at once, by the index that search uses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from registry.assertion import Assertion
from registry.matching.described import Described, Shares
from registry.names.keys import keys
from registry.names.normal import forename_forms, normalise, surname_forms
from registry.search.birth import near_dates

FORMS = 4  # of one name: the whole, the joined, the parts
Found = dict[int, set[UUID]]  # number of the row -> children


def by_numbers(rows: Mapping[int, Described]) -> Found:
    """The children who bear a number that a row bears."""
    pairs = [(row, number) for row, one in rows.items() for number in one.numbers]
    statement = """
        SELECT w.row, i.child_id FROM unnest(%s::int[], %s::text[], %s::text[]) w(row, series, value)
        JOIN registry_identifier i ON i.value = w.value AND i.scheme = ANY(
            CASE w.series WHEN 'upn' THEN ARRAY['upn', 'former_upn'] ELSE ARRAY[w.series] END)
    """
    return _found(statement, [[row for row, _ in pairs], [n[0] for _, n in pairs], [n[1] for _, n in pairs]])


@dataclass(frozen=True)
class Sought:
    """The names and the day by which one row's child is looked for."""

    row: int
    forenames: tuple[str, ...]
    surnames: tuple[str, ...]
    born: date
    postcode: str


def sought(row: int, said: Assertion) -> Sought | None:
    """What to look for; nothing when the date of birth is not said."""
    if said.date_of_birth is None:
        return None
    forenames = {form: None for name in said.names for form in forename_forms(name.forename)[:FORMS]}
    surnames = {form: None for name in said.names for form in surname_forms(name.surname)[:FORMS]}
    postcode = next((place.postcode for place in said.addresses if place.kind != "former"), "")
    return Sought(row, tuple(forenames), tuple(surnames), said.date_of_birth, postcode.replace(" ", ""))


def by_description(rows: Collection[Sought]) -> Found:
    """The children who share a row's name nearly, and its day of birth nearly, or its home and its day.

    A name that is misspelt is met under a common key (registry.names.keys); a mistyped day by its neighbours, for the
    very same surname; swapped names as they stand.
    """
    found: Found = defaultdict(set)
    for statement, columns in (
        (_NEAR_NAME.format(name="surname"), _keyed((row.row, row.born, row.surnames) for row in rows)),
        (_NEAR_NAME.format(name="forename"), _keyed((row.row, row.born, row.forenames) for row in rows)),
        (_SAME_NAME, _named((row.row, row.forenames, f"{{{row.born}}}") for row in rows)),
        (_SAME_NAME, _named((row.row, row.surnames, _written(row.born)) for row in rows)),
        (_SAME_HOME, _homes(rows)),
    ):
        for row, children in _found(statement, columns).items():
            found[row] |= children
    return found


_NEAR_NAME = """
    SELECT DISTINCT w.row, r.child_id FROM unnest(%s::int[], %s::date[], %s::int[]) w(row, born, key)
    JOIN registry_namekey k ON k.key = w.key
    JOIN registry_searchrow r ON r.{name}_id = k.name_id AND r.birth_date = w.born
"""
_SAME_NAME = """
    SELECT DISTINCT w.row, r.child_id FROM unnest(%s::int[], %s::text[], %s::text[]) w(row, days, norm)
    JOIN registry_name n ON n.norm = w.norm
    JOIN registry_searchrow r ON r.surname_id = n.id AND r.birth_date = ANY(w.days::date[])
"""
_SAME_HOME = """
    SELECT DISTINCT w.row, r.child_id FROM unnest(%s::int[], %s::date[], %s::text[]) w(row, born, postcode)
    JOIN registry_postcode p ON p.postcode = w.postcode
    JOIN registry_searchrow r ON r.postcode_id = p.id AND r.birth_date = w.born
"""


def _keyed(rows: Iterable[tuple[int, date, tuple[str, ...]]]) -> list[list[Any]]:
    pairs = [(row, born, key) for row, born, names in rows for key in {key for name in names for key in keys(name)}]
    return [list(column) for column in zip(*pairs, strict=True)] or [[], [], []]


def _named(rows: Iterable[tuple[int, tuple[str, ...], str]]) -> list[list[Any]]:
    pairs = [(row, days, name) for row, names, days in rows for name in names]
    return [list(column) for column in zip(*pairs, strict=True)] or [[], [], []]


def _homes(rows: Iterable[Sought]) -> list[list[Any]]:
    pairs = [(row.row, row.born, row.postcode) for row in rows if row.postcode]
    return [list(column) for column in zip(*pairs, strict=True)] or [[], [], []]


def _found(statement: str, columns: list[list[Any]]) -> Found:
    found: Found = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        for row, child in cursor.fetchall():
            found[row].add(child)
    return found


GENERATION = 25  # years; nobody is mistaken for a child of another one


@lru_cache(maxsize=20_000)
def near_days(day: date) -> tuple[date, ...]:
    """The days that a slip may have turned into this one, of the same generation; the day itself is not among them."""
    return tuple(near for near in near_dates(day) if abs(near.year - day.year) < GENERATION)


@lru_cache(maxsize=20_000)
def _written(day: date) -> str:
    """The near days as PostgreSQL writes an array."""
    return f"{{{','.join(near.isoformat() for near in near_days(day))}}}"


def shares(assertions: Iterable[Assertion]) -> Shares:
    """How common the names of a batch are in the registry."""
    names = [name for said in assertions for name in said.names]
    wanted = {normalise(part).replace(" ", "") for name in names for part in (name.forename, name.surname)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT norm, forename_count, surname_count FROM registry_name WHERE norm = ANY(%s)", [["", *wanted]]
        )
        rows = cursor.fetchall()
    everyone = next((forenames for norm, forenames, _ in rows if norm == ""), 0)
    return Shares(
        {norm: count for norm, count, _ in rows if count}, {norm: count for norm, _, count in rows if count}, everyone
    )
