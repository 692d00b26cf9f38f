"""How does a row wait for a person, unread by everybody else, and how does it stop waiting? (R-FEED-5, R-SHIELD-3)"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.dispatch import Signal

from contactpoint.vault.models import DataKey
from contactpoint.vault.tokens import token
from registry.assertion import Assertion
from registry.matching.described import NOBODY, describe
from registry.matching.net import cast, cast_around_held, lift
from registry.models import Answer, Source, WaitingRow, Why

# Sent inside the transaction in which a row stops waiting: `row` (WaitingRow), `outcome` (registry.record.Outcome, or
# None when what it says was not taken), `at`. What counts rows (feeds) moves them.
row_ended = Signal()

Place = tuple[UUID, int]  # delivery, number of the row in it


@dataclass(frozen=True)
class Content:
    """What is sealed: everything that says who it is about. `near` are the records that a person compares it with."""

    key: str
    assertion: dict[str, Any]  # Assertion.as_dict
    near: tuple[str, ...] = ()

    def read(self) -> Assertion:
        return Assertion.from_dict(self.assertion)

    @property
    def beside(self) -> set[UUID]:
        return set(map(UUID, self.near))

    def as_text(self) -> str:
        return json.dumps([self.key, self.assertion, self.near], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Content":
        key, assertion, near = json.loads(text)
        return cls(key, assertion, tuple(near))


@dataclass(frozen=True, eq=False)
class Held:
    """One row that is to wait."""

    place: Place
    content: Content
    as_at: datetime
    why: Why
    authority: UUID | None
    for_shielding: bool = False
    restricted: bool = False


def key_token(source: UUID, key: str) -> bytes:
    return token(f"{source}|{key}", purpose="feeds.key")


def hold(rows: Sequence[Held], *, source: Source, at: datetime) -> list[Place]:
    """Makes these rows wait, inside the caller's transaction. Which rows of before they take the place of.

    What a source says again, near the same records, waits on as it is: since when, who is at work on it, what one of
    two persons answered (R-FEED-5). Only its place is another.
    """
    again = _again(rows, source)
    anew = [one for one in rows if one not in again]
    replaced = leave(source=source, keys=[one.content.key for one in anew], at=at)
    keys = DataKey.make_many(len(anew))
    made = {one: _waiting_row(one, words_key, source=source, at=at) for one, words_key in zip(anew, keys, strict=True)}
    WaitingRow.objects.bulk_create(made.values())
    hang_nets([(row, one.content) for one, row in made.items() if row.for_shielding])
    return [*replaced, *_moved(again)]


def lock_waiting(tokens: Collection[bytes], *, source: Source) -> set[bytes]:
    """Of which of these keys, by their tokens, something waits. It stays as it is until the transaction ends.

    Before the lock of the index, never after it.
    """
    there = _open_ones(tokens, source).select_for_update().order_by("pk")
    return {bytes(key) for key in there.values_list("key_token", flat=True)}


def _open_of(source: Source, keys: Collection[str]) -> QuerySet[WaitingRow]:
    return _open_ones([key_token(source.pk, key) for key in keys], source)


def _open_ones(tokens: Collection[bytes], source: Source) -> QuerySet[WaitingRow]:
    return WaitingRow.objects.filter(source=source, key_token__among=tokens, ended_at=None)


def _again(rows: Sequence[Held], source: Source) -> dict[Held, WaitingRow]:
    """Those of which the same waits already, and what waits."""
    there = _open_of(source, [one.content.key for one in rows]).select_related("content_key")
    waiting = {bytes(row.key_token): row for row in there}
    pairs = ((one, waiting.get(key_token(source.pk, one.content.key))) for one in rows if waiting)
    return {one: row for one, row in pairs if row and _is_same(one, row)}


def _is_same(one: Held, row: WaitingRow) -> bool:
    """To whom people have passed it on since stays; that a hidden child is near, or where it lives, is news."""
    if one.restricted != row.restricted or (one.for_shielding and not row.for_shielding):
        return False
    return bool(row.authority_id or not one.authority) and content_of(row) == one.content


def _moved(again: Mapping[Held, WaitingRow]) -> list[Place]:
    """They wait at the place where they were said last. Where they waited."""
    before = [(row.delivery, row.number) for row in again.values()]
    for one, row in again.items():
        (row.delivery, row.number), row.as_at = one.place, one.as_at
    WaitingRow.objects.bulk_update(again.values(), ["delivery", "number", "as_at"])
    return before


def hang_nets(rows: Collection[tuple[WaitingRow, Content]]) -> None:
    """What resembles a row that waits for shielding officers waits, too (R-SHIELD-3). The index is locked.

    One that says that its child must be hidden is shielded before it has a record (R-SHIELD-9); what another is the
    first to say of a hidden child may be what the next row says alone.
    """
    described = {row.pk: describe(content.read(), shares=NOBODY) for row, content in rows}
    cast({row.pk: described[row.pk] for row, _ in rows if row.restricted})
    cast_around_held({row.pk: described[row.pk] for row, _ in rows if not row.restricted})


def leave(*, source: Source, keys: Collection[str], at: datetime) -> list[Place]:
    """Ends what waits of these keys of a source, as something newer was said. Which rows these were."""
    ended = _open_of(source, keys).select_for_update()
    places = {row: (delivery, number) for row, delivery, number in ended.values_list("pk", "delivery", "number")}
    WaitingRow.objects.filter(pk__among=places).update(ended_at=at, sealed=None, not_about=[])
    if places:
        Answer.objects.filter(row__among=places).update(sealed=None)
        lift(places)
    return list(places.values())


def _waiting_row(one: Held, words_key: DataKey, *, source: Source, at: datetime) -> WaitingRow:
    delivery, number = one.place
    row = WaitingRow(
        id=uuid4(),
        source=source,
        key_token=key_token(source.pk, one.content.key),
        authority_id=one.authority,
        delivery=delivery,
        number=number,
        why=one.why,
        as_at=one.as_at,
        held_at=at,
        content_key=words_key,
        for_shielding=one.for_shielding,
        restricted=one.restricted,
        near_count=len(one.content.near),
    )
    row.sealed = words_key.seal(one.content.as_text(), place=_place(row.pk))
    return row


def content_of(row: WaitingRow) -> Content:
    """What an open row says. Raises box.CannotOpen. Who may read it is the caller's question."""
    return Content.from_text(row.content_key.unseal(row.sealed or b"", place=_place(row.pk)))


Beside = Mapping[UUID, Collection[UUID]]


def rows_beside() -> Beside:
    """By record, the open rows that a person compares with it: all of them are opened once."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in WaitingRow.objects.filter(ended_at=None).select_related("content_key").iterator():
        for child in content_of(row).beside:
            found[child].append(row.pk)
    return found


def reseal(row: WaitingRow, content: Content) -> None:
    """The same row waits on with other content: one of the records that it was compared with is no more."""
    sealed = row.content_key.seal(content.as_text(), place=_place(row.pk))
    WaitingRow.objects.filter(pk=row.pk).update(sealed=sealed, near_count=len(content.near))


def end(row: WaitingRow, *, outcome: object, at: datetime) -> None:
    """The row is decided: what it said is gone, and whoever counts rows is told, in the caller's transaction."""
    emptied: dict[str, Any] = {"sealed": None, "not_about": [], "claimed_by": None, "claimed_until": None}
    WaitingRow.objects.filter(pk=row.pk).update(ended_at=at, **emptied)
    row.answers.update(sealed=None)
    lift([row.pk])
    row_ended.send(WaitingRow, row=row, outcome=outcome, at=at)


def _place(row: UUID) -> str:
    return f"registry_waitingrow.sealed|{row}"
