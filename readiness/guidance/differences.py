"""What differs between two versions of a document, word by word? (R-LARA-8)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from readiness.guidance.documents import Document, Section

ADDED: Final = "added"
REMOVED: Final = "removed"
SAME: Final = ""
STILL_THE_SAME_LINE: Final = 0.5  # from 0 to 1: a line with less in common was replaced and not reworded


@dataclass(frozen=True)
class Piece:
    change: str
    text: str


@dataclass(frozen=True)
class Line:
    """A paragraph, or one item of a list."""

    is_item: bool
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.change for piece in self.pieces)


@dataclass(frozen=True)
class SectionDifference:
    heading: tuple[Piece, ...]
    lines: tuple[Line, ...]

    @property
    def changed(self) -> bool:
        return any(piece.change for piece in self.heading) or any(line.changed for line in self.lines)


@dataclass(frozen=True)
class Differences:
    title: tuple[Piece, ...]
    sections: tuple[SectionDifference, ...]  # those that differ
    unchanged: tuple[str, ...]  # the headings of the others


def differences(older: Document, newer: Document) -> Differences:
    """Section by section, found again by its anchor; what was taken out comes after what is there now."""
    before = {section.anchor: section for section in older.sections}
    now = {section.anchor for section in newer.sections}
    pairs: list[tuple[Section | None, Section | None]] = [
        (before.get(section.anchor), section) for section in newer.sections
    ]
    pairs += [(section, None) for anchor, section in before.items() if anchor not in now]
    found = [(_section(one, other), other) for one, other in pairs]
    return Differences(
        tuple(_words(older.title, newer.title)),
        tuple(difference for difference, _ in found if difference.changed),
        tuple(section.heading for difference, section in found if section and not difference.changed),
    )


def _section(older: Section | None, newer: Section | None) -> SectionDifference:
    heading = _words(older.heading if older else "", newer.heading if newer else "")
    return SectionDifference(tuple(heading), tuple(_lines(_flat(older), _flat(newer))))


Flat = tuple[bool, str]  # whether it is an item of a list, and its words


def _flat(section: Section | None) -> list[Flat]:
    blocks = section.body if section else ()
    return [
        (not isinstance(block, str), text)
        for block in blocks
        for text in ((block,) if isinstance(block, str) else block)
    ]


def _lines(older: Sequence[Flat], newer: Sequence[Flat]) -> Iterator[Line]:
    for what, i, j, k, m in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if what == "equal":
            yield from _whole(SAME, newer[k:m])
        else:
            yield from _replaced(older[i:j], newer[k:m])


def _whole(change: str, lines: Sequence[Flat]) -> Iterator[Line]:
    yield from (Line(is_item, (Piece(change, text),)) for is_item, text in lines)


def _replaced(older: Sequence[Flat], newer: Sequence[Flat]) -> Iterator[Line]:
    """Each line beside the one that it was reworded to; the others went, or are new."""
    for one in older:
        found = next((number for number, other in enumerate(newer) if _reworded(one, other)), None)
        if found is None:
            yield from _whole(REMOVED, [one])
            continue
        yield from _whole(ADDED, newer[:found])
        yield Line(one[0], tuple(_words(one[1], newer[found][1])))
        newer = newer[found + 1 :]
    yield from _whole(ADDED, newer)


def _reworded(older: Flat, newer: Flat) -> bool:
    alike = SequenceMatcher(None, older[1].split(), newer[1].split(), autojunk=False).ratio()
    return older[0] == newer[0] and alike >= STILL_THE_SAME_LINE


def _words(older: str, newer: str) -> Iterator[Piece]:
    before, now = older.split(), newer.split()
    for _, i, j, k, m in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if before[i:j] == now[k:m]:
            yield Piece(SAME, " ".join(now[k:m]))
            continue
        if i < j:
            yield Piece(REMOVED, " ".join(before[i:j]))
        if k < m:
            yield Piece(ADDED, " ".join(now[k:m]))
