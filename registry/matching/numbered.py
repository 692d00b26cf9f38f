"""Who bears a number that a row bears? As far as it lies open: of those who are hidden, registry.matching.net knows."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import connection

from contactpoint.lookups import as_array
from registry.matching.described import Described


def by_numbers(rows: Mapping[int, Described]) -> dict[int, set[UUID]]:
    """The children who bear a number that a row bears, as far as it lies open."""
    pairs = [(row, *number) for row, one in rows.items() for number in one.numbers]
    found: dict[int, set[UUID]] = defaultdict(set)
    if not pairs:
        return found
    numbers, series, values = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_BY_NUMBER, [as_array("bigint", numbers), as_array("text", series), as_array("text", values)])
        for row, child in cursor.fetchall():
            found[row].add(child)
    return found


# OFFSET 0: each number is looked up in the index, however many there are and whatever is known of that.
_BY_NUMBER: Final = """
    SELECT w.row, i.child_id FROM unnest(%s::bigint[], %s::text[], %s::text[]) w(row, series, value)
    CROSS JOIN LATERAL (
        SELECT child_id FROM registry_identifier WHERE value = w.value AND scheme = ANY(
            CASE w.series WHEN 'upn' THEN ARRAY['upn', 'former_upn'] ELSE ARRAY[w.series] END)
        OFFSET 0) i
"""
