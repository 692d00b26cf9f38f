"""What stood there when the page of a form was shown? Its mark goes along and comes back with the form (ux.md 1.1)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from contactpoint.pages.dates import day_in_words


class SeenForm(forms.Form):
    """`seen`: the mark. One that is missing or made up is like an old one: its sender is told."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    theirs: Sequence[str] = ()  # what stands there now, in sentences, for who was overtaken

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen

    def overtaken(self, words: str, theirs: Sequence[str], *, now: str) -> None:
        """What was typed stays; sent once more, it is sent by somebody who has read what stands there now."""
        self.theirs = theirs
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": now}
        self.add_error(None, words)

    def instead(self, kept: Mapping[str, Any]) -> list[str]:
        """Each field of which what is kept differs from what was sent, in words."""
        pairs = [
            (field, kept.get(name), self.cleaned_data[name]) for name, field in self.fields.items() if name != "seen"
        ]
        differ = [(field, there) for field, there, sent in pairs if (there or sent) and there != sent]
        return [f"{str(field.label).removesuffix('?')}: {_in_words(field, there)}" for field, there in differ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value or "", value))
    if isinstance(value, date):
        return day_in_words(value)
    return str(value or "nothing")
