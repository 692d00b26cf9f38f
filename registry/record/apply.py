"""How are the decisions about a batch of rows carried out? In sets, inside the caller's transaction (R-FEED-3)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection

from contactpoint.vault.models import DataKey
from registry import statements
from registry.assertion import Assertion, digest
from registry.copying import copy_into
from registry.index import lock_index
from registry.models import Child, Source, SourceRecord, Status
from registry.number import new_number
from registry.record.compute import Record, Saying, compute
from registry.record.settling import settle
from registry.record.tables import scalars
from registry.record.write import Key, sayings_of, write
from registry.shields import put_on, shielded_among
from registry.statements import Kept, Last


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
    expected: bool = False  # may be a child who must be hidden and has no record (registry.expecting)

    @property
    def written(self) -> str:
        return self.text or self.assertion.as_text()


@dataclass(frozen=True)
class Statement:
    """What a source says now under one of its keys, ready to be kept."""

    decision: Decision
    text: str
    digest: bytes


def apply_assertions(
    decisions: Sequence[Decision], *, source: Source, at: datetime, gate: Callable[[], None] = lock_index
) -> dict[str, Outcome]:
    """Keeps what the source says and rebuilds the records it touches. What became of each key.

    The same assertion again, or one older than what this source said before, changes nothing. A key that the
    source used before stays with its child, whatever the decision says. The keys of one call are distinct. `gate` is
    called between the writing of records and of the index, and takes the lock of the index.
    """
    before = _kept_before(decisions, source=source)
    texts = ((one, one.written) for one in decisions)
    said = [Statement(one, text, digest(text)) for one, text in texts]
    changed = [one for one in said if _is_news(one, before.get(one.decision.key))]
    known = {one.decision.key: child for one in changed if (child := _child_of(one.decision, before))}
    new = {one.decision.key: uuid4() for one in changed if one.decision.key not in known}
    records = _records_of_new([one.decision for one in changed if one.decision.key in new], new, source=source, at=at)
    _keep_and_rebuild(changed, {**known, **new}, before, records, source=source, at=at, gate=gate)
    return {one.key: _outcome(one, known, new) for one in decisions}


def _records_of_new(
    decisions: Sequence[Decision], new: Mapping[str, UUID], *, source: Source, at: datetime
) -> dict[UUID, Record]:
    """Makes children of whom nothing but this is said."""
    ranks = source.precedence
    records = {new[one.key]: compute([Saying(source.pk, ranks, one.as_at, one.assertion)]) for one in decisions}
    _make_children(decisions, new, records, at=at)
    return records


def _keep_and_rebuild(
    changed: Sequence[Statement],
    children: Mapping[str, UUID],
    before: Mapping[str, Last],
    new: Mapping[UUID, Record],
    *,
    source: Source,
    at: datetime,
    gate: Callable[[], None],
) -> None:
    """Keeps the statements, and writes of the records what becomes another by them."""
    sayings = sayings_of({child for child in children.values() if child not in new})
    was = {child: compute(said.values()) for child, said in sayings.items()}
    shielded = _shield_restricted(changed, children, source=source, at=at)
    settle(shielded - new.keys())  # before anything is written: not even for a moment in clear (R-SHIELD-7)
    _keep(changed, children, before, source=source, at=at)
    for one in changed:
        if (child := children[one.decision.key]) in sayings:
            _say(one.decision, sayings[child], source=source)
    records = {**{child: compute(said.values()) for child, said in sayings.items()}, **new}
    write(records, was={child: was[child] for child in was.keys() - shielded}, new=new, gate=gate)


def _say(decision: Decision, sayings: dict[Key, Saying], *, source: Source) -> None:
    """What this source said under this key before counts no more."""
    sayings.pop((source.pk, decision.key), None)
    if not decision.assertion.withdrawn:
        said = Saying(source.pk, source.precedence, decision.as_at, decision.assertion)
        sayings[source.pk, decision.key] = said


def _kept_before(decisions: Sequence[Decision], *, source: Source) -> dict[str, Last]:
    """What the source said of these keys before; their children locked in one order, so that nobody waits in a ring."""
    known = statements.last_said([one.key for one in decisions], source=source)
    lock_children({*(last.child for last in known.values()), *(one.child for one in decisions if one.child)})
    return known


def lock_children(children: Iterable[UUID]) -> None:
    """Nobody else changes these records until the transaction ends. Before the lock of the index, never after it."""
    rows = Child.objects.select_for_update(no_key=True).filter(pk__among=set(children)).order_by("pk")
    list(rows.values_list("pk"))


def _is_news(said: Statement, before: Last | None) -> bool:
    if before is None:
        return True
    return said.decision.as_at >= before.as_at and said.digest != before.digest


def confirm_assertions(said: Mapping[str, datetime], *, source: Source, also: Iterable[UUID] = ()) -> set[UUID]:
    """The source says the same as before, later: what is older than this, and comes only now, is stale (R-FEED-3).

    `said` is key -> when. Their children are locked, with those that are given besides. Whose record has to be rebuilt:
    another source spoke meanwhile, and is now the older one.
    """
    columns = (list(said), list(said.values()), str(source.pk))
    hidden = [one for one in statements.hidden_under(said, source=source) if one.as_at < said[one.key]]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT r.child_id {_EARLIER}", columns)
        lock_children({*also, *(one.child for one in hidden), *(child for (child,) in cursor.fetchall())})
        cursor.execute(f"SELECT r.child_id {_EARLIER} {_SPOKE_MEANWHILE}", columns)
        overtaken = {child for (child,) in cursor.fetchall()}
        cursor.execute(f"{_CONFIRM} {_EARLIER} AND kept.id = r.id", columns)
    statements.keep_hidden(replace(one, as_at=said[one.key]) for one in hidden)
    return overtaken | {one.child for one in hidden}


_CONFIRM: Final = "UPDATE registry_sourcerecord kept SET as_at = said.as_at"
_EARLIER: Final = """
    FROM registry_sourcerecord r JOIN unnest(%s::text[], %s::timestamptz[]) AS said (key, as_at) ON r.key = said.key
    WHERE r.source_id = %s::uuid AND r.as_at < said.as_at
"""
_SPOKE_MEANWHILE: Final = """
    AND EXISTS (SELECT FROM registry_sourcerecord other WHERE other.child_id = r.child_id AND other.id <> r.id
                AND other.as_at BETWEEN r.as_at AND said.as_at)
"""


def _child_of(decision: Decision, before: Mapping[str, Last]) -> UUID | None:
    """The key's own; what the source took back moves where its newer statement is known to belong."""
    kept = before.get(decision.key)
    if kept is None or (kept.withdrawn and decision.child):
        return decision.child
    return kept.child


def _make_children(
    decisions: Sequence[Decision], new: Mapping[str, UUID], records: Mapping[UUID, Record], *, at: datetime
) -> None:
    keys = DataKey.make_many(len(decisions))
    numbers = new_numbers(len(decisions))
    copy_into(
        Child,
        (
            {
                "id": new[one.key],
                "number": number,
                "responsible_authority_id": _authority(one),
                "status": Status.OPEN.value,
                "made_at": at,
                "words_key_id": words_key.pk,
                **scalars(records[new[one.key]]),
            }
            for one, number, words_key in zip(decisions, numbers, keys, strict=True)
        ),
    )


def _authority(decision: Decision) -> UUID:
    if decision.authority is None:
        raise ValueError(decision.key)
    return decision.authority


def new_numbers(count: int) -> list[str]:
    """That many numbers which nobody has (R-REC-1). Two at once that draw the same are refused by the database."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {new_number() for _ in range(count - len(drawn))}
        drawn |= fresh - set(Child.objects.filter(number__among=fresh).values_list("number", flat=True))
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
    children: Mapping[str, UUID],
    before: Mapping[str, Last],
    *,
    source: Source,
    at: datetime,
) -> None:
    """The assertions as they were said: of the shielded under seal, never anywhere else (R-SHIELD-7)."""
    shielded = shielded_among(children.values())
    _keep_open([one for one in changed if children[one.decision.key] not in shielded], children, before, source, at)
    sealed = [one for one in changed if children[one.decision.key] in shielded]
    statements.forget_open([last.id for one in sealed if (last := before.get(one.decision.key)) and not last.hidden])
    statements.keep_hidden(_kept(one, children, before, source=source, at=at) for one in sealed)


def _kept(
    one: Statement, children: Mapping[str, UUID], before: Mapping[str, Last], *, source: Source, at: datetime
) -> Kept:
    decision, last = one.decision, before.get(one.decision.key)
    return Kept(
        id=last.id if last else uuid4(),
        source=source.pk,
        key=decision.key,
        child=children[decision.key],
        stated_by=None,
        assertion=json.loads(one.text),
        digest=one.digest,
        as_at=decision.as_at,
        received_at=at,
        withdrawn_at=at if decision.assertion.withdrawn else None,
    )


def _keep_open(
    changed: Sequence[Statement],
    children: Mapping[str, UUID],
    before: Mapping[str, Last],
    source: Source,
    at: datetime,
) -> None:
    """Those of known keys in one statement, the others by COPY."""
    moved = [last.id for one in changed if (last := before.get(one.decision.key)) and last.hidden]
    statements.forget_hidden(moved)  # the key belongs to another child from now on
    known = [one for one in changed if (last := before.get(one.decision.key)) and not last.hidden]
    columns = (
        [before[one.decision.key].id for one in known],
        [children[one.decision.key] for one in known],
        [one.text for one in known],
        [one.digest for one in known],
        [one.decision.as_at for one in known],
        [one.decision.assertion.withdrawn for one in known],
    )
    if known:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [at, at, *columns])
    kept = {one.decision.key for one in known}
    fresh = (one for one in changed if one.decision.key not in kept)
    copy_into(SourceRecord, (_source_record(one, children, source=source, at=at) for one in fresh))


def _source_record(one: Statement, children: Mapping[str, UUID], *, source: Source, at: datetime) -> dict[str, Any]:
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
    changed: Iterable[Statement], children: Mapping[str, UUID], *, source: Source, at: datetime
) -> set[UUID]:
    """A child whose source marks it as one to hide, or who may be one that is expected, arrives shielded, in the same
    transaction (R-SHIELD-9).

    Who was not shielded before.
    """
    restricted, expected = set(), set()
    for one in changed:
        if one.decision.assertion.restricted:
            restricted.add(children[one.decision.key])
        elif one.decision.expected:
            expected.add(children[one.decision.key])
    hidden = put_on(restricted, because="restricted_by_source", source=source, at=at)
    return hidden | put_on(expected, because="expected", source=source, at=at)


def _outcome(one: Decision, known: Mapping[str, UUID], new: Mapping[str, UUID]) -> Outcome:
    if one.key in new:
        return Outcome.CREATED
    return Outcome.UPDATED if one.key in known else Outcome.UNCHANGED
