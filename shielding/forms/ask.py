"""Who asks for a shield, why, and what evidence was seen? One page, so that it is quick (R-SHIELD-4)."""

from django import forms

from contactpoint.pages.fields import ConfirmField, RadioField, TextareaField, TextField
from shielding.asking import Request
from shielding.words import Asker

LONGEST = 1000


class RequestForm(forms.Form):
    asker = RadioField(
        label="Who asks for it?",
        noun="Who asks for it",
        missing="Select who asks for it",
        choices=Asker.choices,
        size="s",
    )
    name = TextField(label="Their name", missing="Enter the name of who asks", noun="Name", max_length=150)
    reach = TextField(
        label="How to reach them",
        missing="Enter how to reach who asks",
        hint="A telephone number or an address that is safe to use",
        max_length=200,
    )
    why = TextareaField(
        label="Why must this child not be found?",
        noun="Why this child must not be found",
        missing="Enter why this child must not be found",
        max_length=LONGEST,
        rows=4,
    )
    evidence = TextareaField(
        label="What evidence did you see?",
        noun="The evidence you saw",
        missing="Enter what evidence you saw, or that you saw none yet",
        hint="If you saw none yet, say so. The record is hidden all the same.",
        max_length=LONGEST,
        rows=3,
    )
    hide_carers = ConfirmField(label="Hide the names of parents and carers too", required=False)

    @property
    def request(self) -> Request:
        answers = self.cleaned_data
        return Request(**{name: answers[name] for name in ("asker", "name", "reach", "why", "evidence")})
