"""Are these the same child, and why? (ux.md 2(f) 3)"""

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django import forms

from contactpoint.pages.fields import CheckboxesField, RadioField, SelectField, TextareaField, TextField
from registry.deciding import Given, Kinds
from registry.fingerprints import Print

WHY_MISSING: Final = {
    Kinds.DIFFERENT: "Enter why these are different children",
    Kinds.CANNOT_TELL: "Enter what you would need to know",
    Kinds.NOT_CLOSED: "Enter why it is not about the closed record",
}
AREA_MISSING: Final = {
    Kinds.REFER: "Select the authority to refer it to",
    Kinds.DIFFERENT: "Select the authority that is responsible for the child",
}


class Seen(forms.Form):
    """What the page was made of, so that a change since is noticed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def prints(self) -> dict[str, Print]:
        """Tokens as the page had them; anything else is a page that is not ours, and reads as changed."""
        try:
            found = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return found if isinstance(found, dict) and all(isinstance(one, dict) for one in found.values()) else {}


class DecideForm(Seen):
    """Nothing is chosen for anybody; which boxes count is said in words and checked when the form is sent."""

    answer = RadioField(
        label="Is this the same child?",
        noun="Whether these are the same child",
        missing="Select whether these are the same child",
        size="m",
    )
    because = TextareaField(
        label="Why",
        required=False,
        max_length=500,
        rows=3,
        hint="Needed for “Different children”, and for “Cannot tell”: what you would need to know.",
    )
    authority = SelectField(label="Authority", required=False, choices=[], empty="Select an authority")

    def __init__(
        self,
        *args: Any,
        answers: Sequence[tuple[str, str]],
        authorities: Sequence[tuple[str, str]],
        chooses_authority: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chooses_authority = chooses_authority
        answer, authority = self.fields["answer"], self.fields["authority"]
        assert isinstance(answer, RadioField)  # noqa: S101 - tells the type
        assert isinstance(authority, SelectField)  # noqa: S101
        answer.choices = list(answers)
        if Kinds.KEEP_OUT in dict(answers):
            self._ask_about_closed()
            return
        authority.choices = [("", "Select an authority"), *authorities]
        new = ", and for different children: who is responsible for the new record" if chooses_authority else ""
        authority.help_text = f"Needed for “Refer to another authority”{new}."

    def _ask_about_closed(self) -> None:
        answer = self.fields["answer"]
        answer.label = "Is this about the closed record?"
        answer.error_messages["required"] = "Select whether this is about the closed record"
        self.fields["because"].help_text = "Needed unless you keep it out."
        del self.fields["authority"]

    def clean(self) -> None:
        kind = self.cleaned_data.get("answer", "").split(":")[0]
        if kind in WHY_MISSING and not self.cleaned_data.get("because") and "because" not in self.errors:
            self.add_error("because", WHY_MISSING[kind])
        needs = kind == Kinds.REFER or (kind == Kinds.DIFFERENT and self.chooses_authority)
        if needs and not self.cleaned_data.get("authority") and "authority" not in self.errors:
            self.add_error("authority", AREA_MISSING[kind])

    @property
    def given(self) -> Given:
        kind, _, child = self.cleaned_data["answer"].partition(":")
        uses_area = kind == Kinds.REFER or (kind == Kinds.DIFFERENT and self.chooses_authority)
        area = self.cleaned_data["authority"] if uses_area else ""
        return Given(kind, child, area, self.cleaned_data["because"])


class NumbersForm(forms.Form):
    """Two records of which somebody thinks that they are one child's."""

    one = TextField(label="Number of one record", missing="Enter the number of one record", max_length=20, width=20)
    other = TextField(
        label="Number of the other record", missing="Enter the number of the other record", max_length=20, width=20
    )
    because = TextareaField(
        label="Why you think that they are one child",
        missing="Enter why you think that they are one child",
        max_length=500,
        rows=3,
    )


class PairForm(Seen):
    """Two records beside each other."""

    answer = RadioField(
        label="Are these the same child?",
        noun="Whether these are the same child",
        missing="Select whether these are the same child",
        choices=[
            (Kinds.SAME.value, str(Kinds.SAME.label)),
            (Kinds.DIFFERENT.value, str(Kinds.DIFFERENT.label)),
        ],
        size="m",
    )
    because = TextareaField(label="Why", missing="Enter why you decide so", max_length=500, rows=3)


class UndoForm(forms.Form):
    """Why two records are parted again, and whose the statements are that came since."""

    because = TextareaField(
        label="Why these are different children",
        missing="Enter why these are different children",
        max_length=500,
        rows=3,
    )
    going = CheckboxesField(
        label="Information that came since the merge",
        noun="Information that came since the merge",
        required=False,
        choices=[],
    )

    def __init__(self, *args: Any, arrived: Sequence[tuple[str, str]], returns: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not arrived:
            del self.fields["going"]
            return
        going = self.fields["going"]
        assert isinstance(going, CheckboxesField)  # noqa: S101 - tells the type
        going.choices = list(arrived)
        going.help_text = f"Select what belongs to {returns}. The rest stays."

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data.get("going", [])]
