"""What do the answers of a return come to? The examples of docs/readiness.md, by hand (R-LARA-1, R-LARA-2)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from readiness.framework import Check, Framework, Question, StageNeeds, Theme
from readiness.scoring import checks_met, score_check, stage_reached

LEVELS = ("None.", "Little.", "Half.", "Most.", "All.")


def question(code: str, theme: str, weight: int, *, first: int = 1, asks: str = "all") -> Question:
    return Question(code, theme, first, weight, f"{code}?", "", "", LEVELS, asks)


CHECK = Check(1, "RA1", "First", "", date(2008, 3, 31), 60, {"a": 70, "b": 25})
LATER = Check(2, "RA2", "Second", "", date(2008, 4, 30), 60, {"a": 70})
LAST = Check(3, "RA3", "Third", "", date(2008, 5, 31), 60, {}, frozenset({"other"}))
TWO = Framework(
    1,
    date(2008, 1, 1),
    "",
    (Theme("a", "A"), Theme("b", "B")),
    (CHECK, LATER, LAST),
    (question("A1", "a", 3), question("A2", "a", 1), question("B1", "b", 2), question("A3", "a", 4, first=2)),
    (
        StageNeeds("early_adopter", "shielding", 1),
        StageNeeds("early_adopter", "early_adopter", 2),
        StageNeeds("other", "shielding", 1),
        StageNeeds("other", "live", 3),
    ),
)


@pytest.mark.parametrize(
    ("answers", "a", "b", "whole", "met", "short"),
    [
        ({"A1": 3, "A2": 2, "B1": 1}, Fraction(11, 16), Fraction(1, 4), Fraction(13, 24), False, ("a",)),
        ({"A1": 3, "A2": 3, "B1": 1}, Fraction(3, 4), Fraction(1, 4), Fraction(14, 24), False, ()),
        ({"A1": 4, "A2": 2, "B1": 1}, Fraction(7, 8), Fraction(1, 4), Fraction(16, 24), True, ()),
        ({"A1": 4, "A2": 4, "B1": 0}, Fraction(1), Fraction(0), Fraction(16, 24), False, ("b",)),
        ({"A1": 4, "A2": 4}, Fraction(1), Fraction(0), Fraction(16, 24), False, ("b",)),
    ],
)
def test_a_check_comes_to_what_is_computed_by_hand(
    answers: dict[str, int], a: Fraction, b: Fraction, whole: Fraction, met: bool, short: tuple[str, ...]
) -> None:
    result = score_check(TWO, CHECK, answers, kind="authority")

    assert (result.themes["a"].reached, result.themes["b"].reached, result.overall.reached) == (a, b, whole)
    assert (result.met, result.short) == (met, short)


def test_what_is_not_answered_keeps_a_check_from_being_met_whatever_the_figures() -> None:
    lenient = replace(CHECK, overall=0, themes={})
    assert score_check(TWO, lenient, {"A1": 0, "A2": 0, "B1": 0}, kind="authority").met
    result = score_check(TWO, lenient, {"A1": 4, "A2": 4}, kind="authority")
    assert (result.met, result.unanswered) == (False, ("B1",))


@pytest.mark.parametrize(("threshold", "met"), [(87, True), (88, False)])
def test_a_threshold_is_met_exactly_and_what_is_shown_is_never_rounded_up(threshold: int, met: bool) -> None:
    needs = replace(CHECK, overall=0, themes={"a": threshold})
    result = score_check(TWO, needs, {"A1": 4, "A2": 2, "B1": 0}, kind="authority")
    assert (result.themes["a"].percent, result.met) == (87, met)
    whole = replace(CHECK, overall=50, themes={})
    assert score_check(TWO, whole, {"A1": 4, "A2": 0, "B1": 0}, kind="authority").met


def test_a_later_check_asks_what_the_earlier_ones_asked_and_more() -> None:
    answers = {"A1": 4, "A2": 4, "B1": 4, "A3": 1}
    assert score_check(TWO, LATER, answers, kind="authority").themes["a"].reached == Fraction(20, 32)
    assert "A3" not in score_check(TWO, CHECK, {}, kind="authority").unanswered


def test_a_question_for_authorities_is_not_asked_of_a_partner() -> None:
    framework = replace(TWO, questions=(*TWO.questions[:2], question("B1", "b", 2, asks="authorities")))
    result = score_check(framework, CHECK, {"A1": 4, "A2": 4}, kind="national_partner")
    assert (set(result.themes), result.overall.reached, result.met) == ({"a"}, Fraction(1), True)
    assert not score_check(framework, CHECK, {"A1": 4, "A2": 4}, kind="authority").met


@pytest.mark.parametrize("level", [-1, 5])
def test_there_is_no_such_level(level: int) -> None:
    with pytest.raises(ValueError, match="A1"):
        score_check(TWO, CHECK, {"A1": level}, kind="authority")


FULL = {"A1": 4, "A2": 4, "B1": 4, "A3": 4}


@pytest.mark.parametrize(
    ("answers", "track", "met", "stage"),
    [
        ({}, "early_adopter", 0, None),
        ({**FULL, "A3": 0}, "early_adopter", 1, "shielding"),
        (FULL, "early_adopter", 2, "early_adopter"),
        (FULL, "other", 3, "live"),
        ({**FULL, "B1": 0}, "other", 0, None),
    ],
)
def test_a_stage_is_reached_by_every_check_up_to_its_own(
    answers: dict[str, int], track: str, met: int, stage: str | None
) -> None:
    """The second check asks less of B than the first: it does not make up for it."""
    assert checks_met(TWO, answers, track=track, kind="authority") == met
    assert stage_reached(TWO, answers, track=track, kind="authority") == stage
