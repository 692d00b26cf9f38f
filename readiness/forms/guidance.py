"""What is looked for in the guidance? (R-LARA-8)"""

from django import forms

from contactpoint.pages.fields import TextField


class SearchGuidanceForm(forms.Form):
    words = TextField(
        label="Search the guidance",
        noun="What you look for",
        missing="Enter what you look for",
        hint="A word or two. Name no child.",
        max_length=100,
    )
