"""Which places does a batch of rows speak of, and who is responsible there?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.models import Kind, Organisation
from registry.assertion import Assertion, SettingSaid
from registry.models import EducationalSetting, PostcodeDistrict, Practice, Source

DFE_NUMBER_DIGITS = 7  # authority and establishment; a URN has six at most


@dataclass(frozen=True)
class Places:
    """The reference data that a batch needs, read once."""

    districts: dict[str, UUID]  # postcode district -> authority
    schools: dict[str, tuple[str, UUID]]  # URN or DfE number -> URN, authority
    practices: frozenset[str]
    authorities: dict[str, UUID]  # DfE code -> authority

    def known_only(self, said: Assertion) -> Assertion:
        """Schools by their URN; a school or practice that the reference data does not have cannot be shown."""
        settings = tuple(self._known(one) for one in said.settings if not one.urn or one.urn in self.schools)
        practice = said.practice if said.practice and said.practice.ods_code in self.practices else None
        if settings == said.settings and practice == said.practice:
            return said
        return replace(said, settings=settings, practice=practice)

    def _known(self, setting: SettingSaid) -> SettingSaid:
        return replace(setting, urn=self.schools[setting.urn][0]) if setting.urn else setting

    def responsible(self, said: Assertion, *, authority: str, source: Source) -> UUID | None:
        """Where the child lives, else learns, else who says so; None: a person decides (R-REC-4)."""
        for place in said.addresses:
            if place.kind != "former" and (found := self.districts.get(district(place.postcode))):
                return found
        for setting in said.settings:
            if setting.urn in self.schools and setting.ended_on is None:
                return self.schools[setting.urn][1]
        return self.authorities.get(authority) or source.area_id


def district(postcode: str) -> str:
    return postcode.partition(" ")[0]


def places_of(assertions: Iterable[Assertion], authorities: Iterable[str]) -> Places:
    """The places that these assertions name."""
    everything = list(assertions)
    districts = {district(place.postcode) for one in everything for place in one.addresses}
    numbers = {setting.urn for one in everything for setting in one.settings if setting.urn}
    practices = {one.practice.ods_code for one in everything if one.practice}
    areas = Organisation.objects.filter(kind=Kind.AUTHORITY, code__in=set(authorities))
    return Places(
        dict(PostcodeDistrict.objects.filter(district__in=districts).values_list("district", "authority")),
        _schools(numbers),
        frozenset(Practice.objects.filter(ods_code__in=practices).values_list("ods_code", flat=True)),
        dict(areas.values_list("code", "id")),
    )


def _schools(numbers: set[str]) -> dict[str, tuple[str, UUID]]:
    by_dfe = {number for number in numbers if len(number) == DFE_NUMBER_DIGITS}
    found = EducationalSetting.objects.filter(urn__in=numbers - by_dfe).values_list("urn", "urn", "authority")
    also = EducationalSetting.objects.filter(dfe_number__in=by_dfe).values_list("dfe_number", "urn", "authority")
    rows = [*found, *also]
    return {name: (urn, authority) for number, urn, authority in rows for name in (number, urn)}
