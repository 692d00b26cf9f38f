"""What does it take to ask that somebody may be given more children a day? (R-USER-7)"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.allowances import LONGEST, MOST, Wish
from accounts.models import Purpose
from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import EmailField, RadioField, TextareaField, WholeNumberField


class AllowanceForm(forms.Form):
    email = EmailField(
        label="Email address of the person",
        noun="Email address",
        missing="Enter the email address of the person",
        hint="As it stands in their account",
    )
    children = WholeNumberField(
        label="How many different children a day?",
        noun="Number of children",
        missing="Enter how many different children a day",
        min_value=1,
        max_value=MOST,
        width=5,
    )
    purpose = RadioField(
        label="What for?", noun="Purpose", missing="Select what for", choices=Purpose.choices, size="s"
    )
    words = TextareaField(
        label="In your own words",
        noun="Your words",
        missing="Enter what it is for, in your own words",
        hint="Whoever agrees reads this. Name no child.",
        max_length=500,
    )
    first_day = DateField(label="First day", missing="Enter the first day", when="today or future")
    last_day = DateField(
        label="Last day",
        missing="Enter the last day",
        when="today or future",
        hint=f"At most {LONGEST} days, the first day among them",
    )

    def clean_last_day(self) -> date:
        last: date = self.cleaned_data["last_day"]
        first: date | None = self.cleaned_data.get("first_day")
        if first and not 0 <= (last - first).days < LONGEST:
            raise ValidationError(f"Last day must be the same as or after the first day, and within {LONGEST} days")
        return last

    @property
    def wish(self) -> Wish:
        answers = self.cleaned_data
        purpose = Purpose(answers["purpose"])
        return Wish(answers["children"], purpose, answers["words"], answers["first_day"], answers["last_day"])
