"""What becomes of returns and answers when another version of the framework comes? (R-LARA-1)"""

from dataclasses import replace
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Stage
from readiness import returning
from readiness.editing import drafts
from readiness.editing.moving import Reach, moves
from readiness.framework import AUTHORITIES
from readiness.in_force import FIRST, framework
from readiness.models import Return
from readiness.returning import AskedAnew
from tests import people
from tests.readiness.returns import NEXT_MONTH, NOW, accepted, derby, lead, national, submitted
from tests.readiness.test_return_pages import signed_in
from tests.readiness.versions import GOV1, STARTS, ask, gate, mark, noon, published, reworded

pytestmark = pytest.mark.django_db


def test_a_return_asks_by_the_version_in_force_when_it_is_begun_and_stays_on_it() -> None:
    """R-LARA-1."""
    rita = lead(at=NOW)
    begun = returning.begin(by=rita, at=NOW)
    published(ask(replace(GOV1, weight=9)))
    assert returning.framework_of(Return.objects.get(pk=begun.pk)).version == 1
    later = returning.begin(by=rita, at=noon(STARTS))
    assert returning.framework_of(later).by_code["GOV1"].weight == 9
    assert returning.framework_of(Return.objects.get(pk=begun.pk)).by_code["GOV1"].weight == GOV1.weight


def test_no_change_carries_an_answer_over_where_the_question_and_its_levels_are_the_same() -> None:
    """R-LARA-1: a new weight or other guidance changes nothing about what was answered."""
    submitted(at=NOW, level=3)
    published(ask(replace(GOV1, weight=9, guidance="Ask the board.")))
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NEXT_MONTH)
    assert one.framework == 2
    returning.keep_as_before(one.pk, "GOV1", by=rita, at=NEXT_MONTH)
    assert one.answers.get().level == 3


@pytest.mark.parametrize("changed", [reworded(), replace(GOV1, text="Who answers to the board?")])
def test_an_answer_is_given_anew_where_the_question_or_a_level_has_changed(changed: object) -> None:
    """R-LARA-1: last month's is shown, in the words of last month."""
    submitted(at=NOW, level=4)
    published(ask(changed))  # type: ignore[arg-type]
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NEXT_MONTH)
    with pytest.raises(AskedAnew):
        returning.keep_as_before(one.pk, "GOV1", by=rita, at=NEXT_MONTH)
    assert not one.answers.exists()
    client = signed_in(rita)
    page = client.get(reverse("answer_question", args=[one.pk, "GOV1"])).content.decode()
    assert f"4: {GOV1.levels[4]}" in page
    assert "it has to be answered anew" in page
    assert "No change" not in page
    sent = client.post(reverse("answer_question", args=[one.pk, "GOV1"]), {"as_before": "yes"}, follow=True)
    assert "Answer it anew" in sent.content.decode()
    assert "No change" in client.get(reverse("answer_question", args=[one.pk, "GOV2"])).content.decode()


def test_a_new_question_has_no_answer_of_last_month_and_a_withdrawn_one_is_not_asked() -> None:
    submitted(at=NOW, level=3)
    nat = national("Nat", at=NOW)
    withdraw = partial(drafts.withdraw_question, "GOV2", by=nat, at=NOW)
    published(ask(replace(GOV1, code="GOV8")), lambda: withdraw(seen=mark("GOV2")))
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NEXT_MONTH)
    assert signed_in(rita).get(reverse("answer_question", args=[one.pk, "GOV2"])).status_code == 404
    page = signed_in(rita).get(reverse("answer_question", args=[one.pk, "GOV8"])).content.decode()
    assert "Your answer of" not in page
    with pytest.raises(returning.NoReturn):
        returning.keep_as_before(one.pk, "GOV8", by=rita, at=NEXT_MONTH)


def test_the_preview_says_exactly_whom_a_draft_would_move() -> None:
    """R-LARA-1. Level 3 is 75%: Derby meets RA1 to RA7, which is shielding. Level 4 meets all.

    RA6 asks for 80% of the whole then, so Derby meets RA5 and has no stage. A new question
    of RA10, for authorities, is not answered: Manchester meets RA9, which is the management team's stage.
    """
    accepted(at=NOW, level=3)
    accepted(at=NOW, level=4, where=people.manchester())
    accepted(at=NOW, level=4, where=people.barnardos())
    nat = national("Nat", at=NOW)
    draft = drafts.begin(by=nat, at=NOW)
    drafts.change_check(6, gate(6, overall=80), seen=mark(6), by=nat, at=NOW)
    ask(replace(GOV1, code="GOV8", first_check=10, asks=AUTHORITIES))()
    draft.refresh_from_db()
    found = moves(framework(FIRST), draft.framework)
    assert {one.organisation.name: (one.before, one.after) for one in found.asked} == {
        "Derby": (Reach(7, Stage.SHIELDING), Reach(5, Stage.PREPARING)),
        "Barnardo's": (Reach(10, Stage.LIVE), Reach(10, Stage.LIVE)),
        "Manchester": (Reach(10, Stage.LIVE), Reach(9, Stage.MANAGEMENT_TEAM)),
    }
    assert [one.organisation.name for one in found.moved] == ["Derby", "Manchester"]
    assert (found.fewer, found.more, len(found.lost), len(found.gained)) == (2, 0, 2, 0)
    back = moves(draft.framework, framework(FIRST))
    assert (back.fewer, back.more, len(back.lost), len(back.gained)) == (0, 2, 0, 2)
    page = signed_in(nat).get(reverse("framework_moves")).content.decode()
    assert "Would not reach shielding any more" in page
    assert "A new question counts as not answered" in page
    assert reverse("view_area", args=[derby().pk]) in page


def test_the_preview_asks_as_often_for_many_as_for_one() -> None:
    """R-LARA-1: and of each organisation its newest accepted return alone."""
    counts = []
    first = framework(FIRST)
    for where in (derby(), people.manchester(), people.barnardos()):
        accepted(at=NOW, level=2, where=where)
        accepted(at=NEXT_MONTH, level=4, where=where)
        with CaptureQueriesContext(connection) as made:
            found = moves(first, first)
        counts.append(len(made))
    assert counts == [2, 2, 2]
    assert {one.before.met for one in found.asked} == {10}
    assert found.moved == []
