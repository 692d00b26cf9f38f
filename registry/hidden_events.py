"""How does the log say what a source did to a shielded child? The source is among what is hidden (R-SHIELD-7)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from audit.log import record
from registry.models import Child, Source

A_SOURCE: Final = "a source"  # which one stands under the key of the child's record


def record_hidden(verb: str, *, numbers: Collection[str], source: Source, at: datetime) -> None:
    """One event for each of these children, inside the caller's transaction."""
    rows = Child.objects.filter(number__among=list(numbers)).select_related("words_key") if numbers else ()
    for row in rows:
        record(verb, at=at, child_number=row.number, source=A_SOURCE, words=source.code, words_key=row.words_key)
