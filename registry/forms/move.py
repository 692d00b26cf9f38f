"""Which record moves, where, and why? (R-REC-4)"""

from typing import Any
from uuid import UUID

from django import forms

from contactpoint.pages.fields import SelectField, TextareaField


class ProposeForm(forms.Form):
    """`areas`: empty where the record is another authority's, and moves here."""

    to = SelectField(
        label="Which authority takes the record?", noun="Authority", choices=[], empty="Select an authority"
    )
    because = TextareaField(label="Why", missing="Enter why the record moves", noun="Why", max_length=500, rows=4)

    def __init__(self, *args: Any, areas: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas:
            field = self.fields["to"]
            assert isinstance(field, SelectField)  # noqa: S101 - tells the type
            field.choices = [("", "Select an authority"), *((str(area), name) for area, name in areas)]
        else:
            del self.fields["to"]

    @property
    def area(self) -> UUID | None:
        return UUID(self.cleaned_data["to"]) if "to" in self.cleaned_data else None
