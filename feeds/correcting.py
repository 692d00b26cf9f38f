"""How does a supplier learn which of its values were corrected? In its folder, or from who looks after it (R-REC-6).

The list is made anew each night, and at once when a child of whom something was corrected is shielded: nothing of that
child is in it any more. A letter to the contact says that there are corrections, and nothing of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver

from accounts.access import NotYours, actor, may
from accounts.letters import context
from accounts.models import Message, Practitioner
from accounts.post import send_to_address
from audit.log import record, record_each
from contactpoint.jobs.queue import promise
from contactpoint.pages.csv_out import written
from contactpoint.pages.dates import day_in_words
from contactpoint.vault.tokens import token
from feeds.models import CorrectionsTold
from feeds.receipts import leave_corrections
from feeds.scope import DATA, source_to_look_after
from registry.giving import give
from registry.models import Item, Source
from registry.models.source import OWN_SOURCES
from registry.signals import shielded
from registry.to_return import ToReturn, children_in, speaks_of_corrected, to_return

RETURN: Final = "feeds.return_corrections"
LETTER: Final = "feed_corrections"
HEADER: Final = ("Your reference", "What", "You say", "It should say", "Corrected on")
MOST: Final = 100  # values that a person downloads at once: a list that is long belongs in a folder
ASK: Final = "Ask the local authority"


def return_corrections(*, at: datetime) -> int:
    """Brings every source's list up to date; how many suppliers have a new one."""
    sources = Source.objects.exclude(code__in=OWN_SOURCES).order_by("code")
    return sum(_return(source, at=at) for source in sources)


def _return(source: Source, *, at: datetime) -> bool:
    rows = to_return(source)
    text = written(HEADER, cells(rows)) if rows else ""
    content = token(text, purpose="feeds.corrections")
    with transaction.atomic():
        told = CorrectionsTold.objects.select_for_update().filter(source=source).first()
        if not rows and told is None:
            return False
        leave_corrections(source.code, text)
        if told and bytes(told.content) == content:
            return False
        said = {"content": content, "rows": len(rows), "at": at}
        CorrectionsTold.objects.update_or_create(source=source, defaults=said)
        numbers = sorted({one.number for one in rows})
        record_each("feed.correction_returned", child_numbers=numbers, at=at, source=source.code)
        news = len(rows) > (told.rows if told else 0)
        if news and source.contact:
            send_to_address(source.contact, LETTER, at=at, source=source.pk)
    return news


def cells(rows: Sequence[ToReturn]) -> list[tuple[str, ...]]:
    return [
        (one.key, str(Item(one.item).label), one.says, one.should or _none(one), day_in_words(one.corrected_at))
        for one in rows
    ]


def _none(one: ToReturn) -> str:
    return ASK if one.item == Item.CARERS else "Nothing"


@context(LETTER)
def _letter(message: Message) -> dict[str, Any]:
    source = Source.objects.select_related("body").get(pk=UUID(message.facts["source"]))
    return {"name": source.name, "body": source.body.name}


@receiver(shielded)
def hide_corrections(*, children: set[UUID], at: datetime, **_: Any) -> None:
    """Inside the transaction that shields: the list that lies in a folder is made anew right after it."""
    if speaks_of_corrected(children):
        promise(RETURN, at=at)


def waiting_for(source: UUID, *, by: Practitioner, at: datetime) -> tuple[Source, int, bool]:
    """How many values wait, and whether this person may read them: who sees no child may not. Raises NotYours."""
    found = source_to_look_after(source, by=by, at=at)
    return found, len(to_return(found)), _reads(by, found, at=at)


def list_of(source: UUID, *, by: Practitioner, at: datetime) -> list[tuple[str, ...]]:
    """To send to the supplier: each child in it is named in the log. Raises Refused, NotYours, LimitReached."""
    found = source_to_look_after(source, by=by, at=at)
    if not _reads(by, found, at=at):
        raise NotYours(DATA, by.organisation_id)
    rows = to_return(found)[:MOST]
    with transaction.atomic():
        give("child.named", children_in(rows), to=by, because="corrections", at=at)
        record("feed.corrections_read", at=at, actor=actor(by), source=found.code, facts={"rows": len(rows)})
    return cells(rows)


def _reads(by: Practitioner, source: Source, *, at: datetime) -> bool:
    return source.area_id == by.organisation_id and may(by, DATA, by.organisation, at=at)
