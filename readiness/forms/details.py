"""Who answers which part? What could go wrong? When will each check be met? Why is it opened again? (R-LARA-3)"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms

from accounts.models import Practitioner
from contactpoint.pages.date_fields import DateField
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.fields import RadioField, SelectField, TextareaField, TextField
from readiness.forms.returned import LONGEST
from readiness.forms.seen import SeenForm
from readiness.framework import Check, Theme
from readiness.models import Weight
from readiness.risks import RiskGiven

LONGEST_OWNER: Final = 100


class ReopenForm(forms.Form):
    because = TextareaField(
        label="Why is it opened again?",
        noun="The reason",
        missing="Enter why the return is opened again",
        hint="Whoever completes the return reads this. Name no child.",
        max_length=LONGEST,
        rows=4,
    )


class RiskForm(SeenForm):
    what = TextareaField(
        label="What could go wrong?", noun="What could go wrong", hint="Name no child.", max_length=LONGEST, rows=3
    )
    likelihood = RadioField(label="How likely is it?", noun="How likely it is", choices=Weight.choices)
    impact = RadioField(
        label="How much would it set you back?", noun="How much it would set you back", choices=Weight.choices
    )
    owner = TextField(label="Who looks after it?", noun="Who looks after it", max_length=LONGEST_OWNER)
    action = TextareaField(
        label="What is done about it?", noun="What is done about it", hint="Name no child.", max_length=LONGEST, rows=3
    )

    def given(self) -> RiskGiven:
        return RiskGiven(**{name: said for name, said in self.cleaned_data.items() if name != "seen"})


class AssignForm(SeenForm):
    """One list for each part of the return."""

    def __init__(self, *args: Any, themes: Sequence[Theme], colleagues: Sequence[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.pk), person.name) for person in colleagues]
        for theme in themes:
            self.fields[theme.code] = SelectField(
                label=theme.title, noun="A person", choices=choices, empty="Nobody", required=False
            )

    def people(self) -> dict[str, UUID | None]:
        said = {theme: to for theme, to in self.cleaned_data.items() if theme != "seen"}
        return {theme: UUID(to) if to else None for theme, to in said.items()}


class PlanForm(SeenForm):
    """One date for each check that is not met."""

    def __init__(self, *args: Any, checks: Sequence[Check], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        for check in checks:
            self.fields[check.code] = DateField(
                label=f"{check.code}: {check.title}",
                noun=f"The date of {check.code}",
                hint=f"The national team expects {day_in_words(check.due)}. Leave empty what you do not plan yet.",
                when="today or future",
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """No check is met before one that comes before it."""
        said = super().clean() or {}
        latest: tuple[date, str] | None = None
        for check in self.checks:
            day = said.get(check.code)
            if day and latest and day < latest[0]:
                self.add_error(check.code, f"The date of {check.code} must not be before that of {latest[1]}")
            elif day:
                latest = (day, check.code)
        return said

    def dates(self) -> dict[int, date | None]:
        return {check.number: self.cleaned_data[check.code] for check in self.checks}
