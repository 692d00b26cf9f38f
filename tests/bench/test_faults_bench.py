"""Is nothing lost or doubled when everything is killed, and would the measurement notice? (R-FEED-3, SEC-33)"""

from collections import Counter

import pytest

from bench import faults
from bench.compared import QUESTIONS, Told, compare

LOADED = Told(
    {name: Counter() for name in QUESTIONS}
    | {
        "outcomes": Counter({("a.csv", 1, "created", "", ""): 1, ("a.csv", 2, "waiting", "needs_person", ""): 1}),
        "events": Counter({("feed.child_created", "births"): 1}),
    }
)


def with_rows(name: str, *rows: tuple[object, ...]) -> Told:
    return Told(LOADED.rows | {name: Counter(rows)})


def test_equal_loads_differ_in_nothing() -> None:
    found = compare(LOADED, Told({name: Counter(rows) for name, rows in LOADED.rows.items()}))
    assert (found["lost"], found["doubled"], set(found["differing"].values())) == (0, 0, {0})


def test_a_row_with_another_outcome_is_lost() -> None:
    changed = with_rows("outcomes", ("a.csv", 1, "created", "", ""), ("a.csv", 2, "created", "", ""))
    found = compare(LOADED, changed)
    assert (found["lost"], found["doubled"], found["differing"]["outcomes"]) == (1, 0, 2)


def test_a_row_that_is_there_no_more_is_lost_and_one_that_is_there_twice_is_doubled() -> None:
    fewer = with_rows("outcomes", ("a.csv", 1, "created", "", ""))
    more = with_rows("events", *[("feed.child_created", "births")] * 3)
    assert [compare(LOADED, other)["lost"] for other in (fewer, more)] == [1, 0]
    assert [compare(LOADED, other)["doubled"] for other in (fewer, more)] == [0, 2]


@pytest.mark.timeout(1200)
def test_a_delivery_during_which_everything_is_killed_ends_like_one_in_peace() -> None:
    check(rows=600, kills=4)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_long_delivery_during_which_everything_is_killed_ends_like_one_in_peace() -> None:
    check(rows=100_000, kills=50)


def check(*, rows: int, kills: int) -> None:
    found = faults.measure(rows=rows, kills=kills, say=print)
    assert (found["lost"], found["doubled"], set(found["differing"].values())) == (0, 0, {0})
    assert found["rows"] >= rows
    assert found["kills"] == kills == sum(found["kills_by_kind"].values())
