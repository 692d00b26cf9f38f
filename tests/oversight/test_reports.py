"""Reports count and never name a person; what is rare is not shown; each area reads its own (issue 7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.access import Refused
from accounts.models import Practitioner
from audit.models import Event
from oversight.reports import FEW, HIDDEN, KINDS, Report, report
from tests import people
from tests.browser import WIDTHS, check_page, open_page
from tests.oversight.looking import WORK, look
from tests.oversight.test_review_pages import audrey, national, signed_in, text
from tests.oversight.test_watching import search
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
AT = timezone.now()
BEFORE = AT - timedelta(days=2)
SCHOOL = "education"


def teachers(many: int) -> list[Practitioner]:
    school = people.school()
    return [people.person(f"Tara{n}", "practitioner", employer=school) for n in range(many)]


def rows(shown: Report) -> dict[str, tuple[str, ...]]:
    return {row.label: row.cells for row in shown.rows}


def test_use_counts_people_and_looks_of_the_own_area_by_service() -> None:
    for number, one in enumerate(teachers(5)):
        look(one, f"{number:010}", WORK, at=BEFORE)
        look(one, "1234567890", WORK, at=BEFORE)
    look(people.health_visitor(), "1234567890", WORK, at=BEFORE)
    look(teachers(1)[0], "1234567890", WORK, at=AT - timedelta(weeks=5))
    assert rows(report("use", by=audrey(), at=AT)) == {SCHOOL: ("5", "10")}


def test_of_fewer_than_five_people_nothing_is_shown() -> None:
    for one in teachers(4):
        for number in range(30):
            look(one, f"{number:010}", WORK, at=BEFORE)
    shown = report("use", by=audrey(), at=AT)
    assert rows(shown) == {SCHOOL: (FEW, HIDDEN)}
    assert shown.rows[0].share == 0


def test_the_national_team_reads_by_area() -> None:
    for one in teachers(5):
        look(one, "1234567890", WORK, at=BEFORE)
    assert rows(report("use", by=national(), at=AT)) == {f"Liverpool, {SCHOOL}": ("5", "5")}


def test_the_time_in_the_middle_from_search_to_contact() -> None:
    for seconds, one in zip((30, 40, 50, 60, 500), teachers(5), strict=True):
        search(one, at=BEFORE - timedelta(seconds=seconds))
        look(one, "1234567890", WORK, at=BEFORE)
    look(teachers(1)[0], "1234567890", WORK, at=BEFORE)  # without a search
    assert rows(report("speed", by=audrey(), at=AT)) == {SCHOOL: ("5", "50 seconds")}


@pytest.mark.parametrize("name", list(KINDS))
def test_whoever_has_no_such_office_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        report(name, by=people.teacher(), at=AT)
    client = signed_in(people.social_worker())
    for address in (f"report_{name}", f"report_{name}_file"):
        assert client.get(reverse(address)).status_code == 403


@pytest.mark.parametrize("name", list(KINDS))
def test_each_is_a_page_and_a_file_and_both_are_in_the_log(name: str) -> None:
    client = signed_in(audrey())
    page, file = client.get(reverse(f"report_{name}")), client.get(reverse(f"report_{name}_file"))
    assert KINDS[name].title in text(page)
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert Event.objects.filter(verb="report.read", because=name).count() == 2


def test_a_file_names_nobody_and_runs_nothing() -> None:
    school = people.school()
    school.sector = "=1+1"
    school.save()
    for one in teachers(5):
        look(one, "1234567890", WORK, at=BEFORE)
    file = text(signed_in(audrey()).get(reverse("report_use_file")))
    assert "'=1+1" in file
    assert "Tara" not in file


def test_the_things_themselves_are_linked_for_whoever_may_see_them() -> None:
    shona = people.person("Deirdre", "director")
    assert report("use", by=audrey(), at=AT).list_page == "search_log"
    assert report("use", by=shona, at=AT).list_page == ""
    assert report("data", by=audrey(), at=AT).list_page == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible_and_reached_without_javascript(
    width: int, browser: Browser, live_server: Any
) -> None:
    for number, one in enumerate(teachers(6)):
        search(one, at=BEFORE - timedelta(seconds=40))
        look(one, f"{number:010}", WORK, at=BEFORE)
    who = audrey()
    with open_page(browser, width=width) as page:
        enter(page, Scene(who, signed_in(who)), live_server.url)
        for kind in ("", *(f"/{name}" for name in KINDS)):
            page.goto(f"{live_server.url}{reverse('reports')}{kind}")
            check_page(page)
    with open_page(browser, width=width, javascript=False) as page:
        enter(page, Scene(who, signed_in(who)), live_server.url)
        page.goto(live_server.url + reverse("reports"))
        page.get_by_role("link", name=KINDS["use"].title).click()
        page.get_by_role("cell", name="6").first.wait_for()
