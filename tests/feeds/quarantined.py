"""Which rows are in quarantine in these tests, and who looks after them?"""

from typing import Any

from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.jobs import queue
from feeds.advance import finish
from feeds.models import Delivery, RowState, StagedRow
from feeds.quarantine.causes import Scope
from feeds.reasons import Reason
from registry.models import Source
from tests import people
from tests.feeds import files
from tests.feeds.children import one
from tests.feeds.conftest import load_now

SUMS = ("pending", "created", "updated", "unchanged", "waiting", "quarantined", "refused")


def birth(number: int, **said: str) -> str:
    """A child like no other, a child today too, with what is wrong in its row."""
    child, born = one(number), f"{2004 + number % 4}-{1 + number % 12:02}-{1 + number % 28:02}"
    told = {"forenames": child["forename"], "surname": child["surname"], "birth_date": born}
    return files.birth(number, **(told | {"registered_on": "2008-02-01"} | said))


def births(*rows: str) -> bytes:
    return files.csv_file(files.BIRTHS, rows)


def delivered(*rows: str, **more: Any) -> Delivery:
    """A delivery of births, however many of its rows are bad."""
    Source.objects.filter(code="births").update(error_share_allowed=1)
    return load_now("births", births(*rows), **more)


def in_quarantine(delivery: Delivery) -> StagedRow:
    """The one row."""
    return StagedRow.objects.get(delivery=delivery, state=RowState.QUARANTINED)


def operator() -> Practitioner:
    return people.operator()


def scope(delivery: Delivery, reason: Reason | str = "", field: str = "", *, whole: bool = False) -> Scope:
    return Scope(delivery.source, None if whole else delivery, str(reason), field)


def work() -> None:
    """What workers do until nothing is due, what they promise themselves too."""
    while queue.run_due(at=timezone.now()):
        pass


def again(delivery: Delivery) -> Delivery:
    """The delivery now, every step of it made; its counts add up, and are those of its rows (R-FEED-4)."""
    now = timezone.now()
    done = finish(delivery.pk, now=lambda: now)
    check_counts(done)
    return done


def check_counts(delivery: Delivery) -> None:
    delivery.refresh_from_db()
    assert delivery.received == sum(getattr(delivery, name) for name in SUMS)
    rows = StagedRow.objects.filter(delivery=delivery)
    counted = {name: rows.filter(state="received" if name == "pending" else name).count() for name in SUMS}
    assert counted == {name: getattr(delivery, name) for name in SUMS}
