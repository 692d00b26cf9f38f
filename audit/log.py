"""What happened? The one place that writes it, inside the transaction of the act (R-AUDIT-1)."""

import json
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from audit.models import Event
from contactpoint.vault.models import DataKey

# Where the request came from: set by the middleware, so that no caller can forget it.
address: ContextVar[str | None] = ContextVar("address", default=None)


class NotInTransaction(Exception):
    """An act and its event stand or fall together: open the transaction first."""


@dataclass(frozen=True)
class Actor:
    """Who acts, in which organisation, holding which roles: as it was at that moment."""

    id: UUID | None
    organisation: UUID | None = None
    roles: tuple[str, ...] = ()


NOBODY = Actor(None)


def record(
    verb: str,
    *,
    at: datetime,
    actor: Actor = NOBODY,
    child_number: str = "",
    source: str = "",
    because: str = "",
    facts: Mapping[str, Any] | None = None,
    words: str = "",
    words_key: DataKey | None = None,
) -> Event:
    """Writes one event (R-AUDIT-1).

    `facts` holds ids, codes and counts only; anything a person typed goes into `words`, under `words_key`.
    Raises NotInTransaction, and whatever the database says: then the act does not happen either.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(verb)
    event = Event(
        at=at,
        verb=verb,
        actor=actor.id,
        organisation=actor.organisation,
        roles=list(actor.roles),
        child_number=child_number,
        source=source,
        because=because,
        facts=dict(facts or {}),
        address=address.get(),
    )
    if words:
        key = words_key or DataKey.named(f"words:{at:%Y-%m}")
        event.words = key.seal(words, place=place(event))
        event.words_key = key.id
    event.save(force_insert=True)
    return event


def record_each(
    verb: str, *, child_numbers: Iterable[str], at: datetime, source: str, facts: Mapping[str, Any] | None = None
) -> None:
    """Writes one event for each of these children, in one statement: what a source's batch did to many (R-AUDIT-1).

    Raises NotInTransaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(verb)
    with connection.cursor() as cursor:
        cursor.execute(_EACH, [at, verb, source, json.dumps(dict(facts or {})), address.get(), list(child_numbers)])


_EACH = """
    INSERT INTO audit_event (at, verb, source, facts, address, child_number, because, roles, sealing)
    SELECT %s, %s, %s, %s, %s, number, '', '{}', gen_random_uuid() FROM unnest(%s::text[]) number
"""


def place(event: Event) -> str:
    """What an event's words are bound to."""
    return f"audit_event.words|{event.sealing}"


def words_of(event: Event) -> str | None:
    """What was typed; None when there were no words, or their key has died."""
    if event.words is None or event.words_key is None:
        return None
    key = DataKey.objects.filter(pk=event.words_key).first()
    return key.unseal(event.words, place=place(event)) if key else None
