"""What is held of a child, fact by fact, and what would each tell of, if it were handed out? (R-AUDIT-4)

For whoever answers a request for what is held (oversight.subject_access): frozen, and each fact says by itself where it
came from, whether it is about somebody else, whether it says where the child is, and which sensitive services it would
give away. Who may be shown what is decided there, item by item.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contactpoint.pages.dates import day_in_words
from registry import statements
from registry.archiving import in_archive, why_archived
from registry.models import AddressKind, Child, Gender, Item, NameKind, Source, Status
from registry.names.normal import normalise
from registry.number import shown
from registry.particulars import origin
from registry.record.compute import compute
from registry.record.parts import Parts, parts_of, parts_said
from registry.record.write import saying
from registry.retention import destroyed_on
from registry.sensitive import Secret, secrets_of
from registry.shields import Visible, visible_of

BY_HAND: Final = "A practitioner entered it"  # never who: the source of a fact is not one who looked


class Section(StrEnum):
    """In the order in which a person reads them."""

    CHILD = "The child"
    HOME = "Where the child lives"
    CARERS = "Parents and carers"
    SCHOOL = "School"
    DOCTOR = "Doctor"
    SERVICES = "People and services who work with the child"
    ASSESSMENT = "Assessment"
    NUMBERS = "Numbers in other systems"
    ALSO_SAID = "What our sources also told us"


@dataclass(frozen=True)
class Held:
    """One fact. `tells_of`: the sensitive involvements that it would give away."""

    section: Section
    label: str
    value: str
    source: str = ""
    as_at: datetime | None = None
    about_others: bool = False
    where: bool = False  # it leads to where the child is, or is hidden for another reason while a shield is on
    key: str = ""  # the same for the same place or person, however written
    service: UUID | None = None  # it is about this sensitive involvement
    tells_of: frozenset[UUID] = field(default=frozenset())


@dataclass(frozen=True)
class Everything:
    """The facts of one record. `secrets`: the sensitive services among them."""

    child: UUID
    shielded: bool
    facts: tuple[Held, ...]
    secrets: tuple[Secret, ...]


def everything_held(row: Child) -> Everything:
    """Of the record, and of what each source says beside it. For whoever answers a request, and nobody else."""
    parts = parts_of([row.pk])[row.pk]
    visible = visible_of([row.pk]).get(row.pk)
    said = _said(row.pk)
    secrets = secrets_of([*parts.involvements, *(one for _, other in said for one in other.involvements)])
    facts = [*_single(row, parts), *facts_of(parts)]
    known = {(one.label, one.value) for one in facts}
    for scalars, other in said:
        for one in (*scalars, *facts_of(other)):
            if (one.label, one.value) not in known:
                known.add((one.label, one.value))
                facts.append(replace(one, section=Section.ALSO_SAID))
    if visible is not None:
        facts = _under_shield(row.pk, facts, parts, visible)
    return Everything(row.pk, visible is not None, tuple(_veiled(facts, secrets)), secrets)


def facts_of(parts: Parts) -> Iterator[Held]:
    """What of a record can be about somebody else, or lead to the child; and the names."""
    for name in sorted(parts.names, key=lambda row: row.kind != NameKind.CURRENT):
        yield _fact(
            Section.CHILD, str(NameKind(name.kind).label), _joined(name.forename, name.middle_names, name.surname), name
        )
    for place in sorted(parts.addresses, key=lambda row: row.kind == AddressKind.FORMER):
        yield _address(place)
    for carer in parts.carers:
        yield from _carer(carer)
    yield from _universal(parts)
    yield from _services(parts)
    if parts.caf:
        value = f"{day_in_words(parts.caf.completed_on)}, held by {parts.caf.holder}"
        yield _fact(Section.ASSESSMENT, "Common Assessment Framework", value, parts.caf, where=True)
    for number in parts.identifiers:
        yield _fact(Section.NUMBERS, number.get_scheme_display(), number.value, number, where=True)


def _single(row: Child, parts: Parts) -> Iterator[Held]:
    said = {one.item: one for one in parts.provenance}
    values = (
        ("Date of birth", _birth(row.date_of_birth, row.birth_date_estimated), Item.BIRTH_DATE),
        ("Gender", str(row.get_gender_display()), Item.GENDER),
        ("Date of death", _day(parts.date_of_death), Item.DEATH_DATE),
    )
    yield Held(Section.CHILD, "ContactPoint number", shown(row.number), "ContactPoint gave it")
    if row.status == Status.ARCHIVED:
        there = in_archive(row)
        until = day_in_words(destroyed_on(there.on))
        value = f"Since {day_in_words(there.on)}: {why_archived(row, there).label}. To be destroyed on {until}"
        yield Held(Section.CHILD, "In the archive", value, "ContactPoint’s own rules", where=True)
    for label, value, item in values:
        if value:
            who = said.get(item)
            yield _fact(Section.CHILD, label, value, who) if who else Held(Section.CHILD, label, value)


def _said(child: UUID) -> list[tuple[list[Held], Parts]]:
    """Each statement by itself, those too that a source took back and that are still kept (R-FEED-6)."""
    ranks = dict(Source.objects.values_list("pk", "precedence"))
    names = dict(Source.objects.values_list("pk", "name"))
    found = []
    for kept in statements.of([child], withdrawn=True):
        record = compute([saying(kept, ranks)])
        source = BY_HAND if kept.stated_by else names[kept.source]
        born = record.date_of_birth
        single = (
            ("Date of birth", _birth(born.value, born.by.assertion.birth_date_estimated) if born else ""),
            ("Gender", str(Gender(record.gender.value).label) if record.gender else ""),
        )
        scalars = [Held(Section.ALSO_SAID, label, value, source, kept.as_at) for label, value in single if value]
        found.append((scalars, parts_said(child, record)))
    return found


def _address(row: Any) -> Held:
    value = ", ".join(part for part in (row.lines, row.town, row.postcode) if part) or row.get_returning_display()
    key = f"home {normalise(row.lines)} {row.postcode}" if row.postcode else ""
    return _fact(Section.HOME, row.get_kind_display(), value or row.get_kind_display(), row, where=True, key=key)


def _carer(row: Any) -> Iterator[Held]:
    name = f"{row.name} ({row.relationship})" if row.relationship else row.name
    role = "Has parental responsibility" if row.parental_responsibility else "Cares for the child"
    yield _fact(Section.CARERS, role, name, row, about_others=True)
    if reached := ", ".join(part for part in (row.phone, row.address) if part):
        key = f"carer {normalise(row.name)} {''.join(filter(str.isdigit, row.phone))} {normalise(row.address)}"
        reached = f"{row.name}: {reached}"
        yield _fact(
            Section.CARERS, "How to reach a parent or carer", reached, row, about_others=True, where=True, key=key
        )


def _universal(parts: Parts) -> Iterator[Held]:
    for row in parts.attendances:
        name = row.setting.name if row.setting else str(row.get_statement_display())
        value = _joined(name, row.setting.phone if row.setting else "", _span(row.started_on, row.ended_on), by=", ")
        key = f"school {row.setting.urn}" if row.setting else ""
        yield _fact(Section.SCHOOL, "School", value, row, where=True, key=key)
    for one in parts.registrations:
        value = _joined(one.practice.name, one.practice.phone, _span(one.started_on, one.ended_on), by=", ")
        yield _fact(Section.DOCTOR, "GP practice", value, one, where=True, key=f"practice {one.practice.ods_code}")


def _services(parts: Parts) -> Iterator[Held]:
    by_id = {row.pk: row for row in parts.involvements}
    for row in sorted(parts.involvements, key=lambda row: (row.started_on, row.service, row.organisation_name)):
        who = _joined(row.contact_name, row.role, row.organisation_name, row.phone, row.email, by=", ")
        value = _joined(who, _span(row.started_on, row.ended_on), by=", ")
        key = f"service {normalise(row.organisation_name)} {normalise(row.contact_name)}"
        about = {"service": row.pk, "tells_of": frozenset({row.pk})} if row.sensitive else {}
        yield _fact(Section.SERVICES, row.service, value, row, where=True, key=key, **about)
    for lead in parts.leads:
        if lead.involvement_id and (leading := by_id.get(lead.involvement_id)):
            tells_of = frozenset({leading.pk}) if leading.sensitive else frozenset()
            value = _joined(leading.contact_name or leading.service, _span(lead.since, lead.until), by=", ")
            yield _fact(Section.SERVICES, "Lead professional", value, lead, where=True, tells_of=tells_of)


def _veiled(facts: Iterable[Held], secrets: Collection[Secret]) -> Iterator[Held]:
    """What names a sensitive service in another place tells of it, too; and a source that is the service's own."""
    for fact in facts:
        tells_of = fact.tells_of | {one.involvement for one in secrets if one.is_told_by(fact.value)}
        own_source = not tells_of and any(one.is_told_by(fact.source) for one in secrets)
        yield replace(fact, tells_of=tells_of, source=BY_HAND if own_source else fact.source)


def _under_shield(child: UUID, facts: Iterable[Held], parts: Parts, visible: Visible) -> list[Held]:
    """What lies open of a shielded child names no source; everything else is hidden (R-SHIELD-1)."""
    names = {_joined(one.forename, one.middle_names, one.surname) for one in visible.names_among(child, parts.names)}
    return [_shown_or_hidden(fact, names, carers_hidden=visible.carers_hidden) for fact in facts]


def _shown_or_hidden(fact: Held, names: Collection[str], *, carers_hidden: bool) -> Held:
    is_name = fact.label in NameKind.labels
    hidden = (
        fact.where
        or fact.section is Section.ALSO_SAID
        or (is_name and fact.value not in names)
        or (fact.section is Section.CARERS and carers_hidden)
    )
    return replace(fact, where=True) if hidden else replace(fact, source="", as_at=None)


def _fact(section: Section, label: str, value: str, row: Any, **more: Any) -> Held:
    source = BY_HAND if row.source is None else origin(row).said_by
    return Held(section, label, value, source, row.as_at, **more)


def _joined(*words: str, by: str = " ") -> str:
    return by.join(word for word in words if word)


def _span(start: date | None, end: date | None) -> str:
    return _joined(f"from {day_in_words(start)}" if start else "", f"to {day_in_words(end)}" if end else "")


def _birth(born: date | None, estimated: bool) -> str:
    return f"About {born.year} (estimated)" if born and estimated else _day(born)


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""
