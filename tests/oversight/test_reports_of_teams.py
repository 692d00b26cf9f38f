"""Reports on requests for contact and on what sources deliver: each number is that of its list (issue 7, R-INV-2)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours
from accounts.models import Practitioner
from audit.models import Event
from feeds.models import Delivery
from oversight.counting import FEW, HIDDEN
from oversight.report_rows import in_words
from registry import disclosure
from registry.models import Reason, Source
from shielding import asking_services, checking
from shielding.models import ContactRequest, TurnedAway
from shielding.past_requests import Became, Step, requests_of_month
from tests import people
from tests.feeds.delivered import delivery
from tests.oversight.test_reports import AT, MONTH, NOON, deciding, director, read, rows
from tests.oversight.test_review_pages import audrey, signed_in, text
from tests.oversight.test_watching import search
from tests.registry import children
from tests.shielding.contact_requests import asks

pytestmark = pytest.mark.django_db
ALL, OPEN, LATE = Became.ALL, Became.OPEN, Became.LATE


@pytest.fixture
def john() -> UUID:
    return children.john(at=NOON)


def worker(name: str = "Pat", **more: Any) -> Practitioner:
    return people.person(name, "practitioner", at=NOON, **more)


def officer(name: str = "Shona", **more: Any) -> Practitioner:
    return people.person(name, "shielding_officer", job_title="Shielding officer", at=NOON, **more)


def counts(by: Practitioner, **more: Any) -> dict[str, tuple[str, ...]]:
    return rows(read("requests", by, **more))


def asked(child: UUID, *, hours: int = 0, where: Any = None, name: str = "Pat") -> ContactRequest:
    return asks(worker(name, where=where), child, at=NOON + timedelta(hours=hours))


def test_what_a_team_had_to_check_and_to_ask_and_did_not(john: UUID) -> None:
    """Of urgent requests: 4 hours to check, 8 to ask (docs/adr/0009)."""
    shona, later = officer(), NOON + timedelta(hours=9)
    checked, never, turned = (asked(john, name=name) for name in ("Pat", "Paul", "Petra"))
    asking_services.ask_services(checked.pk, [], by=shona, at=NOON + timedelta(hours=1))
    checking.turn_away(turned.pk, TurnedAway.NO_NEED, by=shona, at=NOON + timedelta(hours=1))
    assert counts(shona, at=NOON + timedelta(hours=3)) == {"Liverpool": ("3", "1", "0", "2", "1", "0")}
    assert counts(shona, at=NOON + timedelta(hours=5)) == {"Liverpool": ("3", "0", "1", "2", "1", "0")}
    checking.pass_on_unchecked(never.pk, at=NOON + timedelta(hours=5))
    assert counts(shona, at=NOON + timedelta(hours=6)) == {"Liverpool": ("3", "0", "1", "2", "1", "0")}
    assert counts(shona, at=later) == {"Liverpool": ("3", "0", "1", "2", "0", "1")}


def test_to_check_is_the_asker_s_team_s_and_to_ask_the_responsible_one_s(john: UUID) -> None:
    shona, mark = officer(), officer("Mark", where=people.manchester())
    row = asked(john, where=people.manchester())
    assert counts(mark, at=NOON) == {"Manchester": ("1", "1", "0", "0", "0", "0")}
    assert counts(shona, at=NOON) == {}
    checking.check(row.pk, by=mark, at=NOON)
    assert counts(mark, at=NOON) == {"Manchester": ("1", "0", "0", "0", "0", "0")}
    assert counts(shona, at=NOON) == {"Liverpool": ("0", "0", "0", "1", "1", "0")}


def test_a_team_without_an_officer_has_nothing_to_check(john: UUID) -> None:
    officer()
    row = asked(john, where=people.manchester())
    checking.pass_on_unchecked(row.pk, at=NOON)
    audited = people.person("Audrey", "auditor", where=people.manchester())
    assert counts(audited) == {}


def test_each_number_of_requests_is_that_of_its_list(john: UUID) -> None:
    shona = officer()
    for number, name in enumerate(("Pat", "Paul", "Petra", "Piers")):
        row = asked(john, hours=number * 3, name=name)
        if number % 2:
            asking_services.ask_services(row.pk, [], by=shona, at=row.asked_at)
    asks(people.person("Sid", "practitioner", at=NOON), john, at=NOON + timedelta(days=40))  # of another month
    at = NOON + timedelta(hours=8)
    (shown,) = read("requests", shona, at=at).rows
    assert [cell.text for cell in shown.cells] == ["4", "1", "1", "4", "1", "1"]
    for cell in shown.cells:
        wanted = {name: value[0] for name, value in parse_qs(urlsplit(cell.url).query).items()}
        step, became = Step(wanted["step"]), Became(wanted["became"])
        found, listed = requests_of_month(MONTH, step, became, by=shona, at=at)
        assert f"{found.paginator.count}" == f"{len(listed)}" == cell.text
        assert became == ALL or {one.became for one in listed} == {became}


def test_the_list_of_a_month_is_a_page_names_no_child_and_is_in_the_log(john: UUID) -> None:
    shona = officer()
    asked(john)
    page = signed_in(shona).get(f"{reverse('contact_requests')}?month={MONTH:%Y-%m}&step=check&became=late")
    assert "Pat Example" in text(page)
    assert "Not done by" in text(page)
    assert "John" not in text(page)
    assert Event.objects.get(verb="contact_requests.listed").facts["rows"] == 1


def test_nobody_else_reads_the_list_of_requests(john: UUID) -> None:
    asked(john)
    for who in (audrey(), director(), worker("Paul")):
        with pytest.raises(NotYours):
            requests_of_month(MONTH, Step.CHECK, ALL, by=who, at=AT)
        assert all(cell.url == "" for row in (read("requests", audrey()).rows) for cell in row.cells)


def test_few_requests_are_not_told_to_who_may_not_see_them(john: UUID) -> None:
    officer()
    for number in range(4):
        asked(john, name=f"Pat{number}")
    assert counts(director())["Liverpool"][0] == counts(deciding())["Liverpool"][0] == FEW
    asked(john, name="Piers")
    assert counts(director())["Liverpool"][0] == counts(deciding())["Liverpool"][0] == "5"


def read_all(*readers: Practitioner) -> list[dict[str, tuple[str, ...]]]:
    return [rows(read(name, who)) for who in readers for name in ("use", "speed", "requests")]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_shielded_child_counts_like_any_other(john: UUID, hidden: bool) -> None:
    """R-SHIELD-2: the same is done about it, and the same is read."""
    if hidden:
        children.shield(john, at=NOON)
    shona = officer()
    for number in range(5):
        who, at = worker(f"Pat{number}"), NOON + timedelta(minutes=number)
        search(who, at=at)
        disclosure.give_reason(john, reason=Reason.PROVIDING, viewer=who, at=at + timedelta(seconds=40))
        disclosure.open_record(john, viewer=who, at=at + timedelta(seconds=40))
        row = asks(who, john, at=at)
        asking_services.open_to_broker(row.pk, by=shona, at=at)  # the officer's own look is in the log, too
    use, speed = {"Social worker": ("5", "5")}, {"Social worker": ("5", "5", "40 seconds", "40 seconds")}
    waits = {"Liverpool": ("5", "0", "5", "5", "0", "5")}
    assert read_all(audrey(), director()) == [use, speed, waits] * 2
    area = {"Liverpool": ("5", "5")}, {"Liverpool": ("5", "5", "40 seconds", "40 seconds")}
    assert read_all(deciding()) == [*area, waits]


@pytest.fixture
def births(john: UUID) -> Callable[..., Delivery]:
    """Deliveries of a source of Liverpool's own."""
    Source.objects.filter(code="births").delete()
    registered = Source.objects.get(code=children.source("births", "Register of births").code)
    Source.objects.filter(pk=registered.pk).update(area=people.liverpool())
    return lambda **more: delivery("births", **{"at": NOON, **more})


def dot() -> Practitioner:
    return people.person("Dot", "data_officer", job_title="Data officer")


def test_the_quality_of_a_source_is_summed_over_the_month(births: Callable[..., Delivery]) -> None:
    births(created=90, updated=50, unchanged=40, quarantined=7, refused=5, waiting=8)
    births(created=100)
    births(trial=True, created=1000)
    births(created=1000, at=AT)
    first = timezone.make_aware(datetime.combine(MONTH, datetime.min.time()))
    births(quarantined=10, at=first)
    births(quarantined=10, at=first - timedelta(seconds=1))
    whole = ("3", "310", "90%", "17", "5", "8")  # 280 of 310: 90.3%
    (label,) = rows(read("data", dot()))
    assert rows(read("data", dot())) == {label: whole}
    assert rows(read("data", director())) == {label: whole}
    assert label.startswith("Register of births, ")
    assert rows(read("data", deciding())) == {"Liverpool": whole}
    assert rows(read("data", deciding(), area=people.liverpool().pk)) == {label: whole}


def test_rows_that_nobody_has_decided_about_yet_are_no_failure(births: Callable[..., Delivery]) -> None:
    births(state="applying", created=10, pending=90)
    births(state="received", pending=10)
    ((_, cells),) = rows(read("data", dot())).items()
    assert cells[:3] == ("2", "110", "100%")
    Delivery.objects.filter(created=10).delete()
    ((_, cells),) = rows(read("data", dot())).items()
    assert cells[:3] == ("1", "10", "None yet")


def test_few_rows_are_not_told_and_not_reckoned(births: Callable[..., Delivery]) -> None:
    births(created=996, quarantined=4)
    ((_, cells),) = rows(read("data", director())).items()
    assert cells == ("1", "1,000", HIDDEN, FEW, "0", "0")
    ((_, cells),) = rows(read("data", dot())).items()
    assert cells == ("1", "1,000", "99%", "4", "0", "0")


def test_each_number_of_rows_leads_to_the_deliveries_that_it_sums(births: Callable[..., Delivery]) -> None:
    births(created=90, quarantined=7)
    births(created=11)
    births(created=1, at=AT)
    who = dot()
    (row,) = read("data", who).rows
    (url,) = {cell.url for cell in row.cells if cell.url}
    page = signed_in(who).get(url)
    assert f": {row.cells[0].text}." in text(page)
    assert len(page.context["runs"].rows) == 2
    assert sum(int(one[2]) for one in page.context["runs"].rows) == int(row.cells[1].text) == 108
    assert {cell.url for cell in read("data", director()).rows[0].cells} == {""}


def test_seconds_are_told_in_minutes() -> None:
    assert [in_words(n) for n in (0, 1, 59, 60, 121)] == [
        "0 seconds",
        "1 second",
        "59 seconds",
        "1 minute",
        "2 minutes 1 second",
    ]
