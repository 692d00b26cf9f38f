"""How are the decisions about a batch of rows carried out? In sets, inside the caller's transaction (R-FEED-3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection

from contactpoint.vault.models import DataKey
from registry.assertion import Assertion, digest
from registry.copying import copy_into
from registry.models import Child, Gender, ShieldEvent, Source, SourceRecord, Status
from registry.number import new_number
from registry.record.compute import Saying
from registry.record.write import build, rebuild
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
    text: str = ""  # the assertion in its written form, where the caller has it

    @property
    def written(self) -> str:
        return self.text or self.assertion.as_text()


@dataclass(frozen=True)
class Statement:
    """What a source says now under one of its keys, ready to be kept."""

    decision: Decision
    text: str
    digest: bytes


def apply_assertions(decisions: Sequence[Decision], *, source: Source, at: datetime) -> dict[str, Outcome]:
    """Keeps what the source says and rebuilds the records it touches. What became of each key.

    The same assertion again, or one older than what this source said before, changes nothing. A key that the
    source used before stays with its child, whatever the decision says. The keys of one call are distinct.
    """
    before = _kept_before(decisions, source=source)
    texts = ((one, one.written) for one in decisions)
    said = [Statement(one, text, digest(text)) for one, text in texts]
    changed = [one for one in said if _is_news(one, before.get(one.decision.key))]
    children = {one.decision.key: _child_of(one.decision, before) for one in changed}
    new = _make_children([one.decision for one in changed if children[one.decision.key] is None], at=at)
    _keep(changed, {**children, **new}, before, source=source, at=at)
    _shield_restricted(changed, {**children, **new}, source=source, at=at)
    _write_new([one.decision for one in changed if one.decision.key in new], new, source=source)
    rebuild({child for child in children.values() if child})
    return {one.key: _outcome(one, children, new) for one in decisions}


def _kept_before(decisions: Sequence[Decision], *, source: Source) -> dict[str, SourceRecord]:
    """What the source said of these keys before; their children locked in one order, so that nobody waits in a ring."""
    known = SourceRecord.objects.filter(source=source, key__in=[one.key for one in decisions]).defer("assertion")
    records = {record.key: record for record in known}
    lock_children({*(record.child_id for record in records.values()), *(one.child for one in decisions if one.child)})
    return records


def lock_children(children: Iterable[UUID]) -> None:
    """Nobody else changes these records until the transaction ends. Before the lock of the index, never after it."""
    rows = Child.objects.select_for_update(no_key=True).filter(pk__in=list(children)).order_by("pk")
    list(rows.values_list("pk"))


def _is_news(said: Statement, before: SourceRecord | None) -> bool:
    if before is None:
        return True
    return said.decision.as_at >= before.as_at and said.digest != bytes(before.digest)


def confirm_assertions(said: Mapping[str, datetime], *, source: Source, also: Iterable[UUID] = ()) -> None:
    """The source says the same as before, later: what is older than this, and comes only now, is stale (R-FEED-3).

    `said` is key -> when. The record stays as it is; its child is locked, with the children that are given besides.
    """
    columns = (list(said), list(said.values()), str(source.pk))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT r.child_id {_EARLIER}", columns)
        lock_children({*also, *(child for (child,) in cursor.fetchall())})
        cursor.execute(f"{_CONFIRM} {_EARLIER} AND kept.id = r.id", columns)


_CONFIRM: Final = "UPDATE registry_sourcerecord kept SET as_at = said.as_at"
_EARLIER: Final = """
    FROM registry_sourcerecord r JOIN unnest(%s::text[], %s::timestamptz[]) AS said (key, as_at) ON r.key = said.key
    WHERE r.source_id = %s::uuid AND r.as_at < said.as_at
"""


def _child_of(decision: Decision, before: dict[str, SourceRecord]) -> UUID | None:
    """The key's own; what the source took back moves where its newer statement is known to belong."""
    kept = before.get(decision.key)
    if kept is None or (kept.withdrawn_at and decision.child):
        return decision.child
    return kept.child_id


def _write_new(decisions: Iterable[Decision], made: dict[str, UUID], *, source: Source) -> None:
    """The records of new children: nothing but this is said of them."""
    ranks = source.precedence
    build({made[one.key]: [Saying(source.pk, ranks, one.as_at, one.assertion)] for one in decisions})


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
    UPDATE registry_sourcerecord r SET child_id = said.child, assertion = said.assertion, digest = said.digest,
        as_at = said.as_at, received_at = %s, withdrawn_at = CASE WHEN said.withdrawn THEN %s::timestamptz END
    FROM unnest(%s::uuid[], %s::uuid[], %s::jsonb[], %s::bytea[], %s::timestamptz[], %s::bool[])
        AS said (id, child, assertion, digest, as_at, withdrawn)
    WHERE r.id = said.id
"""


def _keep(
    changed: Sequence[Statement],
    children: Mapping[str, UUID | None],
    before: dict[str, SourceRecord],
    *,
    source: Source,
    at: datetime,
) -> None:
    """The assertions as they were said: those of known keys in one statement, the others by COPY."""
    known = [one for one in changed if one.decision.key in before]
    columns = (
        [before[one.decision.key].pk for one in known],
        [children[one.decision.key] for one in known],
        [one.text for one in known],
        [one.digest for one in known],
        [one.decision.as_at for one in known],
        [one.decision.assertion.withdrawn for one in known],
    )
    if known:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [at, at, *columns])
    fresh = (one for one in changed if one.decision.key not in before)
    copy_into(SourceRecord, (_source_record(one, children, source=source, at=at) for one in fresh))


def _source_record(
    one: Statement, children: Mapping[str, UUID | None], *, source: Source, at: datetime
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "source_id": source.pk,
        "key": one.decision.key,
        "child_id": children[one.decision.key],
        "assertion": one.text,
        "digest": one.digest,
        "as_at": one.decision.as_at,
        "received_at": at,
        "withdrawn_at": at if one.decision.assertion.withdrawn else None,
    }


def _shield_restricted(
    changed: Iterable[Statement], children: Mapping[str, UUID | None], *, source: Source, at: datetime
) -> None:
    """A child whose source marks it as one to hide arrives shielded, in the same transaction (R-SHIELD-9)."""
    marked = (children[one.decision.key] for one in changed if one.decision.assertion.restricted)
    restricted = {child for child in marked if child}
    ShieldEvent.objects.bulk_create(
        ShieldEvent(child_id=child, shielded=True, at=at, because="restricted_by_source", source=source)
        for child in restricted - shielded_among(restricted)
    )


def _outcome(one: Decision, known: Mapping[str, UUID | None], new: Mapping[str, UUID]) -> Outcome:
    if one.key in new:
        return Outcome.CREATED
    return Outcome.UPDATED if one.key in known else Outcome.UNCHANGED
