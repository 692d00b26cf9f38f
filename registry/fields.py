"""Which values of a record as it is shown can be reported as wrong, and how is one named in an address? (R-REC-6)

Made from the frozen object that a person sees, so nobody can report, or be told of, what they do not see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contactpoint.vault.tokens import token
from registry.models import Item, NameKind
from registry.particulars import birth
from registry.shown import BriefRecord, Contact, FullRecord, Heading, ShownCarer, ShownName, ShownPlace, ShownValue


@dataclass(frozen=True)
class Field:
    """One value. `code` stands for it in addresses and is worth nothing for any other child or value."""

    code: str
    item: str
    label: str
    value: str


@dataclass(frozen=True)
class Fields:
    """In the order in which the record shows them."""

    contacts: tuple[Field, ...] = ()
    details: tuple[Field, ...] = ()
    carers: tuple[Field, ...] = ()
    places: tuple[Field, ...] = ()
    names: tuple[Field, ...] = ()
    identifiers: tuple[Field, ...] = ()

    @property
    def each(self) -> tuple[Field, ...]:
        return (*self.contacts, *self.details, *self.carers, *self.places, *self.names, *self.identifiers)

    def named(self, code: str) -> Field | None:
        return next((one for one in self.each if one.code == code), None)


def code_of(child: UUID, item: str, value: str) -> str:
    return token(f"{child}|{item}|{value}", purpose="record.field").hex()


def fields_of(shown: FullRecord | BriefRecord) -> Fields:
    """Of a record of which little is shown, that little (R-SHIELD-1)."""
    return _of_brief(shown) if isinstance(shown, BriefRecord) else _of_full(shown)


def _of_full(shown: FullRecord) -> Fields:
    child = shown.heading.child
    return Fields(
        contacts=tuple(_contact(child, one) for one in shown.contacts),
        details=_values(child, shown.details),
        carers=_carers(child, (carer.name for carer in shown.carers)),
        places=tuple(_place(child, one) for one in shown.places),
        names=_names(child, ((one.kind, one.name) for one in shown.names)),
        identifiers=_values(child, shown.identifiers),
    )


def _of_brief(shown: BriefRecord) -> Fields:
    heading = shown.heading
    others = ((NameKind.ALSO_USED, name) for name in shown.other_names)
    return Fields(
        names=_names(heading.child, [(NameKind.CURRENT, heading.name), *others]),
        details=_of_heading(heading),
        carers=_carers(heading.child, shown.carers),
    )


def _of_heading(heading: Heading) -> tuple[Field, ...]:
    born = birth(heading.date_of_birth, estimated=heading.birth_date_estimated)
    said = ((Item.BIRTH_DATE, born), (Item.GENDER, heading.gender))
    return tuple(_field(heading.child, item, str(item.label), value) for item, value in said if value)


def field_of_officer(
    child: UUID,
    *,
    contacts: Iterable[Contact],
    details: Iterable[ShownValue],
    carers: Iterable[ShownCarer],
    places: Iterable[ShownPlace],
    names: Iterable[ShownName],
) -> Fields:
    """The same for whoever sees the parts of a record in the work of an authority."""
    return Fields(
        contacts=tuple(_contact(child, one) for one in contacts),
        details=_values(child, details),
        carers=_carers(child, (one.name for one in carers)),
        places=tuple(_place(child, one) for one in places),
        names=_names(child, ((one.kind, one.name) for one in names)),
    )


def _field(child: UUID, item: str, label: str, value: str) -> Field:
    return Field(code_of(child, str(item), value), str(item), label, value)


def _values(child: UUID, values: Iterable[ShownValue]) -> tuple[Field, ...]:
    return tuple(_field(child, one.item, one.label, one.value) for one in values)


def _names(child: UUID, names: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    return tuple(_field(child, Item.NAMES, str(NameKind(kind).label), name) for kind, name in names)


def _carers(child: UUID, names: Iterable[str]) -> tuple[Field, ...]:
    return tuple(_field(child, Item.CARERS, name, name) for name in names)


def _place(child: UUID, one: ShownPlace) -> Field:
    return _field(child, Item.ADDRESSES, one.kind, ", ".join(filter(None, (one.kind, one.address))))


def _contact(child: UUID, one: Contact) -> Field:
    """A school or a practice by its name; of another service who is named there too."""
    universal = one.item != Item.SERVICES
    value = one.organisation if universal else ", ".join(filter(None, (one.service, one.name, one.organisation)))
    return _field(child, one.item, one.service, value)
