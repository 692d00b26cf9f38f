"""Which organisations does the reference data name, and what of them may loading it again change? (R-ORG-1, R-ORG-2)

A name may change, and the code and region that go with it. The stage, the track and how the team is reached are set
once, when the organisation first appears: then they belong to an accreditation decision, or to the organisation.
"""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.utils.text import slugify

from accounts.models import Kind, Organisation, Stage, Track
from accounts.telephone import invented_for_team, invented_out_of_hours

FOLDER: Final = Path(__file__).parent / "reference"
_MAY_CHANGE: Final = ["name", "gss_code", "region"]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a reference file, gzipped or not, by the names in its first row."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return csv.DictReader(io.StringIO(text, newline=""))


def load(*, folder: Path = FOLDER, invent_numbers: bool) -> dict[str, int]:
    """Adds and renames organisations; how many of each kind the files name. `invent_numbers`: for the invented."""
    areas = [_authority(row, invent_numbers) for row in rows(folder / "authorities.csv")]
    partners = [_national(Kind.NATIONAL_PARTNER, row, invent_numbers) for row in rows(folder / "national_partners.csv")]
    team = [_national(Kind.NATIONAL_TEAM, row, invent_numbers) for row in rows(folder / "national_team.csv")]
    Organisation.objects.bulk_create(
        [*areas, *partners, *team],
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=_MAY_CHANGE,
    )
    return {"authorities": len(areas), "national_partners": len(partners), "national_team": len(team)}


def authorities() -> dict[str, UUID]:
    """Every authority by its three-digit code."""
    return dict(Organisation.objects.filter(kind=Kind.AUTHORITY).values_list("code", "pk"))


def open_from_the_beginning(*, folder: Path = FOLDER) -> list[UUID]:
    """The authorities that the files open to more than shielding, whatever their stage is by now."""
    areas, first = authorities(), (Stage.PREPARING, Stage.SHIELDING)
    return [areas[row["dfe_code"]] for row in rows(folder / "authorities.csv") if Stage(row["stage"]) not in first]


def _authority(row: dict[str, str], invent_numbers: bool) -> Organisation:
    code = row["dfe_code"]
    return Organisation(
        kind=Kind.AUTHORITY,
        code=code,
        name=row["name"],
        gss_code=row["gss_code"],
        region=row["region"],
        track=Track(row["track"]),
        stage=Stage(row["stage"]),
        team_phone=invented_for_team(code) if invent_numbers else "",
        team_phone_out_of_hours=invented_out_of_hours(code) if invent_numbers else "",
        team_email=_invented_email(row["name"]) if invent_numbers else "",
    )


def _national(kind: Kind, row: dict[str, str], invent_numbers: bool) -> Organisation:
    """A national partner, or the national team: it has no roll-out stage of its own, so its files name none."""
    return Organisation(
        kind=kind,
        code=row["code"],
        name=row["name"],
        track=Track(row.get("track", Track.OTHER)),
        stage=Stage(row.get("stage", Stage.PREPARING)),
        team_phone=row["invented_phone"] if invent_numbers else "",
        team_phone_out_of_hours=row["invented_phone_out_of_hours"] if invent_numbers else "",
        team_email=_invented_email(row["name"]) if invent_numbers else "",
    )


def _invented_email(name: str) -> str:
    return f"team@{slugify(name)}.example.org"
