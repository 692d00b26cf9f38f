"""Which schools and practices do the national registers name, which are closed, and who follows them?

Schools: Get Information About Schools (`edubasealldata`, and its `links_edubasealldata` for successors). Practices:
the Organisation Data Service (`epraccur`, and its `succ` for successors), which have no header. Loading again renews;
nothing is deleted, as children's records may stand on it (docs/feeds/places.md).
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.load_reference import authorities
from accounts.telephone import invented
from registry.models import EducationalSetting, PostcodeDistrict, Practice
from registry.models.reference import Standing

BATCH: Final = 5000
SCHOOL_COLUMNS: Final = (
    "URN", "LA (code)", "EstablishmentNumber", "EstablishmentName", "EstablishmentStatus (name)", "CloseDate", "Town",
    "Postcode", "TelephoneNum",
)  # fmt: skip
PRACTICE_CELLS, GP_PRACTICE = 26, "4"  # how many cells a row has at least; the prescribing setting
STANDINGS: Final = {"A": Standing.OPEN, "D": Standing.CLOSED, "C": Standing.CLOSED, "P": Standing.PROPOSED}


class NotThatRegister(Exception):
    """The file is not laid out as that register is published."""


@dataclass
class Loaded:
    """What a register held."""

    kept: int = 0
    closed: int = 0
    followed: int = 0  # closed ones whose successor is known
    passed_by: dict[str, int] = field(default_factory=dict)  # why -> rows

    def pass_by(self, why: str) -> None:
        self.passed_by[why] = self.passed_by.get(why, 0) + 1

    def count(self, kept: Sequence[EducationalSetting | Practice], followed: int) -> Self:
        self.kept, self.followed = len(kept), followed
        self.closed = sum(one.standing == Standing.CLOSED for one in kept)
        return self


def load_schools(file: Path, *, links: Path | None = None) -> Loaded:
    """Adds and renews the schools of GIAS. Raises NotThatRegister."""
    loaded, areas = Loaded(), _Areas()
    schools = [one for row in _named_rows(file, SCHOOL_COLUMNS) if (one := _school(row, areas, loaded))]
    following = dict(_school_links(links)) if links else {}
    with transaction.atomic():
        EducationalSetting.objects.bulk_create(
            schools,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["urn"],
            update_fields=[
                "dfe_number", "name", "town", "postcode", "standing", "closed_on", "authority", *_phone_too(),
            ],
        )  # fmt: skip
        known = set(EducationalSetting.objects.values_list("urn", flat=True))
        succeeded = [
            EducationalSetting(urn=old, successor_id=new) for old, new in following.items() if {old, new} <= known
        ]
        EducationalSetting.objects.bulk_update(succeeded, ["successor"], batch_size=BATCH)
    return loaded.count(schools, len(succeeded))


def load_practices(file: Path, *, successors: Path | None = None) -> Loaded:
    """Adds and renews the practices of ODS. Raises NotThatRegister."""
    loaded, areas = Loaded(), _Areas()
    practices = [one for row in _practice_rows(file) if (one := _practice(row, areas, loaded))]
    following = dict(_practice_successors(successors)) if successors else {}
    with transaction.atomic():
        Practice.objects.bulk_create(
            practices,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["ods_code"],
            update_fields=["name", "address", "postcode", "standing", "closed_on", "authority", *_phone_too()],
        )
        known = set(Practice.objects.values_list("ods_code", flat=True))
        succeeded = [Practice(ods_code=old, successor_id=new) for old, new in following.items() if {old, new} <= known]
        Practice.objects.bulk_update(succeeded, ["successor"], batch_size=BATCH)
    return loaded.count(practices, len(succeeded))


def _phone_too() -> list[str]:
    """Where people train, a number that could ring somewhere never replaces an invented one."""
    return [] if settings.INVENTED else ["phone"]


class _Areas:
    """Authorities by code, and where the code is of another year's list, by where the postcode lies."""

    def __init__(self) -> None:
        self.by_code: dict[str, UUID] = authorities()
        self.by_district = dict(PostcodeDistrict.objects.values_list("district", "authority"))
        self.code_of = {identity: code for code, identity in self.by_code.items()}

    def of(self, code: str, postcode: str) -> UUID | None:
        return self.by_code.get(code) or self.by_district.get(postcode.partition(" ")[0])


def _school(row: dict[str, str], areas: _Areas, loaded: Loaded) -> EducationalSetting | None:
    urn, postcode = row["URN"], row["Postcode"].upper()
    area = areas.of(row["LA (code)"], postcode)
    if area is None or not re.fullmatch("[0-9]{5,6}", urn):
        loaded.pass_by("no authority here" if area is None else "no URN")
        return None
    return EducationalSetting(
        urn=urn,
        dfe_number=(row["LA (code)"] + row["EstablishmentNumber"].zfill(4))[:7] if row["EstablishmentNumber"] else "",
        name=row["EstablishmentName"][:200],
        town=row["Town"][:100],
        postcode=postcode[:8],
        phone=_number(row["TelephoneNum"], areas.code_of[area], urn),
        standing=_school_standing(row["EstablishmentStatus (name)"]),
        closed_on=_day(row["CloseDate"], "%d-%m-%Y"),
        authority_id=area,
    )


def _school_standing(status: str) -> Standing:
    """ "Open, but proposed to close" is open."""
    beginning = status.lower().partition(",")[0].strip()
    return {"closed": Standing.CLOSED, "proposed to open": Standing.PROPOSED}.get(beginning, Standing.OPEN)


def _practice(row: list[str], areas: _Areas, loaded: Loaded) -> Practice | None:
    code, postcode = row[0], row[9].upper()
    if row[25] != GP_PRACTICE or not re.fullmatch("[A-Z0-9]{3,6}", code):
        loaded.pass_by("no general practice")
        return None
    area = areas.of("", postcode)
    return Practice(
        ods_code=code,
        name=row[1][:200],
        address=", ".join(line for line in row[4:9] if line)[:300],
        postcode=postcode[:8],
        phone=_number(row[17], areas.code_of[area] if area else "", code),
        standing=STANDINGS.get(row[12], Standing.CLOSED),
        closed_on=_day(row[11], "%Y%m%d"),
        authority_id=area,
    )


def _number(written: str, authority: str, holder: str) -> str:
    return invented(authority=authority, holder=holder) if settings.INVENTED else written[:30]


def _day(written: str, form: str) -> date | None:
    if not written:
        return None
    try:
        return datetime.strptime(written, form).date()  # noqa: DTZ007
    except ValueError as error:
        raise NotThatRegister(f"A date is not written as {form}.") from error


def _school_links(file: Path) -> Iterator[tuple[str, str]]:
    """Who follows whom. A school that was split has several successors, and none that stands for all."""
    found: dict[str, set[str]] = {}
    for row in _named_rows(file, ("URN", "LinkURN", "LinkType")):
        if row["LinkType"].lower().startswith(("successor", "result of amalgamation")):
            found.setdefault(row["URN"], set()).add(row["LinkURN"])
    return ((old, next(iter(new))) for old, new in found.items() if len(new) == 1)


def _practice_successors(file: Path) -> Iterator[tuple[str, str]]:
    found: dict[str, set[str]] = {}
    for row in csv.reader(_text(file).splitlines()):
        if len(row) < 2:
            raise NotThatRegister("A row of the successors has fewer than two cells.")
        found.setdefault(row[0].strip(), set()).add(row[1].strip())
    return ((old, next(iter(new))) for old, new in found.items() if len(new) == 1)


def _named_rows(file: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(_text(file).splitlines(), strict=True)
    absent = set(columns) - set(reader.fieldnames or ())
    if absent:
        raise NotThatRegister(f"The file has no column {min(absent)}.")
    for row in reader:
        yield {column: (row[column] or "").strip() for column in columns}


def _practice_rows(file: Path) -> Iterator[list[str]]:
    for row in csv.reader(_text(file).splitlines(), strict=True):
        if len(row) < PRACTICE_CELLS:
            raise NotThatRegister(f"A row has fewer than {PRACTICE_CELLS} cells.")
        yield [cell.strip() for cell in row]


def _text(file: Path) -> str:
    """Both registers are published in UTF-8 in some years and in Latin-1 in others."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")
