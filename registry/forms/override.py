"""Why does this person need what is hidden? (R-SHIELD-5)"""

from django import forms

from contactpoint.pages.fields import TextareaField


class OverrideForm(forms.Form):
    because = TextareaField(
        label="Why do you need to see this record now?",
        noun="Why you need to see this record",
        missing="Enter why you need to see this record now",
        hint="Whoever looks into it reads this.",
        max_length=1000,
    )
