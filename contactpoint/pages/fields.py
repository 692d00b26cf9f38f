"""Which kinds of answer can a form ask for, and what does it say when an answer will not do?

Each field takes Django's own arguments by keyword, and: `missing`, what to say when there is no answer ("Enter a
last name"); `noun`, what the answer is called in other messages (the label, unless told); `hint`; `width`, the
number of characters the box has room for; `heading`, when the label is the page's heading; `size` of the label.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contactpoint.pages import telephones
from contactpoint.pages.widgets import CountedTextarea, HintedCheckboxes, HintedChoices, RevealablePassword

Choices = Iterable[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]]


def lower_first(words: str) -> str:
    """Like a word within a sentence, unless it begins with an abbreviation such as NHS."""
    return words if words[1:2].isupper() or words.startswith("I ") else words[:1].lower() + words[1:]


class Asked(forms.Field):
    """What every field of the design system carries."""

    verb = "Enter"

    def __init__(
        self,
        *,
        label: str,
        missing: str = "",
        noun: str = "",
        hint: str = "",
        width: int | None = None,
        heading: bool = False,
        size: str = "",
        **django: Any,
    ) -> None:
        self.noun = noun or label
        self.width, self.heading, self.size = width, heading, size
        messages = {"required": missing or f"{self.verb} {lower_first(self.noun)}", **self.messages()}
        django["error_messages"] = {**messages, **django.get("error_messages", {})}
        super().__init__(label=label, help_text=hint, **django)

    def messages(self) -> dict[str, str]:
        return {}


class TextField(Asked, forms.CharField):
    def messages(self) -> dict[str, str]:
        return {
            "max_length": f"{self.noun} must be %(limit_value)d characters or less",
            "min_length": f"{self.noun} must be %(limit_value)d characters or more",
            "null_characters_not_allowed": f"{self.noun} must only include letters, numbers and punctuation",
        }

    def to_python(self, value: Any) -> str:
        """Words with single spaces: pasted text often brings more."""
        words = super().to_python(value) or ""
        return " ".join(words.split()) if self.strip else words


class TextareaField(TextField):
    def __init__(self, *, max_length: int | None = None, rows: int = 5, **asked: Any) -> None:
        super().__init__(max_length=max_length, widget=CountedTextarea(limit=max_length, rows=rows), **asked)

    def to_python(self, value: Any) -> str:
        """Lines stay lines; a browser's two characters for a line's end count as one."""
        return str(forms.CharField.to_python(self, value) or "").replace("\r\n", "\n")


class PasswordField(TextField):
    def __init__(self, *, autocomplete: str = "current-password", **asked: Any) -> None:
        attrs = {"autocomplete": autocomplete, "autocapitalize": "none"}
        super().__init__(strip=False, widget=RevealablePassword(attrs), **asked)


class EmailField(TextField, forms.EmailField):
    widget = forms.EmailInput

    def messages(self) -> dict[str, str]:
        wrong = "Enter an email address in the correct format, like name@example.com"
        return {**super().messages(), "invalid": wrong}


class WholeNumberField(Asked, forms.IntegerField):
    """An age, a count: typed as words would be, since spinners change numbers by accident."""

    def __init__(self, **asked: Any) -> None:
        asked.setdefault("widget", forms.TextInput({"inputmode": "numeric"}))
        super().__init__(**asked)

    def messages(self) -> dict[str, str]:
        return {
            "invalid": f"{self.noun} must be a whole number, like 6",
            "min_value": f"{self.noun} must be %(limit_value)s or more",
            "max_value": f"{self.noun} must be %(limit_value)s or less",
        }


class CodeField(TextField):
    """A one-time code: spaces and hyphens do not count, so that it can be pasted as it was sent."""

    def __init__(self, *, digits: int = 6, **asked: Any) -> None:
        self.digits = digits
        asked.setdefault("missing", f"Enter the {digits}-digit code")
        asked.setdefault("width", 10)
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code"}
        super().__init__(widget=forms.TextInput(attrs), **asked)

    def to_python(self, value: Any) -> str:
        code = re.sub(r"[\s-]", "", super().to_python(value))
        if code and not re.fullmatch(rf"[0-9]{{{self.digits}}}", code):
            raise ValidationError(f"{self.noun} must be {self.digits} numbers, like {'123456789'[: self.digits]}")
        return code


class TelephoneField(TextField):
    """Answers with the number as it is written in Britain: 020 7946 0018."""

    def __init__(self, **asked: Any) -> None:
        asked.setdefault("width", 20)
        super().__init__(widget=forms.TextInput({"type": "tel"}), **asked)

    def to_python(self, value: Any) -> str:
        words = super().to_python(value)
        if words and telephones.read(words) is None:
            raise ValidationError("Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 20 7946 0018")
        return telephones.grouped(words)


OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
INWARD = r"[0-9][A-Z]{2}"


class PostcodeField(TextField):
    """Answers with capitals and one space; with `partial`, the first half alone will do too."""

    def __init__(self, *, partial: bool = False, **asked: Any) -> None:
        self.partial = partial
        asked.setdefault("width", 10)
        super().__init__(**asked)

    def to_python(self, value: Any) -> str:
        code = re.sub(r"[^0-9A-Z]", "", super().to_python(value).upper())
        if not code and not str(value or "").strip():
            return ""
        if re.fullmatch(OUTWARD + INWARD, code):
            return f"{code[:-3]} {code[-3:]}"
        if self.partial and re.fullmatch(OUTWARD, code):
            return code
        half = ", or the first half of one, like LS1" if self.partial else ", like LS1 4AP"
        raise ValidationError(f"Enter a full UK postcode{half}")


class Choice(Asked):
    """One answer, or several, of those listed; never one that opens another question (ux finding 9)."""

    verb = "Select"

    def __init__(self, *, hints: Mapping[str, str] | None = None, **asked: Any) -> None:
        super().__init__(**asked)
        if isinstance(self.widget, HintedChoices):
            self.widget.hints = hints or {}

    def messages(self) -> dict[str, str]:
        again = f"{self.verb} {lower_first(self.noun)} from the list"
        return {"invalid_choice": again, "invalid_list": again}


class RadioField(Choice, forms.ChoiceField):
    widget = HintedChoices


class SelectField(Choice, forms.ChoiceField):
    """A list that opens; with a first empty answer, so that nothing is chosen for anybody."""

    def __init__(self, *, choices: Choices, empty: str = "Select an answer", **asked: Any) -> None:
        def with_empty() -> list[tuple[str, str]]:
            return [("", empty), *(choices() if callable(choices) else choices)]

        super().__init__(choices=with_empty, **asked)


class CheckboxesField(Choice, forms.MultipleChoiceField):
    widget = HintedCheckboxes


class ConfirmField(Asked, forms.BooleanField):
    """One box to tick; answers with True or False."""

    verb = "Confirm that"


class FileField(Asked, forms.FileField):
    widget = forms.FileInput
    verb = "Select"

    def messages(self) -> dict[str, str]:
        return {
            "missing": "Select a file",
            "empty": "The selected file is empty",
            "invalid": "The selected file could not be uploaded – try again",
            "max_length": "The selected file must have a shorter name",
            "contradiction": "Select a file or remove the old one, not both",
        }
