"""How does a delivery come in: whole, once, and unreadable to anyone who takes the database? (R-FEED-3)"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from math import ceil
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import NOBODY, record
from contactpoint.jobs.queue import promise
from contactpoint.vault.models import DataKey
from feeds.formats.row import FeedError
from feeds.manifest import Manifest
from feeds.models import Delivery, DeliveryPart, DeliveryState, Way
from feeds.reasons import MAY_COME_AGAIN, Reason
from feeds.sealing import Sealer
from registry.models import Source

PART = 1_000_000  # bytes
LARGEST = 2_000_000_000  # bytes
ADVANCE = "feeds.advance"


class _Known(Exception):
    """This file was received before."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery


def receive(
    stream: BinaryIO,
    *,
    source: Source,
    file_name: str,
    trial: bool = False,
    way: Way = Way.COMMAND,
    sent_by: Practitioner | None = None,
    manifest: Manifest | Reason | None = None,
    at: datetime,
) -> Delivery:
    """The delivery of this file; the first one again when the same file comes twice. Raises FeedError.

    An unaccredited source can only try (R-FEED-2). What its manifest contradicts is refused and not kept; so is a
    number that is not new (SEC-28). A Reason instead of a manifest says why it cannot be read. What remains to be
    done is promised in the same transaction.
    """
    delivery = Delivery(source=source, file_name=file_name[-200:], received_at=at, way=way, sent_by=sent_by)
    delivery.trial = trial or source.accredited_at is None
    if isinstance(manifest, Manifest):
        delivery.announced, delivery.sequence, delivery.as_at = manifest.count, manifest.sequence, manifest.as_at
    try:
        with transaction.atomic():
            return _keep(stream, delivery, manifest)
    except _Known as known:
        return known.delivery
    except IntegrityError:  # two received the same file at once, and the other was first
        return _in_earnest(source, _digest_again(stream)).exclude(stopped_because__in=MAY_COME_AGAIN).get()


def _keep(stream: BinaryIO, delivery: Delivery, manifest: Manifest | Reason | None) -> Delivery:
    delivery.content_key = DataKey.make_many(1)[0]
    delivery.sha256, delivery.size = _store(stream, delivery)
    fault = _fault(delivery, manifest)
    known = _known(delivery, fault)
    if known and not delivery.trial:
        raise _Known(known)
    fault = fault or _stale(delivery)
    if fault:
        _refuse(delivery, fault)
    delivery.save(force_insert=True)
    _record(delivery)
    promise(ADVANCE, at=delivery.received_at, slot=f"{ADVANCE}:{delivery.pk}", delivery=str(delivery.pk))
    return delivery


def _store(stream: BinaryIO, delivery: Delivery) -> tuple[bytes, int]:
    """Sealed piece by piece; the digest and the size of the whole."""
    digest, size = hashlib.sha256(), 0
    sealer = Sealer(delivery)
    for number, part in enumerate(_parts(stream)):
        digest.update(part)
        size += len(part)
        if size > LARGEST:
            raise FeedError(Reason.TOO_LARGE)
        sealed = sealer.seal_part(number, part)
        DeliveryPart.objects.bulk_create([DeliveryPart(delivery_id=delivery.pk, number=number, sealed=sealed)])
    return digest.digest(), size


def _fault(delivery: Delivery, manifest: Manifest | Reason | None) -> Reason | None:
    if isinstance(manifest, Reason):
        return manifest
    return Reason.CHECKSUM_WRONG if manifest and manifest.sha256 != delivery.sha256 else None


def _known(delivery: Delivery, fault: Reason | None) -> Delivery | None:
    """The same file came before; if its manifest was to blame then, with the same manifest."""
    same = _in_earnest(delivery.source, bytes(delivery.sha256))
    alike = Q(sequence=delivery.sequence, announced=delivery.announced, as_at=delivery.as_at)
    if fault:
        return same.filter(alike, stopped_because=fault).first()
    taken = ~Q(stopped_because__in=MAY_COME_AGAIN)
    blamed = Q(stopped_because__in=[Reason.COUNT_WRONG, Reason.STALE_SEQUENCE])
    return same.filter(taken | alike & blamed).first()


def _stale(delivery: Delivery) -> Reason | None:
    """Asked under a lock, so that of two that come at once with one number only one is taken."""
    if delivery.sequence is None or delivery.trial:
        return None
    Source.objects.select_for_update(no_key=True).get(pk=delivery.source_id)
    taken = Delivery.objects.filter(source=delivery.source, trial=False, sequence__gte=delivery.sequence)
    return Reason.STALE_SEQUENCE if taken.exclude(state=DeliveryState.REFUSED).exists() else None


def _refuse(delivery: Delivery, fault: Reason) -> None:
    DeliveryPart.objects.filter(delivery_id=delivery.pk).delete()
    delivery.state, delivery.stopped_because = DeliveryState.REFUSED, fault
    delivery.finished_at = delivery.received_at


def _record(delivery: Delivery) -> None:
    at, code = delivery.received_at, delivery.source.code
    by = actor(delivery.sent_by) if delivery.sent_by else NOBODY
    facts = {
        "delivery": str(delivery.pk),
        "bytes": delivery.size,
        "sha256": bytes(delivery.sha256).hex(),
        "trial": delivery.trial,
        "way": delivery.way,
    }
    record("feed.received", at=at, actor=by, source=code, facts=facts)
    if delivery.stopped_because:
        record("feed.refused", at=at, source=code, because=delivery.stopped_because, facts=facts)


def _in_earnest(source: Source, sha256: bytes) -> QuerySet[Delivery]:
    return Delivery.objects.filter(source=source, sha256=sha256, trial=False)


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
    # One question a piece: whoever reads commits meanwhile, and a cursor ends with its transaction.
    for number in range(ceil(delivery.size / PART)):
        yield sealer.open_part(number, delivery.parts.values_list("sealed", flat=True).get(number=number))
