"""What does the national team say to a return and to an organisation, and what does that one answer? (R-LARA-4)"""

from typing import Any, Final

from django import forms

from accounts.models import Stage
from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import RadioField, TextareaField
from readiness.deciding import Bound
from readiness.models import Verdict
from readiness.scoring import CheckResult
from readiness.standing import Judged, Standing

LONGEST: Final = 2_000
CONDITIONS: Final = range(1, 4)
YES, NO = "yes", "no"


def words(label: str, missing: str, *, hint: str = "", required: bool = True) -> TextareaField:
    return TextareaField(
        label=label, noun=label.rstrip("?"), missing=missing, hint=hint, required=required, max_length=LONGEST, rows=4
    )


class ModerateForm(forms.Form):
    answer = RadioField(
        label="Do the evidence and the answers agree?",
        noun="Whether the return is accepted",
        missing="Select whether the return is accepted",
        choices=[(YES, "Yes, accept the return"), (NO, "No, return it with comments")],
    )
    comments = words("What has to change?", "Enter what has to change", hint="Needed if it goes back.", required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == NO and not answers.get("comments"):
            self.add_error("comments", "Enter what has to change")
        return answers


class RecommendForm(forms.Form):
    """Each check that the stage needs is judged. `against_because` is needed where one, or a threshold, is not met."""

    because = words("Why should it move on?", "Enter why it should move on")
    against_because = words(
        "Why against the figures?",
        "Enter why it moves on against the figures",
        hint="Needed where a threshold or a check is not met. This reason is shown for ever, to the organisation too.",
        required=False,
    )

    def __init__(self, *args: Any, stands: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands
        last = {name: self.fields.pop(name) for name in list(self.fields)}
        for one in stands.criteria:
            self._ask_of(one)
        self.fields |= last
        for number in CONDITIONS:
            self.fields[f"condition_{number}"] = words(
                f"Condition {number} (optional)", "", hint="What has to be done after it moved on.", required=False
            )
            self.fields[f"due_{number}"] = DateField(
                label=f"Condition {number}: to be done by", noun=f"The date of condition {number}", required=False
            )

    def _ask_of(self, one: CheckResult) -> None:
        check, reached = one.check, one.overall
        self.fields[f"judged_{check.number}"] = RadioField(
            label=f"{check.code}: {check.title}",
            noun=f"Whether {check.code} is met",
            missing=f"Select whether {check.code} is met",
            hint=f"The figures: {'met' if one.met else 'not met'}, {reached.percent}% of {reached.threshold}% needed.",
            choices=Verdict.choices,
        )
        self.fields[f"note_{check.number}"] = words(
            f"{check.code}: what is missing? (optional)", "", hint="Needed where it is not met in full.", required=False
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for one in self.stands.criteria:
            if answers.get(f"judged_{one.check.number}", Verdict.MET) != Verdict.MET:
                self._need(f"note_{one.check.number}", f"Enter what is missing from {one.check.code}")
        verdicts = [answers.get(f"judged_{one.check.number}") for one in self.stands.criteria]
        if not self.stands.met or Verdict.NOT_MET in verdicts:
            self._need("against_because", "Enter why it moves on against the figures")
        self._clean_conditions(answers)
        return answers

    def _need(self, name: str, missing: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, missing)

    def _clean_conditions(self, answers: dict[str, Any]) -> None:
        for number in CONDITIONS:
            said, due = answers.get(f"condition_{number}"), answers.get(f"due_{number}")
            if said and not due and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", f"Enter the date by which condition {number} has to be met")
            if due and not said:
                self.add_error(f"condition_{number}", f"Enter what condition {number} is")

    @property
    def judged(self) -> dict[int, Judged]:
        given, numbers = self.cleaned_data, [one.check.number for one in self.stands.criteria]
        return {n: Judged(Verdict(given[f"judged_{n}"]), given[f"note_{n}"]) for n in numbers}

    @property
    def conditions(self) -> list[Bound]:
        given = self.cleaned_data
        return [Bound(given[f"condition_{n}"], given[f"due_{n}"]) for n in CONDITIONS if given[f"condition_{n}"]]


class DecideForm(forms.Form):
    answer = RadioField(
        label="What do you decide?",
        noun="What you decide",
        missing="Select what you decide",
        choices=[(YES, "It moves on"), (NO, "It stays where it is")],
    )
    because = words("Why?", "Enter why you decide so", hint="The organisation reads this.")


class WithdrawForm(forms.Form):
    to = RadioField(label="Back to which stage?", noun="The stage", missing="Select the stage to go back to")
    because = words("Why?", "Enter why it goes back", hint="The organisation reads this.")

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, RadioField)  # noqa: S101 - tells the type
        field.choices = [(stage.value, stage.label) for stage in stages]


class AppealForm(forms.Form):
    words = words("Why should it be looked at again?", "Enter why it should be looked at again", hint="Name no child.")


class AnswerAppealForm(forms.Form):
    answer = RadioField(
        label="Is the appeal right?",
        noun="Whether the appeal is right",
        missing="Select whether the appeal is right",
        choices=[(YES, "Yes, recommend anew"), (NO, "No, the decision stands")],
    )
    because = words("Why?", "Enter why you answer so", hint="The organisation reads this.")


class CloseEvaluationForm(forms.Form):
    because = words("What did the early adopters show?", "Enter what the early adopters showed")
