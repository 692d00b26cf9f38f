"""Does the search find what people look for, and help with what they mistype? (R-LARA-8)"""

from datetime import date

import pytest

from readiness.guidance.library import shelf
from readiness.guidance.searching import Found, search, words_of

EVERYTHING = shelf(signed_in=True, on=date(2026, 11, 29)).in_force()


def found(asked: str) -> Found:
    return search(asked, EVERYTHING)


@pytest.mark.parametrize(
    ("asked", "slug", "anchor"),
    [
        ("shielding urgent", "shielding", "urgent"),
        ("What may never be held?", "section-12", "never"),
        ("start-up list", "shielding-teams", "start-up"),
        ("XLSX", "feeds", "formats"),
        ("locked out at night", "safe-use", "locked-out"),
        ("clearances ended", "clearance", "ended"),
    ],
)
def test_the_best_document_comes_first_and_leads_to_its_section(asked: str, slug: str, anchor: str) -> None:
    """R-LARA-8: titles and headings count more than text."""
    best = found(asked).hits[0]
    assert (best.document.slug, best.section.anchor) == (slug, anchor)


def test_who_has_more_of_the_words_comes_first() -> None:
    both = found("refuges deputies").hits
    assert both[0].document.slug == "shielding-teams"


def test_a_word_with_a_mistake_is_set_right_when_nothing_has_it() -> None:
    nothing = found("sheilding")
    assert nothing.hits == ()
    assert nothing.unknown == ("sheilding",)
    assert nothing.meant[0] == "shielding"


def test_a_mistake_beside_a_right_word_is_named_and_the_rest_is_found() -> None:
    some = found("clearence trial")
    assert some.hits[0].document.slug == "feeds"
    assert (some.unknown, some.meant[0]) == (("clearence",), "clearance")


def test_little_words_numbers_and_what_is_too_long_count_for_nothing() -> None:
    assert words_of("What is the M14 5RG of 2009? " + "x" * 31) == []
    assert found("what is the") == Found(())
    assert words_of("Feeds, FEEDS and feeds") == ["feeds"]


def test_a_short_word_is_no_beginning_of_another() -> None:
    assert found("cas").unknown == ("cas",)


def test_an_excerpt_ends_with_a_whole_word() -> None:
    for hit in found("team").hits:
        assert len(hit.excerpt) <= 202
        assert hit.excerpt.removesuffix(" …") in " ".join(hit.section.sentences)
