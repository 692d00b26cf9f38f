"""Which places does a batch of rows speak of, and who is responsible there?"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.models import Kind, Organisation
from registry.assertion import Assertion, PracticeSaid, SettingSaid, but
from registry.models import EducationalSetting, PostcodeDistrict, Practice, Source
from registry.models.reference import Standing

MOST_SUCCESSORS = 10  # one after another; more is a ring
DFE_NUMBER_DIGITS = 7  # authority and establishment; a URN has six at most


@dataclass(frozen=True)
class School:
    """Where a number leads: to the school itself, and to the one that took its place if it closed."""

    urn: str
    authority: UUID
    now: str  # URN


@dataclass(frozen=True)
class Places:
    """The reference data that a batch needs, read once."""

    districts: dict[str, UUID]  # postcode district -> authority
    schools: dict[str, School]  # by URN and by DfE number
    practices: dict[str, str]  # ODS code -> that of the practice itself, or of the one that took its place
    authorities: dict[str, UUID]  # DfE code -> authority

    def known_only(self, said: Assertion) -> Assertion:
        """Schools by their URN; a school or practice that the reference data does not have cannot be shown."""
        settings = tuple([self._known(one) for one in said.settings if not one.urn or one.urn in self.schools])
        practice = self._known_practice(said.practice) if said.practice else None
        if settings == said.settings and practice == said.practice:
            return said
        return but(said, settings=settings, practice=practice)

    def _known(self, setting: SettingSaid) -> SettingSaid:
        """Who is at a school that closed is at the one that took its place; who was there stays there."""
        if not setting.urn:
            return setting
        school = self.schools[setting.urn]
        urn = school.urn if setting.ended_on else school.now
        return setting if urn == setting.urn else but(setting, urn=urn)

    def _known_practice(self, said: PracticeSaid) -> PracticeSaid | None:
        code = self.practices.get(said.ods_code)
        if code is None:
            return None
        return said if code == said.ods_code else but(said, ods_code=code)

    def responsible(self, said: Assertion, *, authority: str, source: Source) -> UUID | None:
        """Where the child lives, else learns, else who says so; None: a person decides (R-REC-4)."""
        for place in said.addresses:
            if place.kind != "former" and (found := self.districts.get(district(place.postcode))):
                return found
        for setting in said.settings:
            if setting.urn in self.schools and setting.ended_on is None:
                return self.schools[setting.urn].authority
        return self.authorities.get(authority) or source.area_id


def district(postcode: str) -> str:
    return postcode.partition(" ")[0]


def places_of(assertions: Iterable[Assertion], authorities: Iterable[str]) -> Places:
    """The places that these assertions name."""
    everything = list(assertions)
    districts = {district(place.postcode) for one in everything for place in one.addresses}
    numbers = {setting.urn for one in everything for setting in one.settings if setting.urn}
    practices = {one.practice.ods_code for one in everything if one.practice}
    areas = Organisation.objects.filter(kind=Kind.AUTHORITY, code__among=set(authorities))
    return Places(
        dict(PostcodeDistrict.objects.filter(district__among=districts).values_list("district", "authority")),
        _schools(numbers),
        _practices(practices),
        dict(areas.values_list("code", "id")),
    )


def _schools(numbers: set[str]) -> dict[str, School]:
    """A DfE number that an academy took over from the school before it means the one that is open."""
    by_dfe = {number for number in numbers if len(number) == DFE_NUMBER_DIGITS}
    rows = EducationalSetting.objects.filter(Q(urn__among=numbers - by_dfe) | Q(dfe_number__among=by_dfe))
    found = sorted(
        rows.values_list("urn", "dfe_number", "authority", "standing"), key=lambda row: row[3] == Standing.OPEN
    )
    now = _followed(EducationalSetting, {urn for urn, *_ in found})
    schools: dict[str, School] = {}
    for urn, dfe_number, authority, _ in found:
        schools[urn] = School(urn, authority, now[urn])
        if dfe_number in by_dfe:
            schools[dfe_number] = schools[urn]
    areas = EducationalSetting.objects.filter(urn__among=now.values()).values_list("urn", "authority")
    return schools | {urn: School(urn, authority, urn) for urn, authority in areas if urn not in schools}


def _practices(codes: set[str]) -> dict[str, str]:
    found = set(Practice.objects.filter(ods_code__among=codes).values_list("ods_code", flat=True))
    return _followed(Practice, found)


def _followed(model: type[EducationalSetting | Practice], keys: set[str]) -> dict[str, str]:
    """Each key with the place that is open in its stead, as far as successors lead."""
    now = {key: key for key in keys}
    closed = model.objects.filter(standing=Standing.CLOSED, successor__isnull=False)
    for _ in range(MOST_SUCCESSORS):
        found = closed.filter(pk__among=set(now.values())).values_list("pk", "successor")
        steps = {str(place): str(successor) for place, successor in found}
        if not steps:
            break
        now = {key: steps.get(place, place) for key, place in now.items()}
    return now
