"""What do officers answer about a new identity: who the child is now, and which record closes? Never both at once."""

from typing import Any
from uuid import uuid4

from django import forms

from contactpoint.pages.fields import ConfirmField, RadioField, TextareaField, TextField
from registry.forms.create import CreateForm


class HiddenRecordForm(CreateForm):
    """A record that is hidden from its first moment; `key` makes one of it, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    nothing_old = ConfirmField(
        label="Nothing that I entered names the child’s old record, or comes from it",
        missing="Look at what you entered again: nothing may come from an old record",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for box in ("why", "involved", "group", "service"):  # nobody is told why; the officer does not work with them
            del self.fields[box]


class AskClosingForm(forms.Form):
    number = TextField(
        label="ContactPoint number of the record that closes",
        noun="The number of the record",
        missing="Enter the number of the record that closes",
        max_length=20,
        width=20,
    )
    because = TextareaField(
        label="Why it closes, and what evidence you saw",
        noun="Why it closes",
        missing="Enter why it closes, and what evidence you saw",
        hint="Kept sealed with the old record. Do not write the new name, address or number.",
        max_length=2000,
    )
    understood = ConfirmField(
        label="I understand that the record cannot be opened again",
        missing="Confirm that you understand that the record cannot be opened again",
    )


class AnswerClosingForm(forms.Form):
    answer = RadioField(
        label="Should this record close for ever?",
        noun="Whether the record should close",
        missing="Select whether the record should close",
        choices=[("yes", "Yes, close it now"), ("no", "No, it stays open and hidden")],
        size="m",
    )

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")
