"""Why does this person need the record? (R-SEARCH-3, R-SEARCH-4)"""

from typing import Final

from django import forms

from contactpoint.pages.fields import ConfirmField, RadioField, TelephoneField, TextField
from registry.choices import Reason
from registry.visits import ActingFor

_ASKED_FOR: Final = {
    "name": "Enter the name of the practitioner you are acting for",
    "organisation": "Enter the organisation of the practitioner you are acting for",
    "role": "Enter the role of the practitioner you are acting for",
    "call_back": "Enter a telephone number to call the practitioner back on",
    "known": "Confirm that you know this person to work with children",
}


class ReasonForm(forms.Form):
    """Every box is always there: which ones count is said in words, and checked when the form is sent."""

    reason = RadioField(
        label="Why do you need this record?",
        missing="Select why you need this record",
        noun="Why you need this record",
        choices=Reason.choices,
        size="m",
    )
    words = TextField(
        label="In your own words",
        noun="Your words",
        required=False,
        max_length=200,
        hint="Needed for “Another reason”. It is kept with the record of your access.",
    )
    name = TextField(label="Name", required=False, max_length=150)
    organisation = TextField(label="Organisation", required=False, max_length=200)
    role = TextField(label="Role", required=False, max_length=100)
    call_back = TelephoneField(label="Telephone number to call back", required=False)
    known = ConfirmField(label="I know this person to work with children", required=False)

    def clean(self) -> None:
        answers = self.cleaned_data
        if answers.get("reason") == Reason.OTHER and not answers.get("words") and "words" not in self.errors:
            self.add_error("words", "Enter why you need this record")
        if answers.get("reason") == Reason.ACTING_FOR:
            for box, words in _ASKED_FOR.items():
                if not answers.get(box) and box not in self.errors:
                    self.add_error(box, words)

    @property
    def acting_for(self) -> ActingFor | None:
        answers = self.cleaned_data
        if answers["reason"] != Reason.ACTING_FOR:
            return None
        return ActingFor(answers["name"], answers["organisation"], answers["role"], answers["call_back"])

    @property
    def asks_whom(self) -> bool:
        """Whether the part about another practitioner is shown open."""
        return bool(self["reason"].value() == Reason.ACTING_FOR)
