"""How is a row that cannot be taken kept as flat cells, which a person can put right and which are then read again?

A cell is "where -> text": the column of a table, or the path of a text in XML (`Address/PostCode`) or JSON
(`name[0].family`). A place of several has its number, from 0. What Schedule 1 has no place for is not kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lxml import etree

from feeds.formats.row import LONGEST_LIST, LONGEST_VALUE, BadValue, Raw
from feeds.formats.xml import Element, local_name
from feeds.reasons import Reason

AS_AT = "as at"  # how old a row is, where only the delivery says so
MOST_CELLS = 300
MOST_TEXT = 60_000  # characters of one row
DAMAGED = "\ufffd"  # stands for what cannot be stored; no rule of a value lets it through
STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,59})(?:\[([0-9]{1,2})\])?", re.ASCII)
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def raw_cells(cells: Iterable[tuple[str, str]]) -> Raw:
    """These cells, each cut one beyond the longest that is let through, so that what was too long stays so.

    Empty where the row holds more than an honest one can: it has to be sent again.
    """
    kept: Raw = {}
    size = 0
    for where, text in cells:
        kept[where] = UNSTORABLE.sub(DAMAGED, text[: LONGEST_VALUE + 1])
        size += len(where) + len(kept[where])
        if len(kept) > MOST_CELLS or size > MOST_TEXT:
            return {}
    return kept


@dataclass(frozen=True)
class Paths:
    """Where a format may say something, without numbers: the ends of the paths, and what lies on the way."""

    ends: frozenset[str]
    ways: frozenset[str]


def paths(written: str, *, separator: str = "/") -> Paths:
    ends = frozenset(written.split())
    ways = {separator.join(steps[:n]) for end in ends for steps in [end.split(separator)] for n in range(1, len(steps))}
    return Paths(ends, frozenset(ways))


def unread(element: Element, allowed: Paths, above: str = "") -> tuple[str, ...]:
    """The names of what stands below an XML element and is not read (R-FEED-8)."""
    found: dict[str, None] = {}
    for child in element:
        name = local_name(child)
        where = above + name
        if where in allowed.ways:
            found.update(dict.fromkeys(unread(child, allowed, f"{where}/")))
        elif where not in allowed.ends:
            found[name[:60]] = None
    return tuple(found)


def of_element(element: Element, allowed: Paths, above: str = "") -> Iterator[tuple[str, str]]:
    """The texts below an XML element whose paths (without numbers) are `allowed`."""
    below = sorted((child for child in element if isinstance(child.tag, str)), key=local_name)
    for name, same in groupby(below, key=local_name):
        found = list(same)
        for number, child in enumerate(found[: LONGEST_LIST + 1]):
            where = f"{above}{name}[{number}]" if len(found) > 1 else f"{above}{name}"
            if _plain(where) in allowed.ends and (child.text or "").strip():
                yield where, (child.text or "").strip()
            yield from of_element(child, allowed, f"{where}/")


def of_json(value: Any, allowed: Paths, where: str = "") -> Iterator[tuple[str, str]]:
    """The texts within a JSON value whose paths (without numbers) are `allowed`; a number or a truth as its text."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if STEP.fullmatch(name):
                yield from of_json(inner, allowed, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value[: LONGEST_LIST + 1]):
            yield from of_json(inner, allowed, f"{where}[{number}]")
    elif _plain(where) in allowed.ends and value is not None:
        yield where, value if isinstance(value, str) else str(value).lower()


def _plain(where: str) -> str:
    return re.sub(r"\[[0-9]+\]", "", where)


def to_element(raw: Raw, name: str) -> Element:
    """The XML element again, from the cells of `of_element`. Raises BadValue."""
    root = etree.Element(name)
    _fill(root, _tree(raw, "/"))
    return root


def _fill(element: Element, tree: dict[Any, Any]) -> None:
    for name, found in tree.items():
        for _, inner in sorted(found.items()):
            child = etree.SubElement(element, name)
            if isinstance(inner, dict):
                _fill(child, inner)
            else:
                child.text = inner


def to_json(raw: Raw) -> dict[str, Any]:
    """The JSON object again, from the cells of `of_json`. Raises BadValue."""
    return {name: _value(found) for name, found in _tree(raw, ".").items()}


def _value(found: dict[int, Any]) -> Any:
    """A list where places are numbered, which -1 says they are not."""
    values = [
        {name: _value(below) for name, below in inner.items()} if isinstance(inner, dict) else inner
        for _, inner in sorted(found.items())
    ]
    return values[0] if ALONE in found else values


ALONE = -1  # a place that has no number


def _tree(raw: Raw, separator: str) -> dict[str, Any]:
    """Name -> number -> text, or the same again. An emptied cell is as one that never was."""
    tree: dict[Any, Any] = {}
    for where, text in raw.items():
        if not text.strip():
            continue
        if UNSTORABLE.search(text):
            raise BadValue(Reason.CONTROL_CHARACTER, where[:60])
        place, steps = tree, [STEP.fullmatch(step) for step in where.split(separator)]
        for last, step in zip((*(False for _ in steps[1:]), True), steps, strict=True):
            if step is None:
                raise BadValue(Reason.WRONG_PLACE, where[:60])
            numbers = place.setdefault(step[1], {})
            number = ALONE if step[2] is None else int(step[2])
            place = numbers.setdefault(number, text if last else {})
            if not last and not isinstance(place, dict):
                raise BadValue(Reason.WRONG_PLACE, where[:60])
    return tree
