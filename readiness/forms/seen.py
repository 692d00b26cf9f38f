"""What stood there when the page of a form was shown? Its mark goes along and comes back with the form (ux.md 1.1)."""

from collections.abc import Sequence
from typing import Any

from django import forms


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
