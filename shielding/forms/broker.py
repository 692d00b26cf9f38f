"""Why is contact needed, is the request genuine, whom does the team ask, what does the service say? (R-INV-2)"""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from contactpoint.pages.fields import CheckboxesField, ConfirmField, RadioField, TelephoneField, TextareaField
from shielding.answering import Given, Tell
from shielding.models import Answer, TurnedAway, Urgency
from shielding.said import Said

NOBODY: Final = "nobody"
ANSWERS: Final = [
    (Answer.CONTACTS.value, "I will contact them myself"),
    (Answer.DETAILS.value, "Give them my details"),
    (Answer.DECLINED.value, "Decline"),
]
RECORDED: Final = [
    (Answer.CONTACTS.value, "The service will contact them"),
    (Answer.DETAILS.value, "They may have the details of the service"),
    (Answer.DECLINED.value, "The service declines"),
]


class AskForm(forms.Form):
    """The same for every child."""

    why = TextareaField(
        label="Why do you need contact?",
        noun="Why you need contact",
        missing="Enter why you need contact",
        hint="Those who work with the child read this, and decide whether to answer.",
        max_length=1000,
    )
    urgency = RadioField(
        label="When do you need it?",
        noun="When you need it",
        missing="Select when you need it",
        choices=Urgency.choices,
        hints={
            Urgency.TODAY: "The answer comes 8 hours after you ask",
            Urgency.WEEK: "The answer comes 5 working days after you ask",
        },
        size="s",
    )
    call_back = TelephoneField(
        label="Number to call you back on",
        noun="Number to call you back on",
        missing="Enter the number to call you back on",
        hint="Your team checks that it is you who asks. Those who agree to contact ring you here.",
    )

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["why"], self.cleaned_data["call_back"])


class PassOnForm(forms.Form):
    genuine = ConfirmField(
        label="I have checked that this request is genuine",
        missing="Confirm that you have checked that this request is genuine",
    )


class TurnAwayForm(forms.Form):
    because = RadioField(
        label="Why do you not pass it on?",
        noun="Why you do not pass it on",
        missing="Select why you do not pass it on",
        hint="The person who asks reads this, and can ask again.",
        choices=TurnedAway.choices,
        heading=True,
    )


class AskServicesForm(forms.Form):
    """With `check`, the team is the asker's own too, and says in the same step that the request is genuine."""

    genuine = ConfirmField(
        label="I have checked that this request is genuine",
        missing="Confirm that you have checked that this request is genuine",
    )
    services = CheckboxesField(
        label="Whom do you ask?", noun="Whom you ask", missing="Select whom you ask, or that you ask nobody", size="m"
    )

    def __init__(
        self, *args: Any, services: Sequence[tuple[str, str]], hints: dict[str, str], check: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["services"]
        assert isinstance(field, CheckboxesField)  # noqa: S101 - tells the type
        field.choices = [*services, (NOBODY, "Nobody: no contact can be arranged")]
        field.widget.hints = hints
        if not check:
            del self.fields["genuine"]

    def clean_services(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["services"]
        if NOBODY in chosen and len(chosen) > 1:
            raise forms.ValidationError("Select whom you ask, or that you ask nobody, not both")
        return [one for one in chosen if one != NOBODY]


class AnswerForm(forms.Form):
    """Nothing is chosen or filled in for the service: what it does not give is not told.

    The practitioner of the service answers, or with `rung` an officer records what the service said.
    """

    answer = RadioField(label="What do you answer?", noun="The answer", missing="Select the answer", size="m")
    tell = CheckboxesField(
        label="What may they be told about you?",
        noun="What they may be told",
        required=False,
        hint="If you select nothing, they are told that a professional will ring them, or may be rung.",
        size="s",
    )
    phone = TelephoneField(
        label="Telephone number that they may have",
        required=False,
        hint="Needed if you give them your details.",
    )

    def __init__(self, *args: Any, tell: list[tuple[str, str]], rung: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rung:
            self.fields["answer"].label = "What does the service answer?"
            self.fields["tell"].label = "What may they be told about the service?"
        for name, choices in (("answer", RECORDED if rung else ANSWERS), ("tell", tell)):
            field = self.fields[name]
            assert isinstance(field, RadioField | CheckboxesField)  # noqa: S101 - tells the type
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == Answer.DETAILS and not answers.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Enter the telephone number that they may have")
        return answers

    @property
    def given(self) -> Given:
        answers = self.cleaned_data
        return Given(Answer(answers["answer"]), frozenset(map(Tell, answers["tell"])), answers["phone"])
