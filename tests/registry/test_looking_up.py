"""Is a batch of keys looked up in the index, however many rows the table has? (docs/matching.md)"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from contactpoint.lookups import by_index
from registry import statements
from registry.models import Source, SourceRecord
from registry.record import confirm_assertions
from tests.registry import children

pytestmark = pytest.mark.django_db
KEYS = {f"key {number}" for number in range(1_000)}


def plans(look_up: Callable[[], object]) -> str:
    """How PostgreSQL does it: a column without statistics, so that it takes the keys for most of the table."""
    found: list[str] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")) and "registry_sourcerecord" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                found.extend(line for (line,) in cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        look_up()
    return "\n".join(found)


def confirmed(keys: set[str], *, source: Source) -> None:
    """As a full delivery does for most of its rows."""
    confirm_assertions(dict.fromkeys(keys, timezone.now()), source=source)


@pytest.mark.parametrize("ask", [statements.last_said, statements.known_among, statements.numbers_under, confirmed])
def test_no_table_is_read_through_for_a_batch(ask: Callable[..., object], now: datetime) -> None:
    john = children.john(at=now)
    source = children.source()
    SourceRecord.objects.bulk_create(
        SourceRecord(
            source=source, key=f"other {number}", child_id=john, assertion={}, digest=b"", as_at=now, received_at=now
        )
        for number in range(5_000)
    )
    plan = plans(lambda: ask(KEYS, source=source))
    assert "Index" in plan
    assert "Seq Scan" not in plan


def test_other_queries_are_planned_as_before() -> None:
    def ways() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setting FROM pg_settings WHERE name = ANY(%s)",
                [["enable_seqscan", "enable_hashjoin", "enable_mergejoin"]],
            )
            return [setting for (setting,) in cursor.fetchall()]

    with by_index():
        assert ways() == ["off"] * 3
    assert ways() == ["on"] * 3
