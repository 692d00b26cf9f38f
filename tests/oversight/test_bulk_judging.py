"""Many accesses drawn at random are expected with one reason, each in the log; nothing else is (R-AUDIT-3)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.models import Event
from oversight.bulk_judging import judge_together, to_judge_together
from oversight.judging import ask, judge, words_of
from oversight.models import Review, ReviewItem, Verdict
from oversight.reviewing import progress
from oversight.statement import statement_of
from oversight.statement import words_of as words_of_statement
from registry.ties import Tie
from tests import people
from tests.oversight.looking import NOON, WORK, drawn, look
from tests.oversight.test_review_pages import signed_in, text

pytestmark = pytest.mark.django_db
AT = timezone.now() + timedelta(hours=1)


@pytest.fixture
def audrey() -> Practitioner:
    return people.person("Audrey", "auditor")


@pytest.fixture
def review(audrey: Practitioner) -> Review:
    """Three drawn at random, one hard to explain."""
    pat = people.social_worker()
    for number in range(50):
        look(pat, f"{number:010}", WORK, at=NOON + timedelta(hours=number))
    look(pat, "1234567890", Tie.HOME)
    return drawn(pat)


def test_each_is_judged_and_in_the_log_with_the_one_reason(review: Review, audrey: Practitioner) -> None:
    those = [item.pk for item in to_judge_together(review.pk, by=audrey, at=AT)]
    assert judge_together(review.pk, those, words="Cases of the team", by=audrey, at=AT) == 3
    assert Event.objects.filter(verb="review.judged", because="in_order").count() == 3
    judged = ReviewItem.objects.exclude(verdict="")
    assert {words_of(item, "words") for item in judged} == {"Cases of the team"}


def test_what_is_hard_to_explain_or_already_judged_cannot_be_slipped_in(review: Review, audrey: Practitioner) -> None:
    hard = review.items.get(kind="ranked")
    those = [item.pk for item in to_judge_together(review.pk, by=audrey, at=AT)]
    assert hard.pk not in those
    for wrong in ([*those, hard.pk], [uuid4()], []):
        with pytest.raises(NotDone):
            judge_together(review.pk, wrong, words="All fine", by=audrey, at=AT)
    judge(those[0], Verdict.IN_ORDER, words="", by=audrey, at=AT)
    with pytest.raises(NotDone):
        judge_together(review.pk, those, words="All fine", by=audrey, at=AT)
    assert ReviewItem.objects.exclude(verdict="").count() == 1


def test_there_is_no_judging_together_without_a_reason(review: Review, audrey: Practitioner) -> None:
    those = [item.pk for item in to_judge_together(review.pk, by=audrey, at=AT)]
    with pytest.raises(NotDone, match="Enter why"):
        judge_together(review.pk, those, words="  ", by=audrey, at=AT)


def test_what_somebody_was_asked_about_waits_for_the_answer(review: Review, audrey: Practitioner) -> None:
    one = to_judge_together(review.pk, by=audrey, at=AT)[0]
    ask(one.pk, by=audrey, at=AT)
    assert one.pk not in {item.pk for item in to_judge_together(review.pk, by=audrey, at=AT)}


def test_another_organisations_review_is_not_there(review: Review) -> None:
    mona = people.person("Mona", "auditor", where=people.manchester())
    with pytest.raises(NotYours):
        to_judge_together(review.pk, by=mona, at=AT)
    with pytest.raises(NotYours):
        statement_of(review.pk, by=mona, at=AT)


def test_by_the_page_boxes_are_ticked_and_one_reason_is_given(review: Review, audrey: Practitioner) -> None:
    client, where = signed_in(audrey), reverse("judge_together", args=[review.pk])
    wrong = client.post(where, {})
    assert (wrong.status_code, "Select at least one access" in text(wrong)) == (422, True)
    those = [str(item.pk) for item in to_judge_together(review.pk, by=audrey, at=AT)]
    assert client.post(where, {"items": those, "words": "Cases of the team"}).status_code == 303
    assert "None is left" in text(client.get(where))
    hard = str(review.items.get(kind="ranked").pk)
    assert client.post(where, {"items": [hard], "words": "Fine"}).status_code == 422


def test_the_statement_is_a_pdf_for_screen_readers_with_numbers_and_no_names(
    review: Review, audrey: Practitioner
) -> None:
    those = [item.pk for item in to_judge_together(review.pk, by=audrey, at=AT)]
    judge_together(review.pk, those, words="Cases of the team", by=audrey, at=AT)
    file = signed_in(audrey).get(reverse("review_statement", args=[review.pk]))
    assert file.headers["Content-Type"] == "application/pdf"
    body = file.content
    assert body.startswith(b"%PDF")
    assert b"/MarkInfo" in body or b"pdfuaid" in body
    said = words_of_statement(progress(Review.objects.filter(pk=review.pk))[0], at=AT)
    assert said["tables"][1]["rows"] == [
        ["Expected", "3"],
        ["Explained after asking", "0"],
        ["Referred", "0"],
        ["Not judged", "1"],
    ]
    assert "Pat" not in str(said)
    assert Event.objects.filter(verb="review.statement_made").count() == 1
