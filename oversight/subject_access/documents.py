"""What do the documents of an answer say, on paper and as a table? (R-AUDIT-4, SEC-32)

All from the same facts, which were decided one by one: nothing else of the child reaches this module.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from contactpoint.pages.csv_out import written
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.pdf_out import pdf
from oversight.subject_access import words
from oversight.subject_access.asking import Said
from oversight.subject_access.facts import LOOKED, NAMED, Fact
from oversight.subject_access.models import AccessRequest, FileKind

SOURCE: Final = Path(__file__).with_name("letters") / "answer.typ"
NORMAL, LARGE = 11, 18  # points
COLUMNS: Final = ("What", "What it says", "Where it came from", "When it was true")
HEADER: Final = ("Part", *COLUMNS)
LOOKS: Final = {LOOKED: words.LOOKED, NAMED: words.NAMED}


def document(
    kind: FileKind, row: AccessRequest, said: Said, facts: Sequence[Fact], *, at: datetime, draft: bool = False
) -> bytes:
    if kind == FileKind.TABLE:
        return table(facts)
    said_so = front_for_a_child(row, said, facts, at=at) if kind == FileKind.CHILD else answer(row, said, facts, at=at)
    size = LARGE if kind == FileKind.LARGE else NORMAL
    return pdf(_source(), name="answer", words={**said_so, "size": size, "draft": draft})


def table(facts: Iterable[Fact]) -> bytes:
    """One fact a line; nothing in it is a formula."""
    rows = [(one.section, one.label, one.value, one.source, one.as_at) for one in facts]
    return written(HEADER, rows).encode()


def answer(row: AccessRequest, said: Said, facts: Sequence[Fact], *, at: datetime) -> dict[str, Any]:
    """Everything that the letter says."""
    if not row.child_number:
        return {**_head(row, said, "What ContactPoint holds", at=at), "front": words.NOTHING, "sections": _correct(row)}
    held = [one for one in facts if one.section not in LOOKS]
    sections = [*_held(held), _origins(held), *_looks(facts), *_correct(row)]
    title = f"What ContactPoint holds about {_name(facts)}"
    glossary = {"glossary": words.GLOSSARY}
    return {**_head(row, said, title, at=at), "front": words.FRONT, "sections": sections, **glossary}


def front_for_a_child(row: AccessRequest, said: Said, facts: Sequence[Fact], *, at: datetime) -> dict[str, Any]:
    """For a reading age of nine."""
    head = _head(row, said, f"What we know about {_name(facts)}" if facts else "What we know about you", at=at)
    team = _section("Who can help", [f"Ring {row.authority.team_phone}. Ask for the ContactPoint team."])
    return {**head, "front": words.FOR_A_CHILD, "sections": [team]}


def _head(row: AccessRequest, said: Said, title: str, *, at: datetime) -> dict[str, Any]:
    to = [line for line in (said.name, *said.reach.splitlines()) if line]
    head = {"title": title, "authority": f"{row.authority.name} ContactPoint team", "date": day_in_words(at)}
    return {**head, "to": to, "glossary": ()}


def _name(facts: Iterable[Fact]) -> str:
    return next((one.value for one in facts if one.label == "Name"), "the child")


def _held(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [
        _section(title, [], COLUMNS, [[one.label, one.value, one.source, one.as_at] for one in ones])
        for title, ones in groupby(sorted(facts, key=lambda one: _order(one, facts)), key=lambda one: one.section)
    ]


def _order(fact: Fact, facts: Iterable[Fact]) -> int:
    return list(dict.fromkeys(one.section for one in facts)).index(fact.section)


def _origins(facts: Iterable[Fact]) -> dict[str, Any]:
    said: dict[str, dict[str, None]] = {}
    for one in facts:
        if one.source:
            said.setdefault(one.source, {})[one.section] = None
    rows = [[source, "; ".join(parts)] for source, parts in said.items()]
    return _section(
        "Where it came from",
        ["Beside each thing stands who gave it to us. In short:"],
        ("Source", "What they gave us"),
        rows,
    )


def _looks(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    found = []
    for title, intro in LOOKS.items():
        rows = [[one.label, one.value] for one in facts if one.section == title]
        found.append(_section(title, [intro] if rows else [intro, words.NOBODY], ("When", "Who, and why"), rows))
    return found


def _correct(row: AccessRequest) -> list[dict[str, Any]]:
    area = row.authority
    reach = ", ".join(one for one in (area.team_phone, area.team_email) if one)
    told = [f"The ContactPoint team of {area.name}: {reach}."] if reach else []
    return [_section("How to correct it", [*words.CORRECT, *told])]


def _section(
    title: str, said: Sequence[str], columns: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()
) -> dict[str, Any]:
    return {"title": title, "words": said, "columns": columns, "rows": rows}


@cache
def _source() -> bytes:
    return SOURCE.read_bytes()
