"""What must stand in the cells of a row? The same questions that a page would ask, and the same words for mistakes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from contactpoint.pages.dates import month_number
from contactpoint.pages.fields import EmailField, TelephoneField, TextField

# Marks that turn the direction of writing hide what a name is; U+FFFD stands for what cannot be kept (SEC-26).
UNFIT: Final = re.compile("[\ufffd\u202a-\u202e\u2066-\u2069\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
DAY_FIRST: Final = re.compile(r"(\d{1,2})[ /.\-]+([A-Za-z]+\.?|\d{1,2})[ /.\-]+(\d{4})")
YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")


class DayField(TextField):
    """27/03/2008, 27 March 2008 or 2008-03-27. Answers with a date."""

    def __init__(self, **asked: Any) -> None:
        super().__init__(hint="For example, 27/03/2008", width=20, **asked)

    def clean(self, value: Any) -> Any:
        words: str = super().clean(value)
        return self.read(words) if words else None

    def read(self, words: str) -> date:
        if found := YEAR_FIRST.fullmatch(words):
            year, month, day = found.groups()
        elif found := DAY_FIRST.fullmatch(words):
            day, month, year = found.groups()
        else:
            raise ValidationError(f"{self.noun} must be a date with a 4-number year, like 27/03/2008")
        try:
            return date(int(year), month_number(month) or 0, int(day))
        except ValueError as error:
            raise ValidationError(f"{self.noun} must be a real date, like 27/03/2008") from error


class DisclosureNumberField(TextField):
    def clean(self, value: Any) -> Any:
        number = re.sub(r"[\s-]", "", super().clean(value))
        if re.fullmatch(r"[0-9.]+E\+?[0-9]+", number, re.IGNORECASE):
            raise ValidationError(f"{self.noun} was shortened by the spreadsheet: type its 12 numbers again, as text")
        if number and not re.fullmatch("[0-9]{12}", number):
            raise ValidationError(f"{self.noun} must be 12 numbers, like 001234567890")
        return number


class RowForm(forms.Form):
    """One row of a file; also the page on which it is put right."""

    email = EmailField(label="Email address", missing="Enter an email address", max_length=254)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> None:
        for name in self._unfit():
            label = self.fields[name].label
            self.add_error(name, f"{label} must only include letters, numbers and punctuation")

    def _unfit(self) -> Iterator[str]:
        for name in list(self.cleaned_data):
            if UNFIT.search(str(self.data.get(name, ""))):
                yield name


class NewcomerRow(RowForm):
    forename = TextField(label="First name", missing="Enter a first name", max_length=100)
    surname = TextField(label="Last name", missing="Enter a last name", max_length=100)
    job_title = TextField(label="Job title", missing="Enter a job title", max_length=100)
    phone = TelephoneField(label="Telephone number", required=False, max_length=30)
    role = TextField(label="Role", missing="Enter a role")
    team = TextField(
        label="Team", required=False, hint="Its name or code; empty for somebody of no team", max_length=200
    )
    employer = TextField(
        label="Employer", required=False, hint="Its name or code; empty for your organisation", max_length=200
    )
    line_manager = EmailField(label="Line manager’s email address", required=False, max_length=254)

    def clean_line_manager(self) -> str:
        return str(self.cleaned_data["line_manager"]).lower()


class ClearanceRow(RowForm):
    disclosure_number = DisclosureNumberField(label="Disclosure number", missing="Enter the disclosure number")
    issued_on = DayField(label="Date the check was issued", missing="Enter the date the check was issued")


class TrainingRow(RowForm):
    completed_on = DayField(label="Training completed on", missing="Enter the date the training was completed")


class AgreementRow(RowForm):
    signed_on = DayField(label="Agreement signed on", missing="Enter the date the agreement was signed")
