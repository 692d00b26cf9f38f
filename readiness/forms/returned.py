"""Which level, and why? Is the whole true? Is it signed, or sent back? (R-LARA-3)"""

from typing import Any, Final

from django import forms

from contactpoint.pages.fields import ConfirmField, RadioField, TextareaField
from readiness.forms.seen import SeenForm
from readiness.framework import Question

LONGEST: Final = 2_000
SIGN, BACK = "sign", "back"


class DraftForm(SeenForm):
    """What is kept while it is typed."""

    comment = TextareaField(
        label="What shows it?",
        noun="What shows it",
        hint="Where the evidence is, and what you plan next. Name no child.",
        required=False,
        max_length=LONGEST,
        rows=4,
    )


class AnswerForm(DraftForm):
    field_order = ("level", "comment")
    level = RadioField(
        label="Which of these is true now?", noun="Which of these is true", missing="Select which of these is true now"
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, RadioField)  # noqa: S101 - tells the type
        field.choices = [(str(level), f"{level}: {words}") for level, words in enumerate(question.levels)]


class DeclareForm(forms.Form):
    declared = ConfirmField(
        label="The answers are true for the whole organisation today",
        missing="Confirm that the answers are true for the whole organisation today",
    )


class SignForm(forms.Form):
    answer = RadioField(
        label="Do you sign this return?",
        noun="Whether you sign this return",
        missing="Select whether you sign this return",
        choices=[(SIGN, "Yes, I sign it"), (BACK, "No, it goes back to be corrected")],
    )
    because = TextareaField(
        label="What has to be corrected?",
        noun="What has to be corrected",
        hint="Needed if it goes back.",
        required=False,
        max_length=LONGEST,
        rows=4,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == BACK and not answers.get("because"):
            self.add_error("because", "Enter what has to be corrected")
        return answers
