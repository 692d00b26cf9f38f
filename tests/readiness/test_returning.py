"""How does an organisation complete its return? One submits, another signs, nothing is lost (R-LARA-3)."""

import pytest

from accounts.access import Refused
from audit.log import words_of
from audit.models import Event
from readiness import returning
from readiness.models import Return, State
from readiness.returning import Closed, Given, Incomplete, NoReturn, OwnReturn
from tests import people
from tests.readiness.returns import NEXT_MONTH, NOW, answered, director, lead, submitted

pytestmark = pytest.mark.django_db


def test_a_month_has_one_return_whoever_begins_it_again() -> None:
    first = returning.begin(by=lead(at=NOW), at=NOW)
    assert returning.begin(by=lead(at=NOW, name="Robin"), at=NOW).pk == first.pk
    assert Event.objects.filter(verb="return.begun").count() == 1


def test_a_return_asks_what_the_next_check_asks() -> None:
    one = returning.begin(by=lead(at=NOW), at=NOW)
    assert len(returning.questions_of(one)) == 47  # RA10, the last of the other areas
    Return.objects.filter(pk=one.pk).update(month="2008-04-01")
    assert {q.code for q in returning.questions_of(Return.objects.get())} == {
        *("GOV1", "GOV2", "GOV3", "GOV4", "GOV5", "LEG1", "LEG2")
    }


def test_an_answer_is_kept_as_soon_as_it_is_given_and_can_be_changed() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    returning.save(one.pk, "GOV1", Given(2, "Proposed"), by=rita, at=NOW)
    returning.save(one.pk, "GOV1", Given(3, "Named"), by=rita, at=NOW)
    (kept,) = one.answers.all()
    assert (kept.level, kept.comment, kept.saved_by) == (3, "Named", rita)


def test_nothing_that_is_not_asked_is_kept() -> None:
    rita = lead(at=NOW)
    one = returning.begin(by=rita, at=NOW)
    with pytest.raises(NoReturn):
        returning.save(one.pk, "XXX1", Given(2), by=rita, at=NOW)


def test_what_has_not_changed_is_said_again_with_one_press() -> None:
    submitted(at=NOW)
    rita = lead(at=NEXT_MONTH, name="Rita")
    one = returning.begin(by=rita, at=NEXT_MONTH)
    returning.keep_as_before(one.pk, "GOV1", by=rita, at=NEXT_MONTH)
    assert [(kept.question, kept.level, kept.comment) for kept in one.answers.all()] == [("GOV1", 3, f"As of {NOW:%B}")]


def test_a_return_that_nobody_submitted_is_no_answer_of_last_month() -> None:
    rita = lead(at=NOW)
    answered(by=rita, at=NOW)
    one = returning.begin(by=rita, at=NEXT_MONTH)
    with pytest.raises(NoReturn):
        returning.keep_as_before(one.pk, "GOV1", by=rita, at=NEXT_MONTH)


def test_it_is_submitted_whole_or_not() -> None:
    rita = lead(at=NOW)
    one = answered(by=rita, at=NOW)
    returning.save(one.pk, "GOV2", Given(None, "Asked the board"), by=rita, at=NOW)
    with pytest.raises(Incomplete) as missing:
        returning.submit(one.pk, by=rita, at=NOW)
    assert missing.value.codes == ("GOV2",)
    assert Return.objects.get().state == State.OPEN


def test_what_is_submitted_can_only_be_changed_once_it_was_sent_back() -> None:
    one, rita, dan = submitted(at=NOW), lead(at=NOW), director(at=NOW)
    with pytest.raises(Closed):
        returning.save(one.pk, "GOV1", Given(4), by=rita, at=NOW)

    returning.send_back(one.pk, because="No deputy was tried", by=dan, at=NOW)

    assert Return.objects.get().sent_back_because == "No deputy was tried"
    returning.save(one.pk, "GOV1", Given(2), by=rita, at=NOW)
    returning.submit(one.pk, by=rita, at=NOW)
    assert Return.objects.get().sent_back_because == ""
    assert words_of(Event.objects.get(verb="return.sent_back")) == "No deputy was tried"


def test_another_person_signs() -> None:
    one, dan = submitted(at=NOW), director(at=NOW)
    returning.sign(one.pk, by=dan, at=NOW)
    row = Return.objects.get()
    assert (row.state, row.signed_by) == (State.SIGNED, dan)
    with pytest.raises(Closed):
        returning.sign(one.pk, by=dan, at=NOW)


def test_whoever_submitted_it_cannot_sign_it() -> None:
    dan = director(at=NOW)
    one = submitted(at=NOW)
    Return.objects.update(submitted_by=dan)
    with pytest.raises(OwnReturn):
        returning.sign(one.pk, by=dan, at=NOW)


def test_each_right_does_its_own_part_and_a_neighbour_finds_nothing() -> None:
    one, rita, dan = submitted(at=NOW), lead(at=NOW), director(at=NOW)
    with pytest.raises(Refused):
        returning.sign(one.pk, by=rita, at=NOW)
    with pytest.raises(Refused):
        returning.begin(by=dan, at=NOW)
    away = people.person("Nora", "director", where=people.manchester(), at=NOW)
    with pytest.raises(NoReturn):
        returning.sign(one.pk, by=away, at=NOW)
