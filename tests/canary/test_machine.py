"""Whatever happens in whatever order, nobody learns what a shield hides (SEC-4, R-SHIELD-1, 2, 3)."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test

from feeds import match, parsing
from registry import disclosure, merging, splitting
from registry.record import apply, rebuild, write
from registry.shields import is_shielded, take_off
from tests import people
from tests.canary.machine import prepared
from tests.feeds.test_any_order import read_here

pytestmark = pytest.mark.django_db
STEPS = 5_000  # SEC-4
PARTS = 4  # so that several workers share them
PLAIN = settings(deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False, database=None)
SHORT = settings(PLAIN, max_examples=3, stateful_step_count=12, derandomize=True, phases=[Phase.generate])
# One at a time, and none again: Hypothesis holds an example against those before it, and calls it flaky where ids or
# the clock make another rule possible. They are never the same.
LONG = settings(PLAIN, max_examples=1, stateful_step_count=60, phases=[Phase.generate])
SEEDED = settings(PLAIN, max_examples=150, stateful_step_count=30, derandomize=True, phases=[Phase.generate])


@pytest.fixture(autouse=True)
def read_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_read", read_here)


def test_no_step_of_few_shows_a_shielded_child() -> None:
    machine = prepared()

    run_state_machine_as_test(machine, settings=SHORT)

    assert machine.ran.total() >= 24


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_step_of_thousands_shows_a_shielded_child(part: int) -> None:
    machine = prepared()

    while machine.ran.total() < STEPS / PARTS:
        with suppress(FlakyStrategyDefinition):  # of Hypothesis's own book-keeping: the example was walked all the same
            run_state_machine_as_test(machine, settings=LONG)
        assert not machine.failed, "\n\n".join(machine.failed)
        print(f"{machine.ran.total()} steps", flush=True)


def nobody_is_caught(patch: pytest.MonkeyPatch) -> None:
    """The net around the shielded is not asked."""
    patch.setattr(match, "caught", lambda rows, borne: {})


def whole_is_written(patch: pytest.MonkeyPatch) -> None:
    """The tables hold the whole record of a shielded child, too."""
    patch.setattr(write, "open_part", lambda child, record, *_: record)


def split_unshields(patch: pytest.MonkeyPatch) -> None:
    """The record that stayed is as open after a split as it was before the merge."""
    part = merging.part

    def opens(kept: Any, closed: Any, moved: Any, **more: Any) -> None:
        part(kept, closed, moved, **more)
        if is_shielded(kept):
            take_off(kept, because="split", by=people.social_worker(), at=timezone.now())
            rebuild([kept])

    patch.setattr(splitting, "part", opens)


def deliveries_are_kept_open(patch: pytest.MonkeyPatch) -> None:
    """What a source says of a shielded child is kept as it came."""
    patch.setattr(apply, "shielded_among", lambda children: set())


def everybody_sees_all(patch: pytest.MonkeyPatch) -> None:
    """Whoever opens a record is given the whole of it."""
    patch.setattr(disclosure, "is_shielded", lambda child: False)


long = pytest.mark.long
SEEDED_FAULTS = [
    pytest.param(nobody_is_caught, "is open and speaks of", marks=long),
    pytest.param(whole_is_written, "lies open|lies in the clear", marks=long),
    pytest.param(split_unshields, "a shield was lifted", marks=long),
    pytest.param(deliveries_are_kept_open, "lies in the clear", marks=long),
    pytest.param(everybody_sees_all, "reads"),
]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("fault", "found"), SEEDED_FAULTS)
def test_a_fault_put_in_on_purpose_is_found(
    fault: Callable[[pytest.MonkeyPatch], None], found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = prepared()
    fault(monkeypatch)

    with pytest.raises(AssertionError, match=found):
        run_state_machine_as_test(machine, settings=SEEDED)
