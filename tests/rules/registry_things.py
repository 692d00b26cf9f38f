"""What of the work on records may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from accounts.models import Organisation
from registry.dispute_words import Words, seal_words
from registry.models import Child, Dispute, Item, Move
from tests import people
from tests.rules.makers import child, someone_of


def dispute(organisation: Organisation) -> Any:
    """Of a value of a child of that organisation's area."""
    of = Child.objects.select_related("words_key").get(pk=child(organisation))
    row = Dispute(child=of, item=Item.GENDER, reported_at=timezone.now(), said_by="parent", words_key=of.words_key)
    row.reported_by = someone_of(organisation)
    seal_words(row, Words("Gender", "Male", "Female", "Her mother says so"))
    row.save(force_insert=True)
    return row.pk


def move(organisation: Organisation) -> Any:
    """To that organisation, of a child of another area."""
    of = Child.objects.select_related("words_key", "responsible_authority").get(
        pk=child(people.organisation("Wigan", "359"))
    )
    row = Move(child=of, of=of.responsible_authority, to=organisation, proposed_at=timezone.now(), place=b"1" * 16)
    row.words_key = of.words_key
    row.save(force_insert=True)
    return row.pk


REGISTRY: Final[dict[str, Callable[[Organisation], Any]]] = {
    "dispute": dispute,
    "move": move,
}
