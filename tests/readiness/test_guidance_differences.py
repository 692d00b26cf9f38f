"""What differs between two versions, word by word? (R-LARA-8)"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from readiness.guidance.differences import ADDED, REMOVED, SAME, Line, Piece, differences
from readiness.guidance.documents import Block, Items, Section
from readiness.guidance.library import read_library

ONE = next(one for one in read_library() if one.slug == "shielding")
A, B = "Ask the team by day.", "Ask the team by day or by night."
texts = st.text("ab ", min_size=1, max_size=8).map(lambda text: " ".join(text.split()) or "a")
bodies = st.lists(texts | st.lists(texts, min_size=1, max_size=3).map(Items), min_size=1, max_size=4).map(tuple)


def lines(before: tuple[Block, ...], now: tuple[Block, ...]) -> tuple[Line, ...]:
    older = replace(ONE, sections=(Section("a", "A?", before),))
    (found,) = differences(older, replace(ONE, sections=(Section("a", "A?", now),))).sections or (None,)
    return found.lines if found else ()


def test_a_reworded_line_says_which_words_came_and_went() -> None:
    (line,) = lines((A,), (B,))
    assert line.pieces == (
        Piece(SAME, "Ask the team by"),
        Piece(REMOVED, "day."),
        Piece(ADDED, "day or by night."),
    )


def test_a_line_that_has_nothing_in_common_was_replaced_and_not_reworded() -> None:
    gone, new = lines(("One officer decides.",), ("Names are hidden.",))
    assert [line.pieces[0].change for line in (gone, new)] == [REMOVED, ADDED]


def test_a_paragraph_that_became_an_item_of_a_list_is_a_change() -> None:
    found = lines((A,), (Items([A]),))
    assert [(line.is_item, line.pieces[0].change) for line in found] == [(False, REMOVED), (True, ADDED)]


def test_sections_are_known_again_by_their_anchors_wherever_they_stand() -> None:
    first, second, third = (Section(anchor, f"{anchor}?", (A,)) for anchor in "abc")
    older = replace(ONE, title="Old?", sections=(first, second))
    found = differences(older, replace(ONE, title="New?", sections=(third, replace(first, heading="z?"))))
    assert found.title == (Piece(REMOVED, "Old?"), Piece(ADDED, "New?"))
    assert [one.heading for one in found.sections] == [
        (Piece(ADDED, "c?"),),
        (Piece(REMOVED, "a?"), Piece(ADDED, "z?")),
        (Piece(REMOVED, "b?"),),
    ]
    assert found.unchanged == ()


def test_a_version_does_not_differ_from_itself() -> None:
    found = differences(ONE, ONE)
    assert found.sections == ()
    assert found.unchanged == tuple(section.heading for section in ONE.sections)


Flat = list[tuple[bool, str]]


def flat(body: tuple[Block, ...]) -> Flat:
    """Each line, and whether it is an item of a list."""
    return [
        (not isinstance(block, str), text) for block in body for text in ([block] if isinstance(block, str) else block)
    ]


def told(found: tuple[Line, ...], leaving_out: str) -> Flat:
    """One of the two versions again, from what differs."""
    kept = [(line.is_item, [p.text for p in line.pieces if p.change != leaving_out]) for line in found]
    return [(is_item, " ".join(texts)) for is_item, texts in kept if texts]


@given(bodies, bodies)
def test_both_versions_can_be_read_from_what_differs(before: tuple[Block, ...], now: tuple[Block, ...]) -> None:
    if found := lines(before, now):
        assert told(found, ADDED) == flat(before)
        assert told(found, REMOVED) == flat(now)
    else:
        assert flat(before) == flat(now)
