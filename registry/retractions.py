"""What a source takes back before it was heard: how is that remembered, so that the older comes too late? (R-FEED-4)

Sources may arrive in any order. The token of the key and the moment are kept, and nothing of a person.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import connection

from registry.models import Retraction, Source


def retracted(tokens: Collection[bytes], *, source: Source) -> dict[bytes, datetime]:
    """Since when nothing older counts, of those of these keys that the source ever took back."""
    kept = Retraction.objects.filter(source=source, key_token__among=tokens)
    return {bytes(key): as_at for key, as_at in kept.values_list("key_token", "as_at")}


def remember_retractions(taken_back: Mapping[bytes, datetime], *, source: Source, at: datetime) -> None:
    """Of each key the newest retraction, inside the caller's transaction."""
    if not taken_back:
        return
    rows = [(uuid4(), source.pk, key, as_at, at) for key, as_at in sorted(taken_back.items())]
    with connection.cursor() as cursor:
        cursor.executemany(_REMEMBER, rows)


_REMEMBER: Final = """
    INSERT INTO registry_retraction (id, source_id, key_token, as_at, received_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (source_id, key_token) DO UPDATE SET as_at = excluded.as_at, received_at = excluded.received_at
    WHERE registry_retraction.as_at < excluded.as_at
"""
