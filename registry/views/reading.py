"""How do frozen records and searches read as the components of a page?"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contactpoint.pages import telephones
from contactpoint.pages.components import Action, ContactRow, Row
from contactpoint.pages.dates import day_in_words
from registry.choices import Gender, Group, NameKind
from registry.forms.find import as_typed
from registry.search.criteria import Criteria
from registry.shown import Contact, Hit, Origin, ShownCarer, ShownName, ShownPlace, ShownValue

NO_BREAK = "\N{NO-BREAK SPACE}"
BREAK = SafeString("<br>")
LABELS = {
    "number": "ContactPoint number",
    "forename": "First name",
    "surname": "Last name",
    "born": "Date of birth",
    "age": "Age",
    "gender": "Gender",
    "postcode": "Postcode",
    "street": "Street",
    "school": "School",
}


def children_match(count: int) -> str:
    """The heading of a result."""
    if count == 0:
        return "No child found"
    return "1 child matches" if count == 1 else f"{count} children match"


def asked_rows(criteria: Criteria) -> list[Row]:
    """What was searched for, as it was typed."""
    typed = as_typed(criteria)
    if criteria.gender:
        typed["gender"] = Gender(criteria.gender).label
    return [Row(label, str(typed[key])) for key, label in LABELS.items() if typed[key]]


def may_be_twins(hits: Sequence[Hit]) -> bool:
    """Whether two of them have the same last name and day of birth: twins, or one child twice."""
    alike = (
        one.date_of_birth == other.date_of_birth and _last_word(one.name) == _last_word(other.name)
        for one, other in combinations(hits, 2)
        if one.date_of_birth
    )
    return any(alike)


def _last_word(name: str) -> str:
    return name.split()[-1].casefold() if name else ""


def grouped(contacts: Iterable[Contact], rows: Iterable[ContactRow]) -> list[tuple[str, list[ContactRow]]]:
    """Their rows under their headings, in the order of the headings; a heading with nobody is left out."""
    everyone = list(zip(contacts, rows, strict=True))
    groups = ((group.label, [row for one, row in everyone if one.group == group]) for group in Group)
    return [(str(label), rows) for label, rows in groups if rows]


def contact_row(one: Contact) -> ContactRow:
    """A service where nobody is named stands under its own name."""
    roles = [role for role in (one.role, "lead professional" if one.leads else "") if role]
    return ContactRow(
        service=one.service,
        name=one.name or one.organisation,
        role=", ".join(roles),
        organisation=one.organisation if one.name else "",
        telephones=[one.phone] if one.phone else [],
        email=one.email,
        since=one.since,
        until=one.ended_on,
        confirmed_on=one.confirmed_at.date(),
        confirmed_by=one.said_by,
        may_be_out_of_date=one.may_be_out_of_date and one.ended_on is None,
        actions=[_end(one)] if one.can_end else [],
    )


def _end(one: Contact) -> Action:
    return Action("End", reverse("end_involvement", args=[one.involvement]), f"the involvement of {one.name}")


def with_origin(value: str | SafeString, origin: Origin | None) -> SafeString:
    """The value, and below it who said so and when."""
    if origin is None:
        return format_html("{}", value)
    return format_html('{}<br><span class="cp-quiet">{}, {}</span>', value, origin.said_by, day_in_words(origin.as_at))


def value_rows(values: Iterable[ShownValue]) -> list[Row]:
    return [Row(value.label, with_origin(value.value, value.origin)) for value in values]


def name_rows(names: Iterable[ShownName]) -> list[Row]:
    return [Row(str(NameKind(name.kind).label), with_origin(name.name, name.origin)) for name in names]


def place_rows(places: Iterable[ShownPlace]) -> list[Row]:
    return [Row(place.kind, with_origin(place.address or "None", place.origin)) for place in places]


def carer_rows(carers: Iterable[ShownCarer]) -> list[Row]:
    return [Row(carer.name, with_origin(_carer(carer), carer.origin)) for carer in carers]


def _carer(carer: ShownCarer) -> SafeString:
    responsible = "has parental responsibility" if carer.parental_responsibility else ""
    known = ", ".join(part for part in (carer.relationship, responsible) if part)
    parts = [known[:1].upper() + known[1:], carer.address, telephone(carer.phone)]
    return format_html_join(BREAK, "{}", ((part,) for part in parts if part))


def telephone(phone: str) -> SafeString:
    """A number to press; nothing where there is none."""
    if not phone:
        return SafeString("")
    shown = telephones.grouped(phone).replace(" ", NO_BREAK)
    return format_html('<a class="govuk-link cp-nowrap" href="{}">{}</a>', telephones.link(phone), shown)
