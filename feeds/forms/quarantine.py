"""What is asked of somebody who puts quarantined rows right?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts.bulk import table
from contactpoint.pages.fields import FileField, RadioField, TextareaField, TextField
from feeds.models import RuleKind
from feeds.quarantine.rules import WITH_VALUE, Rule
from feeds.reasons import Reason

DATES: Final = {Reason.DATE_INVALID, Reason.DATE_FUTURE, Reason.DATE_ORDER, Reason.DOB_FUTURE, Reason.DOB_OVER_25}
MARKS: Final = {Reason.NAME_BIDI, Reason.NAME_MIXED_SCRIPT, Reason.CONTROL_CHARACTER}
CODES: Final = {Reason.ID_CHECKDIGIT, Reason.POSTCODE_INVALID, Reason.GENDER_UNKNOWN, Reason.CODE_UNKNOWN}
CAN_BE_EMPTY: Final = {Reason.ID_CHECKDIGIT, Reason.POSTCODE_INVALID, Reason.PHONE_INVALID, Reason.EMAIL_INVALID}
HINTS: Final = {
    RuleKind.NOT_SAID: "As for “UNK” or “n/a”: the cell then counts as empty",
    RuleKind.REPLACE: "As for “Male” where the format says “M”",
    RuleKind.DAY_FIRST: "14/05/2003, 14.5.2003 or 14-05-2003",
    RuleKind.TIDY: "l15-3hq becomes L153HQ",
    RuleKind.VISIBLE: "They come from copying out of other programs",
    RuleKind.LEAVE_OUT: "Every value of this column that cannot be read counts as not said",
}


def kinds_for(reason: str) -> list[RuleKind]:
    """The rules that can help against this reason."""
    found = list(WITH_VALUE)
    helps = ((DATES, RuleKind.DAY_FIRST), (CODES, RuleKind.TIDY), (MARKS, RuleKind.VISIBLE))
    found += [kind for reasons, kind in helps if reason in reasons]
    return [*found, RuleKind.LEAVE_OUT] if reason in CAN_BE_EMPTY else found


class RuleForm(forms.Form):
    kind = RadioField(label="What should be done?", missing="Select what should be done")
    value = TextField(
        label="The value", required=False, max_length=200, hint="For the first two alone. Capitals make no difference"
    )
    becomes = TextField(label="What it becomes", required=False, max_length=200, hint="To replace a value alone")

    def __init__(self, *sent: Any, reason: str) -> None:
        super().__init__(*sent)
        kinds = kinds_for(reason)
        kind = self.fields["kind"]
        kind.choices = [(str(one), RuleKind(one).label) for one in kinds]  # type: ignore[attr-defined]
        kind.widget.hints = {str(one): HINTS[one] for one in kinds}

    def clean(self) -> None:
        kind = self.cleaned_data.get("kind")
        if kind in WITH_VALUE and not self.cleaned_data.get("value"):
            self.add_error("value", "Enter the value")
        if kind == RuleKind.REPLACE and not self.cleaned_data.get("becomes"):
            self.add_error("becomes", "Enter what it becomes")

    def rule(self, column: str) -> Rule:
        told = self.cleaned_data
        kind = RuleKind(told["kind"])
        value = told["value"] if kind in WITH_VALUE else ""
        return Rule(column, kind, value, told["becomes"] if kind is RuleKind.REPLACE else "")


class CellsForm(forms.Form):
    """The cells of one row that can be typed again."""

    def __init__(self, sent: Mapping[str, Any] | None, *, cells: Mapping[str, str], shown: Sequence[str]) -> None:
        self.names = {where: f"cell-{number}" for number, where in enumerate(shown)}
        as_they_are = {name: cells.get(where, "") for where, name in self.names.items()}
        super().__init__(as_they_are if sent is None else {**as_they_are, **dict(sent.items())})
        for where, name in self.names.items():
            self.fields[name] = TextField(label=where, required=False)

    def say(self, where: str, words: str) -> None:
        """What is wrong with a cell, beside it."""
        self.is_valid()
        self.add_error(self.names.get(where), words.rstrip("."))

    def cells(self) -> dict[str, str]:
        return {where: self.cleaned_data[name] for where, name in self.names.items()}


class GiveUpForm(forms.Form):
    because = TextareaField(label="Why are they not wanted?", missing="Enter why they are not wanted", max_length=500)


class CorrectedFileForm(forms.Form):
    file = FileField(
        label="The corrected file",
        missing="Select a file",
        hint=f"An XLSX that you downloaded here, smaller than {table.BYTES // 1_000_000}MB",
        widget=forms.FileInput({"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > table.BYTES:
            raise ValidationError(f"The selected file must be smaller than {table.BYTES // 1_000_000}MB")
        return file
