"""How does readiness stand in England? Every number is the same in the page, the picture and the file (R-LARA-7)."""

import csv
import gzip
import io
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from odfdo import Document
from playwright.sync_api import Browser

from accounts import demonstration as accounts_of
from accounts import load_reference as organisations
from accounts.models import Kind, Organisation, Stage, Track
from readiness import load_reference as plan
from readiness.board.charts import TrendChart
from readiness.board.england import Board, Chosen, board
from readiness.board.forecast import _meets
from readiness.board.lines import Status
from readiness.board.sentences import sentences
from readiness.board.trend import Point
from readiness.demonstration import DECIDED, invent
from readiness.models import Decision, Return
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.database import OWNER, role
from tests.readiness.returns import accepted, derby, director, lead, national
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def invent_england() -> None:
    """152 organisations and 14 months of them, as the demonstration has them."""
    organisations.load(invent_numbers=True)
    plan.load()
    accounts_of.make([one for one in accounts_of.accounts() if one.role == "national_team"], at=NOW)
    assert invent() > 2_000
    # What autovacuum sees to where rows are committed: without statistics each of the pages took half a minute.
    with transaction.atomic(), role(OWNER), connection.cursor() as cursor:
        cursor.execute("ANALYZE readiness_return, readiness_score")
        cursor.execute("SELECT min(reltuples) FROM pg_class WHERE relname IN ('readiness_return', 'readiness_score')")
        assert cursor.fetchone()[0] > 2_000  # whoever does not own a table is let pass, and nothing is counted


def seen(**chosen: str) -> Board:
    found = board(None, Chosen(**chosen), on=TODAY)
    assert found is not None
    return found


def client() -> Client:
    asked = Client()
    people.sign_in(asked, national("Nat", at=NOW))
    return asked


def page(asked: Client, **address: str) -> str:
    return str(asked.get(reverse("view_england"), address).content.decode())


def test_before_the_first_return_the_page_says_so() -> None:
    assert "No return is signed yet" in page(client())
    assert board(None, Chosen(), on=TODAY) is None


def test_one_organisation_stands_as_its_return_says() -> None:
    area = derby()
    accepted(at=NOW, level=3)
    people.manchester()
    found = {one.organisation.name: one for one in seen().everybody}
    mine = found["Derby"]
    assert mine.now is not None
    assert (mine.now.met, mine.now.due, mine.now.percent, mine.now.threshold) == (7, 10, 75, 80)
    assert (mine.status, found["Manchester"].status) == (Status.UNMET, Status.NONE)
    assert mine.themes["shielding"].percent == 75
    assert not mine.themes["shielding"].met
    assert area.stage in {stage.value for stage in Stage}


def test_nobody_else_sees_england() -> None:
    for who in (lead(at=NOW), director(at=NOW), people.social_worker()):
        other = Client()
        people.sign_in(other, who)
        for name in ("view_england", "export_england", "export_trend"):
            assert other.get(reverse(name)).status_code == 403


def test_a_forecast_needs_two_months_that_rise() -> None:
    may, june = date(2009, 5, 1), date(2009, 6, 1)
    assert _meets([(june, 60)], 75) is None
    assert _meets([(may, 60), (june, 60)], 75) is None
    assert _meets([(may, 60), (june, 65)], 75) == date(2009, 8, 1)
    assert _meets([(may, 60), (june, 65)], 76) == date(2009, 9, 1)  # 11 points at 5 a month: three months
    assert _meets([(may, 60), (june, 61)], 99) is None  # further than two years


def test_the_marks_are_told_apart_in_grey() -> None:
    """ux.md 3: another sign and another border each."""
    css = Path("static/contactpoint/readiness.css").read_text("utf-8")
    rules = dict(re.findall(r"\.cp-tile--(\w+) {([^}]*)}", css))
    borders = {tuple(re.findall(r"border-(?:width|style): [^;]*", rules[one.code])) for one in Status}
    assert len({one.mark for one in Status}) == len(borders) == 4


def test_months_without_a_return_are_in_the_trend() -> None:
    drawn = TrendChart([Point(date(2009, 5, 1), 3, 1), Point(date(2009, 6, 1), 0, 0)])
    assert drawn.words == "May 2009: 3 signed, 1 meet; June 2009: 0 signed, 0 meet"
    assert drawn.title == "0 of 0 signed returns of June 2009 meet every check"


def numbers(shown: str) -> list[tuple[str, str]]:
    """Each number that is a link to a list of this page: its address, and the number."""
    return re.findall(r'href="\?([^"]*)#areas">(?:[^<\d]*: )?(\d+|No)[^<]*<', shown)


class TestEngland(TestCase):
    """What is read of all of them: invented once for the class."""

    @classmethod
    def setUpTestData(cls) -> None:
        invent_england()

    def test_the_page_holds_what_the_table_and_the_file_hold(self) -> None:
        asked = client()
        shown = page(asked, all="1")
        file = asked.get(reverse("export_england")).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(file)))
        assert len(rows) == 152
        cells = {
            name: re.findall(r"<td[^>]*>(.*?)</td>", row)
            for name, row in re.findall(r'<tr><th scope="row"><a[^>]*>([^<]*)</a></th>(.*?)</tr>', shown)
        }
        names = {row["Organisation"].replace("'", "&#x27;"): row for row in rows}
        assert set(cells) == set(names)
        for name, (checks, *themes, forecast) in cells.items():
            row = names[name]
            expected = f"{row['Checks met']} of {row['Check due']}" if row["Checks met"] else "No return"
            assert checks.endswith(expected)
            titles = [title for title in row if title.endswith(" %") and title not in ("Whole %", "Needed %")]
            assert [one.split()[-1] for one in themes] == [row[title] or "–" for title in titles]
            assert forecast == (row["Forecast"] or "–")

    def test_the_spreadsheet_holds_what_the_csv_holds(self) -> None:
        asked, chosen = client(), {"region": "North West"}
        table = Document(io.BytesIO(asked.get(reverse("export_england_ods"), chosen).content)).body.tables[0]
        file = asked.get(reverse("export_england"), chosen).content.decode("utf-8-sig")
        found = [["" if cell is None else str(cell) for cell in row] for row in table.get_values()]
        assert found == list(csv.reader(io.StringIO(file)))

    def test_every_number_of_the_picture_stands_in_the_table_and_the_file(self) -> None:
        asked = client()
        shown, drawn = page(asked), TrendChart(seen().trend)
        file = asked.get(reverse("export_trend")).content.decode("utf-8-sig")
        rows = [(int(row[1]), int(row[2])) for row in list(csv.reader(io.StringIO(file)))[1:]]
        assert rows == [(point.returns, point.met) for point in seen().trend]
        assert len(rows) == 14
        signed, met = drawn.series
        assert list(zip(signed.values, met.values, strict=True)) == rows
        places = zip(signed.values, signed.points.split(), strict=True)
        heights = {value: float(place.split(",")[1]) for value, place in places}
        assert [heights[value] for value in sorted(heights)] == sorted(heights.values(), reverse=True)  # more is higher
        assert drawn.words in shown
        assert f"{met.values[-1]} of {signed.values[-1]} signed returns" in shown

    def test_every_number_leads_to_a_list_as_long(self) -> None:
        asked = client()
        links = numbers(page(asked))
        assert len(links) > 55
        of_london = numbers(page(asked, region="London", month="2009-02"))
        for query, count in [*links, *of_london[:7], *of_london[-2:]]:
            found = asked.get(f"{reverse('view_england')}?{query.replace('&amp;', '&')}").content.decode()
            assert f">{count.replace('No', '0')} of 152 organisations" in found, query

    def test_no_number_of_the_sentences_the_regions_or_the_months_stands_without_its_list(self) -> None:
        shown = page(client())
        regions, months = re.findall(r"<table.*?</table>", shown, re.DOTALL)[:2]
        above = shown.split("<h1", 1)[1].split("<section", 1)[0]
        for part in (above, regions, months):
            words = re.sub(r"<a .*?</a>|<[^>]*>|\d* ?\w+ 20\d\d|(up|down) \d+", " ", part)
            assert re.findall(r"[1-9]\d*", words) == [], words

    def test_what_is_chosen_stands_in_words_above_the_list(self) -> None:
        shown = page(client(), region="London", exception="late", month="2009-02", status="nothing of the sort")
        assert ": Month: February 2009; Region: London; Only those that: Late with the return." in shown
        assert "organisations. Per cent" in page(client())

    def test_what_is_said_is_said_of_the_region_that_is_chosen(self) -> None:
        """The months before are of the same organisations, and a status shortens the list alone."""
        chosen, met = seen(region="North West"), seen(region="North West", status="met")
        assert {one.organisation.region for one in chosen.among} == {"North West"}
        assert (met.among, met.trend) == (chosen.among, chosen.trend)
        assert 0 < len(met.those) < len(chosen.those) == len(chosen.among)
        before, now = chosen.trend[-2:]
        said = sentences(chosen, on=TODAY)[0]
        assert said.count == f"{now.met} of {len(chosen.among)} organisations"
        more = now.met - before.met
        assert (f" {abs(more)} since May 2009" if more else "as many as in May 2009") in said.rest

    def test_as_many_questions_for_all_as_for_some_and_a_light_page(self) -> None:
        """R-LARA-7: a constant number of statements, at most 20 KB compressed."""
        asked = client()
        page(asked)
        counts = []
        for address in ({}, {"all": "1"}, {"region": "London"}, {"month": "2008-05"}):
            with CaptureQueriesContext(
                connection,
            ) as made:
                whole = asked.get(reverse("view_england"), address).content
            counts.append(len(made))
            assert len(gzip.compress(whole)) <= 20_000
        assert len(set(counts)) == 1
        Organisation.objects.filter(kind=Kind.AUTHORITY, region="London").update(kind=Kind.SUPPLYING_BODY)
        with CaptureQueriesContext(connection) as fewer:
            page(asked)
        assert len(fewer) == counts[0]

    def test_the_map_has_a_place_for_every_area_and_no_two_in_one(self) -> None:
        shown = page(client())
        places = re.findall(r'<li class="(c\d+) (r\d+)"><a class="cp-tile', shown)
        assert len(places) == len(set(places)) == 150
        css = Path("static/contactpoint/readiness.css").read_text("utf-8")
        assert all(f".{name}{{" in css for place in places for name in place)

    def test_the_map_says_what_the_table_says(self) -> None:
        shown = page(client(), all="1")
        drawn = dict(re.findall(r'aria-label="([^:"]*): [^"]*">(.)</a></li>', shown))
        table = dict(re.findall(r'<tr><th scope="row"><a[^>]*>([^<]*)</a></th><td[^>]*>(.)', shown))
        assert len(drawn) == 150
        assert all(table[name] == mark for name, mark in drawn.items())
        assert set(drawn.values()) == {"✓", "◐", "✗", "–"}

    def test_the_invented_months_lead_to_where_the_roll_out_stood(self) -> None:
        """R-ORG-2: nine checks of the early adopters in time, and a stage that every decision explains."""
        for one in Organisation.objects.filter(kind__in=(Kind.AUTHORITY, Kind.NATIONAL_PARTNER)):
            last = one.decisions.order_by("decided_at").last()
            assert (last.to_stage if last else Stage.PREPARING) == one.stage
        for (track, stage), (day, _) in DECIDED.items():
            decided = Decision.objects.filter(organisation__track=track, to_stage=stage)
            assert set(decided.values_list("decided_at__date", flat=True)) == {day}
        early = [one for one in seen().everybody if one.organisation.track == Track.EARLY_ADOPTER]
        assert len(early) == 19
        december = board(date(2008, 12, 1), Chosen(track=Track.EARLY_ADOPTER), on=TODAY)
        assert december is not None
        assert {one.now.met for one in december.those if one.now} == {9}
        assert 0 < Decision.objects.filter(met=False).count() < 10
        assert invent() == 0  # once
        assert Return.objects.filter(month=date(2009, 6, 1)).exists()

    def test_a_theme_is_a_list_with_the_lowest_first(self) -> None:
        asked = client()
        shown = asked.get(reverse("view_theme", args=["shielding"])).content.decode()
        values = [int(one) for one in re.findall(r"<td>[✓✗] (\d+)%</td>", shown)]
        assert values == sorted(values)
        file = asked.get(reverse("export_theme", args=["shielding"])).content.decode("utf-8-sig")
        assert [int(row[2]) for row in list(csv.reader(io.StringIO(file)))[1:] if row[2]] == values
        assert asked.get(reverse("view_theme", args=["nothing"])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_england_is_accessible_with_everything_on_it(width: int, browser: Browser, live_server: Any) -> None:
    invent_england()
    session = Scene(national("Nina", at=NOW), client())
    with open_page(browser, width=width) as opened:
        enter(opened, session, live_server.url)
        for number, where in enumerate([f"{reverse('view_england')}?all=1", reverse("view_theme", args=["shielding"])]):
            opened.goto(live_server.url + where)
            check_page(opened)
            if PICTURES:
                shoot(opened, Path(PICTURES) / f"england-{number}-{width}.png")
