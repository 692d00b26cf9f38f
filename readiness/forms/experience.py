"""What happened at an early adopter, what is answered, found and done? On which day did a phase begin? (R-LARA-9)"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import CheckboxesField, RadioField, SelectField, TextField
from readiness.experiencing import Told
from readiness.findings import Changed, framework_versions, guidance_versions
from readiness.forms.decided import words
from readiness.models import ChangeKind, Experience, Severity

EXCERPT: Final = 300  # characters
READ_BY_ALL: Final = (
    "Once published, practitioners and other organisations read this: "
    "name no organisation, no person and no child, and say nothing of shielding."
)


class ReportForm(forms.Form):
    part = RadioField(label="Where did it happen?", noun="Where it happened")
    severity = RadioField(
        label="How bad was it?",
        noun="How bad it was",
        choices=[(str(one.value), one.label) for one in reversed(Severity)],
    )
    process = TextField(
        label="What were you doing?",
        noun="What you were doing",
        missing="Enter what you were doing",
        hint="The step of your work, like “recording that I work with a child”.",
        max_length=100,
    )
    words = words(
        "What happened?",
        "Enter what happened",
        hint="What you expected, and what came instead. Name no child, and nobody of a family.",
    )

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, RadioField)  # noqa: S101 - tells the type
        field.choices = parts

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(said["part"], int(said["severity"]), said["process"], said["words"])


class AnswerExperienceForm(forms.Form):
    words = words("What do you answer?", "Enter the answer", hint="Who reported it reads this. Name no child.")


class FindingForm(forms.Form):
    title = TextField(
        label="What was found, in one line?",
        noun="The line",
        missing="Enter what was found in one line",
        hint=READ_BY_ALL,
        max_length=150,
    )
    found = words("What was found?", "Enter what was found", hint="For the national team alone. Name no child.")


class GroupForm(forms.Form):
    """One box for each report that is under no finding."""

    def __init__(self, *args: Any, reports: Iterable[Experience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {str(one.pk): one for one in reports}
        self.fields["reports"] = CheckboxesField(
            label="Which reports belong to it?",
            noun="At least one report",
            missing="Select at least one report",
            choices=[(key, f"{one.organisation.name}: {one.process}") for key, one in rows.items()],
            hints={key: f"{one.get_severity_display()}. {one.words[:EXCERPT]}" for key, one in rows.items()},
        )

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["reports"]]


class ChangeForm(forms.Form):
    """The versions are asked for whatever is chosen: no answer opens another question (ux finding 9)."""

    kind = RadioField(
        label="What was changed?",
        noun="What was changed",
        choices=ChangeKind.choices,
    )
    guidance = SelectField(
        label="In which version of the guidance does it stand?",
        noun="The version of the guidance",
        hint="Where the guidance was changed.",
        choices=lambda: [
            (f"{slug} {number}", f"{title} Version {number}") for slug, number, title in guidance_versions()
        ],
        empty="None",
        required=False,
    )
    framework = SelectField(
        label="In which version of the framework does it stand?",
        noun="The version of the framework",
        hint="Where the framework was changed.",
        choices=lambda: [(str(number), f"Version {number}") for number in framework_versions()],
        empty="None",
        required=False,
    )
    words = words(
        "What is different now?",
        "Enter what is different now, or why nothing is",
        hint=f"Or why nothing was changed. {READ_BY_ALL}",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for kind in (ChangeKind.GUIDANCE, ChangeKind.FRAMEWORK):
            if answers.get("kind") == kind and not answers.get(kind) and kind not in self.errors:
                self.add_error(kind, f"Select the version of the {kind}")
        return answers

    def changed(self) -> Changed:
        said = self.cleaned_data
        kind, told = said["kind"], said["words"]
        if kind == ChangeKind.GUIDANCE:
            slug, number = said["guidance"].split()
            return Changed(kind, told, slug, int(number))
        return Changed(kind, told, version=int(said["framework"]) if kind == ChangeKind.FRAMEWORK else None)


class BeganForm(forms.Form):
    day = DateField(
        label="On which day did it really begin?",
        noun="The day on which it began",
        missing="Enter the day on which it began",
        when="today or past",
    )
