"""As at which day is a briefing wanted? (R-LARA-10)"""

from django import forms

from contactpoint.pages.date_fields import DateField


class BriefingForm(forms.Form):
    as_at = DateField(
        label="As at which day?",
        noun="The day",
        missing="Enter the day as at which to answer",
        when="today or past",
        hint="For example, 28 1 2009",
    )
