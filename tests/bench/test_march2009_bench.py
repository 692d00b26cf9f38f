"""March 2009, replayed in small: no feed shows a shielded child again (R-SHIELD-3, SEC-1, SEC-2)."""

import pytest

from bench.march2009 import measure


@pytest.mark.timeout(600)
def test_deliveries_about_families_that_flee_leave_no_open_record_of_a_shielded_child() -> None:
    found = measure(children=300, seed=2009, say=lambda _: None)

    assert found["shielded"] >= 4
    assert found["rows"] > 500
    assert (found["leaks"], found["unshielded_duplicates"]) == (0, 0)
    assert found["wrong_holds_per_1000"] <= 5
