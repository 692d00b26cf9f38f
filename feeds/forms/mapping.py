"""What is asked about each column of a supplier's own table? (R-FEED-2)"""

from itertools import groupby
from typing import Any, Final

from django import forms

from contactpoint.pages.fields import FileField, SelectField, TextareaField, TextField
from feeds.formats.mapped_table import Look
from feeds.formats.mapping import NAMES, Problem, folded, problems_of
from feeds.formats.targets import TARGETS
from feeds.sample import LARGEST

NOT_NEEDED: Final = "Not needed: left unread"
CODED: Final = tuple(path for path, target in TARGETS.items() if target.choices)
ALWAYS: Final = ("la_code", "service.name", "service.group", "service.organisation")
DATES: Final = {
    "%d/%m/%Y": "31/12/2008",
    "%d-%m-%Y": "31-12-2008",
    "%d.%m.%Y": "31.12.2008",
    "%d %b %Y": "31 Dec 2008",
    "%d %B %Y": "31 December 2008",
    "%d/%m/%Y %H:%M:%S": "31/12/2008 00:00:00",
    "%m/%d/%Y": "12/31/2008",
}
ALWAYS_READ: Final = "2008-12-31 only"
NO_BIRTH: Final = "Choose the column with the date of birth: a name alone is not enough"
HOW_CODES_ARE_WRITTEN: Final = "Write each code on a line of its own with what it means, like 1 = {like}"


class SampleForm(forms.Form):
    file = FileField(
        label="A file as the supplier sends it",
        missing="Select a file",
        hint=f"CSV or XLSX, smaller than {LARGEST // 1_000_000}MB. Only its first rows are read, and nothing is stored",
        widget=forms.FileInput({"accept": ".csv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"The selected file must be smaller than {LARGEST // 1_000_000}MB")
        return file


class MappingForm(forms.Form):
    """One question for each column that was found, and some about the table as a whole."""

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look
        headers = [(header, header) for header in look.headers]
        for number, header in enumerate(look.headers):
            label = f"{header} is"
            self.fields[_column(number)] = SelectField(
                label=label, noun=header, choices=_offered(), empty=NOT_NEEDED, required=False
            )
        self.fields["key"] = SelectField(
            label="Which column tells one child from another?",
            noun="The column that tells one child from another",
            hint="The supplier's own number, which stays the same from delivery to delivery",
            missing=Problem.NO_KEY,
            choices=headers,
        )
        self.fields["as_at"] = SelectField(
            label="Which column says when the row was last changed?",
            choices=headers,
            empty="None: each row is as old as its delivery",
            required=False,
        )
        self.fields["date"] = SelectField(
            label="How are dates written?", choices=list(DATES.items()), empty=ALWAYS_READ, required=False
        )
        for path in CODED:
            self.fields[_codes(path)] = _code_list(path)
        for path in ALWAYS:
            self.fields[_always(path)] = _said_of_every_row(path)

    @staticmethod
    def of(mapping: dict[str, Any], look: Look, *, area_code: str) -> dict[str, Any]:
        """The answers that were given before, as far as this file has the columns; else what is likely."""
        columns = {folded(header): path for header, path in mapping.get("columns", {}).items()}
        key, dates, always = mapping.get("key", ""), mapping.get("dates", []), mapping.get("always", {})
        codes = {
            _codes(path): "\n".join(f"{code} = {meaning}" for code, meaning in known.items())
            for path, known in mapping.get("codes", {}).items()
        }
        return {
            **{_column(number): columns.get(folded(header), "") for number, header in enumerate(look.headers)},
            "key": _found(key if isinstance(key, str) else "".join(key[:1]), look),
            "as_at": _found(mapping.get("as_at") or "", look),
            "date": dates if isinstance(dates, str) else "".join(dates[:1]),
            **codes,
            **{_always(path): always.get(path, "") for path in ALWAYS},
            **({} if mapping else {_always("la_code"): area_code}),
        }

    def columns(self) -> list[forms.BoundField]:
        return [self[_column(number)] for number in range(len(self.look.headers))]

    def whole(self) -> list[forms.BoundField]:
        return [self[name] for name in ("key", "as_at", "date")]

    def codes(self) -> list[forms.BoundField]:
        return [self[_codes(path)] for path in CODED]

    def always(self) -> list[forms.BoundField]:
        return [self[_always(path)] for path in ALWAYS]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        codes: dict[str, dict[str, str]] = {}
        for path in CODED:
            try:
                codes[path] = _read_codes(path, answers.get(_codes(path), ""))
            except forms.ValidationError as wrong:
                self.add_error(_codes(path), wrong)
        answers["read_codes"] = {path: known for path, known in codes.items() if known}
        if not self.errors:
            self._check(self.mapping())
        return answers

    def mapping(self) -> dict[str, Any]:
        """As it is kept with the source."""
        answers = self.cleaned_data
        chosen = {header: answers.get(_column(number), "") for number, header in enumerate(self.look.headers)}
        named = {answers["key"], answers["as_at"]}
        return {
            "columns": {header: path for header, path in chosen.items() if path},
            "key": answers["key"],
            "as_at": answers["as_at"] or None,
            "dates": [answers["date"]] if answers["date"] else [],
            "codes": answers["read_codes"],
            "always": {path: answers[_always(path)] for path in ALWAYS if answers[_always(path)]},
            "ignore": [header for header, path in chosen.items() if not path and header not in named],
            "delimiter": self.look.delimiter,
            "encoding": self.look.encoding,
        }

    def _check(self, mapping: dict[str, Any]) -> None:
        for problem, about in problems_of(mapping):
            self.add_error(self._place(problem, about, mapping), problem.value)
        paths = set(mapping["columns"].values())
        if NAMES & paths and "date_of_birth" not in paths:
            self.add_error(None, NO_BIRTH)

    def _place(self, problem: Problem, about: str, mapping: dict[str, Any]) -> str | None:
        """The question that a problem belongs to: the last column that was given the item."""
        if problem == Problem.NO_AUTHORITY:
            return _always("la_code")
        if problem == Problem.CODE:
            return _codes(about)
        with_item = [n for n, header in enumerate(self.look.headers) if mapping["columns"].get(header) == about]
        return _column(with_item[-1]) if with_item else None


def _column(number: int) -> str:
    return f"column_{number}"


def _codes(path: str) -> str:
    return f"codes_{path}"


def _always(path: str) -> str:
    return f"always_{path}"


def _offered() -> Any:
    """The items, under their headings."""
    grouped = groupby(TARGETS.values(), key=lambda target: target.heading)
    return [(heading, [(target.path, target.words) for target in targets]) for heading, targets in grouped]


def _code_list(path: str) -> TextareaField:
    target = TARGETS[path]
    like, meanings = target.choices[0], ", ".join(target.choices).replace("_", " ")
    return TextareaField(
        label=f"Codes for: {target.words.lower()}",
        noun=f"The codes for {target.words.lower()}",
        hint=f"{HOW_CODES_ARE_WRITTEN.format(like=like)}. It can mean: {meanings}",
        required=False,
        rows=3,
        max_length=2000,
    )


def _said_of_every_row(path: str) -> TextField | SelectField:
    target = TARGETS[path]
    label = f"For every row: {target.words[0].lower()}{target.words[1:]}"
    if target.choices:
        choices = [(choice, choice.replace("_", " ").capitalize()) for choice in target.choices]
        return SelectField(label=label, choices=choices, empty="Not the same for every row", required=False)
    return TextField(label=label, required=False, max_length=target.most)


def _read_codes(path: str, written: str) -> dict[str, str]:
    """Raises ValidationError."""
    known: dict[str, str] = {}
    choices = TARGETS[path].choices
    for line in filter(str.strip, written.splitlines()):
        code, equals, meaning = (part.strip() for part in line.partition("="))
        wanted = meaning.lower().replace(" ", "_")
        if not (code and equals) or wanted not in choices:
            raise forms.ValidationError(f"{HOW_CODES_ARE_WRITTEN.format(like=choices[0])}")
        known[code] = wanted
    return known


def _found(header: str, look: Look) -> str:
    """The column of this name as this file writes it."""
    return next((one for one in look.headers if folded(one) == folded(header)), "")
