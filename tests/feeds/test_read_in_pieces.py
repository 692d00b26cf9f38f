"""Is a large file staged once, row by row, although whoever reads it is killed again and again? (R-FEED-3, SEC-33)"""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, transaction

from contactpoint.jobs import queue
from contactpoint.jobs.models import Job, State
from feeds import advance, stage
from feeds.advance import OthersAtWork, finish, step
from feeds.models import Delivery, DeliveryState, StagedRow
from feeds.progress import progress
from feeds.quarantine.causes import Scope, causes
from feeds.reasons import Reason
from feeds.receive import ADVANCE, receive
from feeds.turns import READER_LOCK
from registry.models import Source
from tests.feeds import files
from tests.feeds.children import born
from tests.feeds.conftest import NOON, counts, make_world
from tests.feeds.test_interrupted import KILLED, be_killed, finish_it, in_processes

ROWS, PIECE = 33, 5
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    make_world()
    Source.objects.update(error_share_allowed=1)
    monkeypatch.setattr(stage, "PIECE", PIECE)


def lines() -> list[str]:
    """Two say one thing twice, two contradict each other across pieces, and two cannot be read."""
    rows = [born(number) for number in range(ROWS - 4)]
    contradicting = rows[4].replace("Larkspur", "Foxglove")
    broken = [born(number).replace("2008-02-01", "2008-02-31") for number in (40, 41)]
    return [*rows[:15], broken[0], *rows[15:], rows[3], broken[1], contradicting]


def received(*, total: int | None = None, rows: int = ROWS) -> Delivery:
    content = files.csv_file(files.BIRTHS, lines()[:rows], total=total)
    return receive(BytesIO(content), source=Source.objects.get(code="births"), file_name="births.csv", at=NOON)


def end_of(delivery: Delivery) -> tuple[Any, ...]:
    done = finish(delivery.pk, now=lambda: NOON)
    rows = StagedRow.objects.filter(delivery=delivery).order_by("number")
    whole = (done.state, done.received, done.new_keys, done.known_keys, done.dropped, counts(done))
    return (*whole, list(rows.values_list("number", "line", "state", "reason_code", "field")))


def in_peace(**more: Any) -> tuple[Any, ...]:
    """How the same delivery ends; then all is as before."""
    with transaction.atomic():
        end = end_of(received(**more))
        transaction.set_rollback(True)
    return end


@pytest.mark.parametrize(
    ("where", "calls"),
    [
        ((stage, "as_staged"), 13),  # in the third piece
        ((stage, "copy_rows"), 4),
        ((stage, "_check_totals"), 1),
        ((advance, "_count_staged"), 1),
    ],
)
def test_whoever_reads_is_killed_and_every_row_is_there_once_under_its_number(
    where: tuple[Any, str], calls: int
) -> None:
    calm = in_peace()
    assert calm[-2] == {"created": 28, "unchanged": 1, "quarantined": 4}
    delivery = received()
    assert in_processes((be_killed, (delivery.pk, where, calls))) == [KILLED]
    kept = StagedRow.objects.filter(delivery=delivery).count()
    delivery.refresh_from_db()
    assert kept == delivery.received == delivery.pending
    assert kept % PIECE == 0 or delivery.state == DeliveryState.READ
    assert end_of(delivery) == calm


def test_a_file_that_is_killed_in_every_piece_is_read_behind_the_last_one() -> None:
    """Each death comes two pieces later: no row is staged again."""
    calm, delivery, seen = in_peace(), received(), []
    while Delivery.objects.get(pk=delivery.pk).state == DeliveryState.RECEIVED:
        in_processes((be_killed, (delivery.pk, (stage, "copy_rows"), 3)))
        seen.append(StagedRow.objects.filter(delivery=delivery).count())
    assert seen == [10, 20, 30, 33]
    assert end_of(delivery) == calm


@pytest.mark.parametrize("rows", [0, PIECE, 2 * PIECE, 2 * PIECE + 1])
def test_a_file_may_end_where_a_piece_ends(rows: int) -> None:
    assert in_peace(rows=rows)[:2] == (DeliveryState.DONE, rows)


def test_a_file_that_is_cut_is_refused_as_a_whole_though_pieces_of_it_were_kept() -> None:
    delivery = received(total=99)
    assert in_processes((be_killed, (delivery.pk, (stage, "copy_rows"), 4))) == [KILLED]
    assert StagedRow.objects.filter(delivery=delivery).count() == 15
    done = finish(delivery.pk, now=lambda: NOON)
    assert (done.state, done.stopped_because) == (DeliveryState.REFUSED, Reason.TOTAL_WRONG)
    assert counts(done) == {"refused": ROWS}
    assert not StagedRow.objects.exists()


def test_the_breakers_judge_the_whole() -> None:
    """R-FEED-4: one of the first sixteen rows is too much of these, and little of all."""
    Source.objects.update(error_share_allowed=0.13)
    done = finish(received().pk, now=lambda: NOON)
    assert (done.state, done.quarantined, done.received) == (DeliveryState.DONE, 4, ROWS)


def test_rows_of_a_file_that_is_still_read_are_in_nobodys_quarantine() -> None:
    delivery = received()
    in_processes((be_killed, (delivery.pk, (stage, "copy_rows"), 6)))
    assert StagedRow.objects.filter(state="quarantined").count() == 1
    assert causes(Scope(delivery.source)) == []
    delivery.refresh_from_db()
    assert progress(delivery).words == "25 rows read"


def test_a_source_described_otherwise_meanwhile_is_read_from_the_beginning() -> None:
    delivery = received()
    in_processes((be_killed, (delivery.pk, (stage, "copy_rows"), 4)))
    first = set(StagedRow.objects.values_list("pk", flat=True))
    Source.objects.filter(code="births").update(described_at=NOON + timedelta(minutes=1))
    assert end_of(delivery)[:2] == (DeliveryState.DONE, ROWS)
    assert first.isdisjoint(StagedRow.objects.values_list("pk", flat=True))


def test_one_reads_a_file_at_a_time() -> None:
    delivery, other = received(), connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [READER_LOCK, str(delivery.pk)])
    try:
        with pytest.raises(OthersAtWork):
            step(delivery.pk, at=NOON)
    finally:
        other.close()
    assert end_of(delivery)[:2] == (DeliveryState.DONE, ROWS)


def test_two_at_once_read_it_once() -> None:
    calm, delivery = in_peace(), received()
    assert in_processes((finish_it, (delivery.pk,)), (finish_it, (delivery.pk,))) == [0, 0]
    assert end_of(delivery) == calm


def advanced(minutes: int) -> None:
    queue.run_due(at=NOON + timedelta(minutes=minutes))


def test_a_reader_that_fails_in_piece_after_piece_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven failures, of which no three in one piece."""
    delivery, real, times = received(), stage.keep, [0]

    def failing(*arguments: Any, **more: Any) -> bool:
        times[0] += 1
        if times[0] % 2 and times[0] < 14:
            raise ConnectionError
        return real(*arguments, **more)

    monkeypatch.setattr(advance, "keep", failing)
    for minutes in range(12):
        advanced(minutes)
    delivery.refresh_from_db()
    assert (delivery.state, Job.objects.get(name=ADVANCE).state) == (DeliveryState.DONE, State.DONE)


def test_a_piece_that_breaks_its_reader_each_time_is_given_up_and_the_next_delivery_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The reason says what happened and behind which line; the same file may come again."""
    delivery, real = received(), stage.as_staged

    def failing(read: dict[str, Any], *more: Any) -> Any:
        if read["line"] == 14:
            raise MemoryError
        return real(read, *more)

    monkeypatch.setattr(stage, "as_staged", failing)
    for minutes in range(4):
        advanced(minutes)
    assert Job.objects.get(name=ADVANCE).state == State.DEAD
    monkeypatch.undo()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.stopped_because) == (DeliveryState.REFUSED, Reason.GIVEN_UP)
    assert (delivery.stopped_at_line, counts(delivery)) == (11, {"refused": 10})
    assert not StagedRow.objects.exists()
    again = received()
    assert again.pk != delivery.pk
    assert end_of(again)[0] == DeliveryState.DONE
