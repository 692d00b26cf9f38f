"""How are the decisions about a batch of rows carried out? In sets, inside the caller's transaction (R-FEED-3)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from django.db import connection

from contactpoint.lookups import as_array, by_index
from registry import statements
from registry.assertion import Assertion, digest
from registry.copying import copy_rows
from registry.index import lock_index
from registry.models import Source, SourceRecord
from registry.record.compute import compute
from registry.record.elsewhere import propose_moves
from registry.record.making import make_children
from registry.record.objecting import hear
from registry.record.saying import Saying
from registry.record.settling import settle
from registry.record.write import Key, Writing, sayings_of, write
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
    said = [Statement(one, one.written, digest(one.written)) for one in decisions]
    changed = [one for one in said if _is_news(one, before.get(one.decision.key))]
    known = {one.decision.key: child for one in changed if (child := _child_of(one.decision, before))}
    new = {one.decision.key: uuid4() for one in changed if one.decision.key not in known}
    made = _make_children([one.decision for one in changed if one.decision.key in new], new, source=source, at=at)
    written = _keep_all(changed, known, new, before, source=source, at=at)
    write([*made, *written], gate=gate)
    return {one.key: _outcome(one, known, new) for one in decisions}


def _keep_all(
    changed: Sequence[Statement],
    known: Mapping[str, UUID],
    new: Mapping[str, UUID],
    before: Mapping[str, Last],
    *,
    source: Source,
    at: datetime,
) -> list[Writing]:
    """Keeps the statements; what is to be written of the known children, whose records become others by them."""
    sayings = sayings_of(set(known.values()))
    was = {child: compute(said.values()) for child, said in sayings.items()}
    children = {**known, **new}
    shielded = _shield_restricted(changed, children, source=source, at=at)
    settle(shielded.intersection(sayings))  # before anything is written: not even for a moment in clear (R-SHIELD-7)
    _keep(changed, children, before, source=source, at=at)
    for one in changed:
        if child := known.get(one.decision.key):
            _say(one.decision, sayings[child], source=source)
    now = {child: compute(said.values()) for child, said in sayings.items()}
    hear(sayings, at=at)
    propose_moves([(child, was[child], record) for child, record in now.items()], at=at)
    return [Writing(child, record, was=None if child in shielded else was[child]) for child, record in now.items()]


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
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [as_array("uuid", list(children))])


_LOCK: Final = """
    SELECT count(*) FROM (
        SELECT FROM registry_child WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
    ) locked
"""


def _is_news(said: Statement, before: Last | None) -> bool:
    if before is None:
        return True
    return said.decision.as_at >= before.as_at and said.digest != before.digest


def confirm_assertions(said: Mapping[str, datetime], *, source: Source, also: Iterable[UUID] = ()) -> set[UUID]:
    """The source says the same as before, later: what is older than this, and comes only now, is stale (R-FEED-3).

    `said` is key -> when. Their children are locked, with those that are given besides. Whose record has to be rebuilt:
    another source spoke meanwhile, and is now the older one.
    """
    if not said:  # the table of statements is long
        lock_children(also)
        return set()
    columns = (list(said), list(said.values()), str(source.pk))
    hidden = [one for one in statements.hidden_under(said, source=source) if one.as_at < said[one.key]]
    with by_index(), connection.cursor() as cursor:
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
    decisions: Sequence[Decision], new: Mapping[str, UUID], *, source: Source, at: datetime
) -> list[Writing]:
    """Makes children of whom nothing but this is said; what is to be written of them."""
    ranks = source.precedence
    said = ((one, compute([Saying(source.pk, ranks, one.as_at, one.assertion)])) for one in decisions)
    made = [Writing(new[one.key], record, new=True) for one, record in said]
    make_children([(one.child, one.record) for one in made], map(_authority, decisions), at=at)
    return made


def _authority(decision: Decision) -> UUID:
    if decision.authority is None:
        raise ValueError(decision.key)
    return decision.authority


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
    rows = (
        (uuid4(), source.pk, one.decision.key, children[one.decision.key], one.text, one.digest, one.decision.as_at,
         at, at if one.decision.assertion.withdrawn else None)
        for one in changed if one.decision.key not in kept
    )  # fmt: skip
    with connection.cursor() as cursor:
        copy_rows(cursor, SourceRecord._meta.db_table, _SOURCE_RECORD, rows)


_SOURCE_RECORD: Final = (
    "id", "source_id", "key", "child_id", "assertion", "digest", "as_at", "received_at", "withdrawn_at",
)  # fmt: skip


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
