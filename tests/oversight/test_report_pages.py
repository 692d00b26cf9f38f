"""The pages and files of the reports: refused to others, in the log, accessible, of the month asked for (issue 7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.access import Refused
from audit.models import Event
from oversight.reports import KINDS, report
from tests import people
from tests.browser import WIDTHS, check_page, open_page
from tests.oversight.test_reports import MONTH, deciding, director, opened, read, searched_and_opened, workers
from tests.oversight.test_review_pages import audrey, signed_in, text
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db


def test_the_list_is_a_page_and_is_in_the_log() -> None:
    opened(workers(1, "Teacher"), 60, at=timezone.now() - timedelta(minutes=1))
    who = audrey()
    client = signed_in(who)
    month = f"{timezone.localdate():%Y-%m}"
    shown = report("use", month=None, area="", by=who, at=timezone.now())
    page = client.get(shown.rows[0].cells[1].url)
    assert "Records opened" in text(page)
    assert text(page).count("Opened a record") == 50
    older = client.get(f"{reverse('search_log')}?month={month}&profession=teacher&page=2")
    assert text(older).count("Opened a record") == 10
    assert Event.objects.filter(verb="log.searched", because="report").count() == 2


@pytest.mark.parametrize("name", list(KINDS))
def test_whoever_has_no_such_office_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        read(name, people.teacher())
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


def test_a_file_names_nobody_says_its_month_and_runs_nothing() -> None:
    opened(workers(5, "=1+1"), 1)
    answer = signed_in(director()).get(f"{reverse('report_use_file')}?month={MONTH:%Y-%m}")
    assert "'=1+1,5,5" in text(answer)
    assert "Tara" not in text(answer)
    assert f"report-use-{MONTH:%Y-%m}.csv" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "asked",
    [
        "month=2026-13",
        "month=x",
        "area=x",
        "area=national",
        "area=00000000-0000-4000-8000-000000000000",
        "month=1999-01",
    ],
)
def test_what_is_not_to_be_had_answers_with_the_newest_month_or_all_areas(asked: str) -> None:
    answer = signed_in(deciding()).get(f"{reverse('report_use')}?{asked}")
    assert answer.status_code == 200
    assert answer.context["report"].scope.area == ""
    assert answer.context["report"].scope.month == answer.context["report"].months[0]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible_and_reached_without_javascript(
    width: int, browser: Browser, live_server: Any
) -> None:
    now = timezone.now() - timedelta(minutes=2)
    for one in workers(6, "Teacher"):
        searched_and_opened(one, 40, at=now)
    who = audrey()
    with open_page(browser, width=width) as page:
        enter(page, Scene(who, signed_in(who)), live_server.url)
        for kind in ("", *(f"/{name}" for name in KINDS)):
            page.goto(f"{live_server.url}{reverse('reports')}{kind}")
            check_page(page)
        page.goto(f"{live_server.url}{reverse('search_log')}?month={now:%Y-%m}")
        check_page(page)
    with open_page(browser, width=width, javascript=False) as page:
        enter(page, Scene(who, signed_in(who)), live_server.url)
        page.goto(live_server.url + reverse("reports"))
        page.get_by_role("link", name=KINDS["use"].title).click()
        page.get_by_role("link", name="6 records opened, Teacher").click()
        page.get_by_role("heading", name="Records opened").wait_for()
