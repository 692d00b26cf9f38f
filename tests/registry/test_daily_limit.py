"""Nobody reads the registry in bulk, whatever addresses they try and however many at once (R-USER-7, SEC-19)."""

import re
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import limits
from accounts.limits import LimitReached, given_today
from accounts.models import AccountState, Case, Practitioner
from accounts.roles import ThePractitioner
from audit.models import Event
from dev.project import ROOT
from registry import confirming, disclosure
from registry.assertion import Name, but
from registry.disclosure import child_named, give_reason, heading, my_children, open_record
from registry.involving import record_involvement
from registry.models import Child, Involvement, Reason
from registry.number import shown
from registry.record import Decision, apply_assertions
from tests import people
from tests.registry import children
from tests.registry.work import NURSING

FORENAMES = ("John", "Grace", "Jack", "Sophie", "Ewa", "Li", "Amina", "Tom", "Zoe", "Sam")
SURNAMES = ("Smith", "Okafor", "Taylor", "Brown", "Nowak", "Chen", "Hussain", "Berg", "Hall", "Price")
WRITES = re.compile(r"""\brecord(_each)?\(\s*["']child\.(named|opened)""")
CHILD = re.compile(r"/children/([0-9a-f-]{36})")


def a_hundred(*, at: datetime, surnames: tuple[str, ...] = SURNAMES) -> list[UUID]:
    children.surroundings()
    area, before = people.liverpool().pk, at - timedelta(days=2)
    decisions = [
        Decision(f"{forename} {surname}", _named(forename, surname), before, None, area)
        for forename in FORENAMES
        for surname in surnames
    ]
    apply_assertions(decisions, source=children.source(), at=at)
    return list(Child.objects.order_by("number").values_list("pk", flat=True))


def twenty(*, at: datetime) -> list[UUID]:
    return a_hundred(at=at, surnames=SURNAMES[:2])


def _named(forename: str, surname: str) -> Any:
    return but(children.JOHN, names=(Name("current", forename, "", surname),), identifiers={}, services=(), caf=None)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A limit that is reached sooner."""
    monkeypatch.setattr(ThePractitioner, "children_a_day", 3)
    return 3


@pytest.mark.django_db
def test_a_script_that_tries_everything_meets_no_more_than_sixty_children(pat: Practitioner, now: datetime) -> None:
    everybody = a_hundred(at=now)
    numbers = {child: shown(number) for child, number in Child.objects.values_list("pk", "number")}
    client = Client()
    people.sign_in(client, pat)
    met: set[str] = set()

    def look(answer: Any, *, about: UUID | None = None) -> None:
        """Whom a page names; an id that the script put into the address itself is not news."""
        page = answer.content.decode()
        met.update(set(CHILD.findall(page)) - {str(about)})
        met.update(str(child) for child, number in numbers.items() if number in page)

    for surname in SURNAMES:
        for forename in (*FORENAMES, ""):
            typed = {"forename": forename, "surname": surname}
            look(client.post(reverse("find_child"), {**typed, "gender": "male"}, follow=True))
            look(client.post(reverse("find_child"), {**typed, "born_year": "2017"}, follow=True))
    for child in everybody:
        for name in ("state_reason", "view_child", "record_involvement", "name_lead", "ask_whether_involved"):
            look(client.get(reverse(name, args=[child])), about=child)
        look(client.post(reverse("state_reason", args=[child]), {"reason": "providing"}, follow=True), about=child)
    for name in ("my_children", "unconfirmed_records", "home"):
        look(client.get(reverse(name), follow=True))
    given = set(Event.objects.filter(actor=pat.pk, verb__in=limits.GIVEN).values_list("child_number", flat=True))
    assert 50 < len(met) <= 60
    assert len(given) <= 60
    assert Case.objects.get().practitioner == pat  # and by now the account is closed to the script
    assert Practitioner.objects.get(pk=pat.pk).account_state == AccountState.SUSPENDED


@pytest.mark.django_db
def test_each_way_to_a_child_counts(pat: Practitioner, now: datetime, few: int) -> None:
    everybody = twenty(at=now)
    for child in everybody[:few]:
        child_named(child, viewer=pat, at=now)
    beyond = everybody[few]
    give_reason(beyond, reason=Reason.PROVIDING, viewer=pat, at=now)
    for way in (child_named, open_record, heading):
        with pytest.raises(LimitReached):
            way(beyond, viewer=pat, at=now)
    give_reason(everybody[0], reason=Reason.PROVIDING, viewer=pat, at=now)
    assert open_record(everybody[0], viewer=pat, at=now)  # given before


@pytest.mark.django_db
def test_who_works_with_a_child_opens_it_beyond_the_limit(pat: Practitioner, now: datetime, few: int) -> None:
    """R-INV-5."""
    own, *others = twenty(at=now)
    yesterday = now - timedelta(days=1)
    give_reason(own, reason=Reason.PROVIDING, viewer=pat, at=yesterday)
    record_involvement(own, NURSING, by=pat, at=yesterday)
    for child in others[:few]:
        child_named(child, viewer=pat, at=now)
    assert open_record(own, viewer=pat, at=now)
    assert [one.hit.child for one in my_children(pat, at=now)] == [own]
    assert len(given_today(pat, at=now)) == few


@pytest.mark.django_db
def test_saying_today_that_one_works_with_a_child_does_not_take_it_out_of_the_count(
    pat: Practitioner, now: datetime, few: int
) -> None:
    everybody = twenty(at=now)
    for child in everybody[:few]:
        give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=now)
        open_record(child, viewer=pat, at=now)
        record_involvement(child, NURSING, by=pat, at=now)
    unseen = everybody[few]
    give_reason(unseen, reason=Reason.PROVIDING, viewer=pat, at=now)
    record_involvement(unseen, NURSING, by=pat, at=now)
    with pytest.raises(LimitReached):
        open_record(unseen, viewer=pat, at=now)
    assert Involvement.objects.filter(practitioner=pat).count() == few + 1


@pytest.mark.django_db
def test_a_long_queue_is_read_page_by_page(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = a_hundred(at=now)
    Child.objects.filter(pk__in=everybody).update(status="unconfirmed", made_by=people.social_worker(), made_at=now)
    dora = people.person("Dora", "data_officer")
    monkeypatch.setattr(confirming, "ON_A_PAGE", 30)
    pages = [confirming.unconfirmed_of(dora.organisation, by=dora, at=now, page=page) for page in (1, 2, 3, 4)]
    assert [len(page.records) for page in pages] == [30, 30, 30, 10]
    assert {one.child for page in pages for one in page.records} == set(everybody)
    assert (pages[3].total, pages[3].page, pages[3].pages) == (100, 4, 4)
    assert len(given_today(dora, at=now)) == 100


@pytest.mark.django_db
def test_the_page_says_what_is_still_open_and_whom_to_ring(
    signed_in: Client, pat: Practitioner, now: datetime, few: int
) -> None:
    everybody = twenty(at=now)
    for child in everybody[:few]:
        child_named(child, viewer=pat, at=now)
    answer = signed_in.get(reverse("state_reason", args=[everybody[few]]))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You have reached today’s limit" in page
    assert "0151 496 0341" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert not [name for name in SURNAMES if name in page]
    assert signed_in.get(reverse("state_reason", args=[everybody[0]])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_do_not_pass_the_limit(now: datetime, few: int) -> None:
    everybody = twenty(at=now)
    pat = people.social_worker()
    start = threading.Barrier(12)
    named: list[UUID] = []
    refused: list[UUID] = []

    def ask(child: UUID) -> None:
        try:
            start.wait(timeout=60)
            child_named(child, viewer=pat, at=now)
            named.append(child)
        except LimitReached:
            refused.append(child)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[child]) for child in everybody[:12]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(named), len(refused)) == (few, 9)
    assert len(given_today(pat, at=now)) == few


@pytest.mark.django_db
def test_the_limit_costs_the_same_three_statements_for_one_child_and_for_ten(pat: Practitioner, now: datetime) -> None:
    """What is read of the child's own rows, and the events, are not its cost."""
    everybody = twenty(at=now)
    of_limit = ("registry_involvement", "pg_advisory_xact_lock", 'DISTINCT "audit_event"')
    for count in (1, 10):
        with CaptureQueriesContext(connection) as done:
            disclosure.hits([(child, ()) for child in everybody[:count]], viewer=pat, because="search", at=now)
        said = [query["sql"] for query in done.captured_queries]
        assert len([sql for sql in said if any(part in sql for part in of_limit)]) == 3
        assert len([sql for sql in said if "auth_group" in sql]) == 1
        assert len([sql for sql in said if "accounts_allowance" in sql]) == 0  # read only where the role is not enough


def test_one_module_alone_writes_that_a_child_was_given() -> None:
    """Another would give children that nobody counts."""
    apps = ("registry", "shielding", "feeds", "oversight", "readiness", "contactpoint")
    files = [path for app in apps for path in Path(ROOT / app).rglob("*.py")]
    assert [path.name for path in files if WRITES.search(path.read_text("utf-8"))] == []
    assert [path.name for path in files if re.search(r"\bgiving import give\b", path.read_text("utf-8"))]
