"""How do the pages about sources show one: its facts in words, and the report of a trial?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html

from contactpoint.pages.components import Row, Table
from contactpoint.pages.templatetags.pages import tag
from feeds.believed import Believed
from feeds.formats.targets import TARGETS
from feeds.forms.sources import percent
from feeds.models import Delivery
from feeds.naming import format_name
from feeds.reasons import Reason
from feeds.report import report
from feeds.standing import standing
from registry.models import LegalBasis, Source

COUNTED: Final = {
    "received": "Rows received",
    "created": "Would make a new record",
    "updated": "Would change a record",
    "unchanged": "Would say nothing new",
    "waiting": "Would wait for a person",
    "quarantined": "Could not be read",
    "refused": "Not this source's to say",
}


def facts(source: Source) -> list[Row]:
    every = source.every_days
    return [
        Row("Supplied by", source.body.name),
        Row("For", source.area.name if source.area else "National"),
        Row("Legal basis", str(LegalBasis(source.legal_basis).label)),
        Row("Format", format_name(source.format)),
        Row(
            "Delivery expected",
            f"Every {every} days" if every and every > 1 else "Every day" if every else "At no set time",
        ),
        Row("In each delivery", "All its children" if source.complete else "Changes only"),
        Row("Control total", "Required" if source.control_total_required else "Not required"),
        Row("Approval by a person", "Before anything is applied" if source.review_required else "Only when it stops"),
        Row("Rows in error allowed", f"{percent(source.error_share_allowed)}%"),
        Row("New or vanished children allowed", f"{percent(source.jump_allowed)}%"),
        Row("Contact", source.contact or "None"),
        Row("Name for commands and folders", source.code),
    ]


def sources_table(caption: str, sources: Sequence[Source]) -> Table | None:
    if not sources:
        return None
    return Table(caption, ["Source", "Supplied by", "For", "Format", "State"], [_cells(source) for source in sources])


def _cells(source: Source) -> list[str]:
    where, now = reverse("view_source", args=[source.pk]), standing(source)
    return [
        format_html('<a class="govuk-link" href="{}">{}</a>', where, source.name),
        source.body.name,
        source.area.name if source.area else "National",
        format_name(source.format),
        tag(now.words, now.colour),
    ]


def items(believed: list[Believed]) -> list[Row]:
    return [Row(str(one.item.label), one.words) for one in believed]


def trial_counts(trial: Delivery) -> Table:
    told = report(trial)
    rows = [(words, f"{told.counts[name]:,}") for name, words in COUNTED.items()]
    return Table("What the trial found", ["What would become of the rows", "Rows"], rows, numeric=["Rows"])


def trial_reasons(trial: Delivery) -> Table | None:
    rows = sorted(report(trial).reasons, key=lambda reason: -reason[2])
    if not rows:
        return None
    cells = [(Reason(code).words, COUNTED.get(state, state), f"{count:,}") for state, code, count in rows]
    return Table("Why rows would not be taken", ["Why", "What would become of them", "Rows"], cells, numeric=["Rows"])


def columns(mapping: Mapping[str, Any]) -> list[Row]:
    """Header by header of a source's own table, what each is taken for."""
    found = [Row(header, _words(path)) for header, path in mapping.get("columns", {}).items()]
    found += [Row("For every row", f"{_words(path)}: {text}") for path, text in mapping.get("always", {}).items()]
    key = mapping.get("key", "")
    tells_apart = key if isinstance(key, str) else ", ".join(key)
    return [*found, Row("Tells one child from another", tells_apart)] if found else []


def _words(path: str) -> str:
    return TARGETS[path].words if path in TARGETS else path
