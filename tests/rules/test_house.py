"""Does every file keep the style of the house? (architecture: house style 1, 3 and 11)"""

import ast
import re
from pathlib import Path

import pytest

from dev.project import PYTHON, ROOT, files, named
from tests.browser import CHANGES_THE_WINDOW

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
NOT_OF_THE_DOMAIN = {"utils", "helpers", "services", "common", "manager", "managers", "misc"}
MODULES = [*files(*PYTHON, suffixes=(".py",)), ROOT / "manage.py"]
WRITTEN = [path for path in MODULES if path.parent.name != "migrations"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_long(text: str) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]
    return [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= LONGEST_FUNCTION]


def says_what_it_answers(path: Path, text: str) -> bool:
    """A package that only passes names on, and the few lines that tell Django of an app, answer nothing."""
    tree = ast.parse(text)
    only_names = all(isinstance(node, ast.Import | ast.ImportFrom | ast.Assign) for node in tree.body)
    passes_on = path.name == "apps.py" or (path.name == "__init__.py" and only_names)
    return passes_on or ast.get_docstring(tree) is not None


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 50


def test_no_file_is_longer_than_300_lines() -> None:
    long = {named(path): n for path in WRITTEN if (n := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {named(path): names for path in WRITTEN if (names := too_long(path.read_text("utf-8")))}
    assert long == {}


@pytest.mark.parametrize("lines", [40, 41])
def test_a_function_is_measured_from_its_name_to_its_end(lines: int) -> None:
    text = "def f():\n" + "    pass\n" * (lines - 1)
    assert too_long(text) == (["f"] if lines == 41 else [])


def test_every_module_opens_with_the_question_that_it_answers() -> None:
    assert [named(path) for path in WRITTEN if not says_what_it_answers(path, path.read_text("utf-8"))] == []


def test_every_module_is_named_for_the_domain() -> None:
    parts = {named(path): {path.stem, *path.relative_to(ROOT).parent.parts} for path in MODULES}
    assert [name for name, words in parts.items() if words & NOT_OF_THE_DOMAIN] == []


def functions_of(text: str) -> list[str]:
    return [
        ast.get_source_segment(text, node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, Function)
    ]


def test_a_test_that_changes_its_window_leaves_it_to_nobody() -> None:
    """Windows of the browser pass from test to test (tests/browser.py)."""
    using = [text for path in files("tests", suffixes=(".py",)) for text in functions_of(path.read_text("utf-8"))]
    changing = [text for text in using if re.search(CHANGES_THE_WINDOW, text)]
    assert changing
    assert [text for text in changing if "open_page(browser, alone=True" not in text] == []
