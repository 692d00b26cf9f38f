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
    return full_name(names[0]) if names else "Name not known"


def full_name(name: Any) -> str:
    return " ".join(part for part in (name.forename, name.middle_names, name.surname) if part)


def other_names(child: Child) -> tuple[str, ...]:
    """By what the child is or was called beside the name."""
    rows, name = sorted(child.names.all(), key=lambda row: (row.kind, row.pk)), shown_name(child)
    return tuple(other for row in rows if row.kind != NameKind.CURRENT and (other := full_name(row)) != name)


def shown_names(parts: Parts) -> tuple[ShownName, ...]:
    rows = sorted(parts.names, key=lambda row: row.kind)
    return tuple(ShownName(row.kind, full_name(row), origin(row)) for row in rows)


def shown_places(parts: Parts) -> tuple[ShownPlace, ...]:
    """The place now first, then earlier ones."""
    ordered = sorted(parts.addresses, key=lambda row: row.kind == AddressKind.FORMER)
    return tuple(ShownPlace(row.get_kind_display(), place_in_words(row), origin(row)) for row in ordered)


def place_in_words(row: Any) -> str:
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
        (Item.BIRTH_DATE, birth(child.date_of_birth, estimated=child.birth_date_estimated)),
        (Item.GENDER, str(child.get_gender_display())),
        (Item.DEATH_DATE, day(parts.date_of_death)),
    )
    once = tuple(ShownValue(str(item.label), value, said.get(item), item) for item, value in values if value)
    return (*once, *_without_school(parts, at=at))


def birth(born: date | None, *, estimated: bool) -> str:
    """An estimate is never read as a day."""
    return f"About {born.year} (estimated)" if born and estimated else day(born)


def day(value: date | None) -> str:
    return day_in_words(value) if value else ""


def _without_school(parts: Parts, *, at: datetime) -> tuple[ShownValue, ...]:
    """The statement that stands where a school would (Schedule 1 item 7)."""
    today = timezone.localdate(at)
    rows = (row for row in parts.attendances if row.setting_id is None)
    now = (row for row in rows if row.ended_on is None or row.ended_on > today)
    return tuple(ShownValue("Education", row.get_statement_display(), origin(row), Item.SETTING) for row in now)


def shown_caf(parts: Parts) -> ShownValue | None:
    row = parts.caf
    return ShownValue(row.holder, day(row.completed_on), origin(row)) if row else None


def identifiers_for(viewer: Practitioner, parts: Parts) -> tuple[ShownValue, ...]:
    """Only those allocated for what the viewer's employer does (R-REC-2)."""
    sector = viewer.employer.sector if viewer.employer else ""
    schemes = _IDENTIFIERS_OF_SECTOR.get(sector, ())
    rows = (row for row in parts.identifiers if row.scheme in schemes)
    return tuple(ShownValue(row.get_scheme_display(), row.value, origin(row), Item.IDENTIFIERS) for row in rows)
