"""What is wrong, how do you know, and may we ring you? (R-REC-6, ux.md c7)"""

from django import forms

from contactpoint.pages.fields import RadioField, TelephoneField, TextareaField, TextField
from registry.choices import SaidBy
from registry.disputing import Report


class ReportForm(forms.Form):
    should = TextField(
        label="What should it say?",
        missing="Enter what it should say",
        noun="What it should say",
        max_length=300,
        hint="If it should not be there at all, say so.",
    )
    how = TextareaField(
        label="How do you know?", missing="Enter how you know", noun="How you know", max_length=500, rows=3
    )
    said_by = RadioField(
        label="Who says that it is wrong?",
        noun="Who says that it is wrong",
        missing="Select who says that it is wrong",
        choices=SaidBy.choices,
        size="s",
    )
    phone = TelephoneField(
        label="May we ring you? (optional)",
        noun="Telephone number",
        required=False,
        hint="Enter a telephone number if whoever looks at this may ring you.",
    )

    @property
    def report(self) -> Report:
        answers = self.cleaned_data
        return Report(answers["should"], answers["how"], SaidBy(answers["said_by"]), answers["phone"])


class NumberForm(forms.Form):
    number = TextField(
        label="ContactPoint number",
        missing="Enter the ContactPoint number",
        noun="ContactPoint number",
        width=20,
        max_length=20,
        hint="10 digits. The person who reports the mistake, or a letter about the record, can tell you.",
    )


class BecauseForm(forms.Form):
    """Why it stays as it is; whoever reported it reads it."""

    because = TextareaField(label="Why", missing="Enter why", noun="Why", max_length=500, rows=4)
