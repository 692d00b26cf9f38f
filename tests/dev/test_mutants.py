"""Is every mutant counted that a test could notice, and no other? (docs/mutation.md)"""

from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="cosmic-ray is an extra: requirements-mutation.txt")

from cosmic_ray.commands import init
from cosmic_ray.work_db import use_db

from dev import mutants

TEXT = """
def total(first: int | None, *rest: int, times: int = 2 * 3) -> "int | str":
    found: int | None = first
    return sum([found or 0, *rest]) * times


def twice(one: int, *, other: int = 1) -> int:
    return one * other if one > other else 2
"""


@pytest.fixture
def counted(tmp_path: Path) -> list[tuple[int, str]]:
    """The line of each mutant that is left, and what was done there."""
    module = tmp_path / "sums.py"
    module.write_text(TEXT, "utf-8")
    with use_db(tmp_path / "session.sqlite") as work:
        init([module], work, {})
        mutants.leave_out(work, module)
        changes = [item.mutations[0] for item in work.pending_work_items]
    return sorted((change.start_pos[0], change.operator_name.removeprefix("core/")) for change in changes)


def test_types_and_the_marks_in_a_head_are_left_out_and_defaults_are_not(counted: list[tuple[int, str]]) -> None:
    head = [what for line, what in counted if line == 2]
    assert sum(what.startswith("ReplaceBinaryOperator_Mul") for what in head) == 11, "those of 2 * 3"
    assert head.count("NumberReplacer") == 4
    assert len(head) == 15
    assert not [what for line, what in counted if line == 3]
    assert [what for line, what in counted if line == 7] == ["NumberReplacer"] * 2


def test_what_the_program_does_is_counted_whole(counted: list[tuple[int, str]]) -> None:
    last = [what for line, what in counted if line == 8]
    assert sum(what.startswith("ReplaceBinaryOperator_Mul") for what in last) == 11
    assert sum(what.startswith("ReplaceComparisonOperator_Gt") for what in last) == 7
    assert {"AddNot", "NumberReplacer"} <= set(last)
