"""How does a delivery come in: whole, once, and unreadable to anyone who takes the database? (R-FEED-3)"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction

from audit.log import record
from contactpoint.jobs.queue import promise
from contactpoint.vault.models import DataKey
from feeds.formats.row import FeedError
from feeds.models import Delivery, DeliveryPart
from feeds.reasons import Reason
from feeds.sealing import Sealer
from registry.models import Source

PART = 1_000_000  # bytes
LARGEST = 2_000_000_000  # bytes
ADVANCE = "feeds.advance"


class _Known(Exception):
    """This file was received before."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery


def receive(stream: BinaryIO, *, source: Source, file_name: str, trial: bool = False, at: datetime) -> Delivery:
    """The delivery of this file; the first one again when the same file comes twice. Raises FeedError.

    An unaccredited source can only try (R-FEED-2). What remains to be done is promised in the same transaction.
    """
    trial = trial or source.accredited_at is None
    try:
        with transaction.atomic():
            return _keep(stream, source=source, file_name=file_name, trial=trial, at=at)
    except _Known as known:
        return known.delivery
    except IntegrityError:  # two received the same file at once, and the other was first
        return Delivery.objects.get(source=source, sha256=_digest_again(stream), trial=False)


def _keep(stream: BinaryIO, *, source: Source, file_name: str, trial: bool, at: datetime) -> Delivery:
    key = DataKey.make_many(1)[0]
    delivery = Delivery(source=source, file_name=file_name[-200:], received_at=at, trial=trial, content_key=key)
    digest, size = hashlib.sha256(), 0
    sealer = Sealer(delivery)
    for number, part in enumerate(_parts(stream)):
        digest.update(part)
        size += len(part)
        if size > LARGEST:
            raise FeedError(Reason.TOO_LARGE)
        DeliveryPart.objects.bulk_create(
            [DeliveryPart(delivery_id=delivery.pk, number=number, sealed=sealer.seal_part(number, part))]
        )
    delivery.sha256, delivery.size = digest.digest(), size
    known = Delivery.objects.filter(source=source, sha256=delivery.sha256, trial=False).first()
    if known and not trial:
        raise _Known(known)
    delivery.save(force_insert=True)
    facts = {"delivery": str(delivery.pk), "bytes": size, "sha256": digest.hexdigest(), "trial": trial}
    record("feed.received", at=at, source=source.code, facts=facts)
    promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery.pk}", delivery=str(delivery.pk))
    return delivery


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    while part := stream.read(PART):
        yield part


def _digest_again(stream: BinaryIO) -> bytes:
    stream.seek(0)
    digest = hashlib.sha256()
    for part in _parts(stream):
        digest.update(part)
    return digest.digest()


def content(delivery: Delivery) -> Iterator[bytes]:
    """The file again, piece by piece. Raises box.CannotOpen."""
    sealer = Sealer(delivery)
    for number, sealed in delivery.parts.order_by("number").values_list("number", "sealed").iterator(chunk_size=4):
        yield sealer.open_part(number, sealed)
