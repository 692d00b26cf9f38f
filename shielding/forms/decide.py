"""What does a shielding officer answer about a shield, and is the page that was answered still true?"""

from collections.abc import Iterable
from typing import Any

from django import forms

from contactpoint.pages.fields import CheckboxesField, ConfirmField, RadioField, SelectField, TextareaField

LONGEST = 1000
YES, NO = "yes", "no"


class SeenForm(forms.Form):
    """`seen`: the newest thing that had happened when the page was shown (shielding.entries.newest)."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(SeenForm):
    """One reason."""

    because = TextareaField(label="Why?", noun="Why", missing="Enter why", max_length=LONGEST, rows=4)

    def __init__(self, *args: Any, label: str, missing: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["because"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing


class AnswerForm(SeenForm):
    """The second person agrees, or does not and says why; nothing is chosen for anybody."""

    answer = RadioField(
        label="Do you agree?", noun="Whether you agree", missing="Select whether you agree", choices=(), size="m"
    )
    because = TextareaField(
        label="If you do not agree: why?", noun="Why you do not agree", required=False, max_length=LONGEST, rows=4
    )

    def __init__(self, *args: Any, yes: str, no: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        assert isinstance(answer, RadioField)  # noqa: S101 - tells the type
        answer.choices = [(YES, yes), (NO, no)]

    def clean(self) -> None:
        answers = self.cleaned_data
        if answers.get("answer") == NO and not answers.get("because") and "because" not in self.errors:
            self.add_error("because", "Enter why you do not agree")

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)


class ReviewForm(SeenForm):
    answer = RadioField(
        label="Is it still needed?",
        noun="Whether it is still needed",
        missing="Select whether it is still needed",
        choices=[(YES, "Yes, keep the record hidden"), (NO, "No, ask a second person to show it again")],
        size="m",
    )
    because = TextareaField(
        label="What did you check, and why do you decide this?",
        noun="What you checked",
        missing="Enter what you checked, and why you decide this",
        max_length=LONGEST,
        rows=4,
    )

    @property
    def keeps(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)


class NamesForm(SeenForm):
    names = CheckboxesField(
        label="Which names may be seen and searched?",
        noun="The names that may be seen",
        missing="Select at least one name that may be seen",
        choices=(),
        size="m",
    )
    carers_hidden = ConfirmField(label="Hide the names of parents and carers", required=False)
    because = TextareaField(
        label="Why do you change this?", noun="Why", missing="Enter why you change this", max_length=LONGEST, rows=3
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "names", choices)


class OthersForm(forms.Form):
    children = CheckboxesField(
        label="Whose records do you hide too?",
        noun="Whose records you hide",
        missing="Select at least one child",
        choices=(),
        size="m",
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "children", choices)
        self.fields["children"].widget.hints = hints


class DeputyForm(forms.Form):
    practitioner = SelectField(
        label="Who shall be a deputy?", noun="Who shall be a deputy", missing="Select a colleague", choices=()
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "practitioner", [("", "Select a colleague"), *choices])


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, CheckboxesField | SelectField)  # noqa: S101 - tells the type
    field.choices = list(choices)
