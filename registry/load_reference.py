"""Which schools, practices, trusts and postcode districts does the reference data name?

Loading again adds and renames. What the data no longer name stays: children's records may stand on it.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import Model

from accounts.load_reference import authorities, open_from_the_beginning, rows
from accounts.models import Kind, Organisation
from accounts.telephone import invented
from registry.models import EducationalSetting, Item, LegalBasis, PostcodeDistrict, Practice, Source, Trust
from registry.models.source import BY_HAND, CORRECTED
from registry.starting_up import signed_from_the_beginning

FOLDER: Final = Path(__file__).parent / "reference"
_BATCH: Final = 5000
LAST: Final = 1000
FROM_REGISTERS: Final = ("phone", "standing", "closed_on", "successor")  # what registry.load_places knows better


def load(*, at: datetime, folder: Path = FOLDER, invent_numbers: bool) -> dict[str, int]:
    """Adds and updates all four tables; how many rows each file has. `invent_numbers`: in a demonstration."""
    areas = authorities()
    return {
        "schools": _keep(_schools(folder, areas, invent_numbers), never=FROM_REGISTERS),
        "practices": _keep(_practices(folder, areas, invent_numbers), never=FROM_REGISTERS),
        "trusts": _keep(_trusts(folder, areas)),
        "postcode_districts": _keep(_districts(folder, areas)),
        "own_sources": _own_sources(),
        "start_up_lists": signed_from_the_beginning(open_from_the_beginning(), at=at),
    }


def _schools(folder: Path, areas: dict[str, UUID], invent_numbers: bool) -> list[EducationalSetting]:
    return [
        EducationalSetting(
            urn=row["urn"],
            dfe_number=row["dfe_number"],
            name=row["name"],
            town=row["town"],
            postcode=row["postcode"],
            phone=invented(authority=row["authority"], holder=row["urn"]) if invent_numbers else "",
            authority_id=areas[row["authority"]],
        )
        for row in rows(folder / "schools.csv.gz")
    ]


def _practices(folder: Path, areas: dict[str, UUID], invent_numbers: bool) -> list[Practice]:
    return [
        Practice(
            ods_code=row["ods_code"],
            name=row["name"],
            address=", ".join(line for name in ("address_1", "address_2", "town") if (line := row[name])),
            postcode=row["postcode"],
            phone=invented(authority=row["authority"], holder=row["ods_code"]) if invent_numbers else "",
            authority_id=areas[row["authority"]],
        )
        for row in rows(folder / "practices.csv.gz")
    ]


def _trusts(folder: Path, areas: dict[str, UUID]) -> list[Trust]:
    return [
        Trust(
            ods_code=row["ods_code"], name=row["name"], postcode=row["postcode"], authority_id=areas[row["authority"]]
        )
        for row in rows(folder / "trusts.csv")
    ]


def _districts(folder: Path, areas: dict[str, UUID]) -> list[PostcodeDistrict]:
    return [
        PostcodeDistrict(district=row["district"], authority_id=areas[row["authority"]])
        for row in rows(folder / "postcode_districts.csv")
    ]


def _own_sources() -> int:
    """What practitioners enter is a source like any other, believed last (docs/adr/0001); so is what was corrected."""
    for code, name in ((BY_HAND, "Entered by a practitioner"), (CORRECTED, "Corrected by the local authority")):
        Source.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "body": Organisation.objects.get(kind=Kind.NATIONAL_TEAM),
                "legal_basis": LegalBasis.PERMITTED,
                "format": code.replace("-", "_"),
                "asserts": Item.values,
                "precedence": dict.fromkeys(Item.values, LAST),  # a correction needs no rank (registry.record.pins)
            },
        )
    return 2


def _keep(found: Sequence[Model], *, never: Sequence[str] = ()) -> int:
    """Adds or updates by primary key, in few statements; the fields named `never` are set only for a new row."""
    model = type(found[0])
    key = model._meta.pk
    model._default_manager.bulk_create(
        found,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=[key.name],
        update_fields=[f.name for f in model._meta.concrete_fields if f is not key and f.name not in never],
    )
    return len(found)
