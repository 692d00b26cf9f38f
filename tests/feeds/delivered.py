"""What deliveries are there? Made as the pipeline leaves them, without running it."""

import hashlib
from datetime import datetime
from itertools import count
from typing import Any

from contactpoint.vault.models import DataKey
from feeds.models import Delivery, ForeseenPiece, StagedRow
from feeds.reasons import Reason
from registry.models import Source
from tests.feeds.conftest import NOON

COUNTS = ("pending", "created", "updated", "unchanged", "waiting", "quarantined", "refused")
_numbers = count(1)


def delivery(source: str = "births", *, state: str = "done", at: datetime = NOON, **more: Any) -> Delivery:
    """Received is what the counts add up to."""
    received = sum(more.get(name, 0) for name in COUNTS)
    return Delivery.objects.create(
        source=Source.objects.get(code=source),
        file_name="births.csv",
        sha256=hashlib.sha256(str(next(_numbers)).encode()).digest(),
        size=1000,
        received_at=at,
        content_key=DataKey.make_many(1)[0],
        state=state,
        received=received,
        **more,
    )


def rows(of: Delivery, state: str, many: int, reason: str = "", *, field: str = "", first: int = 1) -> None:
    """One after the other from line `first` + 1 on."""
    sealed = b"sealed" if state in ("received", "quarantined") else None
    known: dict[str, Any] = {"delivery": of, "state": state, "reason_code": reason, "field": field, "sealed": sealed}
    StagedRow.objects.bulk_create(
        StagedRow(number=n, line=n + 1, as_at=of.received_at, **known) for n in range(first, first + many)
    )


def foreseen(of: Delivery, many: int, *, among: int) -> None:
    """The first so many rows, and not yet the others."""
    ForeseenPiece.objects.create(delivery=of, first=1, last=many, rows=many, found={"created": many})
    ForeseenPiece.objects.create(delivery=of, first=many + 1, last=among, rows=among - many)


def stopped(source: str = "births", **more: Any) -> Delivery:
    """19 rows that can be read and one that cannot."""
    made = delivery(source, state="stopped", stopped_because=Reason.TOO_MANY_ERRORS, pending=19, quarantined=1, **more)
    rows(made, "received", 19)
    rows(made, "quarantined", 1, Reason.POSTCODE_INVALID, field="postcode", first=20)
    return made


def in_review(source: str = "births", **more: Any) -> Delivery:
    foreseen = {"created": 7, "updated": 8, "waiting": 3}
    made = delivery(source, state="review", pending=18, quarantined=2, foreseen=foreseen, **more)
    rows(made, "received", 18)
    rows(made, "quarantined", 2, Reason.DOB_MISSING, field="birth_date", first=19)
    return made
