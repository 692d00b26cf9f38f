"""Who is told who looked at a child, and of what is nothing said? (R-AUDIT-3, R-SHIELD-8, R-INV-2)"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.access import Refused
from accounts.models import Practitioner
from audit.models import Event
from oversight.child_looks import child_with, looks_at
from registry.disclosure import NotThere, give_reason, open_record
from registry.models import Child, Reason
from tests import people
from tests.browser import WIDTHS, check_page, open_page
from tests.oversight.looking import look
from tests.registry import children
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def john(now: datetime) -> UUID:
    return children.john(at=now)


@pytest.fixture
def dora(now: datetime) -> Practitioner:
    return people.person("Dora", "data_officer", at=now)


def number_of(child: UUID) -> str:
    return Child.objects.get(pk=child).number


def opens(child: UUID, who: Practitioner, at: datetime) -> None:
    give_reason(child, reason=Reason.SAFEGUARDING, viewer=who, at=at)
    open_record(child, viewer=who, at=at)


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def test_the_team_sees_who_looked_when_and_why(john: UUID, dora: Practitioner, now: datetime) -> None:
    opens(john, people.social_worker(), now)
    opens(john, people.health_visitor(), now + timedelta(minutes=1))
    shown = looks_at(john, page=1, by=dora, at=now + timedelta(hours=1))
    assert [(one.name, one.organisation) for one in shown.rows] == [
        ("Hana Example", "Manchester"),
        ("Pat Example", "Liverpool"),
    ]
    assert {one.why for one in shown.rows} == {"I have a safeguarding concern"}


def test_neither_job_nor_employer_is_told(john: UUID, dora: Practitioner, now: datetime) -> None:
    """R-INV-2: they would tell that a sensitive service is involved."""
    opens(john, people.person("Kit", "practitioner", job_title="Counsellor", employer=people.barnardos()), now)
    page = signed_in(dora).get(reverse("child_looks", args=[john])).content.decode()
    assert "Kit Example, Liverpool" in page
    assert "Counsellor" not in page
    assert people.barnardos().name not in page


def test_that_it_was_read_is_in_the_log(john: UUID, dora: Practitioner, now: datetime) -> None:
    opens(john, people.social_worker(), now)
    looks_at(john, page=1, by=dora, at=now)
    event = Event.objects.get(verb="child.looks_listed")
    assert (event.actor, event.child_number, event.facts) == (dora.pk, number_of(john), {"rows": 1, "page": 1})


def test_there_are_25_on_a_page_and_what_is_older_than_a_year_is_not_shown(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    pat = people.social_worker()
    give_reason(john, reason=Reason.SAFEGUARDING, viewer=pat, at=now)
    for _ in range(26):
        open_record(john, viewer=pat, at=now)
    first, second = (looks_at(john, page=page, by=dora, at=now) for page in (1, 2))
    assert (len(first.rows), len(second.rows), first.total) == (25, 1, 26)
    look(pat, number_of(john), at=now - timedelta(days=367))
    assert looks_at(john, page=1, by=dora, at=now).total == 26


@pytest.mark.parametrize("role", ["practitioner", "auditor", "account_administrator"])
def test_others_are_refused(role: str, john: UUID, now: datetime) -> None:
    who = people.person("Otto", role, at=now)
    with pytest.raises(Refused):
        looks_at(john, page=1, by=who, at=now)
    assert signed_in(who).get(reverse("find_looks")).status_code == 403


def test_another_areas_child_is_not_there(john: UUID, now: datetime) -> None:
    mia = people.person("Mia", "data_officer", where=people.manchester(), at=now)
    with pytest.raises(NotThere):
        looks_at(john, page=1, by=mia, at=now)
    with pytest.raises(NotThere):
        child_with(number_of(john), by=mia, at=now)


def test_of_a_shielded_child_only_its_officers_are_told_and_no_organisation(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    """R-SHIELD-8: a statement of who looked names no organisation and no place."""
    opens(john, people.social_worker(), now)
    children.shield(john, at=now)
    sam = people.person("Sam", "shielding_officer", at=now)
    assert [(one.name, one.organisation) for one in looks_at(john, page=1, by=sam, at=now).rows] == [
        ("Pat Example", "")
    ]
    hidden, unknown = (
        signed_in(dora).post(reverse("find_looks"), {"number": typed}) for typed in (number_of(john), "123 456 7897")
    )
    assert hidden.status_code == unknown.status_code == 422
    assert "your authority holds no record" in hidden.content.decode()
    assert signed_in(dora).get(reverse("child_looks", args=[john])).status_code == 404


def test_a_number_leads_to_the_list(john: UUID, dora: Practitioner, now: datetime) -> None:
    client = signed_in(dora)
    assert reverse("find_looks") in client.get(reverse("home")).content.decode()
    done = client.post(reverse("find_looks"), {"number": number_of(john)}, follow=True)
    assert "Nobody opened this record within a year" in done.content.decode()
    assert "Enter the ContactPoint number" in client.post(reverse("find_looks"), {"number": ""}).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible(width: int, john: UUID, browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    dora = people.person("Dora", "data_officer", at=now)
    opens(john, people.social_worker(), now)
    with open_page(browser, width=width) as page:
        enter(page, Scene(dora, signed_in(dora)), live_server.url)
        for where in (reverse("find_looks"), reverse("child_looks", args=[john])):
            page.goto(live_server.url + where)
            check_page(page)
