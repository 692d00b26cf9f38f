"""What does whoever closes a case decide? (R-USER-6)"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from accounts.models import Outcome, Practitioner
from contactpoint.pages.fields import RadioField, SelectField, TextareaField

NOBODY = "Nobody: it ends"


class CloseCaseForm(forms.Form):
    outcome = RadioField(
        label="What did you decide?", noun="What you decided", missing="Select what you decided", choices=(), size="m"
    )
    hand_over_to = SelectField(
        label="If you close the account: who takes over the work?",
        noun="Who takes over the work",
        choices=(),
        empty=NOBODY,
        required=False,
    )
    words = TextareaField(
        label="What you found, and why you decide this",
        noun="What you found",
        missing="Enter what you found, and why you decide this",
        hint="Kept in the log. Name no child.",
        max_length=1000,
    )

    def __init__(
        self, *args: Any, outcomes: Iterable[Outcome], colleagues: Iterable[Practitioner], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(outcomes)
        self._offer("outcome", [(outcome.value, str(outcome.label)) for outcome in offered])
        self._offer("hand_over_to", [("", NOBODY), *((str(one.pk), one.name) for one in colleagues)])
        if Outcome.CLOSED not in offered:
            del self.fields["hand_over_to"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, RadioField | SelectField)  # noqa: S101 - tells the type
        field.choices = choices

    @property
    def colleague(self) -> UUID | None:
        chosen = self.cleaned_data.get("hand_over_to")
        return UUID(chosen) if chosen and self.cleaned_data["outcome"] == Outcome.CLOSED else None
