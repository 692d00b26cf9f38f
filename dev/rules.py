"""Which rule is kept where, and which test says so? `python -m dev.rules` prints rule -> code -> tests.

A rule is cited by its number in a docstring, a comment or a template; the numbers are those of docs/rulebook.md and
docs/security.md. docs/progress.toml says how far each one is.
"""

import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Final

from dev.project import APPS, ROOT, files, named

RULE: Final = re.compile(r"(?<![\w-])(?:R-[A-Z]+|SEC|S)-[1-9][0-9]*(?![\w-])")
PAGES: Final = (ROOT / "docs" / "rulebook.md", ROOT / "docs" / "security.md")
CODE: Final = (*APPS, "templates", "dev", "bench")
TESTS: Final = ("tests",)
WRITTEN: Final = (".py", ".html", ".sql")

Citations = dict[str, list[str]]


def known() -> set[str]:
    """Every number that the rulebook and the list of security requirements give."""
    return {rule for page in PAGES for rule in RULE.findall(page.read_text("utf-8"))}


def cited(*folders: str) -> Citations:
    """Each number that these folders cite, with the files that do."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in files(*folders, suffixes=WRITTEN):
        for rule in set(RULE.findall(path.read_text("utf-8"))):
            found[rule].append(named(path))
    return dict(found)


def progress(page: Path = ROOT / "docs" / "progress.toml") -> dict[str, str]:
    """How far each rule is: done, part or open."""
    return {str(rule): str(state) for rule, state in tomllib.loads(page.read_text("utf-8"))["rules"].items()}


def unproved(states: dict[str, str], tests: Citations) -> list[str]:
    """Rules that are called done although no test cites them."""
    return sorted(rule for rule, state in states.items() if state == "done" and rule not in tests)


def in_order(rule: str) -> tuple[str, int]:
    family, _, number = rule.rpartition("-")
    return family, int(number)


def main() -> None:
    states, code, tests = progress(), cited(*CODE), cited(*TESTS)
    for rule in sorted(known(), key=in_order):
        print(f"{rule:<12} {states.get(rule, '-'):<5} {', '.join(code.get(rule, [])) or '-'}")
        print(f"{'':<12} {'':<5} {', '.join(tests.get(rule, [])) or 'no test'}")


if __name__ == "__main__":
    main()
