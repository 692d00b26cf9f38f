"""Does the look through the database see what lies open, and nothing by chance? (R-SHIELD-7)"""

import pytest

from bench import at_rest
from bench.at_rest import found_at_rest

SEALED = "4960500" + "ab" * 20


@pytest.mark.parametrize(
    ("line", "stands"),
    [
        ("7\t0151 496 0500", True),
        ("7\t01514960500", True),
        ("7\t\\\\x" + b"496 0500".hex(), True),
        ("7\t\\\\x" + SEALED, False),
        ("0a496050-0123-4cde-8f00-14960500abcd\t7", False),
        ("\\\\x" + SEALED + "\t496 0500", True),
    ],
)
def test_a_value_is_seen_in_any_writing_and_not_in_what_is_sealed(
    line: str, stands: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_rest, "rows_at_rest", lambda: [("a_table", line)])
    assert found_at_rest(["496 0500"]) == ({("a_table", "496 0500")} if stands else set())
