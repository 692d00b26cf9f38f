"""Is unusual activity flagged within the hour, told of without a child, judged, and stopped where it is extreme?"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.access import actor
from accounts.models import AccountState, Allowance, Case, Practitioner
from accounts.notices import notices_of
from audit.log import record
from audit.models import Event
from oversight.judging import judge
from oversight.models import Listing, ReviewItem, Verdict
from oversight.watching import watch
from tests import people
from tests.accounts.signing_in import last_event
from tests.oversight.looking import NOON, WORK, look, looks

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def pat() -> Practitioner:
    return people.social_worker()


def search(who: Practitioner, *, at: datetime, names: int = 0) -> None:
    """As registry.finding records it."""
    made = str(uuid4())
    with transaction.atomic():
        record("search.run", at=at, actor=actor(who), facts={"search": made, "named": names})
        for number in range(names):
            child = f"{(int(at.timestamp()) * 10 + number) % 10**10:010}"
            record("child.named", at=at, actor=actor(who), child_number=child, because="search")


def reasons() -> list[str]:
    return list(ReviewItem.objects.get().reasons)


def test_many_records_that_nothing_leads_to_are_flagged_in_the_hour(pat: Practitioner) -> None:
    looks(pat, 13, each=4 * MINUTE)
    assert watch(at=NOON + HOUR) == 1
    item = ReviewItem.objects.get()
    assert (item.kind, item.practitioner, item.child_number, item.review) == (Listing.UNUSUAL, pat, "", None)
    assert item.reasons == ["Opened 13 records within an hour that nothing leads to; usual in a day is 0"]
    assert (len(item.events), item.extreme) == (13, False)
    pat.refresh_from_db()
    assert pat.account_state == AccountState.ACTIVE


def test_what_work_explains_is_not_unusual(pat: Practitioner) -> None:
    looks(pat, 30, WORK)
    assert watch(at=NOON + HOUR) == 0


def test_what_a_list_of_the_team_leads_to_is_not_unusual() -> None:
    """Data officers decide rows, and state no reason."""
    dora = people.person("Dora", "data_officer")
    for number in range(35):
        look(dora, f"{number:010}", at=NOON + number * MINUTE, because="comparing")
    assert watch(at=NOON + HOUR) == 0


@pytest.mark.parametrize(("many", "flagged"), [(7, 0), (8, 1)])
def test_one_after_the_other_is_flagged_from_eight_in_ten_minutes(pat: Practitioner, many: int, flagged: int) -> None:
    looks(pat, many)
    assert watch(at=NOON + HOUR) == flagged


def test_the_same_child_again_counts_once(pat: Practitioner) -> None:
    for minute in range(30):
        look(pat, at=NOON + minute * MINUTE)
    assert watch(at=NOON + HOUR) == 0


def test_a_slow_collector_is_flagged_within_the_hour_in_which_the_twentieth_is_opened(pat: Practitioner) -> None:
    for day in range(7):
        for number in range(3):
            look(pat, f"{day}{number:09}", at=NOON + day * DAY + number * MINUTE)
        assert watch(at=NOON + day * DAY + HOUR) == (day == 6)
    assert reasons() == ["Opened 21 records within four weeks that nothing leads to; usual in a day is 3"]


@pytest.mark.parametrize(("opened", "flagged"), [(0, 1), (2, 1), (3, 0)])
def test_many_searches_that_open_hardly_a_record_are_flagged(pat: Practitioner, opened: int, flagged: int) -> None:
    looks(pat, opened, WORK)
    for minute in range(20):
        search(pat, at=NOON + minute * MINUTE)
    assert watch(at=NOON + HOUR) == flagged


def test_a_result_that_is_read_again_is_one_search(pat: Practitioner) -> None:
    with transaction.atomic():
        for minute in range(25):
            record("search.run", at=NOON + minute * MINUTE, actor=actor(pat), facts={"search": "one"})
    assert watch(at=NOON + HOUR) == 0


def test_many_children_named_and_none_opened_are_flagged(pat: Practitioner) -> None:
    for minute in range(6):
        search(pat, at=NOON + minute * MINUTE, names=9)
    assert watch(at=NOON + HOUR) == 1
    assert reasons() == ["Searches named 54 children within an hour, and hardly a record was opened"]


@pytest.mark.parametrize(("asleep", "flagged"), [(59, 0), (61, 1)])
def test_an_account_that_wakes_into_looks_is_flagged(pat: Practitioner, asleep: int, flagged: int) -> None:
    look(pat, "9999999999", WORK, at=NOON - asleep * DAY)
    watch(at=NOON - asleep * DAY + HOUR)
    looks(pat, 3, each=10 * MINUTE)
    assert watch(at=NOON + HOUR) == flagged


def test_somebody_new_has_not_slept(pat: Practitioner) -> None:
    looks(pat, 3, each=10 * MINUTE)
    assert watch(at=NOON + HOUR) == 0


@pytest.mark.parametrize(("turns", "flagged"), [(4, 0), (5, 1)])
def test_an_account_used_from_two_places_in_turn_is_flagged(pat: Practitioner, turns: int, flagged: int) -> None:
    rows = [
        Event(at=NOON + turn * 5 * MINUTE, verb="child.opened", actor=pat.pk, child_number="1234567890",
              because="safeguarding", facts={"ties": [WORK]}, address=f"192.0.2.{turn % 2 + 1}")
        for turn in range(turns)
    ]  # fmt: skip
    Event.objects.bulk_create(rows)
    assert watch(at=NOON + HOUR) == flagged


def test_what_is_extreme_suspends_at_once_ends_the_sign_in_and_opens_a_case(pat: Practitioner) -> None:
    looks(pat, 35)
    assert watch(at=NOON + HOUR) == 1
    pat.refresh_from_db()
    assert (pat.account_state, pat.session_key) == (AccountState.SUSPENDED, "")
    case = Case.objects.get()
    assert (case.practitioner, case.rule) == (pat, "unusual_at_once")
    assert reasons()[-1] == "The account was suspended at once"
    assert ReviewItem.objects.get().extreme


@pytest.mark.parametrize(("policy", "looked", "suspended"), [("never", 35, False), ("flagged", 8, True)])
def test_the_policy_says_whether_an_account_is_suspended(
    pat: Practitioner, settings: Any, policy: str, looked: int, suspended: bool
) -> None:
    settings.UNUSUAL_ACTIVITY_SUSPENDS = policy
    looks(pat, looked)
    assert watch(at=NOON + HOUR) == 1
    assert Case.objects.exists() == suspended


def test_whoever_two_others_allowed_more_children_is_flagged_and_not_suspended(pat: Practitioner) -> None:
    ada, abe = people.person("Ada", "account_administrator"), people.person("Abe", "account_administrator")
    Allowance.objects.create(
        practitioner=pat, children=300, purpose="incident", first_day=NOON.date(), last_day=NOON.date(),
        asked_by=ada, asked_at=NOON, agreed_by=abe, agreed_at=NOON,
    )  # fmt: skip
    looks(pat, 35)
    assert (watch(at=NOON + HOUR), Case.objects.count()) == (1, 0)
    assert reasons()[-1].startswith("Two people have agreed to more children a day")


def test_nothing_is_flagged_twice_and_missed_hours_are_caught_up(pat: Practitioner) -> None:
    assert watch(at=NOON) == 0
    looks(pat, 8)
    assert [watch(at=NOON + 9 * HOUR), watch(at=NOON + 9 * HOUR), watch(at=NOON + 10 * HOUR)] == [1, 0, 0]
    assert Event.objects.filter(verb="activity.flagged").count() == 1
    look(pat, "7777777777", at=NOON + 10 * HOUR)
    assert watch(at=NOON + 11 * HOUR) == 0  # one more is nothing new
    looks(pat, 8, start=NOON + 12 * HOUR)
    assert watch(at=NOON + 13 * HOUR) == 1


def test_a_run_that_broke_off_flags_nobody_again(pat: Practitioner) -> None:
    looks(pat, 8)
    ready = watch(at=NOON + HOUR)
    since = NOON - HOUR
    with transaction.atomic():  # as if the last run had not reached its end
        record("activity.watched", at=NOON + 2 * HOUR, source="watch", facts={"until": since.isoformat()})
    assert (ready, watch(at=NOON + 2 * HOUR), ReviewItem.objects.count()) == (1, 0, 1)


def test_several_flagged_amounts_add_up_to_what_is_extreme(pat: Practitioner) -> None:
    """Whoever keeps just below what suspends within an hour is stopped by the day."""
    for hour in range(4):
        for number in range(12):
            look(pat, f"{hour}{number:09}", at=NOON + hour * HOUR + number * 5 * MINUTE)
        watch(at=NOON + (hour + 1) * HOUR)
    assert [item.extreme for item in ReviewItem.objects.order_by("seen_from")] == [False, False, False, True]
    assert Case.objects.get().practitioner == pat


def test_what_was_judged_counts_no_more(pat: Practitioner) -> None:
    audrey = people.person("Audrey", "auditor", at=NOON)
    looks(pat, 18, each=3 * MINUTE)
    watch(at=NOON + HOUR)
    judge(ReviewItem.objects.get().pk, Verdict.IN_ORDER, words="An incident at the school", by=audrey, at=NOON + HOUR)
    for number in range(11):
        look(pat, f"5{number:09}", at=NOON + HOUR + number * 5 * MINUTE + MINUTE)
    assert watch(at=NOON + 2 * HOUR) == 0


def test_auditors_administrators_and_the_national_auditor_are_told_in_words_without_a_child(pat: Practitioner) -> None:
    ada, audrey = people.person("Ada", "account_administrator"), people.person("Audrey", "auditor")
    nat = people.person("Nat", "national_auditor", where=people.national_team())
    mick = people.person("Mick", "auditor", where=people.manchester())
    looks(pat, 8)
    watch(at=NOON + HOUR)
    words = (
        "Unusual activity of Pat Example: records opened one after the other that nothing leads to. Reasons in all: 1"
    )
    for reader in (ada, audrey, nat):
        assert [row.words for row in notices_of(reader)] == [words]
    assert [*notices_of(pat), *notices_of(mick)] == []
    item = ReviewItem.objects.get()
    assert audrey.notices.get().path == f"/monthly-review/accesses/{item.pk}"
    assert "0000000001" not in str([item.reasons, last_event("activity.flagged").facts])


@pytest.mark.parametrize("role", ["auditor", "account_administrator"])
def test_about_whoever_audits_or_administers_the_national_auditor_alone_is_told(role: str) -> None:
    someone, audrey = people.person("Someone", role), people.person("Audrey", "auditor")
    nat = people.person("Nat", "national_auditor", where=people.national_team())
    looks(someone, 8)
    watch(at=NOON + HOUR)
    assert ReviewItem.objects.get().for_national
    assert ([*notices_of(audrey), *notices_of(someone)], len(notices_of(nat))) == ([], 1)


def test_a_flag_is_referred_like_any_access(pat: Practitioner) -> None:
    audrey = people.person("Audrey", "auditor", at=NOON)
    looks(pat, 8)
    watch(at=NOON + HOUR)
    judge(ReviewItem.objects.get().pk, Verdict.ESCALATED, words="No reason", by=audrey, at=NOON + HOUR)
    assert Case.objects.get().rule == "access_escalated"
