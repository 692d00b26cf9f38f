"""What does a reviewer decide about an access, and what does the person say who looked?"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms

from contactpoint.pages.dates import month_in_words
from contactpoint.pages.fields import ConfirmField, RadioField, SelectField, TextareaField, TextField
from oversight.judging import needs_words
from oversight.models import ReviewItem, Verdict

LONGEST: Final = 2_000
CHOICES: Final = (
    (Verdict.IN_ORDER.value, "Expected: it belongs to the person's work"),
    (Verdict.EXPLAINED.value, "Explained after asking"),
    (Verdict.ESCALATED.value, "Refer: suspend the account and open a case about it"),
)
WHY: Final = {
    Verdict.IN_ORDER: "Enter why it was expected",
    Verdict.EXPLAINED: "Enter how it was explained",
    Verdict.ESCALATED: "Enter why you refer it",
}


class NumberForm(forms.Form):
    number = TextField(
        label="The ContactPoint number of the record",
        noun="The number",
        missing="Enter the ContactPoint number",
        hint="Ten digits, for example 123 456 7890.",
        max_length=20,
    )


class JudgeForm(forms.Form):
    verdict = RadioField(
        label="What do you decide?",
        noun="What you decide",
        missing="Select what you decide",
        choices=CHOICES,
        hints={Verdict.ESCALATED.value: "The line manager and the account administrators are told."},
        size="m",
    )
    words = TextareaField(
        label="Why you decide this",
        hint="Kept sealed. The person who looked does not read it.",
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, item: ReviewItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    @property
    def chosen(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])

    def clean(self) -> None:
        said = self.cleaned_data
        if "verdict" in said and said.get("words") == "" and needs_words(self.item, self.chosen):
            self.add_error("words", WHY[self.chosen])


class AnswerForm(forms.Form):
    needed_for = TextareaField(
        label="What did you need it for?",
        noun="What you needed it for",
        missing="Enter what you needed it for",
        max_length=LONGEST,
        size="m",
    )
    confirmed_by = TextareaField(
        label="Who can confirm it?",
        noun="Who can confirm it",
        missing="Enter who can confirm it",
        hint="For example, your manager: the name, and how to reach them.",
        max_length=500,
        rows=3,
        size="m",
    )


class SignForm(forms.Form):
    confirmed = ConfirmField(
        label="I confirm that the accesses of this month were reviewed",
        missing="Confirm that the accesses of this month were reviewed",
    )


class MonthForm(forms.Form):
    """Read from the address, where anything may stand."""

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{one:%Y-%m}", month_in_words(one)) for one in months]
        self.fields["month"] = SelectField(label="Month", choices=choices, empty="Newest", required=False)


def month_asked(asked: str) -> date | None:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None
