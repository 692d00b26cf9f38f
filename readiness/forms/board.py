"""Which organisations, and which month, does somebody want to see? All of it stands in the address (ux.md 2(i))"""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.http import QueryDict

from accounts.models import Kind, Organisation, Stage, Track
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.fields import SelectField
from readiness.board.england import NATIONAL, SIGNED, Chosen
from readiness.board.exceptions import CODES
from readiness.board.lines import Status


def regions() -> list[tuple[str, str]]:
    found = Organisation.objects.filter(kind=Kind.AUTHORITY).order_by("region").values_list("region", flat=True)
    return [(name, name) for name in (*found.distinct(), NATIONAL)]


def choice(label: str, choices: Sequence[tuple[str, str]], *, empty: str) -> SelectField:
    return SelectField(label=label, choices=choices, empty=empty, required=False)


class BoardForm(forms.Form):
    """Read from the address, where anything may stand: what is no choice is no choice."""

    def __init__(self, asked: QueryDict, *, months: Sequence[date]) -> None:
        super().__init__(asked)
        statuses = [*((one.code, one.words) for one in Status), (SIGNED, "Any signed return")]
        self.offered: dict[str, dict[str, str]] = {}
        for name, label, choices, empty in (
            ("month", "Month", [(f"{one:%Y-%m}", month_in_words(one)) for one in months], "Newest"),
            ("region", "Region", regions(), "All regions"),
            ("stage", "Stage", Stage.choices, "All stages"),
            ("track", "Track", Track.choices, "Both tracks"),
            ("status", "Checks", statuses, "All"),
            ("exception", "Only those that", CODES, "All"),
        ):
            self.fields[name] = choice(label, choices, empty=empty)
            self.offered[name] = dict(choices)

    @property
    def in_words(self) -> str:
        """What is chosen, for whoever reads it on paper."""
        chosen = {name: labels.get(self.data.get(name, "")) for name, labels in self.offered.items()}
        return "; ".join(f"{self.fields[name].label}: {label}" for name, label in chosen.items() if label)


def chosen(asked: Mapping[str, str]) -> Chosen:
    return Chosen(**{name: asked.get(name, "") for name in Chosen.__dataclass_fields__})
