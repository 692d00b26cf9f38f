"""What is asked of an administrator who answers for accounts in the access review?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.email_addresses import account_with
from accounts.models import Practitioner
from accounts.reviewing import Asked
from contactpoint.pages.fields import CheckboxesField, EmailField


class PeopleForm(forms.Form):
    people = CheckboxesField(label="People", noun="people", missing="Select at least one person")

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]  # a Field to the type checker
            (str(one.person.pk), one.person.name) for one in asked if not one.why_not
        ]

    @property
    def selected(self) -> list[UUID]:
        return [UUID(person) for person in self.cleaned_data["people"]]


class HandOverForm(forms.Form):
    """Typed, since a list of a thousand colleagues would be no help."""

    hand_over_to = EmailField(
        label="Email address of the colleague who takes over",
        hint="Leave it empty if nobody does: the work then ends.",
        required=False,
    )

    def __init__(self, *args: Any, colleagues: QuerySet[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = colleagues

    def clean_hand_over_to(self) -> UUID | None:
        email: str = self.cleaned_data["hand_over_to"]
        if not email:
            return None
        colleague = account_with(email, among=self.colleagues)
        if colleague is None:
            raise ValidationError("Enter the email address of a colleague whose account is active")
        return colleague.pk
