"""How does each value of a record get its link "This is wrong", and its flag? (R-REC-6, ux.md c7)"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contactpoint.pages.components import Action, ContactRow, Row
from contactpoint.pages.dates import day_in_words
from registry.fields import Field, Fields, fields_of
from registry.shown import BriefRecord, FullRecord


class Marks:
    """The links and flags of one record, as one person sees it."""

    def __init__(self, shown: FullRecord | BriefRecord) -> None:
        self.fields: Fields = fields_of(shown)
        self._child: UUID = shown.heading.child
        self._flags = {flag.field: flag.on for flag in shown.flags}
        self._links = isinstance(shown, BriefRecord) or shown.sight is None or shown.sight.by != "override"

    def rows(self, rows: Iterable[Row], fields: Sequence[Field]) -> list[Row]:
        """The rows of these fields, in the same order."""
        return [
            replace(row, value=self._flagged(row.value, field), actions=[*row.actions, *self._actions(field)])
            for row, field in zip(rows, fields, strict=True)
        ]

    def contacts(self, rows: Iterable[ContactRow], fields: Sequence[Field]) -> list[ContactRow]:
        return [
            replace(row, reported_on=self._flags.get(field.code), actions=[*row.actions, *self._actions(field)])
            for row, field in zip(rows, fields, strict=True)
        ]

    def brief(self) -> list[Row]:
        """All that is shown of such a record, each with its link."""
        fields = (*self.fields.names, *self.fields.details, *self.fields.carers)
        rows = [Row("Parent or carer" if one in self.fields.carers else one.label, one.value) for one in fields]
        return self.rows(rows, fields)

    def _actions(self, field: Field) -> list[Any]:
        if not self._links:
            return []
        where = reverse("report_mistake", args=[self._child, field.code])
        return [Action("This is wrong", where, f"– {field.label}")]

    def _flagged(self, value: str | SafeString, field: Field) -> str | SafeString:
        on = self._flags.get(field.code)
        if on is None:
            return value
        words = f"Reported as wrong on {day_in_words(on)}"
        return format_html('{}<br><strong class="govuk-tag govuk-tag--yellow">{}</strong>', value, words)
