"""How does what is known of a child read on a page, with who said so? Called by registry.disclosure alone."""

from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.pages.dates import day_in_words
from registry.models import AddressKind, Child, Identifier, Item, NameKind
from registry.models.stated import Stated
from registry.record.parts import Parts
from registry.shown import Origin, ShownCarer, ShownName, ShownPlace, ShownValue

# R-REC-2: a number is shown to people employed by the body, in the functions, for which it was allocated.
_IDENTIFIERS_OF_SECTOR: Final = {
    "education": (Identifier.Scheme.UPN, Identifier.Scheme.FORMER_UPN),
    "health": (Identifier.Scheme.NHS_NUMBER,),
}


def origin(row: Stated | Any) -> Origin:
    """Who said it: the source by its name, or the practitioner who entered it."""
    return Origin(row.source.name if row.source else f"{row.stated_by}, by hand", row.as_at)


def shown_name(child: Child) -> str:
    """The current name; children without one are shown by any."""
    names = sorted(child.names.all(), key=lambda name: name.kind != NameKind.CURRENT)
    return _full(names[0]) if names else "Name not known"


def _full(name: Any) -> str:
    return " ".join(part for part in (name.forename, name.middle_names, name.surname) if part)


def other_names(child: Child) -> tuple[str, ...]:
    """By what the child is or was called beside the name."""
    rows, name = sorted(child.names.all(), key=lambda row: (row.kind, row.pk)), shown_name(child)
    return tuple(other for row in rows if row.kind != NameKind.CURRENT and (other := _full(row)) != name)


def shown_names(parts: Parts) -> tuple[ShownName, ...]:
    rows = sorted(parts.names, key=lambda row: row.kind)
    return tuple(ShownName(row.kind, _full(row), origin(row)) for row in rows)


def shown_places(parts: Parts) -> tuple[ShownPlace, ...]:
    """The place now first, then earlier ones."""
    ordered = sorted(parts.addresses, key=lambda row: row.kind == AddressKind.FORMER)
    return tuple(ShownPlace(row.get_kind_display(), _place(row), origin(row)) for row in ordered)


def _place(row: Any) -> str:
    written = ", ".join(part for part in (row.lines, row.town, row.postcode) if part)
    return written or row.get_returning_display() or ""


def shown_carers(parts: Parts) -> tuple[ShownCarer, ...]:
    return tuple(
        ShownCarer(
            name=row.name,
            relationship=row.relationship,
            parental_responsibility=row.parental_responsibility,
            phone=row.phone,
            address=row.address,
            origin=origin(row),
        )
        for row in parts.carers
    )


def details(child: Child, parts: Parts, *, at: datetime) -> tuple[ShownValue, ...]:
    """The values that stand on the record once, with their origin."""
    said = {row.item: origin(row) for row in parts.provenance}
    values = (
        ("Date of birth", _birth(child), said.get(Item.BIRTH_DATE)),
        ("Gender", child.get_gender_display(), said.get(Item.GENDER)),
        ("Date of death", _day(parts.date_of_death), said.get(Item.DEATH_DATE)),
    )
    once = tuple(ShownValue(label, value, who) for label, value, who in values if value)
    return (*once, *_without_school(parts, at=at))


def _birth(child: Child) -> str:
    """An estimate is never read as a day."""
    if child.birth_date_estimated and child.date_of_birth:
        return f"About {child.date_of_birth.year} (estimated)"
    return _day(child.date_of_birth)


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _without_school(parts: Parts, *, at: datetime) -> tuple[ShownValue, ...]:
    """The statement that stands where a school would (Schedule 1 item 7)."""
    today = timezone.localdate(at)
    rows = (row for row in parts.attendances if row.setting_id is None)
    now = (row for row in rows if row.ended_on is None or row.ended_on > today)
    return tuple(ShownValue("Education", row.get_statement_display(), origin(row)) for row in now)


def shown_caf(parts: Parts) -> ShownValue | None:
    row = parts.caf
    return ShownValue(row.holder, _day(row.completed_on), origin(row)) if row else None


def identifiers_for(viewer: Practitioner, parts: Parts) -> tuple[ShownValue, ...]:
    """Only those allocated for what the viewer's employer does (R-REC-2)."""
    sector = viewer.employer.sector if viewer.employer else ""
    schemes = _IDENTIFIERS_OF_SECTOR.get(sector, ())
    rows = (row for row in parts.identifiers if row.scheme in schemes)
    return tuple(ShownValue(row.get_scheme_display(), row.value, origin(row)) for row in rows)
