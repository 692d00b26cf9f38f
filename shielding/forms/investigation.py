"""What does an officer do next about an override, and how does the person explain it?"""

from django import forms

from contactpoint.pages.fields import RadioField, TextareaField
from shielding.investigating import WORDS, Step


class StepForm(forms.Form):
    step = RadioField(
        label="What do you decide?",
        noun="What you decide",
        missing="Select what you decide",
        choices=[(step.value, words) for step, words in WORDS.items()],
        size="m",
    )
    words = TextareaField(
        label="What you found, and why you decide this",
        noun="What you found",
        missing="Enter what you found, and why you decide this",
        hint="Kept sealed. The person who looked never reads it.",
        max_length=2000,
    )

    @property
    def chosen(self) -> Step:
        return Step(self.cleaned_data["step"])


class ExplainForm(forms.Form):
    words = TextareaField(
        label="Why did you need to see the record?",
        noun="Why you needed to see the record",
        missing="Enter why you needed to see the record",
        hint="Say what you did with what you read. Whoever looks into it reads this.",
        max_length=2000,
    )
