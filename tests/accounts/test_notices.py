"""What is a person told in the service, and what does the e-mail beside it say? (R-INV-4)"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from accounts import notices
from accounts.models import AccountState, Message, Notice, Practitioner
from accounts.notices import count_new, notices_of, tell
from contactpoint.jobs.queue import run_due
from tests import people
from tests.accounts.conftest import Clock
from tests.browser import WIDTHS, check_page, open_page, shoot

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")
PATH = f"/children/{uuid4()}"


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    return people.social_worker()


def tell_of_work(person: Practitioner, clock: Clock, **more: Any) -> Notice:
    with transaction.atomic():
        return tell(person, "involvement_recorded", at=clock.at, path=PATH, **more)


def test_the_e_mail_says_only_that_there_is_something_new(pat: Practitioner, clock: Clock) -> None:
    tell_of_work(pat, clock)
    run_due(at=clock.at)
    (letter,) = mail.outbox
    assert letter.subject == "There is something new for you in ContactPoint"
    assert "/notices" in letter.body
    assert "children" not in letter.body


def test_two_notices_at_once_are_one_e_mail_and_a_later_one_is_another(pat: Practitioner, clock: Clock) -> None:
    for _ in range(2):
        tell_of_work(pat, clock)
    run_due(at=clock.at)
    assert (count_new(pat), len(mail.outbox)) == (2, 1)
    tell_of_work(pat, clock)
    run_due(at=clock.at)
    assert len(mail.outbox) == 2


def test_a_suspended_account_keeps_the_notice_and_gets_no_e_mail(pat: Practitioner, clock: Clock) -> None:
    pat.account_state = AccountState.SUSPENDED
    tell_of_work(pat, clock)
    assert (count_new(pat), Message.objects.count()) == (1, 0)


def test_the_newest_stand_first_and_an_id_reads_as_a_name(pat: Practitioner, clock: Clock) -> None:
    tell_of_work(pat, clock)
    clock.pass_by(hours=1)
    with transaction.atomic():
        tell(pat, "mail_undelivered", at=clock.at, person=people.teacher().pk)
    shown = notices_of(pat)
    assert [one.words for one in shown] == [
        "An email to Tara Example could not be delivered: check the address",
        "Somebody else has recorded that they work with a child you work with",
    ]


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org", "/\\example.org", "children"])
def test_a_notice_leads_to_pages_of_ours_alone(pat: Practitioner, clock: Clock, path: str) -> None:
    with pytest.raises(IntegrityError, match="notice_leads_nowhere_else"):
        Notice.objects.create(practitioner=pat, kind="news", at=clock.at, path=path)


def test_opening_a_notice_marks_it_as_read_and_leads_to_its_page(
    client: Client, pat: Practitioner, clock: Clock
) -> None:
    notice = tell_of_work(pat, clock)
    people.sign_in(client, pat)
    assert "1 new notice" in client.get("/notices").content.decode()
    answer = client.post(f"/notices/{notice.pk}")
    assert (answer.status_code, answer["Location"], count_new(pat)) == (303, PATH, 0)
    assert f'href="{PATH}"' in client.get("/notices").content.decode()
    clock.pass_by(minutes=1)
    client.post(f"/notices/{notice.pk}")
    assert Notice.objects.get().read_at == clock.at - timedelta(minutes=1)


def test_looking_at_the_list_marks_nothing_and_one_button_marks_all(
    client: Client, pat: Practitioner, clock: Clock
) -> None:
    for _ in range(2):
        tell_of_work(pat, clock)
    people.sign_in(client, pat)
    client.get("/notices")
    assert count_new(pat) == 2
    assert client.post("/notices/read")["Location"] == "/notices"
    assert count_new(pat) == 0


def test_another_s_notice_is_not_there(client: Client, pat: Practitioner, clock: Clock) -> None:
    notice = tell_of_work(pat, clock)
    people.sign_in(client, people.teacher())
    assert "Nobody has told you anything yet" in client.get("/notices").content.decode()
    assert client.post(f"/notices/{notice.pk}").status_code == 404
    client.post("/notices/read")
    assert count_new(pat) == 1


def test_the_list_takes_as_many_queries_for_fifty_as_for_two(
    pat: Practitioner, clock: Clock, django_assert_num_queries: Any
) -> None:
    for _ in range(notices.SHOWN + 1):
        with transaction.atomic():
            tell(pat, "mail_undelivered", at=clock.at, person=pat.pk)
    with django_assert_num_queries(2):
        assert len(notices_of(pat)) == notices.SHOWN


def test_the_home_page_counts_new_notices(client: Client, pat: Practitioner, clock: Clock) -> None:
    people.sign_in(client, pat)
    assert "No new notices" in client.get("/").content.decode()
    tell_of_work(pat, clock)
    assert "1 new notice<" in client.get("/").content.decode()


def test_a_notice_is_forgotten_after_a_year(pat: Practitioner, clock: Clock) -> None:
    """R-REC-5: no path to a destroyed record stays."""
    tell_of_work(pat, clock)
    assert notices.forget_notices(at=clock.at + timedelta(days=365)) == 0
    assert notices.forget_notices(at=clock.at + timedelta(days=366)) == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_notices_in_a_browser(live_server: Any, browser: Browser, client: Client, width: int) -> None:
    pat, at = people.social_worker(), timezone.now()
    people.sign_in(client, pat)
    with open_page(browser, width=width) as page:
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        look(page, live_server.url, "notices-none")
        with transaction.atomic():
            tell(pat, "clearance_ends", at=at - timedelta(hours=3), ends_on=timezone.localdate(at))
            tell(pat, "mail_undelivered", at=at - timedelta(hours=2), person=pat.pk)
            tell(pat, "lead_changed", at=at - timedelta(hours=1), path=PATH)
            tell(pat, "involvement_recorded", at=at, path="/account")
        look(page, live_server.url, "home", "/")
        page.get_by_role("link", name="4 new notices").click()
        page.get_by_role("button", name="Mark as read").first.click()
        look(page, live_server.url, "notices-new")
        page.get_by_role("button", name="Open").first.click()
        assert page.url == f"{live_server.url}/account"
        look(page, live_server.url, "notices-some-read")


def look(page: Any, address: str, name: str, path: str = "/notices") -> None:
    page.goto(address + path)
    check_page(page)
    if PICTURES:
        shoot(page, Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png")
