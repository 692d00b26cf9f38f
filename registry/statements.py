"""What did each source say of which child, whether it lies open or sealed? (R-FEED-6, R-SHIELD-7)

Of a shielded child every statement lies sealed in a table of its own, found by tokens. Nobody else reads either table.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from contactpoint.lookups import by_index
from contactpoint.vault import box
from contactpoint.vault.models import DataKey
from contactpoint.vault.tokens import token
from registry.models import Child, Closing, HiddenStatement, Source, SourceRecord
from registry.waiting import key_token

_COLUMNS: Final = (
    "id", "source", "key", "child", "stated_by", "assertion", "digest", "as_at", "received_at", "withdrawn_at",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """One statement: what a source says, or said last, under one of its keys."""

    id: UUID
    source: UUID
    key: str
    child: UUID
    stated_by: UUID | None
    assertion: dict[str, Any]  # Assertion.as_dict
    digest: bytes
    as_at: datetime
    received_at: datetime
    withdrawn_at: datetime | None
    hidden: bool = False


def source_token(source: UUID) -> bytes:
    return token(str(source), purpose="statements.source")


def of(children: Collection[UUID], *, withdrawn: bool = False, destroying: bool = False) -> list[Kept]:
    """What is said of these children now; with `withdrawn` also what was taken back.

    Nothing of those whose record closed for a new identity, but for who destroys it: whoever computes such a record
    gets an empty one, so that none of it can lie open again (R-REC-7).
    """
    closed = Closing.objects.filter(child__among=[] if destroying else children).values_list("child", flat=True)
    children = set(children).difference(closed)
    open_ones = SourceRecord.objects.filter(child__among=children)
    hidden = HiddenStatement.objects.filter(child__among=children)
    if not withdrawn:
        open_ones, hidden = open_ones.filter(withdrawn_at=None), hidden.filter(withdrawn=False)
    return [*_open(open_ones), *_opened(hidden)]


def under(keys: Collection[str], *, source: Source) -> dict[str, Kept]:
    """What this source said under these keys, by key."""
    found = {kept.key: kept for kept in _open(_keyed(keys, source))}
    return found | {kept.key: kept for kept in hidden_under([key for key in keys if key not in found], source=source)}


def _keyed(keys: Collection[str], source: Source) -> QuerySet[SourceRecord]:
    return SourceRecord.objects.filter(source=source, key__among=list(keys))


@dataclass(frozen=True)
class Last:
    """What is told from a statement without opening what it says."""

    id: UUID
    child: UUID
    digest: bytes
    as_at: datetime
    withdrawn: bool
    hidden: bool


def last_said(keys: Collection[str], *, source: Source) -> dict[str, Last]:
    """By key, for a whole batch."""
    rows = _keyed(keys, source).values_list("key", "id", "child", "digest", "as_at", "withdrawn_at")
    with by_index():
        found = {
            key: Last(kept, child, bytes(told), as_at, withdrawn is not None, hidden=False)
            for key, kept, child, told, as_at, withdrawn in rows
        }
    for one in hidden_under([key for key in keys if key not in found], source=source):
        found[one.key] = Last(one.id, one.child, one.digest, one.as_at, one.withdrawn_at is not None, hidden=True)
    return found


def owner(key: str, *, source: Source) -> UUID | None:
    """The child of whom the source speaks under this key."""
    return next((kept.child for kept in under([key], source=source).values()), None)


def hidden_under(keys: Collection[str], *, source: Source) -> list[Kept]:
    """What this source said under those of these keys whose child is shielded."""
    return list(_opened(_hidden_under(keys, source)))


def _any_hidden(source: Source) -> bool:
    return HiddenStatement.objects.filter(source_token=source_token(source.pk)).exists()


def _hidden_under(keys: Collection[str], source: Source) -> Any:
    tokens = [key_token(source.pk, key) for key in keys] if keys and _any_hidden(source) else []
    return HiddenStatement.objects.filter(key_token__among=tokens)


def _open(rows: Any) -> Iterator[Kept]:
    for kept, source, key, child, by, assertion, told, as_at, received_at, withdrawn_at in rows.values_list(*_COLUMNS):
        yield Kept(kept, source, key, child, by, assertion, bytes(told), as_at, received_at, withdrawn_at)


def _opened(rows: Any) -> Iterator[Kept]:
    keys: dict[UUID, bytes] = {}
    for row in rows.select_related("content_key"):
        if row.content_key_id not in keys:
            keys[row.content_key_id] = row.content_key.opened()
        text = box.decrypt(bytes(row.sealed), key=keys[row.content_key_id], place=_place(row.pk))
        yield _read(row.pk, row.child_id, text.decode())


def _place(statement: UUID) -> str:
    return f"registry_hiddenstatement.sealed|{statement}"


def _read(statement: UUID, child: UUID, text: str) -> Kept:
    source, key, by, assertion, digest, as_at, received_at, withdrawn_at = json.loads(text)
    return Kept(
        id=statement,
        source=UUID(source),
        key=key,
        child=child,
        stated_by=UUID(by) if by else None,
        assertion=assertion,
        digest=bytes.fromhex(digest),
        as_at=datetime.fromisoformat(as_at),
        received_at=datetime.fromisoformat(received_at),
        withdrawn_at=datetime.fromisoformat(withdrawn_at) if withdrawn_at else None,
        hidden=True,
    )


def _written(kept: Kept) -> str:
    moments = (kept.as_at.isoformat(), kept.received_at.isoformat())
    withdrawn = kept.withdrawn_at.isoformat() if kept.withdrawn_at else None
    by = str(kept.stated_by) if kept.stated_by else None
    said = [str(kept.source), kept.key, by, kept.assertion, kept.digest.hex(), *moments, withdrawn]
    return json.dumps(said, separators=(",", ":"))


def keep_hidden(statements: Iterable[Kept]) -> None:
    """Writes these, sealed under the key of their child's record: new ones, or in the place of the same id."""
    kept = list(statements)
    keys = _keys_of({one.child for one in kept})
    opened = {child: key.opened() for child, key in keys.items()}
    rows = [_row(one, keys[one.child], opened[one.child]) for one in kept]
    columns = ["child", "key_token", "source_token", "withdrawn", "content_key", "sealed"]
    HiddenStatement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _keys_of(children: Collection[UUID]) -> dict[UUID, DataKey]:
    rows = Child.objects.filter(pk__among=children).select_related("words_key").only("words_key")
    return {row.pk: row.words_key for row in rows}


def _row(kept: Kept, key: DataKey, opened: bytes) -> HiddenStatement:
    return HiddenStatement(
        id=kept.id,
        child_id=kept.child,
        key_token=key_token(kept.source, kept.key),
        source_token=source_token(kept.source),
        withdrawn=kept.withdrawn_at is not None,
        content_key=key,
        sealed=box.encrypt(_written(kept).encode(), key=opened, place=_place(kept.id)),
    )


def keep_open(statements: Iterable[Kept]) -> None:
    """Writes new ones as they are."""
    SourceRecord.objects.bulk_create(_source_record(one) for one in statements)


def _source_record(kept: Kept) -> SourceRecord:
    return SourceRecord(
        id=kept.id,
        source_id=kept.source,
        key=kept.key,
        child_id=kept.child,
        stated_by_id=kept.stated_by,
        assertion=kept.assertion,
        digest=kept.digest,
        as_at=kept.as_at,
        received_at=kept.received_at,
        withdrawn_at=kept.withdrawn_at,
    )


def hide(children: Collection[UUID]) -> None:
    """Moves what lies open of these children under seal, inside the caller's transaction (R-SHIELD-7)."""
    open_ones = SourceRecord.objects.filter(child__among=children)
    keep_hidden(_open(open_ones))
    open_ones.delete()


def forget_open(statements: Collection[UUID]) -> None:
    """What is kept under seal from now on."""
    SourceRecord.objects.filter(pk__in=statements).delete()


def forget_hidden(statements: Collection[UUID]) -> None:
    """What lies open from now on."""
    HiddenStatement.objects.filter(pk__in=statements).delete()


def show(children: Collection[UUID]) -> None:
    """The other way round, when a shield was lifted."""
    hidden = HiddenStatement.objects.filter(child__among=children)
    keep_open(list(_opened(hidden)))
    hidden.delete()


def move(statements: Collection[UUID], *, to: UUID) -> None:
    """These belong to another record from now on: merged, parted. Whoever moves them rebuilds both."""
    for model in (SourceRecord, HiddenStatement):
        model.objects.filter(pk__in=statements).update(child=to)


def ids_of(child: UUID) -> list[str]:
    """Of everything ever said of this child, in one order."""
    models = (SourceRecord, HiddenStatement)
    return sorted(str(pk) for model in models for pk in model.objects.filter(child=child).values_list("pk", flat=True))


def rename(kept: Kept, key: str, *, withdrawn_at: datetime | None) -> None:
    """The same statement under another key of its source."""
    if kept.hidden:
        keep_hidden([replace(kept, key=key, withdrawn_at=withdrawn_at)])
    else:
        SourceRecord.objects.filter(pk=kept.id).update(key=key, withdrawn_at=withdrawn_at)


def spoken_of(source: Source) -> int:
    """Of how many keys the source speaks now."""
    return sum(rows.count() for rows in _said_by(source))


def known_among(keys: Collection[str], *, source: Source) -> int:
    """Under how many of these keys the source spoke before."""
    with by_index():
        open_ones = _keyed(keys, source).count()
    return open_ones + int(_hidden_under(keys, source).count())


def numbers_under(keys: Collection[str], *, source: Source) -> tuple[dict[str, str], dict[str, str]]:
    """The ContactPoint numbers of the children of whom the source speaks under these keys; the shielded apart."""
    with by_index():
        found: dict[str, str] = dict(_keyed(keys, source).values_list("key", "child__number"))
    tokens = {key_token(source.pk, key): key for key in keys if key not in found}
    hidden = _hidden_under(list(tokens.values()), source).values_list("key_token", "child__number")
    return found, {tokens[bytes(key)]: number for key, number in hidden}


def spoken_of_among(children: Collection[UUID]) -> set[UUID]:
    """Those of whom anybody says anything now."""
    return {child for rows in _said(child__among=children) for child in rows.values_list("child", flat=True)}


def children_count(source: Source) -> int:
    """Of how many children the source speaks now. Nobody is in both tables."""
    return sum(rows.values("child").distinct().count() for rows in _said_by(source))


def next_children(source: Source, *, after: UUID | None, most: int) -> list[UUID]:
    """Of whom the source speaks now, in the order of their ids."""
    found: set[UUID] = set()
    for rows in _said_by(source):
        later = rows.filter(child__gt=after) if after else rows
        found |= set(later.order_by("child").values_list("child", flat=True).distinct()[:most])
    return sorted(found)[:most]


def _said_by(source: Source) -> tuple[QuerySet[Any], QuerySet[Any]]:
    open_ones, hidden = _said()
    return open_ones.filter(source=source), hidden.filter(source_token=source_token(source.pk))


def _said(**which: Any) -> tuple[QuerySet[Any], QuerySet[Any]]:
    open_ones = SourceRecord.objects.filter(withdrawn_at=None, **which)
    return open_ones, HiddenStatement.objects.filter(withdrawn=False, **which)
