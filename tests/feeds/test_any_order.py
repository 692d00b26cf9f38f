"""Do deliveries of several sources end the same in whatever order they come? (R-FEED-3, SEC-28)

What is delivered is drawn: overlapping children, older and newer statements of them, some of which take back all that
the source said, the same ones again, in one file or in several. Once it is loaded source by source and day by day, and
once as drawn, now and then two at a time. What the sources say in the end is equal, and so is who is one child, as
numbers that can be trusted say who it is, and what their records show. Written anew, each record is what it was.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from io import BufferedReader, BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds import apply, parsing
from feeds.advance import step
from feeds.formats.__main__ import file_of, reading_of, write
from feeds.formats.every import FORMATS
from feeds.models import Delivery, DeliveryState, StagedRow
from feeds.reasons import Reason
from feeds.receive import receive
from registry.models import Source, SourceRecord, WaitingRow
from registry.record import Outcome
from registry.waiting import end
from tests.feeds import files
from tests.feeds.children import home, one, written_home
from tests.feeds.conftest import NOON, Load, counts, make_world
from tests.feeds.ended import Ends, the_registry
from tests.feeds.test_interrupted import finish_it, in_processes

Row = tuple[int, int]  # which child, and on which day of the month the source says it
Said = tuple[str, Sequence[Row]]  # a source, and the rows of a delivery


def _of_day(children: Iterable[int], day: int) -> list[Row]:
    return [(number, day) for number in sorted(children)]


SOURCES = ("births", "health-demographics", "pupil-data", "social-care")
DAYS = st.integers(5, 8)
ROWS = st.lists(st.tuples(st.integers(0, 3), DAYS), min_size=1, max_size=4)
SAID = st.one_of(
    st.tuples(st.sampled_from([code for code in SOURCES if code != "pupil-data"]), ROWS),
    # The file of a school has one date for all its pupils.
    st.tuples(
        st.just("pupil-data"), st.tuples(st.sets(st.integers(0, 3), min_size=1), DAYS).map(lambda a: _of_day(*a))
    ),
)
DRAWN = st.lists(SAID, min_size=2, max_size=6)
EVERYBODY = st.tuples(st.permutations(range(8)), DAYS).map(lambda said: [(number, said[1]) for number in said[0]])
TWO = st.lists(st.tuples(st.sampled_from(SOURCES), EVERYBODY), min_size=2, max_size=2, unique_by=lambda said: said[0])
TOGETHER = st.lists(st.booleans(), min_size=6, max_size=6)
PLAIN = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def street(number: int, day: int) -> str:
    """Where the child lives by what is said on that day: there, then next door, and back again."""
    return f"{number * 10 + 1 + day % 2} Larkspur Rise"


def taken_back(number: int, day: int) -> bool:
    """Whether social care takes back on that day whatever it said of the child."""
    return (number + day) % 3 == 0


def content(said: Said) -> bytes:
    source, rows = said
    return _CONTENT[source](rows)


def _births(rows: Sequence[Row]) -> bytes:
    return files.csv_file(
        files.BIRTHS,
        [
            files.birth(
                number,
                forenames=one(number)["forename"],
                surname=one(number)["surname"],
                birth_date=one(number)["born"],
                registered_on=f"2009-01-{day:02d}",
                **written_home(number) | {"address_1": street(number, day)},
            )
            for number, day in rows
        ],
    )


def _health(rows: Sequence[Row]) -> bytes:
    return files.ndjson(
        *(
            files.patient(
                **one(number) | home(number) | {"street": street(number, day)},
                number=files.nhs_of(number),
                as_at=f"2009-01-{day:02d}T00:00:00Z",
            )
            for number, day in rows
        )
    )


def _pupils(rows: Sequence[Row]) -> bytes:
    pupils = (
        files.pupil(**one(number) | home(number) | {"street": street(number, day)}, upn=files.upn_of(number))
        for number, day in rows
    )
    return files.ctf(*pupils, made_at=f"2009-01-{rows[0][1]:02d}T06:00:00")


def _care(rows: Sequence[Row]) -> bytes:
    return files.csv_file(
        files.SOCIAL_CARE + ",purge",
        [
            files.involvement(
                **one(number) | written_home(number) | {"address_1": street(number, day)},
                case=f"LIV-{number:06d}",
                upn=files.upn_of(number),
                nhs_number=files.nhs_of(number),
                as_at=f"2009-01-{day:02d}",
            )
            + (",Y" if taken_back(number, day) else ",")
            for number, day in rows
        ],
    )


_CONTENT: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "births": _births,
    "health-demographics": _health,
    "pupil-data": _pupils,
    "social-care": _care,
}


def one_by_one(drawn: Iterable[Said]) -> list[Said]:
    """The same statements by source and day, each once."""
    rows = sorted({(source, day, number) for source, rows in drawn for number, day in rows})
    days: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for source, day, number in rows:
        days[source, day].append((number, day))
    return [(source, rows) for (source, _), rows in days.items()]


def received(said: Said, minutes: int) -> UUID:
    source = Source.objects.get(code=said[0])
    at = NOON + timedelta(minutes=minutes)
    return receive(BytesIO(content(said)), source=source, file_name="delivery", at=at).pk


def load(drawn: Sequence[Said], together: Sequence[bool] = ()) -> None:
    """In this order; where `together` says so, a delivery and the next one take their steps by turns."""
    left = list(enumerate(drawn))
    while left:
        minutes, said = left.pop(0)
        at_once = [received(said, minutes)]
        if left and together and together[minutes] and left[0][1][0] != said[0]:
            at_once.append(received(left[0][1], left.pop(0)[0]))
        while at_once:
            at_once = [delivery for delivery in at_once if step(delivery, at=NOON)]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DONE}
    assert not StagedRow.objects.filter(state__in=["received", "waiting", "quarantined", "refused"]).exists()


def ends_of(load_it: Callable[[], None]) -> Ends:
    """How the registry is after it; then all is as before."""
    with transaction.atomic():
        load_it()
        ends = the_registry()
        transaction.set_rollback(True)
    return ends


def read_here(code: str, what: str, about: parsing.About, parts: Iterator[bytes], *, seconds: int) -> Iterator[Any]:
    """Without a process for each file: hundreds of them take longer than the rest."""
    out = StringIO()
    write(file_of(FORMATS[code])(BufferedReader(BytesIO(b"".join(parts))), reading_of(json.loads(about.line()))), out)
    yield from map(json.loads, out.getvalue().splitlines())


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "BATCH", 2)
    monkeypatch.setattr(parsing, "_read", read_here)


def check(drawn: Sequence[Said], together: Sequence[bool]) -> None:
    plain = ends_of(lambda: load(one_by_one(drawn)))
    assert ends_of(lambda: load(drawn, together)) == plain


@pytest.mark.django_db
@settings(PLAIN, max_examples=8)
@given(drawn=DRAWN, together=TOGETHER)
def test_deliveries_end_the_same_in_any_order(
    world: None, small_batches: None, drawn: list[Said], together: list[bool]
) -> None:
    check(drawn, together)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.timeout(3600)
@settings(PLAIN, max_examples=400)
@given(drawn=DRAWN, together=TOGETHER)
def test_many_more_deliveries_end_the_same_in_any_order(
    world: None, small_batches: None, drawn: list[Said], together: list[bool]
) -> None:
    check(drawn, together)


def check_at_once(empty: Callable[[], None], ours: Said, theirs: Said) -> None:
    """Each in a process of its own; what is committed is taken away again before the next."""
    empty()
    make_world()
    plain = ends_of(lambda: load(one_by_one([ours, theirs])))
    at_once = [received(said, minutes) for minutes, said in enumerate((ours, theirs))]
    assert in_processes(*((finish_it, (delivery,)) for delivery in at_once)) == [0, 0]
    assert the_registry() == plain


@pytest.mark.django_db(transaction=True)
@settings(PLAIN, max_examples=3)
@given(two=TWO)
def test_two_deliveries_at_once_end_like_one_after_the_other(
    django_db_setup: Callable[[], None], small_batches: None, two: tuple[Said, Said]
) -> None:
    check_at_once(django_db_setup, *two)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(3600)
@settings(PLAIN, max_examples=60)
@given(two=TWO)
def test_many_more_two_at_once_end_like_one_after_the_other(
    django_db_setup: Callable[[], None], small_batches: None, two: tuple[Said, Said]
) -> None:
    check_at_once(django_db_setup, *two)


@pytest.mark.django_db
def test_what_is_said_again_later_makes_stale_what_was_said_between(load: Load) -> None:
    """SEC-28: here, there, and here again, of which the middle comes last."""
    for day in (5, 7, 6):
        load("health-demographics", content(("health-demographics", [(0, day)])))
    assert StagedRow.objects.filter(reason_code=Reason.STALE).count() == 1
    record = SourceRecord.objects.get()
    assert record.assertion["addresses"][0]["lines"] == street(0, 7)
    assert record.as_at.day == 7


@pytest.mark.django_db
def test_an_older_statement_does_not_take_the_place_of_a_newer_one_that_waits(load: Load) -> None:
    """SEC-28: nobody knows whose child this is, so all would wait."""
    for day in (7, 6, 5):
        nowhere(load, day, 1)
    assert [row.as_at.day for row in WaitingRow.objects.filter(ended_at=None)] == [7]
    assert StagedRow.objects.filter(reason_code=Reason.STALE).count() == 2


def nowhere(load: Load, day: int, *numbers: int, **says: str) -> Delivery:
    """Children of whom nobody knows which area is theirs: all wait."""
    said = {"as_at": f"2009-01-0{day}T00:00:00Z", "postcode": "ZE1 0AA", "practice": "Y99999", **says}
    return load(
        "health-demographics", files.ndjson(*(files.patient(**one(n), number=files.nhs_of(n), **said) for n in numbers))
    )


def waits() -> set[UUID]:
    return set(WaitingRow.objects.filter(ended_at=None).values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("says", [{}, {"postcode": "ZE1 0AB"}])
def test_what_waits_in_several_deliveries_ends_together_when_newer_comes(says: dict[str, str], load: Load) -> None:
    """SEC-28, R-FEED-4: the counts of each still add up. What is said again waits on as it is (R-FEED-5)."""
    older = [nowhere(load, 5, 1, 2), nowhere(load, 5, 3)]
    before = waits()
    newer = nowhere(load, 6, 1, 2, 3, **says)
    assert [counts(Delivery.objects.get(pk=delivery.pk)) for delivery in older] == [{"unchanged": 2}, {"unchanged": 1}]
    assert counts(newer) == {"waiting": 3}
    assert StagedRow.objects.filter(reason_code=Reason.STALE).count() == 3
    assert (len(waits()), waits() == before) == (3, not says)


@pytest.mark.django_db
def test_what_waits_on_ends_in_the_delivery_that_said_it_last(load: Load) -> None:
    """R-FEED-4: each row ends once."""
    older, newer = nowhere(load, 5, 1), nowhere(load, 6, 1, 2)
    row = WaitingRow.objects.get(number=1, delivery=newer.pk)
    end(row, outcome=Outcome.CREATED, at=NOON)
    assert counts(Delivery.objects.get(pk=older.pk)) == {"unchanged": 1}
    assert counts(Delivery.objects.get(pk=newer.pk)) == {"created": 1, "waiting": 1}
