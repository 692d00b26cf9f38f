"""Which of the changes that cosmic-ray makes would be for a test to notice? (docs/mutation.md)"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, WorkerOutcome, WorkResult

NOT_PYTHON: Final = "is not Python"
IN_A_TYPE: Final = "stands in a type"
HOW_CALLED: Final = "says how a function is called"
Position = tuple[int, int]  # line, column


def leave_out(work: WorkDB, module: Path) -> None:
    """Marks what no test has to notice, so that nothing is run for it, and nothing counted."""
    text = module.read_text("utf-8")
    for item in work.pending_work_items:
        if why := of_no_concern(item.mutations[0], text):
            work.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED, output=why))


def of_no_concern(change: MutationSpec, text: str) -> str | None:
    """Why no test has to notice it: the machine refuses it anywhere, or types are checked by mypy."""
    if _begins_in(change.start_pos, _types(text)):
        return IN_A_TYPE
    mutant = mutate_code(text, get_operator(change.operator_name)(**change.operator_args), change.occurrence)
    try:
        tree = ast.parse(mutant)
    except SyntaxError:
        return NOT_PYTHON
    return HOW_CALLED if _called_alike(tree) == _called_alike(ast.parse(text)) else None


def _begins_in(position: Position, spans: Iterator[tuple[Position, Position]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _types(text: str) -> Iterator[tuple[Position, Position]]:
    """Where the annotations stand."""
    for node in ast.walk(ast.parse(text)):
        for name in ("annotation", "returns"):
            if found := getattr(node, name, None):
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def _called_alike(tree: ast.AST) -> str:
    """The program, wherever a parameter may be given by its name only, or by its place only, or by both."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.defaults = [*node.defaults, *(found for found in node.kw_defaults if found)]
            node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
    return ast.dump(tree)
