"""Whom does the area ask, what do they answer, which child do they name, and why is something missing? (R-SHIELD-10)"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from stdnum.gb import nhs

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import (
    ConfirmField,
    EmailField,
    PostcodeField,
    RadioField,
    TelephoneField,
    TextareaField,
    TextField,
    WholeNumberField,
)
from registry import number
from registry.assertion import Assertion, Name, Place
from registry.choices import AddressKind, NameKind
from shielding.models import Sort
from shielding.partners import Body, Reply
from shielding.start_up import Gap

LONGEST: Final = 1000
A_UPN: Final = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
NAMES, NIL = "names", "nil"


class PartnerForm(forms.Form):
    sort = RadioField(
        label="Which kind of partner is it?",
        noun="Which kind of partner it is",
        missing="Select which kind of partner it is",
        choices=Sort.choices,
        size="s",
    )
    body = TextField(label="Name of the body", missing="Enter the name of the body", max_length=200)
    contact = TextField(label="Name of the contact", missing="Enter the name of the contact", max_length=150)
    phone = TelephoneField(label="Telephone number", required=False)
    email = EmailField(label="Email address", required=False)
    asked_on = DateField(
        label="Asked on",
        noun="The date on which they were asked",
        missing="Enter the date on which they were asked",
        when="today or past",
        size="s",
    )
    due_on = DateField(
        label="Reply due on", noun="The date of the reply", missing="Enter when the reply is due", size="s"
    )

    def clean(self) -> None:
        answers = self.cleaned_data
        if not self.errors and not (answers["phone"] or answers["email"]):
            self.add_error("phone", "Enter a telephone number or an email address")
        if not self.errors and answers["due_on"] < answers["asked_on"]:
            self.add_error("due_on", "The reply must be due after they were asked")

    @property
    def partner(self) -> Body:
        return Body(**self.cleaned_data)


class ReplyForm(forms.Form):
    heard = RadioField(
        label="What did they reply?",
        noun="What they replied",
        missing="Select what they replied",
        choices=[(NAMES, "They gave names"), (NIL, "A nil return: no child needs to be hidden")],
        size="m",
    )
    children = WholeNumberField(
        label="How many children, altogether?",
        noun="How many children",
        required=False,
        min_value=1,
        max_value=9999,
        width=4,
        hint="If they gave names. Names of earlier replies count too",
    )
    who = TextField(label="Who replied?", missing="Enter who replied", max_length=150)
    on = DateField(
        label="On which day?", noun="The day", missing="Enter the day on which they replied", when="today or past"
    )

    def clean(self) -> None:
        answers = self.cleaned_data
        gave = answers.get("heard") == NAMES
        if gave and not answers.get("children") and "children" not in self.errors:
            self.add_error("children", "Enter how many children they named")

    @property
    def reply(self) -> Reply:
        answers = self.cleaned_data
        return Reply(answers["who"], answers["on"], answers["children"] if answers["heard"] == NAMES else 0)


class ReminderForm(forms.Form):
    on = DateField(
        label="When did you remind them?",
        noun="The day of the reminder",
        missing="Enter the day on which you reminded them",
        when="today or past",
    )
    due_on = DateField(
        label="When is the reply due now?",
        noun="The date of the reply",
        missing="Enter when the reply is due",
        when="today or future",
    )


class ListedForm(forms.Form):
    """Of a child who has a record; who asks is the partner."""

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


class ExpectedForm(forms.Form):
    """Of a child who has no record: as much as finds the record that comes."""

    forename = TextField(label="First name", missing="Enter a first name", max_length=100)
    surname = TextField(label="Last name", missing="Enter a last name", max_length=100)
    other_forename = TextField(label="First name also used", required=False, max_length=100)
    other_surname = TextField(label="Last name also used", required=False, max_length=100)
    born = DateField(label="Date of birth", missing="Enter the date of birth", when="today or past", size="s")
    lines = TextField(label="House and street", required=False, max_length=250)
    town = TextField(label="Town", required=False, max_length=100)
    postcode = PostcodeField(label="Postcode", required=False)
    nhs_number = TextField(label="NHS number", required=False, max_length=20, width=20)
    upn = TextField(label="Unique pupil number", required=False, max_length=20, width=20)

    def clean_nhs_number(self) -> str:
        typed = re.sub(r"[\s-]", "", self.cleaned_data["nhs_number"])
        if typed and not nhs.is_valid(typed):
            raise forms.ValidationError("NHS number must be 10 numbers that belong together, like 999 000 0018")
        return typed

    def clean_upn(self) -> str:
        typed: str = self.cleaned_data["upn"].replace(" ", "").upper()
        if typed and not A_UPN.fullmatch(typed):
            raise forms.ValidationError("Unique pupil number must be a letter, 11 numbers and a number or letter")
        return typed

    @property
    def said(self) -> Assertion:
        answers = self.cleaned_data
        names = [Name(NameKind.CURRENT, answers["forename"], surname=answers["surname"])]
        if answers["other_forename"] or answers["other_surname"]:
            forename = answers["other_forename"] or answers["forename"]
            names.append(Name(NameKind.ALSO_USED, forename, surname=answers["other_surname"] or answers["surname"]))
        place = Place(AddressKind.CURRENT, answers["lines"], answers["town"], answers["postcode"])
        known: dict[str, tuple[str, ...]] = {
            scheme: (answers[scheme],) for scheme in ("nhs_number", "upn") if answers[scheme]
        }
        places = (place,) if place.lines or place.postcode else ()
        return Assertion(names=tuple(names), date_of_birth=answers["born"], addresses=places, identifiers=known)


class CameForm(forms.Form):
    number = TextField(
        label="Number of the hidden record",
        missing="Enter the number of the hidden record",
        hint="10 numbers, like 123 456 7890",
        width=20,
        max_length=30,
    )

    def clean_number(self) -> str:
        read = number.parse(self.cleaned_data["number"])
        if read is None:
            raise forms.ValidationError("Number must be the 10 numbers shown on a record, like 123 456 7890")
        return read


class TakeBackForm(forms.Form):
    because = TextareaField(
        label="What was the mistake?",
        noun="What the mistake was",
        missing="Enter what the mistake was",
        hint="It is kept in the log, with your name",
        max_length=LONGEST,
        rows=3,
    )


class SignForm(forms.Form):
    """A reason for everything that is missing."""

    def __init__(self, *args: Any, gaps: Iterable[Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for gap in gaps:
            self.fields[f"reason_{gap.key}"] = TextareaField(
                label=gap.words,
                noun="The reason",
                missing=f"Enter why you sign without this: {gap.words}",
                hint="Why do you sign all the same? Name no child",
                max_length=500,
                rows=2,
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {name.removeprefix("reason_"): words for name, words in self.cleaned_data.items()}


class DirectorForm(forms.Form):
    sign_off = forms.UUIDField(widget=forms.HiddenInput)
    read = ConfirmField(
        label="I have read what is missing, and sign this list", missing="Confirm that you have read what is missing"
    )
