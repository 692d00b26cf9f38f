"""Does the monitor say of every feed how it stands, and are people told of late ones? (ux 2(g), issue: Monitor)"""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Notice, Practitioner
from contactpoint.pages.charts import Sparkline
from feeds.lateness import tell_of_late_feeds
from feeds.monitor import Feed, feeds, percent
from feeds.reasons import Reason
from registry.models import Source
from tests import people
from tests.browser import NARROW, WIDE, open_page
from tests.feeds.conftest import NOON
from tests.feeds.delivered import delivery
from tests.feeds.seeing import look, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(autouse=True)
def nothing_is_expected(world: None) -> None:
    Source.objects.update(every_days=None)


def feed(code: str = "births", **time: Any) -> Feed:
    (found,) = feeds(Source.objects.filter(code=code), at=NOON + timedelta(**time))
    return found


def schedule(days: int | None, code: str = "births", **more: Any) -> None:
    Source.objects.filter(code=code).update(every_days=days, **more)


def test_a_feed_is_on_time_until_the_day_after_it_is_expected() -> None:
    schedule(7)
    delivery(created=3)
    for days, status in ((0, "On time"), (7, "On time"), (8, "Late by 1 day"), (9, "Late by 2 days")):
        assert feed(days=days).status == status
    assert feed().expected_by == (NOON + timedelta(days=7)).date()


def test_a_source_that_never_delivered_is_expected_from_its_accreditation_on() -> None:
    schedule(7)
    assert feed(days=9).status == "Late by 2 days"


def test_a_delivery_that_was_refused_or_only_tried_is_none_that_came() -> None:
    schedule(7)
    delivery(created=3)
    delivery(trial=True, created=3, at=NOON + timedelta(days=6))
    assert feed(days=9).status == "Late by 2 days"
    delivery(state="refused", stopped_because=Reason.WRONG_FORMAT, at=NOON + timedelta(days=7))
    assert (feed(days=9).status, feed(days=9).days_late) == ("Failed", 2)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("stopped", "Waits for a person"),
        ("review", "Waits for a person"),
        ("refused", "Failed"),
        ("done", "No schedule"),
    ],
)
def test_the_last_delivery_in_earnest_says_how_the_feed_stands(state: str, status: str) -> None:
    reason = Reason.TOO_MANY_ERRORS if state in ("stopped", "refused") else ""
    delivery(created=3)
    delivery(state=state, stopped_because=reason, at=NOON + timedelta(hours=1))
    delivery(state="done", trial=True, at=NOON + timedelta(hours=2))
    assert feed().status == status


def test_what_we_have_stopped_is_not_late() -> None:
    schedule(7, stopped_at=NOON)
    assert (feed(days=30).status, feed(days=30).days_late) == ("Stopped by us", 0)
    schedule(7, stopped_at=None, accredited_at=None)
    assert feed(days=30).status == "Trials only"


def test_counts_are_of_all_deliveries_and_the_oldest_in_quarantine_is_dated() -> None:
    delivery(created=1, at=NOON - timedelta(days=1))
    delivery(created=90, quarantined=10, waiting=4)
    delivery(created=5, quarantined=0, at=NOON + timedelta(days=1))
    delivery(created=4, quarantined=2, waiting=1, at=NOON + timedelta(days=2))
    found = feed()
    assert (found.quarantined, found.waiting, found.oldest_quarantined) == (12, 5, NOON)
    assert (found.rows, found.accepted) == (7, "57.1%")
    assert found.trend.words == "Accepted, the oldest delivery first: 100%, 86.5%, 100%, 57.1%"


@pytest.mark.parametrize(("share", "words"), [(1.0, "100%"), (0.99999, "99.9%"), (0.5, "50%"), (0.0, "0%")])
def test_a_share_is_never_rounded_up_to_all(share: float, words: str) -> None:
    assert percent(share) == words


def test_the_line_begins_at_nought_and_ends_at_the_right() -> None:
    line = Sparkline((0.0, 0.5, 1.0), "three")
    assert line.points == "3,21 60,12 117,3"
    assert Sparkline((1.0,), "one").points == "117,3"


def test_the_most_urgent_comes_first() -> None:
    schedule(1, "births")
    schedule(1, "pupil-data")
    delivery("pupil-data", created=1, at=NOON + timedelta(days=2))
    delivery("social-care", state="refused", stopped_because=Reason.EMPTY)
    some = Source.objects.filter(code__in=["births", "pupil-data", "social-care", "health-demographics"])
    found = feeds(some, at=NOON + timedelta(days=2))
    assert [one.status for one in found] == ["Failed", "Late by 1 day", "On time", "No schedule"]


def test_the_page_asks_the_same_number_of_questions_however_many_feeds_there_are(client: Client) -> None:
    people.sign_in(client, people.operator())
    queries = []
    for many in (1, 30):
        for number in range(many):
            source = Source.objects.get(code="births")
            source.pk, source.code = None, f"births-{many}-{number}"
            source.save(force_insert=True)
            delivery(source.code, created=number, quarantined=1)
        client.get("/feeds")  # the first time of a sign-in asks more
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/feeds").status_code == 200
        queries.append(len(asked))
    assert queries[0] == queries[1]


def test_the_page_and_the_file_say_the_same(client: Client) -> None:
    schedule(1)
    delivery(created=90, quarantined=10)
    people.sign_in(client, people.operator())
    page = client.get("/feeds").content.decode()
    text = client.get("/feeds.csv").content.decode("utf-8-sig")
    (row,) = [row for row in csv.DictReader(io.StringIO(text)) if row["Feed"] == "Birth registrations"]
    assert (row["Rows"], row["Accepted"], row["In quarantine"]) == ("100", "90%", "10")
    assert row["Status"].startswith("Late by ")
    for said in (row["Status"], "90%", "Accepted, the oldest delivery first: 90%", "Upload a delivery"):
        assert said in page


def test_there_are_fifty_feeds_on_a_page_and_all_in_the_file(client: Client) -> None:
    births = Source.objects.get(code="births")
    for number in range(50):
        births.pk, births.code, births.name = None, f"births-{number}", f"Births of district {number}"
        births.save(force_insert=True)
    people.sign_in(client, people.operator())
    first, second = (client.get(f"/feeds?page={page}").content.decode() for page in (1, 2))
    assert (first.count("<dt>Rows</dt>"), second.count("<dt>Rows</dt>")) == (50, Source.objects.count() - 50)
    assert "Next feeds" in first
    assert "Previous feeds" in second
    assert client.get("/feeds.csv").content.count(b"\r\n") == Source.objects.count() + 1


def test_who_sees_which_feeds(client: Client, dora: Practitioner) -> None:
    Source.objects.filter(code="social-care").update(area=people.manchester())
    people.sign_in(client, dora)
    page = client.get("/feeds").content.decode()
    assert "Birth registrations" in page
    assert "Social care records" not in page
    assert "Upload a delivery" not in page  # no source of Liverpool
    other = Client()
    people.sign_in(other, people.social_worker())
    assert other.get("/feeds").status_code == other.get("/feeds.csv").status_code == 403


def late_notices(who: Practitioner) -> list[Any]:
    return list(Notice.objects.filter(practitioner=who, kind="feeds_late").values_list("facts__feeds", flat=True))


def test_those_who_look_after_late_feeds_are_told_once_a_day(dora: Practitioner) -> None:
    at = timezone.now()
    opal = people.operator()
    for code, area in (("births", None), ("pupil-data", None), ("social-care", people.liverpool())):
        schedule(1, code, area=area)
    assert tell_of_late_feeds(at=at) == 3
    assert (late_notices(opal), late_notices(dora)) == ([2], [1])
    assert tell_of_late_feeds(at=at + timedelta(minutes=1)) == 0
    assert tell_of_late_feeds(at=at + timedelta(days=1)) == 3
    assert late_notices(dora) == [1, 1]
    assert Notice.objects.filter(kind="feeds_late").values_list("path", flat=True).distinct().get() == "/feeds"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=pytest.mark.long)])
def test_the_monitor_in_a_browser(browser: Browser, live_server: Any, width: int) -> None:
    schedule(7, accredited_at=timezone.now() - timedelta(days=9))
    for days, quarantined in ((30, 2), (23, 90), (16, 300), (9, 4)):
        at = timezone.now() - timedelta(days=days)
        delivery(created=1200, updated=80, quarantined=quarantined, waiting=3, at=at)
    delivery("social-care", state="refused", stopped_because=Reason.WRONG_FORMAT, at=timezone.now())
    with open_page(browser, width=width) as page:
        sign_in(page, people.operator(), live_server.url)
        page.goto(f"{live_server.url}/feeds")
        assert page.title() == "Feeds – ContactPoint"
        look(page, "feeds")
