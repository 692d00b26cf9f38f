"""Does the national team change the framework together, and does nobody notice before its day? (R-LARA-1)"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.access import Refused
from accounts.models import Practitioner
from accounts.notices import notices_of
from audit.models import Event
from contactpoint.pages.dates import day_in_words
from readiness.editing import drafts, publishing
from readiness.editing.differing import ANEW, differences
from readiness.editing.drafts import NoDraft, NotChanged, draft_for
from readiness.framework import AUTHORITIES, Question, Theme, as_said, framework_from
from readiness.in_force import FIRST, NoVersion, framework, framework_on, published
from readiness.models import FrameworkVersion
from tests.readiness.returns import NOW, lead, national
from tests.readiness.versions import GOV1, STARTS, ask, gate, lower_the_bar, mark, proposed, reworded
from tests.readiness.versions import published as publish_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def nat() -> Practitioner:
    return national("Nat", at=NOW)


def now_said() -> dict[str, tuple[str, ...]]:
    """What the draft changes, by what it is about."""
    draft = draft_for(by=national("Nat", at=NOW), at=NOW)
    return {one.about: one.sentences for one in differences(framework(FIRST), draft.framework)}


def test_what_is_kept_reads_as_the_file_does() -> None:
    first = framework(FIRST)
    head = {"version": first.version, "effective_from": first.effective_from, "changes": first.changes}
    assert framework_from({**as_said(first), **head}) == first


def test_there_is_one_draft_a_copy_of_the_newest_version(nat: Practitioner) -> None:
    """R-LARA-1."""
    one = drafts.begin(by=nat, at=NOW)
    assert (one.version, one.effective_from) == (2, STARTS)
    assert drafts.begin(by=national("Nina", at=NOW), at=NOW) == one
    assert differences(framework(FIRST), one.framework) == []
    assert Event.objects.filter(verb="framework.begun").count() == 1


@pytest.mark.parametrize(
    "act",
    [
        drafts.begin,
        drafts.draft_for,
        drafts.discard,
        publishing.take_back,
        lambda **who: drafts.change_check(1, gate(1), seen=mark(1), **who),
        lambda **who: drafts.change_question(GOV1, seen=mark("GOV1"), **who),
        lambda **who: drafts.withdraw_question("GOV1", seen=mark("GOV1"), **who),
        lambda **who: drafts.change_theme(Theme("audit", "Audit"), seen=mark("audit"), **who),
        lambda **who: drafts.remove_theme("audit", seen=mark("audit"), **who),
        lambda **who: publishing.propose(effective_from=STARTS, changes="Less", **who),
        lambda **who: publishing.publish(seen="", **who),
    ],
)
def test_nobody_but_the_national_team_changes_it(act: Callable[..., Any], nat: Practitioner) -> None:
    """R-LARA-1."""
    drafts.begin(by=nat, at=NOW)
    with pytest.raises(Refused):
        act(by=lead(at=NOW), at=NOW)


def test_each_change_is_said_in_words(nat: Practitioner) -> None:
    """R-LARA-1: what differs, of checks, questions and themes."""
    drafts.begin(by=nat, at=NOW)
    drafts.change_check(1, gate(1, due=date(2008, 4, 10), overall=20, themes={}), seen=mark(1), by=nat, at=NOW)
    ask(replace(reworded(), weight=5, asks=AUTHORITIES, first_check=2))()
    drafts.withdraw_question("GOV2", seen=mark("GOV2"), by=nat, at=NOW)
    drafts.change_theme(Theme("audit", "Audit and review"), seen=mark("audit"), by=nat, at=NOW)
    said = now_said()
    assert said["RA1: Mobilised"] == (
        "Due on 10 April 2008 instead of 31 March 2008.",
        "Needs 20% of the whole instead of 25%.",
        "Governance and project management: needs nothing instead of 50%.",
    )
    assert said[f"GOV1: {GOV1.text}"] == (
        f"Its weight is 5 instead of {GOV1.weight}.",
        "Asked from check 2 on instead of 1.",
        "Asks authorities alone instead of everybody.",
        f"Level 4 reads “The board itself leads it.” instead of “{GOV1.levels[4]}”.",
        ANEW,
    )
    assert said[f"GOV2: {framework(FIRST).by_code['GOV2'].text}"] == ("Not asked any more.",)
    assert said["Audit and review"] == ("Called Audit and review instead of Audit and misuse.",)
    assert Event.objects.filter(verb="framework.changed").count() == 4


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda who: drafts.change_check(1, gate(1, themes={"audit": 50}), seen=mark(1), **who),
            "RA1 has a threshold and no",
        ),
        (lambda who: drafts.change_check(1, gate(1, overall=101), seen=mark(1), **who), "0 to 100 per cent"),
        (
            lambda who: drafts.change_check(1, gate(1, due=date(2008, 4, 30)), seen=mark(1), **who),
            "RA2 must be due after RA1",
        ),
        (lambda who: drafts.change_question(replace(GOV1, weight=0), seen=mark("GOV1"), **who), "GOV1: its weight"),
        (
            lambda who: drafts.change_question(replace(GOV1, levels=("",) * 5), seen=mark("GOV1"), **who),
            "describe each",
        ),
        (lambda who: drafts.remove_theme("audit", seen=mark("audit"), **who), "there is no theme audit"),
    ],
)
def test_what_could_not_be_used_is_refused_with_words(
    edit: Callable[[dict[str, Any]], None], words: str, nat: Practitioner
) -> None:
    """R-LARA-1: the draft stays as it was."""
    drafts.begin(by=nat, at=NOW)
    with pytest.raises(NotChanged, match=words):
        edit({"by": nat, "at": NOW})
    assert now_said() == {}


def test_a_check_that_would_ask_nothing_is_refused(nat: Practitioner) -> None:
    drafts.begin(by=nat, at=NOW)
    drafts.change_check(1, gate(1, themes={}), seen=mark(1), by=nat, at=NOW)
    first = [one for one in framework(FIRST).questions if one.first_check == 1]
    for one in first[:-1]:
        drafts.withdraw_question(one.code, seen=mark(one.code), by=nat, at=NOW)
    with pytest.raises(NotChanged, match="RA1 asks national partners nothing"):
        drafts.withdraw_question(first[-1].code, seen=mark(first[-1].code), by=nat, at=NOW)


def test_a_code_is_never_given_twice_even_after_the_question_is_withdrawn(nat: Practitioner) -> None:
    """R-LARA-1: answers are carried over by it."""
    drafts.begin(by=nat, at=NOW)
    codes = [one.code for one in framework(FIRST).questions if one.theme == "governance"]
    drafts.withdraw_question(codes[-1], seen=mark(codes[-1]), by=nat, at=NOW)
    assert added("governance") == f"GOV{len(codes) + 1}"
    for title in ("Audit", "Money!"):
        drafts.add_theme(title, by=nat, at=NOW)
    assert [theme.code for theme in draft_for(by=nat, at=NOW).framework.themes][-2:] == ["audit-2", "money"]
    assert [added("money"), added("money")] == ["MON1", "MON2"]
    for code in ("MON1", "MON2"):
        drafts.withdraw_question(code, seen=mark(code), by=nat, at=NOW)
    drafts.remove_theme("money", seen=mark("money"), by=nat, at=NOW)
    assert "Money!" not in now_said()


def added(theme: str) -> str:
    """The code of a question that is added to it."""
    made: list[str] = []

    def build(code: str) -> Question:
        made.append(code)
        return replace(GOV1, code=code, theme=theme)

    drafts.add_question(theme, build, by=national("Nat", at=NOW), at=NOW)
    return made[0]


def test_one_proposes_and_another_publishes() -> None:
    """R-LARA-1, as every decision (R-LARA-4): who proposed it cannot publish it."""
    one = proposed()
    rita = lead(at=NOW)
    seen, proposer = publishing.proposal(one), one.proposed_by
    assert proposer is not None
    with pytest.raises(NotChanged, match="another person publishes"):
        publishing.publish(seen=seen, by=proposer, at=NOW)
    made = publishing.publish(seen=seen, by=national("Nina", at=NOW), at=NOW)
    assert (made.version, made.changes, published()[0].checks[0].overall) == (2, "A lower bar.", 20)
    assert [*Event.objects.filter(verb__startswith="framework.").order_by("pk").values_list("verb", flat=True)] == [
        "framework.begun",
        "framework.changed",
        "framework.proposed",
        "framework.published",
    ]
    start = day_in_words(made.effective_from)
    assert [notice.words for notice in notices_of(rita)] == [
        f"A new version of the Readiness Assessment is published: it is asked from {start}"
    ]


def test_what_is_proposed_is_not_changed_and_what_was_proposed_anew_is_read_again(nat: Practitioner) -> None:
    one = proposed()
    with pytest.raises(NotChanged, match="take it back"):
        drafts.withdraw_question("GOV2", seen=mark("GOV2"), by=nat, at=NOW)
    with pytest.raises(NotChanged, match="take it back"):
        drafts.discard(by=nat, at=NOW)
    later = NOW + timedelta(seconds=1)
    publishing.take_back(by=nat, at=later)
    publishing.propose(effective_from=STARTS, changes="Another bar.", by=nat, at=later)
    with pytest.raises(NotChanged, match="proposed anew"):
        publishing.publish(seen=publishing.proposal(one), by=national("Nina", at=NOW), at=later)


def test_it_starts_with_a_month_to_come(nat: Practitioner) -> None:
    drafts.begin(by=nat, at=NOW)
    with pytest.raises(NotChanged, match="Nothing is changed yet"):
        publishing.propose(effective_from=STARTS, changes="Nothing", by=nat, at=NOW)
    lower_the_bar()
    for day in (STARTS - relativedelta(months=1), STARTS + timedelta(days=1)):
        with pytest.raises(NotChanged, match="a month to come"):
            publishing.propose(effective_from=day, changes="Less", by=nat, at=NOW)
    publishing.propose(effective_from=STARTS, changes="Less", by=nat, at=NOW)
    too_late = NOW + relativedelta(months=1)
    seen = publishing.proposal(draft_for(by=nat, at=NOW))
    with pytest.raises(NotChanged, match="a month to come"):
        publishing.publish(seen=seen, by=national("Nina", at=NOW), at=too_late)


def test_a_third_version_never_starts_before_the_second(nat: Practitioner) -> None:
    publish_version(starts=STARTS + relativedelta(months=2))
    draft = drafts.begin(by=nat, at=NOW)
    assert draft.version == 3
    assert draft.framework.checks[0].overall == 20
    assert publishing.months_to_start(draft, at=NOW)[0] == STARTS + relativedelta(months=2)


def test_another_process_knows_of_a_publication_at_its_next_question() -> None:
    """R-LARA-1: nothing is cleared; which version is in force is not kept in memory."""
    assert framework_on(STARTS).version == 1
    with pytest.raises(NoVersion):
        framework(2)
    publish_version()
    assert [framework_on(day).version for day in (STARTS - timedelta(days=1), STARTS)] == [1, 2]
    assert framework(2).checks[0].overall == 20
    assert framework().version == 1


def test_a_publication_that_is_rolled_back_leaves_nothing_behind() -> None:
    with transaction.atomic():
        publish_version()
        assert framework(2).checks[0].overall == 20
        transaction.set_rollback(True)
    publish_version(ask(reworded()))
    assert framework(2).checks[0].overall == 25


def test_two_versions_are_never_in_the_making_at_once(nat: Practitioner) -> None:
    """R-LARA-1: the database refuses the second."""
    first = drafts.begin(by=nat, at=NOW)
    more = {"content": first.content, "effective_from": STARTS, "made_by": nat, "made_at": NOW}
    with pytest.raises(IntegrityError, match="one_framework_in_the_making"), transaction.atomic():
        FrameworkVersion.objects.create(version=3, **more)


@pytest.mark.parametrize("change", ["content = '{}'", "effective_from = '2008-01-01'", "state = 'draft'"])
def test_a_published_version_is_never_changed(change: str) -> None:
    """R-LARA-1: returns were answered on it."""
    publish_version()
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE readiness_frameworkversion SET {change} WHERE version = 2")
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        FrameworkVersion.objects.filter(version=2).delete()


def test_a_draft_can_be_discarded(nat: Practitioner) -> None:
    drafts.begin(by=nat, at=NOW)
    drafts.discard(by=nat, at=NOW)
    with pytest.raises(NoDraft):
        draft_for(by=nat, at=NOW)
