"""What happened to this shield, and in whose words? Only its shielding team reads them (R-SHIELD-7)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from contactpoint.vault.models import DataKey
from registry.models import Child
from shielding.models import Entry, Happened, Shield
from shielding.words import Asker

Words = Mapping[str, str]  # a key of LABELS -> what was typed
LABELS: Final = {
    "asker": "Who asked",
    "name": "Name",
    "reach": "How to reach them",
    "why": "Why",
    "evidence": "Evidence seen",
    "source": "Source",
}


class ChangedMeanwhile(Exception):
    """Somebody did something about this record after you opened the page: look at it again."""


@dataclass(frozen=True)
class ShownEntry:
    """One thing that happened; `lines` are labels and words."""

    title: str
    by: str
    at: datetime
    lines: tuple[tuple[str, str], ...]


def write(
    shield: Shield,
    happened: Happened,
    *,
    by: Practitioner | None,
    at: datetime,
    words: Words | None = None,
    **facts: str,
) -> Entry:
    """Into the history and the log, inside the act's transaction; the words only into the history, sealed."""
    child = Child.objects.select_related("words_key").get(pk=shield.child_id)
    entry = Entry(shield=shield, happened=happened, at=at, by=by)
    if words:
        entry.words = child.words_key.seal(json.dumps(dict(words)), place=_place(entry))
    entry.save(force_insert=True)
    told = {"shield": str(shield.pk), **facts}
    who: dict[str, Any] = {"actor": actor(by)} if by else {"source": "shielding"}
    record(f"shield.{happened}", at=at, child_number=child.number, facts=told, **who)
    return entry


def newest(shield: Shield) -> int:
    """Tells whether anything has happened since a page was shown."""
    return Entry.objects.filter(shield=shield).order_by("-id").values_list("id", flat=True).first() or 0


def unchanged(shield: Shield, seen: int) -> None:
    """Raises ChangedMeanwhile when something happened after the page that was answered was shown."""
    if newest(shield) != seen:
        raise ChangedMeanwhile


def history(shield: Shield) -> tuple[ShownEntry, ...]:
    """The newest first."""
    rows = shield.entries.select_related("by").order_by("-id")
    key = Child.objects.select_related("words_key").get(pk=shield.child_id).words_key
    return tuple(_shown(row, words_of(row, key)) for row in rows)


def words_of(entry: Entry, key: DataKey) -> Words:
    """What was typed; empty where nothing was."""
    if entry.words is None:
        return {}
    return dict(json.loads(key.unseal(entry.words, place=_place(entry))))


def request_of(shield: Shield) -> Words:
    """Who asked for it, why, and what evidence was seen; empty for one that no person asked for."""
    return _newest_words(shield, Happened.ASKED)


def reason_of_proposal(shield: Shield) -> Words:
    """Why one person asks for what waits for another."""
    return _newest_words(shield, Happened.NOT_CONFIRMED, Happened.LIFT_ASKED, Happened.MORE_ASKED)


def _newest_words(shield: Shield, *kinds: Happened) -> Words:
    entry = shield.entries.filter(happened__in=kinds).order_by("-id").first()
    if entry is None:
        return {}
    return words_of(entry, Child.objects.select_related("words_key").get(pk=shield.child_id).words_key)


def lines(words: Words) -> tuple[tuple[str, str], ...]:
    """In the order of the labels, codes in words."""
    said = {**words, **({"asker": str(Asker(words["asker"]).label)} if "asker" in words else {})}
    return tuple((label, said[name]) for name, label in LABELS.items() if said.get(name))


def _shown(row: Entry, words: Words) -> ShownEntry:
    by = row.by.name if row.by else "ContactPoint"
    return ShownEntry(str(Happened(row.happened).label), by, timezone.localtime(row.at), lines(words))


def _place(entry: Entry) -> str:
    return f"shielding_entry.words|{entry.sealing}"
