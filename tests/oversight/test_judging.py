"""Is each access judged by another person, asked about where that helps, and signed when all is judged? (R-AUDIT-3)"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import Error, transaction
from django.utils import timezone

from accounts.access import NotYours, Refused
from accounts.granting import NotDone
from accounts.models import AccountState, Case, Practitioner
from accounts.roles import give
from audit.models import Event
from oversight.judging import answer, ask, asks, judge, sign_off, words_of
from oversight.models import Review, ReviewItem, Verdict
from oversight.one_item import item_to_read, question_to_read
from oversight.reviewing import in_groups, items_for, one_of, page_of, review_to_read
from registry.models import Child
from registry.ties import Tie
from tests import people
from tests.accounts.signing_in import last_event
from tests.oversight.looking import NOON, WORK, drawn, look, override
from tests.registry import children

pytestmark = pytest.mark.django_db
AT = timezone.now() + timedelta(hours=1)  # everybody of the tests is vetted by now


@pytest.fixture
def pat() -> Practitioner:
    return people.social_worker()


@pytest.fixture
def audrey() -> Practitioner:
    return people.person("Audrey", "auditor", job_title="Auditor")


@pytest.fixture
def nat() -> Practitioner:
    return people.person("Nat", "national_auditor", job_title="National auditor", where=people.national_team())


@pytest.fixture
def hard(pat: Practitioner) -> ReviewItem:
    look(pat, "1234567890", Tie.HOME)
    return drawn(pat).items.get()


@pytest.fixture
def sampled(pat: Practitioner) -> ReviewItem:
    look(pat, "1234567890", WORK)
    return drawn(pat).items.get()


def month_of(item: ReviewItem) -> UUID:
    assert item.review_id
    return item.review_id


def test_an_access_is_judged_once_and_the_log_says_so(audrey: Practitioner, hard: ReviewItem) -> None:
    judge(hard.pk, Verdict.IN_ORDER, words="A home visit next door", by=audrey, at=AT)
    hard.refresh_from_db()
    assert (hard.verdict, hard.judged_by, hard.judged_at) == ("in_order", audrey, AT)
    assert words_of(hard, "words") == "A home visit next door"
    assert b"home visit" not in bytes(hard.words or b"")
    event = last_event("review.judged")
    assert (event.actor, event.child_number, event.because) == (audrey.pk, "1234567890", "in_order")
    with pytest.raises(NotDone, match="already"):
        judge(hard.pk, Verdict.ESCALATED, words="No", by=audrey, at=AT)


@pytest.mark.parametrize("verdict", Verdict.values)
def test_what_is_hard_to_explain_is_never_dismissed_without_a_reason(
    verdict: str, audrey: Practitioner, hard: ReviewItem
) -> None:
    with pytest.raises(NotDone, match="Enter why"):
        judge(hard.pk, Verdict(verdict), words="", by=audrey, at=AT)
    with pytest.raises(Error), transaction.atomic():
        ReviewItem.objects.filter(pk=hard.pk).update(verdict=verdict, judged_by=audrey, judged_at=AT)


def test_what_was_drawn_at_random_may_be_expected_without_more_words(audrey: Practitioner, sampled: ReviewItem) -> None:
    judge(sampled.pk, Verdict.IN_ORDER, words="", by=audrey, at=AT)
    assert ReviewItem.objects.get().verdict == "in_order"


def test_a_referral_suspends_the_account_and_opens_a_case(
    audrey: Practitioner, pat: Practitioner, hard: ReviewItem
) -> None:
    """R-USER-6: the administrators and the line manager are told, as of every severe finding."""
    ada = people.person("Ada", "account_administrator")
    manager = people.person("Mia", "practitioner")
    Practitioner.objects.filter(pk=pat.pk).update(line_manager=manager)
    judge(hard.pk, Verdict.ESCALATED, words="It is her neighbour", by=audrey, at=AT)
    case = Case.objects.get()
    pat.refresh_from_db()
    assert (case.practitioner, case.rule, case.facts) == (pat, "access_escalated", {"looks": 1})
    assert pat.account_state == AccountState.SUSPENDED
    assert [row.kind for row in ada.notices.all()] == ["case_opened"]
    assert [row.kind for row in manager.notices.all()] == ["suspended_by_rule"]


def test_nobody_judges_the_own_access(nat: Practitioner, audrey: Practitioner) -> None:
    look(audrey, "1234567890", Tie.HOME)
    item = drawn(audrey).items.get()
    with pytest.raises(NotYours):
        judge(item.pk, Verdict.IN_ORDER, words="Me", by=audrey, at=AT)
    done = {"verdict": "in_order", "words": b"1", "judged_at": AT}
    with pytest.raises(Error, match="nobody_reviews_the_own_access"), transaction.atomic():
        ReviewItem.objects.filter(pk=item.pk).update(judged_by=audrey, **done)
    with pytest.raises(Error, match="nobody_reviews_the_own_access"), transaction.atomic():
        ReviewItem.objects.filter(pk=item.pk).update(asked_by=audrey, asked_at=AT)
    judge(item.pk, Verdict.IN_ORDER, words="She checked a complaint", by=nat, at=AT)


def test_a_national_auditor_who_looked_is_reviewed_by_another(nat: Practitioner) -> None:
    nina = people.person("Nina", "national_auditor", where=people.national_team())
    look(nat, "1234567890", Tie.HOME)
    item = drawn(nat).items.get()
    assert not items_for(nat, at=AT).exists()
    assert items_for(nina, at=AT).get() == item


def test_an_auditor_does_not_judge_another_auditor_or_an_administrator(audrey: Practitioner, nat: Practitioner) -> None:
    for one in (people.person("Abel", "auditor"), people.person("Ada", "account_administrator")):
        look(one, "1234567890", Tie.HOME)
    review = drawn(audrey)
    assert not items_for(audrey, at=AT).exists()
    assert items_for(nat, at=AT).count() == review.items.count() == 2


def test_whoever_becomes_an_auditor_later_passes_to_the_national_auditor(
    audrey: Practitioner, nat: Practitioner, pat: Practitioner, hard: ReviewItem
) -> None:
    assert not items_for(nat, at=AT).exists()
    give(pat, "auditor", people.liverpool())
    assert not items_for(audrey, at=AT).exists()
    assert items_for(nat, at=AT).get() == hard
    sign_off(month_of(hard), by=audrey, at=AT)
    assert ReviewItem.objects.get().for_national


def test_a_neighbours_auditor_and_a_practitioner_find_nothing(pat: Practitioner, hard: ReviewItem) -> None:
    mona = people.person("Mona", "auditor", where=people.manchester())
    tara = people.teacher()
    for who, refusal in ((mona, NotYours), (tara, Refused)):
        with pytest.raises(refusal):
            judge(hard.pk, Verdict.IN_ORDER, words="No", by=who, at=AT)
        with pytest.raises(refusal):
            item_to_read(hard.pk, by=who, at=AT)
        with pytest.raises(refusal):
            ask(hard.pk, by=who, at=AT)
    with pytest.raises(NotYours):
        review_to_read(month_of(hard), by=mona, at=AT)
    with pytest.raises(NotYours):
        sign_off(month_of(hard), by=mona, at=AT)


def test_the_person_is_asked_and_both_answers_stand_beside_the_access(
    audrey: Practitioner, pat: Practitioner, hard: ReviewItem
) -> None:
    ask(hard.pk, by=audrey, at=AT)
    assert [(row.kind, row.path) for row in pat.notices.all()] == [
        ("look_asked", f"/monthly-review/accesses/{hard.pk}/answer")
    ]
    with pytest.raises(NotDone, match="asked already"):
        ask(hard.pk, by=audrey, at=AT)
    assert question_to_read(hard.pk, by=pat).number == in_groups("1234567890")
    answer(hard.pk, needed_for="A referral", confirmed_by="Mia, my manager", by=pat, at=AT)
    page = item_to_read(hard.pk, by=audrey, at=AT)
    assert (page.needed_for, page.confirmed_by) == ("A referral", "Mia, my manager")
    assert [row.kind for row in audrey.notices.all()][-1] == "look_answered"
    judge(hard.pk, Verdict.EXPLAINED, words="", by=audrey, at=AT)
    said = list(Event.objects.filter(verb__startswith="review.").order_by("pk").values_list("verb", flat=True))
    assert said == ["review.drawn", "review.asked", "review.answered", "review.item_opened", "review.judged"]


def test_nobody_answers_for_another_nor_unasked_nor_twice(
    audrey: Practitioner, pat: Practitioner, hard: ReviewItem
) -> None:
    def answers(by: Practitioner) -> None:
        answer(hard.pk, needed_for="Work", confirmed_by="Mia", by=by, at=AT)

    with pytest.raises(NotYours):
        answers(pat)
    ask(hard.pk, by=audrey, at=AT)
    assert asks(pat).get() == hard
    with pytest.raises(NotYours):
        answers(people.teacher())
    answers(pat)
    with pytest.raises(NotYours):
        answers(pat)


def test_a_review_is_signed_when_all_of_it_is_judged(audrey: Practitioner, pat: Practitioner, hard: ReviewItem) -> None:
    with pytest.raises(NotDone, match="still to be judged: 1"):
        sign_off(month_of(hard), by=audrey, at=AT)
    with pytest.raises(Error, match="a_signed_review_is_complete"), transaction.atomic():
        Review.objects.update(signed_at=AT, signed_by=audrey)
    judge(hard.pk, Verdict.IN_ORDER, words="Next door", by=audrey, at=AT)
    sign_off(month_of(hard), by=audrey, at=AT)
    assert one_of(audrey, month_of(hard), at=AT).signed_by == audrey.name
    assert last_event("review.signed").facts["items"] == 1
    with pytest.raises(NotDone, match="Somebody else has signed"):
        sign_off(month_of(hard), by=audrey, at=AT)


def test_what_is_with_the_national_auditor_does_not_hold_up_the_signature(
    audrey: Practitioner, nat: Practitioner
) -> None:
    look(people.person("Ada", "account_administrator"), "1234567890", Tie.HOME)
    review = drawn(audrey)
    sign_off(review.pk, by=audrey, at=AT)
    assert last_event("review.signed").facts["with_national"] == 1
    judge(review.items.get().pk, Verdict.IN_ORDER, words="A test", by=nat, at=AT)


def test_the_database_keeps_what_was_drawn_judged_and_signed(audrey: Practitioner, hard: ReviewItem) -> None:
    for change in (
        lambda: ReviewItem.objects.update(reasons=[]),
        lambda: ReviewItem.objects.update(child_number="9999999999"),
        lambda: ReviewItem.objects.update(verdict="in_order", words=b"1"),
        lambda: ReviewItem.objects.update(answered_at=AT),
        lambda: Review.objects.update(looks=2),
        lambda: ReviewItem.objects.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    judge(hard.pk, Verdict.IN_ORDER, words="Next door", by=audrey, at=AT)
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        ReviewItem.objects.update(verdict="escalated")


def test_words_go_with_the_record_they_are_about_and_the_review_goes_on(
    audrey: Practitioner, pat: Practitioner
) -> None:
    """R-AUDIT-6: they are sealed under the child's own key."""
    child = Child.objects.get(pk=children.john(at=timezone.now()))
    look(pat, child.number, Tie.HOME)
    item = drawn(pat).items.get()
    assert item.words_key == child.words_key_id
    ask(item.pk, by=audrey, at=AT)
    answer(item.pk, needed_for="A visit", confirmed_by="Mia", by=pat, at=AT)
    ReviewItem.objects.filter(pk=item.pk).update(words_key=uuid4())  # as when the key has died
    judge(item.pk, Verdict.IN_ORDER, words="She told me", by=audrey, at=AT)
    page = item_to_read(item.pk, by=audrey, at=AT)
    assert (page.needed_for, page.words) == ("", "She told me")


def test_an_override_is_shown_by_its_reference_and_never_by_the_childs_number(audrey: Practitioner) -> None:
    """R-SHIELD-1: whoever reviews does not learn which child is shielded."""
    olga, made = people.override_holder(), uuid4()
    override(olga, "1234567890", made)
    look(olga, "1234567890", override=made)
    item = drawn(olga).items.get()
    listed = page_of(items_for(audrey, at=AT), judged=False, page=1).people[0].items[0]
    assert listed.what == item_to_read(item.pk, by=audrey, at=AT).what == "Record under override"


def test_the_hardest_come_first_by_person_and_25_on_a_page(audrey: Practitioner, pat: Practitioner) -> None:
    tara = people.teacher()
    for number in range(26):
        look(pat, f"{number:010}", Tie.SURNAME, at=NOON + timedelta(days=number % 20))
    look(tara, "1234567890", Tie.HOME, Tie.RARE_SURNAME)
    drawn(pat)
    mine = items_for(audrey, at=AT)
    first, second = (page_of(mine, judged=False, page=number) for number in (1, 2))
    assert [person.name for person in first.people] == [tara.name, pat.name]
    assert sum(len(person.items) for person in first.people) == 25
    assert (first.pages, second.page) == (2, 2)
