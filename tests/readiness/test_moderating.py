"""What does the national team answer to a signed return? (R-LARA-4)"""

import pytest

from accounts.access import Refused
from accounts.models import Notice
from audit.log import words_of
from audit.models import Event
from readiness import moderating, returning
from readiness.models import Return, Score, State
from readiness.returning import Closed, Given, NoReturn
from tests.readiness.returns import NOW, director, lead, national, signed, submitted

pytestmark = pytest.mark.django_db


def test_what_is_signed_waits_for_the_national_team_and_nothing_else() -> None:
    one, nat = submitted(at=NOW), national("Nat", at=NOW)
    assert not moderating.to_moderate(by=nat, at=NOW)
    with pytest.raises(NoReturn):
        moderating.accept(one.pk, by=nat, at=NOW)
    returning.sign(one.pk, by=director(at=NOW), at=NOW)
    assert [row.pk for row in moderating.to_moderate(by=nat, at=NOW)] == [one.pk]


def test_what_a_signed_return_comes_to_is_kept_with_it() -> None:
    one = signed(at=NOW)
    whole = Score.objects.filter(of=one, theme="")
    assert {(score.check_number, score.percent, score.met) for score in whole} == {
        *((number, 75, True) for number in range(1, 6)),  # every answer is 3 of 4
        *((6, 75, True), (7, 75, True), (8, 75, False), (9, 75, False), (10, 75, False)),
    }
    assert Score.objects.get(of=one, check_number=8, theme="shielding").threshold == 80


def test_an_accepted_return_stays_as_it_was_signed() -> None:
    one, nat = signed(at=NOW), national("Nat", at=NOW)
    moderating.accept(one.pk, by=nat, at=NOW)
    row = Return.objects.get()
    assert (row.state, row.accepted_by) == (State.ACCEPTED, nat)
    with pytest.raises(Closed):
        moderating.return_with_comments(one.pk, comments="No", by=nat, at=NOW)
    with pytest.raises(Closed):
        returning.save(one.pk, "GOV1", Given(4), by=lead(at=NOW), at=NOW)
    assert Notice.objects.filter(kind="return_accepted").count() == 2  # lead and director


def test_a_returned_one_is_open_again_with_the_comments_and_without_scores() -> None:
    one, nat = signed(at=NOW), national("Nat", at=NOW)
    moderating.return_with_comments(one.pk, comments="Which deputy?", by=nat, at=NOW)
    row = Return.objects.get()
    assert (row.state, row.sent_back_because, row.signed_at) == (State.OPEN, "Which deputy?", None)
    assert not Score.objects.exists()
    assert words_of(Event.objects.get(verb="return.returned")) == "Which deputy?"
    returning.save(one.pk, "GOV1", Given(2), by=lead(at=NOW), at=NOW)


def test_nobody_else_answers_a_return() -> None:
    one = signed(at=NOW)
    for other in (lead(at=NOW), director(at=NOW)):
        with pytest.raises(Refused):
            moderating.accept(one.pk, by=other, at=NOW)
        with pytest.raises(Refused):
            moderating.to_moderate(by=other, at=NOW)
