"""Reports count and never name a person; what is rare is not shown; each area reads its own (issue 7)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Organisation, Practitioner
from audit.models import Event
from oversight.counting import FEW, HIDDEN
from oversight.reports import KINDS, Report, report
from oversight.searching_log import list_use
from oversight.use import Use, by_profession
from tests import people
from tests.oversight.looking import WORK, look
from tests.oversight.test_review_pages import audrey, national, signed_in
from tests.oversight.test_watching import search

pytestmark = pytest.mark.django_db
AT = timezone.now()
MONTH = timezone.localdate(AT).replace(day=1) - relativedelta(months=1)
THIS = MONTH + relativedelta(months=1)
NOON = timezone.make_aware(datetime.combine(MONTH, time(12))) + timedelta(days=13)
SECOND = timedelta(seconds=1)


def workers(many: int, job_title: str, *, where: Organisation | None = None) -> list[Practitioner]:
    return [people.person(f"Tara{n}", "practitioner", job_title=job_title, where=where) for n in range(many)]


def director(**more: Any) -> Practitioner:
    """Reads the reports, and may not see what is counted."""
    return people.person("Deirdre", "director", job_title="Director", **more)


def deciding() -> Practitioner:
    return people.person("Nat", "national_team", job_title="Reviewer", where=people.national_team())


def read(name: str, by: Practitioner, *, month: date = MONTH, area: Any = "", at: datetime = AT) -> Report:
    return report(name, month=month, area=str(area), by=by, at=at)


def rows(shown: Report) -> dict[str, tuple[str, ...]]:
    return {row.label: tuple(cell.text for cell in row.cells) for row in shown.rows}


def opened(who: list[Practitioner], each: int, *, at: datetime = NOON) -> None:
    for one in who:
        for number in range(each):
            look(one, f"{number:010}", WORK, at=at)


def test_use_counts_people_and_looks_by_profession_in_the_order_of_the_alphabet() -> None:
    opened(workers(1, "Teacher"), 3)
    opened([*workers(1, "social worker"), *workers(1, " Social worker ")], 1)
    opened(workers(1, ""), 1)
    opened(workers(5, "Health visitor", where=people.manchester()), 9)
    shown = read("use", audrey())
    assert shown.header == ("Profession", "People", "Records opened")
    assert list(rows(shown).items()) == [
        ("Not stated", ("1", "1")),
        ("Social worker", ("2", "2")),
        ("Teacher", ("1", "3")),
    ]


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (datetime(2026, 9, 30, 23, tzinfo=UTC), 1),
        (datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 1, tzinfo=UTC), 0),
    ],
)
@pytest.mark.parametrize("after_search", [False, True])
def test_a_month_is_that_of_london(at: datetime, counted: int, after_search: bool) -> None:
    """Also of a record that was searched for before it began."""
    searched_and_opened(workers(1, "Teacher")[0], 60, at=at)
    (*found,) = by_profession(Use(date(2026, 10, 1), people.liverpool().pk, after_search=after_search))
    assert [(one.key, one.people, one.looks) for one in found] == [("teacher", 1, 1)] * counted


def test_a_month_that_goes_on_is_for_whoever_sees_the_list() -> None:
    opened(workers(5, "Teacher"), 2, at=AT)
    opened(workers(6, "Teacher"), 1)
    assert rows(read("use", audrey(), month=THIS)) == {"Teacher": ("5", "10")}
    shown = read("use", director(), month=THIS)
    assert (shown.scope.month, rows(shown)) == (MONTH, {"Teacher": ("6", "6")})
    assert THIS not in shown.months


def test_of_too_few_people_nothing_is_told_and_nothing_can_be_reckoned() -> None:
    opened(workers(4, "Teacher"), 30)
    assert rows(read("use", director())) == {"Other professions": (FEW, HIDDEN)}
    assert [row.size for row in read("use", director()).rows] == [0]


def test_the_few_are_counted_together_with_the_next_smallest() -> None:
    """Else the area's number, which the national team reads, less the others would be theirs."""
    opened(workers(4, "Teacher"), 2)
    opened(workers(6, "Social worker"), 1)
    opened(workers(5, "Health visitor"), 3)
    expected = {"Social worker": ("6", "6"), "Other professions": ("9", "23")}
    assert rows(read("use", director())) == expected
    nat = deciding()
    assert rows(read("use", nat)) == {"Liverpool": ("15", "29")}
    assert rows(read("use", nat, area=people.liverpool().pk)) == expected


def test_the_national_team_reads_by_area_and_not_what_is_rare() -> None:
    opened(workers(5, "Teacher"), 1)
    opened(workers(4, "Teacher", where=people.manchester()), 1)
    assert rows(read("use", deciding())) == {"Liverpool": ("5", "5"), "Manchester": (FEW, HIDDEN)}
    assert rows(read("use", national())) == {"Liverpool": ("5", "5"), "Manchester": ("4", "4")}


def test_who_reads_one_area_reads_no_other() -> None:
    opened(workers(5, "Teacher", where=people.manchester()), 1)
    assert rows(read("use", director(), area=people.manchester().pk)) == {}


def searched_and_opened(who: Practitioner, seconds: int, *, at: datetime = NOON) -> None:
    search(who, at=at - timedelta(seconds=seconds))
    look(who, "1234567890", WORK, at=at)


def test_the_time_from_a_search_to_the_next_record() -> None:
    for seconds, one in zip((30, 40, 61, 90, 500), workers(5, "Teacher"), strict=True):
        searched_and_opened(one, seconds)
        look(one, "0000000001", WORK, at=NOON + SECOND)  # not the next one after the search
    look(workers(1, "Teacher")[0], "1234567890", WORK, at=NOON)  # without a search
    expected = {"Teacher": ("5", "5", "1 minute 1 second", "8 minutes 20 seconds")}
    assert rows(read("speed", audrey())) == expected
    assert rows(read("speed", director())) == expected


@pytest.mark.parametrize(("seconds", "counted"), [(1800, True), (1801, False)])
def test_half_an_hour_after_a_search_is_the_most(seconds: int, counted: bool) -> None:
    searched_and_opened(workers(1, "Teacher")[0], seconds)
    assert bool(read("speed", audrey()).rows) == counted


def test_the_time_of_too_few_people_is_not_told_however_often_they_look() -> None:
    for one in workers(4, "Teacher"):
        for hour in range(3):
            searched_and_opened(one, 30, at=NOON + timedelta(hours=hour))
    assert rows(read("speed", director())) == {"Other professions": (FEW, HIDDEN, HIDDEN, HIDDEN)}


def test_what_is_done_because_of_a_shield_changes_no_report() -> None:
    """An officer's look, a team's own work, a look under override, a search for the area's own records (R-SHIELD-2)."""
    teachers = workers(5, "Teacher")
    for one in teachers:
        searched_and_opened(one, 30)
    before = [rows(read(name, who)) for name in ("use", "speed") for who in (audrey(), director())]
    look(teachers[0], "0000000002", at=NOON + SECOND, override=uuid4())
    look(teachers[0], "0000000002", at=NOON + SECOND, because="shield_request")
    Event.objects.create(
        at=NOON + SECOND,
        verb="child.opened",
        actor=teachers[0].pk,
        organisation=teachers[0].organisation_id,
        because="safeguarding",
        facts={"sight": "officer"},
    )
    assert [rows(read(name, who)) for name in ("use", "speed") for who in (audrey(), director())] == before


def followed(url: str, by: Practitioner) -> Use:
    """What an address of a number asks for, as the page reads it."""
    asked = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
    assert asked["month"] == f"{MONTH:%Y-%m}"
    return Use(MONTH, by.organisation_id, asked.get("profession", ""), after_search=asked.get("after") == "search")


@pytest.mark.parametrize("name", ["use", "speed"])
def test_each_number_is_that_of_its_list(name: str) -> None:
    for many, profession in ((3, "Teacher"), (2, "Social worker"), (1, "")):
        for number, one in enumerate(workers(many, profession)):
            searched_and_opened(one, 30 + number)
            look(one, "1234567890", WORK, at=NOON + SECOND)
            look(one, "1234567890", at=NOON + SECOND, because="shield_request")
    who = audrey()
    shown = read(name, who)
    assert len(shown.rows) == 3
    for row in shown.rows:
        counted, looks = row.cells[:2]
        found = list_use(followed(looks.url, who), page=1, by=who, at=AT)
        assert looks.text == f"{found.total:,}" == f"{len(found.rows):,}"
        assert counted.url == looks.url
        assert counted.text == str(len({one.name for one in found.rows}))


def test_an_auditor_follows_no_number_into_another_area() -> None:
    opened(workers(2, "Teacher", where=people.manchester()), 1)
    other = people.manchester().pk
    assert list_use(Use(MONTH, other), page=1, by=audrey(), at=AT).total == 0
    found = list_use(Use(MONTH, other), page=1, by=national(), at=AT)
    assert [(row.organisation, row.number) for row in found.rows] == [("Manchester", "")] * 2


def test_who_may_not_see_a_list_is_led_to_none() -> None:
    opened(workers(6, "Teacher"), 1)
    assert [cell.url for row in read("use", director()).rows for cell in row.cells] == ["", ""]
    with pytest.raises(Refused):
        list_use(Use(MONTH), page=1, by=director(), at=AT)
    client = signed_in(director())
    assert client.get(f"{reverse('search_log')}?month={MONTH:%Y-%m}").status_code == 403


@pytest.mark.parametrize("name", list(KINDS))
def test_as_many_statements_for_many_areas_as_for_one(name: str) -> None:
    who = deciding()
    read(name, who)
    opened(workers(5, "Teacher"), 1)
    with CaptureQueriesContext(connection) as one:
        read(name, who)
    for number in range(5):
        where = people.organisation(f"Area {number}", f"40{number}")
        opened(workers(5, "Teacher", where=where), 1)
    with CaptureQueriesContext(connection) as many:
        read(name, who)
    assert len(many) == len(one)
