"""How are the decisions about a batch of rows carried out? In sets, inside the caller's transaction (R-FEED-3)."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from django.db import connection

from contactpoint.vault.models import DataKey
from registry.assertion import Assertion
from registry.copying import copy_into
from registry.models import Child, Gender, ShieldEvent, Source, SourceRecord, Status
from registry.number import new_number
from registry.record.write import rebuild
from registry.shields import shielded_among


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Decision:
    """One row, and whose it is: an existing child, or a new one of that authority."""

    key: str  # the source's own identifier of the child
    assertion: Assertion
    as_at: datetime
    child: UUID | None
    authority: UUID | None = None  # of a new child; a decision without either is the caller's mistake


def apply_assertions(decisions: Sequence[Decision], *, source: Source, at: datetime) -> dict[str, Outcome]:
    """Keeps what the source says and rebuilds the records it touches. What became of each key.

    The same assertion again, or one older than what this source said before, changes nothing. A key that the
    source used before stays with its child, whatever the decision says. The keys of one call are distinct.
    """
    before = _kept_before(decisions, source=source)
    digests = {one.key: one.assertion.digest() for one in decisions}
    changed = [one for one in decisions if _is_news(one, digests[one.key], before.get(one.key))]
    children = _children_of(changed, before, at=at)
    _keep(changed, children, digests, source=source, at=at)
    _shield_restricted(changed, children, source=source, at=at)
    rebuild(children.values())
    return {one.key: _outcome(one, before, children) for one in decisions}


def _kept_before(decisions: Sequence[Decision], *, source: Source) -> dict[str, SourceRecord]:
    """What the source said of these keys before; their children locked in one order, so that nobody waits in a ring."""
    known = SourceRecord.objects.filter(source=source, key__in=[one.key for one in decisions])
    ids = {*known.values_list("child", flat=True), *(one.child for one in decisions if one.child)}
    list(Child.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return {record.key: record for record in known}


def _is_news(decision: Decision, digest: bytes, before: SourceRecord | None) -> bool:
    if before is None:
        return True
    return decision.as_at >= before.as_at and digest != bytes(before.digest)


def _children_of(changed: Sequence[Decision], before: dict[str, SourceRecord], *, at: datetime) -> dict[str, UUID]:
    """The child of each key; the new ones are made."""
    found = {one.key: before[one.key].child_id if one.key in before else one.child for one in changed}
    made = _make_children([one for one in changed if found[one.key] is None], at=at)
    return {key: child or made[key] for key, child in found.items()}


def _make_children(decisions: Sequence[Decision], *, at: datetime) -> dict[str, UUID]:
    keys = DataKey.make_many(len(decisions))
    numbers = new_numbers(len(decisions))
    made = {one.key: uuid4() for one in decisions}
    copy_into(
        Child,
        (
            {
                "id": made[one.key],
                "number": number,
                "responsible_authority_id": _authority(one),
                "status": Status.OPEN.value,
                "made_at": at,
                "birth_date_estimated": False,
                "gender": Gender.NOT_SPECIFIED.value,
                "words_key_id": words_key.pk,
            }
            for one, number, words_key in zip(decisions, numbers, keys, strict=True)
        ),
    )
    return made


def _authority(decision: Decision) -> UUID:
    if decision.authority is None:
        raise ValueError(decision.key)
    return decision.authority


def new_numbers(count: int) -> list[str]:
    """That many numbers which nobody has (R-REC-1). Two at once that draw the same are refused by the database."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {new_number() for _ in range(count - len(drawn))}
        drawn |= fresh - set(Child.objects.filter(number__in=fresh).values_list("number", flat=True))
    return list(drawn)


_KEEP: Final = """
    INSERT INTO registry_sourcerecord (id, source_id, received_at, key, child_id, assertion, digest, as_at)
    SELECT gen_random_uuid(), %s, %s, said.*
    FROM unnest(%s::text[], %s::uuid[], %s::jsonb[], %s::bytea[], %s::timestamptz[]) said
    ON CONFLICT (source_id, key) DO UPDATE SET
        assertion = excluded.assertion, digest = excluded.digest,
        as_at = excluded.as_at, received_at = excluded.received_at
"""


def _keep(
    changed: Sequence[Decision], children: dict[str, UUID], digests: dict[str, bytes], *, source: Source, at: datetime
) -> None:
    """The assertions as they were said, in one statement."""
    columns = (
        [one.key for one in changed],
        [str(children[one.key]) for one in changed],
        [json.dumps(one.assertion.as_dict()) for one in changed],
        [digests[one.key] for one in changed],
        [one.as_at for one in changed],
    )
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [source.pk, at, *columns])


def _shield_restricted(changed: Iterable[Decision], children: dict[str, UUID], *, source: Source, at: datetime) -> None:
    """A child whose source marks it as one to hide arrives shielded, in the same transaction (R-SHIELD-9)."""
    restricted = {children[one.key] for one in changed if one.assertion.restricted}
    ShieldEvent.objects.bulk_create(
        ShieldEvent(child_id=child, shielded=True, at=at, because="restricted_by_source", source=source)
        for child in restricted - shielded_among(restricted)
    )


def _outcome(one: Decision, before: dict[str, SourceRecord], children: dict[str, UUID]) -> Outcome:
    if one.key not in children:
        return Outcome.UNCHANGED
    return Outcome.UPDATED if one.child or one.key in before else Outcome.CREATED


def creation_lock(blocking_key: str) -> None:
    """Until the transaction ends nobody else makes a child with this blocking key: two deliveries at once make one."""
    number = int.from_bytes(hashlib.sha256(blocking_key.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
