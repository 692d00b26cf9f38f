"""The pages that say what became of a delivery, and decide about one that waits (ux 2(g), R-FEED-4)."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.access import Refused
from accounts.models import Practitioner
from audit.log import words_of
from audit.models import Event
from contactpoint.jobs.models import Job
from contactpoint.jobs.queue import run_due
from feeds import approve as approving
from feeds.advance import finish
from feeds.approve import NotWaiting, OwnDelivery, approve, turn_away
from feeds.let_through import let_through
from feeds.models import Delivery, DeliveryPart, DeliveryState, RowState
from feeds.reasons import Reason
from feeds.views.reported import outcomes
from registry.models import Child, Source
from tests import people
from tests.browser import NARROW, WIDE, open_page
from tests.feeds.children import FORMATS
from tests.feeds.conftest import NOON, Load, counts
from tests.feeds.delivered import delivery, foreseen, in_review, rows, stopped
from tests.feeds.seeing import at, look, sign_in, source, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FILE = FORMATS["births"](3)


# --- The report ---------------------------------------------------------------------------------------------


def reported() -> Delivery:
    row = delivery(created=900, unchanged=40, waiting=18, quarantined=435, dropped={"sen_status": 7})
    rows(row, "quarantined", 23, Reason.DOB_MISSING, field="birth_date")
    rows(row, "quarantined", 412, Reason.POSTCODE_INVALID, field="postcode", first=100)
    rows(row, "waiting", 18, Reason.NEEDS_PERSON, first=600)
    return row


def test_the_report_adds_up_and_names_the_causes_with_the_biggest_first(page: Client) -> None:
    row = reported()
    shown = text(page, at(row))
    for words in ("This delivery is loaded", "1,393", "sen_status", "7 rows", "Put right 435 rows"):
        assert words in shown, words
    causes = ("A postcode is not shaped like one", "The date of birth is missing", "close to a record")
    places = [shown.index(words) for words in causes]
    assert places == sorted(places)
    assert "Column: postcode. First in line 101." in shown
    told = list(csv.reader(io.StringIO(page.get(f"{at(row)}/report.csv").content.decode("utf-8-sig"))))
    outcomes = [int(line[4]) for line in told[1:] if line[1] == ""]
    assert sum(outcomes[:-1]) == outcomes[-1] == 1393
    assert ["Could not be read", Reason.POSTCODE_INVALID.words, "postcode", "101", "412"] in told


@pytest.mark.parametrize(
    ("mended", "words"), [(0, ""), (1, "1 row was put right"), (1200, "1,200 rows were put right")]
)
def test_the_report_says_how_many_rows_the_rules_put_right(page: Client, mended: int, words: str) -> None:
    """R-FEED-4: they are counted among what became of the rows."""
    row = delivery(created=1500, mended=mended)
    shown = text(page, at(row))
    assert ("put right by the rules of this source" in shown) == bool(words)
    assert words in shown
    told = list(csv.reader(io.StringIO(page.get(f"{at(row)}/report.csv").content.decode("utf-8-sig"))))
    assert [line[4] for line in told if line[0] == "Put right"] == [str(mended)] * bool(words)


def test_the_page_of_a_source_leads_to_its_deliveries(page: Client) -> None:
    assert f"/feeds/sources/{source()}/deliveries" in text(page, f"/feeds/sources/{source()}")


def test_what_would_become_of_the_rows_is_told_before_anything_is_applied(page: Client) -> None:
    row = in_review()
    told = list(csv.reader(io.StringIO(page.get(f"{at(row)}/report.csv").content.decode("utf-8-sig"))))
    counts = {line[0]: int(line[4]) for line in told[1:] if line[1] == ""}
    assert counts == {
        "Would make a new record": 7, "Would change a record": 8, "Would say nothing new": 0,
        "Would wait for a person": 3, "Could not be read": 2, "Would not be taken": 0, "Rows received": 20,
    }  # fmt: skip
    assert "This delivery waits for approval" in text(page, at(row))


def test_the_rows_of_a_stopped_delivery_are_not_applied_yet(page: Client) -> None:
    shown = text(page, at(stopped()))
    assert "This delivery has stopped" in shown
    assert "Not applied yet" in shown
    assert "More rows are in error than this source is allowed" in shown


def test_the_text_for_the_supplier_names_lines_and_columns_and_nobody(page: Client) -> None:
    shown = text(page, f"{at(reported())}/supplier")
    assert "412 rows: A postcode is not shaped like one. Put it right, or leave it empty. Column: postcode." in shown
    assert "Lines 101, 102, 103" in shown
    assert "119, 120 and more" in shown
    assert "Left unread, because the registry may not hold it: sen_status (7)" in shown
    assert "close to a record" not in shown  # what the registry makes of a row is no supplier's business


def test_the_deliveries_of_one_source_are_listed(page: Client) -> None:
    row, other = reported(), delivery("social-care", created=3)
    shown = text(page, f"/feeds/sources/{source()}/deliveries")
    assert at(row) in shown
    assert at(other) not in shown


def test_others_find_no_delivery_here(dora: Practitioner) -> None:
    Source.objects.filter(code="births").update(area=people.manchester())
    row = stopped()
    mine = ["", "/progress", "/report.csv", "/supplier"]
    acts = ["/let-through", "/approve", "/turn-away"]
    for who, status in ((people.social_worker(), 403), (dora, 404)):
        client = Client()
        people.sign_in(client, who)
        assert [client.get(at(row) + one).status_code for one in (*mine, *acts)] == [status] * 7
        assert [client.post(at(row) + one, {"because": "x"}).status_code for one in acts] == [status] * 3
    reader = Client()  # reads, and decides nothing: the source is another's to look after
    people.sign_in(reader, people.person("Nat", "national_team", where=people.national_team()))
    assert [reader.get(at(row) + one).status_code for one in mine] == [200] * 4
    assert [reader.post(at(row) + one, {"because": "x"}).status_code for one in acts] == [403] * 3
    row.refresh_from_db()
    assert row.state == DeliveryState.STOPPED


# --- Deciding -----------------------------------------------------------------------------------------------


def test_a_stopped_delivery_is_let_through_with_a_reason(page: Client) -> None:
    row = stopped()
    asked = text(page, f"{at(row)}/let-through")
    assert "19 rows from Birth registrations will be applied to the registry." in asked
    assert "1 row that could not be read stays in quarantine" in asked
    assert "Enter why" in page.post(f"{at(row)}/let-through").content.decode()
    assert page.post(f"{at(row)}/let-through", {"because": "They rang"})["Location"] == at(row)
    row.refresh_from_db()
    assert (row.state, row.stopped_because) == (DeliveryState.APPLYING, "")
    event = Event.objects.get(verb="feed.let_through")
    assert (words_of(event), event.because) == ("They rang", "too_many_errors")
    again = page.post(f"{at(row)}/let-through", {"because": "They rang"})
    assert "This delivery does not wait to be let through any more" in again.content.decode()


def test_where_a_person_approves_a_delivery_is_let_through_to_be_approved() -> None:
    Source.objects.update(review_required=True)
    row = stopped()
    let_through(row.pk, by=people.operator(), because="They rang", at=timezone.now())
    row.refresh_from_db()
    assert row.state == DeliveryState.FORESEEING


def test_a_report_is_approved_by_somebody_else_than_who_uploaded_it(page: Client, opal: Practitioner) -> None:
    row = in_review(sent_by=opal)
    assert "somebody else has to approve it" in text(page, at(row))
    assert "Somebody else has to approve" in page.post(f"{at(row)}/approve").content.decode()
    with pytest.raises(OwnDelivery):
        approve(row.pk, by=opal, at=timezone.now())
    other = people.operator()
    approve(row.pk, by=other, at=timezone.now())
    row.refresh_from_db()
    assert row.state == DeliveryState.APPLYING
    assert Event.objects.get(verb="feed.approved").actor == other.pk
    assert Job.objects.filter(slot__endswith=f"{row.pk}:approved").exists()
    with pytest.raises(NotWaiting):
        approve(row.pk, by=other, at=timezone.now())


def test_a_report_is_approved_on_its_page(page: Client) -> None:
    row = in_review()
    assert "Would make a new record: 7" in text(page, f"{at(row)}/approve")
    assert page.post(f"{at(row)}/approve")["Location"] == at(row)
    row.refresh_from_db()
    assert row.state == DeliveryState.APPLYING


@pytest.mark.parametrize("made", [stopped, in_review])
def test_what_is_turned_away_is_emptied_and_applies_nothing(
    page: Client, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SHIELD-7: neither the file nor a row of it stays."""
    monkeypatch.setattr(approving, "AT_ONCE", 7)
    row = made()
    DeliveryPart.objects.create(delivery=row, number=0, sealed=b"sealed")
    assert page.post(f"{at(row)}/turn-away", {"because": "Last year's"})["Location"] == at(row)
    assert "Turning the delivery away" in text(page, at(row))
    with pytest.raises(NotWaiting):
        turn_away(row.pk, by=people.operator(), because="again", at=timezone.now())
    with pytest.raises(NotWaiting):
        approve(row.pk, by=people.operator(), at=timezone.now())
    run_due(at=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.stopped_because) == (DeliveryState.REFUSED, Reason.TURNED_AWAY)
    assert (row.refused, row.pending, row.quarantined) == (20, 0, 0)
    assert set(row.rows.values_list("state", "sealed")) == {(RowState.REFUSED, None)}
    assert row.rows.exclude(reason_code=Reason.TURNED_AWAY).exists()  # what was wrong with a row is still told
    assert not row.parts.exists()
    assert words_of(Event.objects.get(verb="feed.turned_away")) == "Last year's"


def test_only_who_looks_after_the_source_decides(dora: Practitioner) -> None:
    row = in_review()
    for who in (dora, people.operator(lacks="clearance"), people.social_worker()):
        with pytest.raises(Refused):
            approve(row.pk, by=who, at=timezone.now())
        with pytest.raises(Refused):
            turn_away(row.pk, by=who, because="x", at=timezone.now())


def test_what_was_foreseen_is_applied_when_it_is_approved(load: Load, opal: Practitioner) -> None:
    """R-FEED-4: nothing before."""
    load("births", FORMATS["births"](5))
    Source.objects.update(review_required=True)
    row = load("births", FORMATS["births"](12))
    assert (row.state, Child.objects.count()) == (DeliveryState.REVIEW, 5)
    would = {words: rows for words, rows in outcomes(row) if rows}
    assert would == {"Would make a new record": 7, "Would say nothing new": 5}
    approve(row.pk, by=opal, at=timezone.now())
    done = finish(row.pk, now=lambda: NOON)
    assert (done.state, counts(done)) == (DeliveryState.DONE, {"created": 7, "unchanged": 5})
    assert [rows for _, rows in outcomes(done) if rows] == [7, 5]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=pytest.mark.long)])
def test_the_pages_in_a_browser(browser: Browser, live_server: Any, opal: Practitioner, width: int) -> None:
    with open_page(browser, width=width) as page:
        sign_in(page, opal, live_server.url)
        page.goto(f"{live_server.url}/feeds/upload")
        page.get_by_role("button", name="Upload").click()
        assert page.title().startswith("Error: Upload a delivery")
        look(page, "upload-mistakes")
        page.get_by_label("Birth registrations").check()
        page.get_by_label("Check without applying").check()
        file = {"name": "births.csv", "mimeType": "text/csv", "buffer": FILE}
        page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
        look(page, "upload")
        page.get_by_role("button", name="Upload").click()
        page.wait_for_url("**/feeds/deliveries/*")
        look(page, "progress")
        Delivery.objects.update(state="foreseeing", received=4, pending=4)
        rows(Delivery.objects.get(), "received", 4)
        foreseen(Delivery.objects.get(), 2, among=4)
        page.get_by_text("2 of 4 rows checked").wait_for()
        assert page.get_by_role("status").first.text_content() == "50% done"
        Delivery.objects.update(state="done", received=4, pending=0, created=4)
        page.get_by_role("heading", name="Checked: nothing was changed").wait_for()
        for name, row, paths in (
            ("reported", reported(), ("", "/supplier")),
            ("stopped", stopped(), ("", "/let-through", "/turn-away")),
            ("review", in_review(), ("", "/approve")),
        ):
            for path in paths:
                page.goto(f"{live_server.url}{at(row)}{path}")
                look(page, name + path.replace("/", "-"))
        page.goto(f"{live_server.url}/feeds/sources/{source()}/deliveries")
        look(page, "deliveries")
