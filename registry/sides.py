"""What does an officer who compares see of each side? Frozen and redacted: of another area's record who it is, no more.

Values that identify elsewhere are masked on both sides: that they agree is said by the comparison.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

from accounts.models import Practitioner
from contactpoint.pages.dates import day_in_words
from registry.assertion import Assertion
from registry.matching.described import Described
from registry.models import AddressKind, Child, EducationalSetting, Gender, Identifier, NameKind, Practice
from registry.number import shown
from registry.record.parts import Parts, parts_of
from registry.shields import shielded_among
from registry.visible import findable_among

HIDDEN: Final = "Not shown: held by another authority"
KEPT_TO_ITSELF: Final = ("postcode", "address_norm", "school", "upn", "nhs_number")


class Sight(IntEnum):
    """How much this person may see of a record."""

    WHO = 0  # shielded, or not to be found yet, and another area's: a name, a day and a gender
    OUTSIDE = 1  # another area's: that, and whose it is
    WHOLE = 2


@dataclass(frozen=True)
class Side:
    """One side of a comparison. An empty text is not known, HIDDEN is not shown."""

    letter: str
    title: str
    child: UUID | None
    sight: Sight
    reference: str = ""
    authority: str = ""
    forenames: str = ""
    surnames: str = ""
    birth_date: str = ""
    gender: str = ""
    home: str = ""
    school: str = ""
    practice: str = ""
    carers: str = ""
    upn: str = ""
    nhs_number: str = ""

    @property
    def name(self) -> str:
        return f"{self.forenames.split(' / ')[0]} {self.surnames.split(' / ')[0]}".strip() or "Name not known"


def side_of_row(said: Assertion, *, source: str) -> Side:
    """What the source says; schools and practices by their names, in two look-ups."""
    place = next((place for place in said.addresses if place.kind != AddressKind.FORMER), None)
    urns = [one.urn for one in said.settings if one.ended_on is None and one.urn]
    schools = EducationalSetting.objects.filter(urn__in=urns).values_list("name", flat=True)
    practices = Practice.objects.filter(ods_code=said.practice.ods_code if said.practice else "")
    return Side(
        letter="New",
        title=f"New from {source}",
        child=None,
        sight=Sight.WHOLE,
        forenames=_each(f"{name.forename} {name.middle_names}" for name in said.names),
        surnames=_each(name.surname for name in said.names),
        birth_date=_birth(said.date_of_birth, said.birth_date_estimated),
        gender=str(Gender(said.gender).label) if said.gender else "",
        home=", ".join(part for part in (place.lines, place.town, place.postcode) if part) if place else "",
        school=_each(schools),
        practice=_each(practices.values_list("name", flat=True)),
        carers=_each(carer.name for carer in said.carers),
        upn=_masked(said.identifiers.get("upn", ())),
        nhs_number=_masked(said.identifiers.get("nhs_number", ())),
    )


def sides_of(children: Collection[UUID], *, viewer: Practitioner) -> list[tuple[Child, Side]]:
    """The records in the order of their numbers, under letters, as far as this person may see them."""
    rows = Child.objects.filter(pk__in=children).select_related("responsible_authority", "words_key")
    plain = findable_among(children) - shielded_among(children)
    ordered = list(rows.prefetch_related("names").order_by("number"))
    sights = {row.pk: _sight(row, plain, viewer) for row in ordered}
    parts = parts_of({child for child, sight in sights.items() if sight is Sight.WHOLE})
    return [(row, _side(row, chr(ord("A") + n), sights[row.pk], parts.get(row.pk))) for n, row in enumerate(ordered)]


def _sight(row: Child, plain: set[UUID], viewer: Practitioner) -> Sight:
    """Whoever sees a shielded record at all here is a shielding officer (registry.asked, registry.merge_asking).

    Of an area that has not begun nobody elsewhere learns more than of a shielded child (R-SHIELD-9).
    """
    if row.responsible_authority_id == viewer.organisation_id:
        return Sight.WHOLE
    return Sight.OUTSIDE if row.pk in plain else Sight.WHO


def _side(row: Child, letter: str, sight: Sight, parts: Parts | None) -> Side:
    """`parts` of a record that this person sees whole; of others the names that lie open."""
    names = sorted(parts.names if parts else row.names.all(), key=lambda name: name.kind != NameKind.CURRENT)
    who = Side(
        letter=letter,
        title=f"Record {letter}",
        child=row.pk,
        sight=sight,
        reference=shown(row.number) if sight is Sight.WHOLE else f"ends {row.number[-3:]}",
        authority="" if sight is Sight.WHO else row.responsible_authority.name,
        forenames=_each(f"{name.forename} {name.middle_names}" for name in names),
        surnames=_each(name.surname for name in names),
        birth_date=_birth(row.date_of_birth, row.birth_date_estimated),
        gender=str(row.get_gender_display()),
    )
    if parts:
        return replace(who, **_whereabouts(parts))
    hidden: dict[str, Any] = dict.fromkeys(("home", "school", "practice", "carers", "upn", "nhs_number"), HIDDEN)
    return replace(who, **hidden)


def _whereabouts(parts: Parts) -> dict[str, Any]:
    now = next((place for place in parts.addresses if place.kind != AddressKind.FORMER), None)
    home = ", ".join(part for part in (now.lines, now.town, now.postcode) if part) if now else ""
    numbers: dict[str, list[str]] = {Identifier.Scheme.UPN: [], Identifier.Scheme.NHS_NUMBER: []}
    for one in parts.identifiers:
        numbers.setdefault(one.scheme, []).append(one.value)
    return {
        "home": home,
        "school": _each(one.setting.name for one in parts.attendances if one.setting and one.ended_on is None),
        "practice": _each(one.practice.name for one in parts.registrations if one.ended_on is None),
        "carers": _each(one.name for one in parts.carers),
        "upn": _masked(numbers[Identifier.Scheme.UPN]),
        "nhs_number": _masked(numbers[Identifier.Scheme.NHS_NUMBER]),
    }


def described_for(one: Described, sight: Sight) -> Described:
    """What may be compared on a page: of a hidden child not even that a place or a former name agrees (R-SHIELD-2)."""
    if sight is not Sight.WHO:
        return one
    nothing: dict[str, Any] = dict.fromkeys(KEPT_TO_ITSELF)
    return Described(tuple(party._replace(**nothing) for party in one.parties[:1]), frozenset())


def _each(words: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))


def _birth(born: date | None, estimated: bool) -> str:
    if born is None:
        return ""
    return f"About {born.year} (estimated)" if estimated else day_in_words(born)


def _masked(numbers: Iterable[str]) -> str:
    return " / ".join(f"ends {number[-3:]}" for number in numbers)
