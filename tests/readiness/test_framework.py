"""Is the first framework one that a programme director could use? (R-LARA-1, R-LARA-2)"""

from dataclasses import replace
from pathlib import Path

import pytest

from accounts.models import Kind, Stage, Track
from readiness.framework import Check, Framework, Question, UnusableFramework, read_framework, refuse_unusable
from readiness.load_reference import FOLDER
from readiness.scoring import score_check, stage_reached

FIRST = FOLDER / "framework_1.toml"


@pytest.fixture(scope="module")
def first() -> Framework:
    return read_framework(FIRST)


def everywhere(framework: Framework, level: int) -> dict[str, int]:
    return dict.fromkeys(framework.by_code, level)


def test_nine_checks_lead_early_adopters_to_deployment_and_the_others_have_one_more(first: Framework) -> None:
    assert [len(first.checks_of(track)) for track in (Track.EARLY_ADOPTER, Track.OTHER)] == [9, 10]
    needs = {(one.track, one.stage): one.checks for one in first.stages}
    assert needs["early_adopter", "early_adopter"] == 9
    assert needs["other", "live"] == 10


def test_every_theme_of_the_rules_is_there_and_asked(first: Framework) -> None:
    assert len(first.themes) == 9
    assert {one.theme for one in first.questions} == {theme.code for theme in first.themes}


def test_thresholds_and_dates_never_fall_from_one_check_to_the_next(first: Framework) -> None:
    for before, after in zip(first.checks, first.checks[1:], strict=False):
        assert before.due < after.due
        assert before.overall <= after.overall
        assert all(threshold <= after.themes[theme] for theme, threshold in before.themes.items())


def test_each_level_of_a_question_says_something_else(first: Framework) -> None:
    for one in first.questions:
        assert len(set(one.levels)) == 5, one.code
        assert one.text.endswith("?"), one.code
        assert all(words.endswith((".", "?")) for words in (*one.levels, one.guidance, one.evidence)), one.code


@pytest.mark.parametrize(
    ("level", "kind", "track", "stage"),
    [
        (0, Kind.AUTHORITY, Track.OTHER, None),
        (2, Kind.AUTHORITY, Track.OTHER, None),
        (3, Kind.AUTHORITY, Track.OTHER, Stage.SHIELDING),
        (3, Kind.NATIONAL_PARTNER, Track.OTHER, Stage.MANAGEMENT_TEAM),
        (3, Kind.AUTHORITY, Track.EARLY_ADOPTER, Stage.SHIELDING),
        (4, Kind.AUTHORITY, Track.OTHER, Stage.LIVE),
        (4, Kind.NATIONAL_PARTNER, Track.EARLY_ADOPTER, Stage.LIVE),
    ],
)
def test_the_same_level_everywhere_leads_so_far(
    level: int, kind: Kind, track: Track, stage: Stage | None, first: Framework
) -> None:
    """Good throughout is not enough to go on from shielding: shielding itself has to be better than that."""
    assert stage_reached(first, everywhere(first, level), track=track, kind=kind) == stage


def test_a_partner_is_asked_nothing_about_shielding(first: Framework) -> None:
    result = score_check(first, first.checks[-1], {}, kind=Kind.NATIONAL_PARTNER)
    assert "shielding" not in result.themes


def no_level(one: Question) -> Question:
    return replace(one, levels=one.levels[:4])


def far_theme(one: Check) -> Check:
    return replace(one, themes={"audit": 50})


def test_a_framework_that_contradicts_itself_is_refused(first: Framework, tmp_path: Path) -> None:
    question, *questions = first.questions
    check, *checks = first.checks
    broken = [
        (replace(first, questions=(no_level(question), *questions)), "GOV1: describe each of the levels"),
        (replace(first, questions=(replace(question, theme="none"), *questions)), "no theme none"),
        (replace(first, questions=(replace(question, weight=0), *questions)), "GOV1: its weight"),
        (replace(first, questions=(question, question, *questions)), "one code"),
        (replace(first, checks=(far_theme(check), *checks)), "RA1 has a threshold and no question for audit"),
        (replace(first, checks=(replace(check, overall=101), *checks)), "0 to 100"),
        (replace(first, checks=tuple(checks)), "numbered from 1"),
        (replace(first, stages=(replace(first.stages[0], checks=11),)), "No track has"),
    ]
    for framework, words in broken:
        with pytest.raises(UnusableFramework, match=words):
            refuse_unusable(framework)
