"""How does a page show the first rows of a table as they would be read, and the mistake in its cell?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html

from contactpoint.pages.components import Row, Shown
from contactpoint.pages.dates import day_in_words
from feeds.allowed import ITEMS
from feeds.formats.mapped_table import Look
from feeds.sample import ReadRow
from registry.assertion import Assertion, Name, Place
from registry.models import Gender, Identifier

HIDDEN = "Read"  # stands for a value where the viewer may see no child


@dataclass(frozen=True)
class Card:
    title: str
    rows: Sequence[Row]
    wrong: str = ""  # of the row as a whole
    stripped: str = ""


def cards(read: Sequence[ReadRow], look: Look, *, values: bool) -> list[Card]:
    return [_card(row, look, values=values) for row in read]


def _card(row: ReadRow, look: Look, *, values: bool) -> Card:
    if row.assertion is None:
        title = f"Row {row.number} cannot be read"
        shown = [] if row.column not in look.headers else [_wrong_cell(row, look, values=values)]
        return Card(title, shown, wrong="" if shown else row.wrong)
    rows = [Row(label, words if values else HIDDEN) for label, words in _said(row.assertion)]
    stripped = ", ".join(str(ITEMS[name].label) if name in ITEMS else name.capitalize() for name in row.stripped)
    return Card(f"Row {row.number} as it would be read", rows, stripped=stripped)


def _wrong_cell(row: ReadRow, look: Look, *, values: bool) -> Row:
    cell = look.rows[row.number - 2].get(row.column, "") if values else ""
    words: Shown = format_html(
        '<span class="cp-break">{}</span><span class="govuk-error-message">{}</span>', cell, row.wrong
    )
    return Row(row.column, words)


def _said(said: Assertion) -> Iterator[tuple[str, str]]:
    yield from (("Name" if name.kind == "current" else "Name also used", _name(name)) for name in said.names)
    if said.date_of_birth:
        yield "Date of birth", day_in_words(said.date_of_birth)
    if said.gender:
        yield "Gender", str(Gender(said.gender).label)
    if said.date_of_death:
        yield "Date of death", day_in_words(said.date_of_death)
    yield from (("Address", _address(place)) for place in said.addresses)
    for carer in said.carers:
        yield "Parent or carer", _joined(carer.name, carer.relationship, carer.phone)
    yield from (("School", setting.urn) for setting in said.settings)
    if said.practice:
        yield "Medical practice", said.practice.ods_code
    for service in said.services:
        since = f"since {day_in_words(service.started_on)}"
        yield "Service", _joined(service.service, service.organisation_name, service.contact_name, service.phone, since)
    if said.caf:
        yield "Common Assessment Framework", _joined(said.caf.holder, day_in_words(said.caf.completed_on))
    for scheme, numbers in said.identifiers.items():
        yield str(Identifier.Scheme(scheme).label), ", ".join(numbers)
    if said.restricted:
        yield "To be hidden", "Yes"


def _name(name: Name) -> str:
    return " ".join(part for part in (name.forename, name.middle_names, name.surname) if part)


def _address(place: Place) -> str:
    return _joined(place.lines, place.town, place.postcode)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
