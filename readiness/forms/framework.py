"""What is a check to need, what is a question to ask, and from when on? (R-LARA-1)"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.fields import RadioField, SelectField, TextareaField, TextField, WholeNumberField
from readiness.editing.edits import Gate
from readiness.forms.seen import SeenForm
from readiness.framework import ALL, AUTHORITIES, LEVELS, Check, Framework, Question, Theme

LONGEST_TITLE: Final = 80
LONGEST_SENTENCE: Final = 300
LONGEST: Final = 1_000
HEAVIEST: Final = 10


def percent(label: str, *, required: bool = True) -> WholeNumberField:
    words = {"label": label, "noun": f"The threshold of {label}", "hint": "Per cent."}
    return WholeNumberField(**words, min_value=0, max_value=100, width=3, required=required)


def sentence(label: str, noun: str, *, longest: int = LONGEST_SENTENCE, rows: int = 2) -> TextareaField:
    return TextareaField(label=label, noun=noun, max_length=longest, rows=rows)


class CheckForm(SeenForm):
    """With a threshold for each theme in which the check asks something."""

    due = DateField(label="When is it due?", noun="The day on which it is due", missing="Enter when it is due")
    overall = percent("The whole")

    def __init__(self, *args: Any, check: Check, themes: Sequence[Theme], **kwargs: Any) -> None:
        now = {f"theme_{code}": threshold for code, threshold in check.themes.items()}
        kwargs["initial"] = {"due": check.due, "overall": check.overall, **now}
        super().__init__(*args, **kwargs)
        self.themes = themes
        for theme in themes:
            field = percent(theme.title, required=False)
            field.help_text = "Per cent. Leave empty where nothing is needed."
            self.fields[f"theme_{theme.code}"] = field

    def gate(self) -> Gate:
        said = self.cleaned_data
        found = {theme.code: said[f"theme_{theme.code}"] for theme in self.themes}
        needed = {code: threshold for code, threshold in found.items() if threshold is not None}
        return Gate(said["due"], said["overall"], needed)


class QuestionForm(SeenForm):
    text = sentence("What is asked?", "What is asked")
    guidance = sentence("What helps to answer it?", "What helps to answer it", longest=LONGEST, rows=3)
    evidence = sentence("Which evidence is asked for?", "Which evidence is asked for", longest=LONGEST, rows=3)
    weight = WholeNumberField(
        label="How much does it count?",
        noun="Its weight",
        hint="1 for the least. A question of weight 2 counts twice as much.",
        min_value=1,
        max_value=HEAVIEST,
        width=2,
    )
    first_check = SelectField(label="From which check on is it asked?", noun="The first check", choices=[])
    asks = RadioField(
        label="Whom does it ask?",
        noun="Whom it asks",
        choices=[(ALL, "Everybody"), (AUTHORITIES, "Authorities alone, and no national partner")],
    )

    def __init__(self, *args: Any, framework: Framework, question: Question | None = None, **kwargs: Any) -> None:
        if question:
            kwargs["initial"] = _initial(question)
        super().__init__(*args, **kwargs)
        _offer(self, "first_check", [(str(one.number), f"{one.code}: {one.title}") for one in framework.checks])
        for level in range(LEVELS):
            self.fields[f"level_{level}"] = sentence(f"Level {level}: what is true then?", f"What level {level} says")

    def question(self, code: str, theme: str) -> Question:
        said = self.cleaned_data
        return Question(
            code=code,
            theme=theme,
            first_check=int(said["first_check"]),
            weight=said["weight"],
            text=said["text"],
            guidance=said["guidance"],
            evidence=said["evidence"],
            levels=tuple(said[f"level_{level}"] for level in range(LEVELS)),
            asks=said["asks"],
        )


class NewQuestionForm(QuestionForm):
    """Its theme is asked for, too, and never changes after that."""

    field_order = ("theme",)
    theme = SelectField(label="To which theme does it belong?", noun="The theme", choices=[])

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, framework=framework, **kwargs)
        _offer(self, "theme", [(one.code, one.title) for one in framework.themes])


class ThemeForm(SeenForm):
    title = TextField(label="What is the theme called?", noun="What the theme is called", max_length=LONGEST_TITLE)


class ProposeForm(forms.Form):
    effective_from = SelectField(label="From when on is it asked?", noun="The month in which it starts", choices=[])
    changes = sentence("What has changed?", "What has changed", longest=LONGEST, rows=3)

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "effective_from", [(day.isoformat(), day_in_words(day)) for day in months])
        self.fields["changes"].help_text = "A sentence or two. Everybody who completes a return reads it."

    @property
    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["effective_from"])


def _initial(question: Question) -> dict[str, Any]:
    names = ("text", "guidance", "evidence", "weight", "first_check", "asks")
    levels = {f"level_{level}": words for level, words in enumerate(question.levels)}
    return {**{name: getattr(question, name) for name in names}, **levels}


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, SelectField)  # noqa: S101 - tells the type
    field.choices = [("", "Select an answer"), *choices]
