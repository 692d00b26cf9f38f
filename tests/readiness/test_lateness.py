"""When is a return due, who is late with it, and who is reminded how often? (R-LARA-3)"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import Kind, Message, Notice, Organisation, Practitioner
from accounts.notices import notices_of
from audit.models import Event
from readiness.lateness import due_on, is_late, late, owing
from readiness.models import LateReminder, Return
from readiness.reminding import month_chased, remind_of_returns, step_of
from tests import people
from tests.readiness.returns import NOW, derby, director, lead

pytestmark = pytest.mark.django_db
JANUARY = date(2009, 1, 1)
DUE = date(2009, 2, 5)


def night(day: date) -> datetime:
    return datetime.combine(day, time(3), UTC)


def january(state: str) -> Return:
    """Derby's return, as far as that."""
    dan, rita = director(at=NOW), lead(at=NOW)
    at = {"open": (None, None), "submitted": (NOW, None), "signed": (NOW, NOW)}[state]
    by = {"submitted_by": rita if at[0] else None, "signed_by": dan if at[1] else None}
    dates = {"submitted_at": at[0], "signed_at": at[1]}
    return Return.objects.create(
        organisation=derby(), month=JANUARY, framework=1, begun_at=NOW, state=state, **by, **dates
    )


def words(person: Practitioner) -> list[str]:
    return [notice.words for notice in notices_of(person)][::-1]


def names(found: tuple[object, ...]) -> list[str]:
    return [one.organisation.name for one in found]  # type: ignore[attr-defined]


def test_a_return_is_due_on_the_fifth_of_the_next_month() -> None:
    assert due_on(JANUARY) == DUE
    assert due_on(date(2008, 12, 1)) == date(2009, 1, 5)


@pytest.mark.parametrize(("state", "expected"), [("open", True), ("submitted", True), ("signed", False)])
def test_only_a_signed_return_is_in_time(state: str, expected: bool) -> None:
    one = january(state)
    assert is_late(one, on=DUE) is False
    assert is_late(one, on=DUE + timedelta(days=1)) is expected
    assert [(found.organisation, found.begun) for found in late(JANUARY, on=DUE + timedelta(days=1))] == (
        [(derby(), one)] if expected else []
    )


def test_nobody_is_late_before_the_day_is_over_or_with_what_was_never_asked() -> None:
    derby()
    assert late(JANUARY, on=DUE) == ()
    assert names(late(JANUARY, on=date(2009, 2, 6))) == ["Derby"]
    assert late(date(2008, 1, 1), on=DUE) == ()  # before the first framework


def test_authorities_and_national_partners_owe_returns_and_nobody_else() -> None:
    for organisation in (derby(), people.barnardos(), people.national_team(), people.school()):
        assert organisation.pk
    people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=derby())
    assert names(owing(JANUARY)) == ["Barnardo's", "Derby"]
    assert all(one.begun is None for one in owing(JANUARY))


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2009, 2, 1), None),
        (date(2009, 2, 2), 0),
        (date(2009, 2, 5), 0),
        (date(2009, 2, 6), 1),
        (date(2009, 2, 12), 1),
        (date(2009, 2, 13), 2),
        (date(2009, 2, 20), 3),
        (date(2009, 2, 27), 4),
        (date(2009, 3, 20), 4),
    ],
)
def test_each_step_begins_on_its_day(day: date, step: int | None) -> None:
    assert step_of(DUE, on=day) == step


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2009, 2, 1), date(2008, 12, 1)),
        (date(2009, 2, 2), JANUARY),
        (date(2009, 3, 1), JANUARY),
        (date(2009, 3, 2), date(2009, 2, 1)),
    ],
)
def test_a_month_is_chased_until_the_next_one_is(day: date, month: date) -> None:
    assert month_chased(on=day) == month


def test_leads_and_directors_are_reminded_before_and_then_weekly_four_times_at_most() -> None:
    rita, dan = lead(at=NOW), director(at=NOW)
    counts = [remind_of_returns(at=night(date(2009, 2, 2) + timedelta(days=n))) for n in range(28)]
    assert [n for n, count in enumerate(counts) if count] == [0, 4, 11, 18, 25]
    assert set(counts) == {0, 1}
    before, after = (
        "The monthly readiness return has to be signed by 5 February 2009",
        "The monthly readiness return was due on 5 February 2009 and is overdue: it is not signed",
    )
    assert words(rita) == words(dan) == [before, after, after, after, after]
    assert Event.objects.filter(verb="return.reminded", source="nightly").count() == 5
    assert Message.objects.filter(practitioner=rita).exists()


def test_a_second_run_and_another_process_remind_nobody_again() -> None:
    lead(at=NOW)
    assert [remind_of_returns(at=night(DUE)) for _ in range(3)] == [1, 0, 0]
    assert Notice.objects.count() == LateReminder.objects.count() == 1


def test_after_nights_off_one_reminder_makes_up_for_all() -> None:
    lead(at=NOW)
    remind_of_returns(at=night(date(2009, 2, 25)))
    assert [row.step for row in LateReminder.objects.all()] == [3]


def test_who_has_signed_and_where_nobody_is_there_nobody_is_reminded() -> None:
    january("signed")
    people.manchester()  # has nobody to tell, and so is not counted as told
    assert remind_of_returns(at=night(DUE)) == 0
    assert not LateReminder.objects.exists()


def test_who_is_only_submitted_is_reminded() -> None:
    january("submitted")
    assert remind_of_returns(at=night(date(2009, 2, 6))) == 1
    assert Organisation.objects.filter(pk=LateReminder.objects.get().organisation_id, name="Derby").exists()
