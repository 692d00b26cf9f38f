"""Does each record lie in the database as its shield asks: sealed, or open? (R-SHIELD-7)

Asked whenever a record is written, so that a shield put on or lifted by anybody takes effect in that transaction.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from registry import statements
from registry.models import Caf, HiddenStatement, Involvement, LeadProfessional, SourceRecord
from registry.shields import shielded_among


def settle(children: Collection[UUID]) -> set[UUID]:
    """Seals what lies open of those who are shielded now, and opens what lies sealed of the others.

    Who is shielded. Inside the caller's transaction.
    """
    shielded = shielded_among(children)
    if hiding := _among(SourceRecord, shielded):
        statements.hide(hiding)
    bare = set(children) - shielded
    if showing := _among(HiddenStatement, bare):
        statements.show(showing)
    _open_entered(bare)
    seal_entered(shielded)
    return shielded


def _among(model: type[SourceRecord | HiddenStatement], children: Collection[UUID]) -> set[UUID]:
    return set(model.objects.filter(child__among=children).values_list("child", flat=True)) if children else set()


def seal_entered(children: Collection[UUID]) -> None:
    """What practitioners entered stays in its tables, unreadable; a lead points no more at what a source said."""
    LeadProfessional.seal_rows(_leads(children).filter(involvement__source__isnull=False))
    Involvement.seal_rows(Involvement.objects.filter(child__among=children, source=None))
    Caf.seal_rows(Caf.objects.filter(child__among=children, source=None))


def _open_entered(children: Collection[UUID]) -> None:
    LeadProfessional.open_rows(_leads(children))
    Involvement.open_rows(Involvement.objects.filter(child__among=children, source=None))
    Caf.open_rows(Caf.objects.filter(child__among=children, source=None))


def _leads(children: Collection[UUID]) -> QuerySet[LeadProfessional]:
    return LeadProfessional.objects.filter(child__among=children, source=None)
