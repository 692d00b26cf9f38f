"""Is the reference data whole, and free of what must not be in it?"""

import re
from collections import Counter
from pathlib import Path

import pytest

from dev.population.tables import ACCOUNTS, REGISTRY, ROOT, rows

EARLY = [
    "Blackburn with Darwen", "Blackpool", "Bolton", "Bury", "Cheshire", "Cumbria", "Halton", "Knowsley",
    "Liverpool", "Manchester", "Rochdale", "Salford", "Sefton", "St. Helens", "Stockport",
    "Warrington", "Wigan",
]  # fmt: skip
POSTCODE = re.compile(
    r"(([A-Z][0-9]{1,2})|(([A-Z][A-HJ-Y][0-9]{1,2})|(([A-Z][0-9][A-Z])|([A-Z][A-HJ-Y][0-9][A-Z]?))))"
    r" [0-9][ABD-HJLNP-UW-Z]{2}"
)
FOLDERS = [ACCOUNTS, REGISTRY, ROOT / "readiness" / "reference", ROOT / "dev" / "population" / "data"]


def test_the_150_authorities_stand_at_the_stages_of_the_roll_out() -> None:
    """R-ORG-2."""
    authorities = list(rows(ACCOUNTS / "authorities.csv"))
    assert len({row["dfe_code"] for row in authorities}) == 150
    assert Counter(row["stage"] for row in authorities) == {
        "early_adopter": 17, "management_team": 40, "shielding": 93,
    }  # fmt: skip
    assert sorted(row["name"] for row in authorities if row["track"] == "early_adopter") == EARLY
    regions = {row["name"] for row in rows(ACCOUNTS / "regions.csv")}
    assert {row["region"] for row in authorities} == regions


def test_the_two_national_partners_are_early_adopters() -> None:
    """R-ORG-2."""
    partners = {row["name"]: row["stage"] for row in rows(ACCOUNTS / "national_partners.csv")}
    assert partners == {"Barnardo's": "early_adopter", "KIDS": "early_adopter"}


def test_the_roll_out_plan_is_dated() -> None:
    """S-5, S-7: announced in August 2008, shielding everywhere from January 2009."""
    plan = list(rows(ROOT / "readiness" / "reference" / "rollout_plan.csv"))
    assert {row["announced"][:7] for row in plan} == {"2008-08"}
    assert [(row["planned"][:7], row["stage"]) for row in plan] == [
        ("2009-01", "shielding"),
        ("2009-01", "management_team"),
        ("2009-05", "early_adopter"),
        ("2009-06", "management_team"),
    ]


def test_schools_have_numbers_of_their_own_and_every_authority_has_one() -> None:
    schools = list(rows(REGISTRY / "schools.csv"))
    assert len({row["urn"] for row in schools}) == len({row["dfe_number"] for row in schools}) == len(schools)
    assert all(re.fullmatch(rf"{row['authority']}[2-9]\d{{3}}", row["dfe_number"]) for row in schools)
    assert len({row["authority"] for row in schools}) == 150


@pytest.mark.parametrize("table", ["schools", "practices", "trusts", "postcodes"])
def test_places_have_postcodes_authorities_and_no_telephone(table: str) -> None:
    codes = {row["dfe_code"] for row in rows(ACCOUNTS / "authorities.csv")}
    found = list(rows(REGISTRY / f"{table}.csv"))
    assert [row for row in found if not POSTCODE.fullmatch(row["postcode"])] == []
    assert {row["authority"] for row in found} <= codes
    assert not any("phone" in column or "telephone" in column for column in found[0])
    numbers = re.compile(r"\b0\d{2,4} ?\d{5,7}\b")
    assert [row for row in found if any(numbers.search(value) for value in row.values())] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_reference_file_names_its_source_and_licence(folder: Path) -> None:
    told = "".join(page.read_text(encoding="utf-8") for page in folder.glob("SOURCES*.md"))
    data = [path for path in folder.iterdir() if path.suffix != ".md"]
    assert data
    assert [path.name for path in data if f"`{path.name}`" not in told] == []
    assert [path.name for path in data if path.stat().st_size > 600_000] == []
