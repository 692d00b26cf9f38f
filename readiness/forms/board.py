"""Which organisations, and which month, does somebody want to see? All of it stands in the address (ux.md 2(i))"""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.http import QueryDict

from accounts.models import Kind, Organisation, Stage, Track
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.fields import SelectField
from readiness.board.england import NATIONAL, Chosen
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
        self.fields["month"] = choice(
            "Month", [(f"{one:%Y-%m}", month_in_words(one)) for one in months], empty="Newest"
        )
        self.fields["region"] = choice("Region", regions(), empty="All regions")
        self.fields["stage"] = choice("Stage", Stage.choices, empty="All stages")
        self.fields["track"] = choice("Track", Track.choices, empty="Both tracks")
        self.fields["status"] = choice("Checks", [(one.code, one.words) for one in Status], empty="All")
        self.fields["exception"] = choice("Only those that", CODES, empty="All")


def chosen(asked: Mapping[str, str]) -> Chosen:
    return Chosen(**{name: asked.get(name, "") for name in Chosen.__dataclass_fields__})
