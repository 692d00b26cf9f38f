"""What does somebody say who complains, and what does whoever answers? (R-AUDIT-5)"""

from typing import Any, Final

from django import forms

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import RadioField, SelectField, TextareaField, TextField, WholeNumberField
from oversight.complaints.complaining import Said, authorities
from oversight.complaints.models import Way

LONGEST: Final = 3_000
TAKE_CARE: Final = "Do not write an address or a telephone number of a child here: we do not need one to look into it."


class ComplainForm(forms.Form):
    """On the public page."""

    area = SelectField(
        label="Your authority",
        noun="Your authority",
        missing="Select your authority",
        choices=lambda: [(str(one.pk), one.name) for one in authorities()],
    )
    words = TextareaField(
        label="What do you want to complain about?",
        noun="What you complain about",
        missing="Enter what you want to complain about",
        hint=TAKE_CARE,
        max_length=LONGEST,
        rows=8,
    )
    name = TextField(label="Your name (optional)", noun="Your name", required=False, max_length=150)
    reach = TextField(
        label="How we can reach you (optional)",
        noun="How we can reach you",
        hint="You can read the answer here with a number and a code. Leave this empty if that is safer for you.",
        required=False,
        max_length=200,
    )

    @property
    def said(self) -> Said:
        return _said(self.cleaned_data)


class EnterForm(forms.Form):
    """From a letter or a call."""

    way = RadioField(
        label="How did it arrive?",
        noun="How it arrived",
        missing="Select how it arrived",
        choices=[one for one in Way.choices if one[0] != Way.PAGE],
        size="s",
    )
    received_on = DateField(
        label="When did it arrive?",
        noun="The date it arrived",
        missing="Enter the date the complaint arrived",
        when="today or past",
        size="s",
    )
    words = TextareaField(
        label="What do they complain about?",
        noun="What they complain about",
        missing="Enter what they complain about",
        hint=TAKE_CARE,
        max_length=LONGEST,
        rows=8,
    )
    name = TextField(label="Their name", noun="Name", required=False, max_length=150)
    reach = TextField(label="How to reach them", required=False, max_length=200)

    @property
    def said(self) -> Said:
        return _said(self.cleaned_data)


class StatusForm(forms.Form):
    number = WholeNumberField(
        label="Number of the complaint", noun="Number", missing="Enter the number of the complaint", width=10
    )
    code = TextField(label="Code", missing="Enter the code", max_length=20, width=20)


class PassOnForm(StatusForm):
    because = TextareaField(
        label="Why are you not satisfied?",
        noun="Why you are not satisfied",
        missing="Enter why you are not satisfied",
        max_length=LONGEST,
        rows=5,
    )


class AnswerComplaintForm(forms.Form):
    words = TextareaField(
        label="The answer",
        noun="The answer",
        missing="Enter the answer",
        hint="Whoever complained reads it as it stands. Write nothing about a child that they may not know.",
        max_length=LONGEST,
        rows=8,
    )


def _said(answers: dict[str, Any]) -> Said:
    return Said(name=answers["name"], reach=answers["reach"], words=answers["words"])
