"""What would be found if every row were scored? The most that any index can find with this ranking."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bench.questions import Asked
from registry.search.rank import Question, rank
from registry.search.rows import Row
from registry.search.words import Typed, grade, typed

# The names of all rows are graded in full and the rest roughly; the best 2,000 are then weighed exactly.
_EVERY_ROW = """
    SELECT r.child_id, r.forename_id, f.norm, f.forename_count, r.surname_id, s.norm, s.surname_count, r.kind,
           r.birth_date, r.gender, p.postcode, r.street_id, NULL, r.school_id, NULL
    FROM registry_searchrow r
    JOIN (SELECT * FROM unnest(%(ids)s::int[], %(forename)s::float8[], %(forename_as_surname)s::float8[])
          AS g(id, straight, crossed)) fg ON fg.id = r.forename_id
    JOIN (SELECT * FROM unnest(%(ids)s::int[], %(surname)s::float8[], %(surname_as_forename)s::float8[])
          AS g(id, straight, crossed)) sg ON sg.id = r.surname_id
    JOIN registry_name f ON f.id = r.forename_id JOIN registry_name s ON s.id = r.surname_id
    LEFT JOIN registry_postcode p ON p.id = r.postcode_id
    ORDER BY greatest(fg.straight + sg.straight, fg.crossed + sg.crossed)
      + CASE WHEN r.birth_date = %(first)s THEN 19 WHEN r.birth_date BETWEEN %(first)s AND %(last)s THEN 10
             WHEN extract(year FROM r.birth_date) = extract(year FROM %(first)s::date) THEN 5 ELSE 0 END
      + CASE WHEN p.postcode LIKE %(start)s THEN 15 ELSE 0 END DESC
    LIMIT 2000
"""
DIFFERENT = -5.0  # bits: a name that does not agree


def ceiling(cursor: Any, asked: Iterable[Asked]) -> dict[str, float]:
    """By kind, the share of the queries whose child is among the first 10 when all rows are scored."""
    cursor.execute("SELECT id, norm, forename_count, surname_count FROM registry_name ORDER BY id")
    names = cursor.fetchall()
    found: dict[str, list[bool]] = {}
    for one in asked:
        found.setdefault(one.kind, []).append(one.child in _first_ten(cursor, one, names))
    return {kind: round(sum(hits) / len(hits), 4) for kind, hits in found.items()}


def _first_ten(cursor: Any, one: Asked, names: list[tuple[int, str, int, int]]) -> set[UUID]:
    criteria = one.criteria
    first, last = typed("forename", criteria.forename), typed("surname", criteria.surname)
    total = names[0][2]
    postcode = criteria.postcode.text if criteria.postcode else "-"
    cursor.execute(
        _EVERY_ROW,
        {
            "ids": [n for n, *_ in names],
            "forename": _bits(first, "forename", names, total),
            "surname": _bits(last, "surname", names, total),
            "forename_as_surname": _bits(last, "forename", names, total),
            "surname_as_forename": _bits(first, "surname", names, total),
            "first": criteria.birth.first if criteria.birth else None,
            "last": criteria.birth.last if criteria.birth else None,
            "start": f"{postcode}%",
        },
    )
    ranked = rank(Question(criteria, first, last, total), [Row(*row) for row in cursor.fetchall()])
    return {candidate.child_id for candidate in ranked[:10]}


def _bits(name: Typed, field: str, names: list[tuple[int, str, int, int]], total: int) -> list[float]:
    """How every name of the dictionary agrees with a typed one."""
    counts = [row[2] if field == "forename" else row[3] for row in names]
    graded = (grade(name, row[1], field, count, total) for row, count in zip(names, counts, strict=True))
    return [DIFFERENT if found is None else found.bits for found in graded]
