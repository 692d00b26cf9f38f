"""Who is reminded that a clearance ends, and how often? (R-USER-2)"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from accounts import reminders
from accounts.clearance import ends_on
from accounts.models import AccountState, Clearance, Message, Notice, Practitioner, Reminder
from accounts.reminders import remind_of_clearances
from audit.models import Event
from tests import people
from tests.accounts.conftest import Clock

pytestmark = pytest.mark.django_db
END = date(2009, 9, 1)


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    """Her clearance ends on 1 September 2009."""
    pat = people.social_worker()
    clearance_until(END, pat)
    return pat


@pytest.fixture(autouse=True)
def everybody_else_later(db: None) -> Iterator[None]:
    yield
    assert set(Reminder.objects.values_list("clearance__practitioner__forename", flat=True)) <= {"Pat", "Tara", "Ada"}


def clearance_until(end: date, person: Practitioner) -> None:
    Clearance.objects.filter(practitioner=person).update(issued_on=end - relativedelta(years=3))


def night(days_before: int) -> datetime:
    return datetime.combine(END - timedelta(days=days_before), time(1, 30), UTC)


def reminded() -> list[int]:
    return list(Reminder.objects.order_by("id").values_list("days", flat=True))


@pytest.mark.parametrize("days", [90, 60, 30, 7])
def test_each_boundary_reminds_on_its_day_and_not_the_day_before(pat: Practitioner, days: int) -> None:
    earlier = [sooner for sooner in (90, 60, 30) if sooner > days]
    for sooner in earlier:
        remind_of_clearances(at=night(sooner))
    remind_of_clearances(at=night(days + 1))
    assert reminded() == earlier
    assert remind_of_clearances(at=night(days)) == 1
    assert reminded() == [*earlier, days]


def test_the_person_gets_a_letter_and_a_notice_with_the_day(pat: Practitioner) -> None:
    remind_of_clearances(at=night(90))
    message = Message.objects.get()
    assert (message.practitioner, message.template, message.facts) == (pat, "clearance_ends", {"ends_on": "2009-09-01"})
    assert Notice.objects.get().facts == {"ends_on": "2009-09-01"}
    event = Event.objects.get(verb="clearance.reminded")
    assert (event.source, event.facts) == ("nightly", {"practitioner": str(pat.pk), "days": 90})


def test_a_second_run_of_the_same_night_sends_nothing(pat: Practitioner) -> None:
    assert [remind_of_clearances(at=night(60)) for _ in range(2)] == [1, 0]
    assert remind_of_clearances(at=night(59)) == 0
    assert Message.objects.count() == 1


def test_after_a_week_off_it_is_the_nearest_reminder_alone(pat: Practitioner) -> None:
    remind_of_clearances(at=night(91))
    remind_of_clearances(at=night(84))
    assert reminded() == [90]
    remind_of_clearances(at=night(5))
    assert reminded() == [90, 7]


def test_what_has_ended_is_no_matter_of_reminders_any_more(pat: Practitioner) -> None:
    assert remind_of_clearances(at=night(0)) == 0
    assert remind_of_clearances(at=night(-1)) == 0
    assert remind_of_clearances(at=night(1)) == 1


def test_a_newer_clearance_ends_the_reminders_of_the_old_one(pat: Practitioner) -> None:
    Clearance.objects.create(
        practitioner=pat, disclosure_number="1" * 12, issued_on=date(2009, 5, 1), seen_at=night(100)
    )
    assert remind_of_clearances(at=night(60)) == 0


def test_two_disclosures_of_one_day_are_one_reminder(pat: Practitioner) -> None:
    issued = END - relativedelta(years=3)
    Clearance.objects.create(practitioner=pat, disclosure_number="1" * 12, issued_on=issued, seen_at=night(100))
    assert remind_of_clearances(at=night(60)) == 1


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.CLOSED])
def test_a_suspended_or_closed_account_is_not_reminded(pat: Practitioner, state: AccountState) -> None:
    Practitioner.objects.filter(pk=pat.pk).update(account_state=state)
    assert remind_of_clearances(at=night(60)) == 0
    assert not Message.objects.exists()


def test_the_administrators_get_one_digest_of_a_night(pat: Practitioner) -> None:
    """Those of the organisation that grants the access; each of the people hears for themselves."""
    ada, bea = (people.person(name, "account_administrator") for name in ("Ada", "Bea"))
    people.person("Mia", "account_administrator", where=people.manchester())
    clearance_until(END + timedelta(days=61), people.teacher())
    assert remind_of_clearances(at=night(30)) == 1
    assert remind_of_clearances(at=night(29)) == 1
    clearance_until(END, ada)
    assert remind_of_clearances(at=night(7)) == 2
    digests = Message.objects.filter(template="clearances_end").order_by("asked_at", "practitioner__email")
    assert [(one.practitioner, one.facts["people"]) for one in digests] == [
        *((who, 1) for who in (ada, bea)),
        *((who, 1) for who in (ada, bea)),
        *((who, 2) for who in (ada, bea)),
    ]
    assert Notice.objects.filter(kind="clearances_end", practitioner=bea).count() == 3


def test_where_nobody_administers_those_above_are_told(pat: Practitioner) -> None:
    people.organisation("Youth team", "TEAM1", parent=people.liverpool(), kind="team")
    ada = people.person("Ada", "account_administrator")
    Practitioner.objects.filter(pk=pat.pk).update(organisation=people.organisation("Youth team", "TEAM1", kind="team"))
    remind_of_clearances(at=night(30))
    assert Message.objects.get(template="clearances_end").practitioner == ada


def test_a_clearance_of_29_february_is_reminded_of_the_day_it_ends(pat: Practitioner) -> None:
    Clearance.objects.update(issued_on=date(2008, 2, 29))
    assert ends_on(date(2008, 2, 29)) == date(2011, 2, 28)
    assert remind_of_clearances(at=datetime(2011, 2, 20, tzinfo=UTC)) == 1
    assert reminded() == [30]
    assert remind_of_clearances(at=datetime(2011, 2, 21, tzinfo=UTC)) == 1
    assert reminded() == [30, 7]


def test_midnight_in_london_begins_the_day(pat: Practitioner) -> None:
    eve = datetime.combine(END - timedelta(days=91), time(22, 59), UTC)
    assert remind_of_clearances(at=eve) == 0
    assert remind_of_clearances(at=eve + timedelta(minutes=1)) == 1


@pytest.mark.parametrize(
    ("left", "days"), [(91, None), (90, 90), (61, 90), (60, 60), (8, 30), (7, 7), (1, 7), (0, None)]
)
def test_which_reminder_is_the_nearest(left: int, days: int | None) -> None:
    assert reminders.nearest(END, on=END - timedelta(days=left)) == days
