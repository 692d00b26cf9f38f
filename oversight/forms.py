"""What does a reviewer decide about an access, and what does the person say who looked?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.dates import moment_in_words, month_in_words
from contactpoint.pages.fields import (
    CheckboxesField,
    ConfirmField,
    EmailField,
    RadioField,
    SelectField,
    TextareaField,
    TextField,
)
from oversight.judging import needs_words
from oversight.models import ReviewItem, Verdict
from oversight.reviewing import what_of
from oversight.searching_log import MOST_DAYS, Wanted
from registry import number as numbers

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


class TogetherForm(forms.Form):
    """One box for each access that was drawn at random."""

    words = TextareaField(
        label="Why they were expected",
        noun="Why they were expected",
        missing="Enter why they were expected",
        hint="One reason for all of them. Kept sealed with each.",
        max_length=LONGEST,
        rows=3,
    )

    def __init__(self, *args: Any, items: Iterable[ReviewItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {str(one.pk): one for one in items}
        self.fields["items"] = CheckboxesField(
            label="Which of them were expected?",
            noun="At least one access",
            missing="Select at least one access",
            choices=[(key, f"{one.practitioner.name}: {what_of(one)}") for key, one in rows.items()],
            hints={key: moment_in_words(one.first_at) for key, one in rows.items()},
        )

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["items"]]


class LogForm(forms.Form):
    """Sent, never in an address: what is asked for may be about a child."""

    email = EmailField(label="Email address of the person", noun="Email address", required=False)
    number = TextField(
        label="ContactPoint number", noun="The number", required=False, hint="Ten digits, for example 123 456 7890."
    )
    first = DateField(label="First day", noun="First day", required=False, when="today or past")
    last = DateField(label="Last day", noun="Last day", required=False, when="today or past")
    page = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"])
        if typed and not numbers.parse(typed):
            raise forms.ValidationError("Check the number: it is not a ContactPoint number")
        return numbers.parse(typed) or ""

    def clean(self) -> None:
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if self.errors:
            return
        if not (said.get("email") or said.get("number") or first):
            self.add_error("email", "Enter an email address, a number or a first day")
        if first and last and not first <= last <= first + MOST_DAYS:
            self.add_error("last", f"Last day must be within {MOST_DAYS.days} days after the first")
        if last and not first:
            self.add_error("first", "Enter the first day")

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["email"], said["number"], said["first"], said["last"])


class MonthForm(forms.Form):
    """Read from the address, where anything may stand."""

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{one:%Y-%m}", month_in_words(one)) for one in months]
        self.fields["month"] = SelectField(label="Month", choices=choices, empty="Newest", required=False)
