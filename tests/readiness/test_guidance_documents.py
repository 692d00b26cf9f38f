"""Is the guidance that comes with the registry usable, and is what is not refused with words? (R-LARA-8)"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from accounts.roles import ROLES
from readiness.framework import Check, Question
from readiness.guidance.documents import (
    KINDS,
    Document,
    Explains,
    Items,
    Section,
    UnusableDocument,
    read_document,
    refuse_unusable,
)
from readiness.guidance.library import GUIDANCE, NoGuidance, read_library, refuse_contradictions, shelf
from readiness.in_force import framework

TODAY = date(2026, 11, 29)
EVERY = read_library()
NEWEST = shelf(signed_in=True, on=TODAY).in_force()
LONGEST_SENTENCE = 20  # words (ux.md 5)
READING_AGE = 12
FIRST = next(one for one in EVERY if (one.slug, one.version) == ("shielding", 1))


def name(document: Document) -> str:
    return f"{document.slug} {document.version}"


def sentences(document: Document) -> list[str]:
    texts = [document.title, document.summary, document.changes]
    for section in document.sections:
        texts += [section.heading, *section.sentences]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.?!:])\s+", text)]


def syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    silent = letters.endswith("e") and not letters.endswith("le")
    return max(1, len(re.findall(r"[aeiouy]+", letters)) - silent)


def reading_age(document: Document) -> float:
    """Flesch and Kincaid's grade, and the age at which a pupil is in it."""
    said = sentences(document)
    words = [word for sentence in said for word in sentence.split()]
    grade = 0.39 * len(words) / len(said) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5


def test_every_kind_of_guidance_is_there_for_everybody_whom_the_rules_name() -> None:
    """R-LARA-8, S-1: legal, technical and operational, for authorities and for local and national partners."""
    assert {one.kind for one in NEWEST} == set(KINDS)
    assert {"authorities", "local_partners", "national_partners"} <= {who for one in NEWEST for who in one.audiences}
    assert {"section-12", "clearance", "shielding", "project"} <= {one.slug for one in NEWEST}
    assert [one for one in NEWEST if one.version > 1]


@pytest.mark.parametrize("document", EVERY, ids=name)
def test_a_document_cites_only_what_the_framework_and_the_registry_have(document: Document) -> None:
    asks, pages = framework(1), set(get_resolver().reverse_dict)
    assert document.serves.questions <= asks.by_code.keys()
    assert document.serves.themes <= {theme.code for theme in asks.themes}
    assert document.serves.checks <= {check.code for check in asks.checks}
    assert document.must_read <= ROLES.keys()
    assert {explained.page for explained in document.explains} <= pages


def test_every_question_and_check_is_served_and_every_role_of_an_area_has_something_to_read() -> None:
    asks, guides = framework(1), shelf(signed_in=True, on=TODAY)
    asked: list[Question | Check] = [*asks.questions, *asks.checks]
    assert [one.code for one in asked if not guides.serving(one)] == []
    assert ROLES.keys() - {role for one in NEWEST for role in one.must_read} == {"national_team", "national_auditor"}


@pytest.mark.parametrize("document", EVERY, ids=name)
def test_no_sentence_has_more_than_20_words_and_a_child_of_12_can_read_it(document: Document) -> None:
    assert [said for said in sentences(document) if len(said.split()) > LONGEST_SENTENCE] == []
    assert reading_age(document) <= READING_AGE


@pytest.mark.parametrize("document", EVERY, ids=name)
def test_what_practitioners_have_to_read_never_speaks_of_shields(document: Document) -> None:
    """ux.md 5: people outside the team read "ask your organisation's ContactPoint team"."""
    if document.must_read & {"practitioner", "override"}:
        assert "shield" not in " ".join(sentences(document)).lower()
        assert "your organisation's ContactPoint team" in " ".join(sentences(document))


def test_the_search_the_shielding_home_the_feeds_and_the_returns_are_explained() -> None:
    guides = shelf(signed_in=True, on=TODAY)
    for page in ("find_child", "shielding_home", "feeds", "list_returns", "view_return", "answer_question"):
        assert guides.explaining(page), page


def test_a_version_is_in_force_from_its_day_on_and_not_before() -> None:
    day = date(2008, 12, 15)
    assert shelf(signed_in=True, on=date(2008, 12, 14)).newest("shielding").version == 1
    assert [one.version for one in shelf(signed_in=True, on=day).versions("shielding")] == [2, 1]
    with pytest.raises(NoGuidance):
        shelf(signed_in=True, on=date(2008, 7, 31)).versions("shielding")


def test_who_is_signed_out_has_the_public_documents_alone() -> None:
    guides = shelf(signed_in=False, on=TODAY)
    assert {one.slug for one in guides.in_force()} == {one.slug for one in NEWEST if one.public}
    with pytest.raises(NoGuidance):
        guides.newest("shielding-teams")
    with pytest.raises(NoGuidance):
        guides.version("shielding", 3)


def section(**more: Any) -> tuple[Section, ...]:
    return (replace(FIRST.sections[0], **more),)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"slug": "Two Words"}, "slug or version"),
        ({"version": 0}, "slug or version"),
        ({"title": "Shielding"}, "question"),
        ({"kind": "poetic"}, "no kind poetic"),
        ({"audiences": ("everybody",)}, "whom is it for"),
        ({"audiences": ()}, "whom is it for"),
        ({"must_read": frozenset({"king"})}, "a role"),
        ({"review_on": FIRST.effective_from}, "looked at again"),
        ({"owner": ""}, "owner"),
        ({"sections": ()}, "says nothing"),
        ({"sections": section(body=())}, "says nothing"),
        ({"sections": section(body=(Items([""]),))}, "says nothing"),
        ({"sections": section(heading="")}, "says nothing"),
        ({"sections": section() * 2}, "one anchor"),
        ({"sections": section(anchor="#x")}, "an anchor cannot be"),
        ({"explains": (Explains("feeds", "nowhere", "About feeds"),)}, "by no section"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(UnusableDocument, match=words):
        refuse_unusable(replace(FIRST, **wrong))


def without_owner(text: str) -> str:
    return text.replace("owner", "keeper", 1)


def without_section(text: str) -> str:
    return text.partition("[[section]]")[0]


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("shielding_1.toml", without_owner, "not known"),
        ("shielding_1.toml", without_section, "missing"),
        ("shielding_2.toml", str, "holds version 1"),
    ],
)
def test_a_file_that_is_not_what_it_is_named_for_is_refused(
    file: str, change: Callable[[str], str], words: str, tmp_path: Path
) -> None:
    text = (GUIDANCE / "shielding_1.toml").read_text("utf-8")
    (tmp_path / file).write_text(change(text), "utf-8")
    with pytest.raises(UnusableDocument, match=words):
        read_document(tmp_path / file)


def test_versions_follow_each_other_and_a_page_is_explained_once() -> None:
    second = replace(FIRST, version=2)
    feeds = (Explains("feeds", "what", "About feeds"),)
    for documents, words in (
        ((second,), "numbered from 1"),
        ((second, FIRST), "come into force after"),
        ((replace(FIRST, explains=feeds), replace(FIRST, slug="other", explains=feeds)), "feeds is explained by"),
    ):
        with pytest.raises(UnusableDocument, match=words):
            refuse_contradictions(documents)


def test_a_review_that_is_late_is_said_to_be() -> None:
    assert FIRST.review_in_words(on=FIRST.review_on) == "31 January 2027"
    assert FIRST.review_in_words(on=date(2027, 2, 1)) == "31 January 2027, which is over"
