"""Is no row lost or doubled when workers are killed, or two work at once? (R-FEED-3, SEC-33)"""

import multiprocessing
import os
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from feeds import advance, apply, foresee
from feeds.advance import finish, step
from feeds.changed import Moment, changed_since
from feeds.match import Batch
from feeds.models import Delivery, DeliveryState, StagedRow
from feeds.receive import receive
from registry.models import Child, Source, SourceRecord
from tests.feeds.children import FORMATS
from tests.feeds.conftest import NOON, counts, make_world

pytestmark = pytest.mark.django_db(transaction=True)
KILLED = 9
Act = Callable[..., None]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    make_world()
    monkeypatch.setattr(apply, "BATCH", 7)
    monkeypatch.setattr(foresee, "AT_ONCE", 7)


def received(source: str, many: int = 30) -> Delivery:
    known = Source.objects.get(code=source)
    return receive(BytesIO(FORMATS[source](many)), source=known, file_name="delivery", at=NOON)


def in_processes(*acts: tuple[Act, tuple[Any, ...]]) -> list[int]:
    """Runs these at once, each in a process with its own connection; how each ended."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    running = [fork.Process(target=act, args=arguments) for act, arguments in acts]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=120)
    return [process.exitcode or 0 for process in running]


def finish_it(delivery: UUID) -> None:
    connection.close()
    finish(delivery, now=lambda: NOON)
    os._exit(0)


def be_killed(delivery: UUID, where: tuple[Any, str], calls: int) -> None:
    """Ends like a killed worker, within the transaction of a batch, the given time that it comes there."""
    connection.close()
    module, name = where
    real, left = getattr(module, name), [calls]

    def deadly(*arguments: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os._exit(KILLED)
        return real(*arguments, **more)

    setattr(module, name, deadly)
    finish(delivery, now=lambda: NOON)
    os._exit(0)


@pytest.mark.parametrize(
    ("where", "calls"),
    [
        ((advance, "_count_staged"), 1),
        ((apply, "judged"), 1),
        ((apply, "apply_assertions"), 2),
        ((apply, "_record"), 3),
        ((apply, "_settle"), 4),
        ((apply, "move_counts"), 5),
        ((advance, "_facts"), 2),
    ],
)
def test_a_delivery_killed_anywhere_ends_as_if_it_was_not(where: tuple[Any, str], calls: int) -> None:
    delivery = received("health-demographics")
    assert in_processes((be_killed, (delivery.pk, where, calls))) == [KILLED]
    done = finish(delivery.pk, now=lambda: NOON)
    assert (done.state, counts(done)) == (DeliveryState.DONE, {"created": 30})
    assert Child.objects.count() == SourceRecord.objects.count() == 30
    assert StagedRow.objects.filter(state="created").count() == 30


def test_two_sources_at_once_never_make_one_child_twice() -> None:
    pupils, health = received("pupil-data"), received("health-demographics")
    assert in_processes((finish_it, (pupils.pk,)), (finish_it, (health.pk,))) == [0, 0]
    assert Child.objects.count() == 30
    assert SourceRecord.objects.count() == 60
    pupils.refresh_from_db()
    health.refresh_from_db()
    assert pupils.created + health.created == pupils.updated + health.updated == 30


def test_rows_that_others_overtake_come_with_the_next_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written of the batch before the lock was had is taken back, and nothing is made twice (ADR 6)."""
    delivery = received("health-demographics")
    overtaken: list[set[int]] = [set(), {2}, {5}]
    seen: list[int] = []

    def changed(before: object, batch: Batch) -> set[int]:
        seen.append(Child.objects.count())
        numbers = dict(StagedRow.objects.values_list("number", "pk"))
        return {numbers[number] for number in overtaken.pop()} if overtaken else set()

    monkeypatch.setattr(apply, "changed_since", changed)
    done = finish(delivery.pk, now=lambda: NOON)
    assert seen[:3] == [7, 6, 5]  # all were written; then without one of them, then without two
    assert (done.state, counts(done)) == (DeliveryState.DONE, {"created": 30})
    assert Child.objects.count() == SourceRecord.objects.count() == 30


def test_what_a_batch_writes_itself_overtakes_none_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their own numbers, when others wrote children like nobody here: or every batch would be written twice."""
    late: list[set[int]] = []

    def changed(before: Moment, batch: Batch) -> set[int]:
        late.append(changed_since(Moment(0, before.meshes), batch))
        return late[-1]

    monkeypatch.setattr(apply, "changed_since", changed)
    finish(received("health-demographics").pk, now=lambda: NOON)
    assert len(late) > 1
    assert not any(late)


def test_two_workers_at_one_delivery_share_its_steps() -> None:
    delivery = received("health-demographics")
    assert in_processes((finish_it, (delivery.pk,)), (finish_it, (delivery.pk,))) == [0, 0]
    delivery.refresh_from_db()
    assert (delivery.state, counts(delivery)) == (DeliveryState.DONE, {"created": 30})


@pytest.mark.parametrize("calls", [1, 3, 5])
def test_a_report_is_whole_though_one_of_two_workers_at_it_was_killed(calls: int) -> None:
    """Each row is foreseen once, and none is left out when one worker finds nothing free (R-FEED-2)."""
    Source.objects.filter(code="health-demographics").update(review_required=True)
    delivery = received("health-demographics")
    killed = (be_killed, (delivery.pk, (foresee, "judged"), calls))
    assert in_processes((finish_it, (delivery.pk,)), killed)[0] == 0
    done = finish(delivery.pk, now=lambda: NOON)
    assert (done.state, done.pending, done.foreseen) == (DeliveryState.REVIEW, 30, {"created": 30})
    assert [piece.found for piece in done.pieces.order_by("first")] == [{"created": 7}] * 4 + [{"created": 2}]


def test_the_same_file_received_twice_at_once_is_one_delivery() -> None:
    content = FORMATS["births"](30)
    assert in_processes((receive_it, (content,)), (receive_it, (content,))) == [0, 0]
    assert Delivery.objects.count() == 1


def receive_it(content: bytes) -> None:
    connection.close()
    source = Source.objects.get(code="births")
    receive(BytesIO(content), source=source, file_name="delivery", at=NOON)
    os._exit(0)


def test_a_step_of_a_finished_delivery_does_nothing() -> None:
    delivery = received("births", 3)
    finish(delivery.pk, now=lambda: NOON)
    assert step(delivery.pk, at=NOON) is False
