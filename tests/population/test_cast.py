"""Are the children whom the journeys follow always there?"""

from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

import jellyfish
import pytest

from dev.population.cast import AUTHORITIES, john_born, resembles_john
from dev.population.families import Families
from dev.population.identifiers import Upns, nhs_numbers
from dev.population.involvements import Services
from dev.population.make import Plan, make_population
from dev.population.names import Names
from dev.population.places import Places
from tests.population.conftest import TODAY, Population, table


def sources_of(population: Population, child: str) -> set[str]:
    return {row["source"] for row in population.truth if row["child"] == child}


def pupil(population: Population, surname: str, forename: str) -> list[str | None]:
    return [
        one.findtext("UPN")
        for one in population.pupils
        if (one.findtext("Surname"), one.findtext("Forename")) == (surname, forename)
    ]


def test_john_smith_has_a_school_a_practice_a_social_worker_and_an_assessment(population: Population) -> None:
    (care,) = [row for row in population.care if row["local_case_number"] == "LIV-000001"]
    (patient,) = [one for one in population.patients if one["id"] == care["nhs_number"]]
    (child,) = [one for one in population.pupils if one.findtext("UPN") == care["upn"]]
    assert (care["forename"], care["surname"], care["service"]) == ("John Michael", "Smith", "social care")
    assert care["lead_professional"] == "Y"
    assert care["caf_completed_on"]
    assert child.findtext("SchoolHistory/School/LEA") == "341"
    assert child.findtext("Address/PostCode") == patient["address"][0]["postalCode"] == care["postcode"]
    assert child.findtext("DOB") == patient["birthDate"] == care["date_of_birth"]
    assert patient["generalPractitioner"][0]["identifier"]["value"]


def test_nobody_born_in_the_year_of_john_smith_is_named_like_him() -> None:
    """A search for "Jon Smyth" and his birth year finds one child: so even if every surname were Smith."""
    names, places = Names(), Places(["341"], AUTHORITIES)
    names.origins["british"].surnames.values[:] = ["Smith"] * len(names.origins["british"].surnames.values)
    families = Families(
        places, names, Services(places, names), Upns(places.school_numbers, 2026), nhs_numbers(1),
        today=TODAY, resembles=partial(resembles_john, today=TODAY),
    )  # fmt: skip
    households = (families.make(n, seed=1, twins=0.03, shielded=0) for n in count())
    smiths = [
        child
        for household in (next(households) for _ in range(1500))
        for child in household
        if "Smith" in child.surname and child.born.year == john_born(TODAY).year
    ]
    assert len(smiths) > 60
    for child in smiths:
        for name in (child.forename, *child.middle_names, child.preferred_forename or child.forename):
            assert jellyfish.metaphone(name) != jellyfish.metaphone("Jon")
            assert jellyfish.damerau_levenshtein_distance(name.lower(), "jon") > 2
            assert jellyfish.damerau_levenshtein_distance(name.lower(), "john") > 2


@pytest.mark.parametrize(
    ("forename", "surname", "years", "like_him"),
    [
        ("Jon", "Smyth", 0, True),
        ("Jonathan", "Smith-Brown", 0, True),
        ("Jack", "Smith", 0, True),
        ("Tom", "Smith", 0, True),
        ("Ian", "Smithson", 0, True),
        ("Shaun", "Schmidt", 0, True),
        ("Oliver", "Smith", 0, False),
        ("John", "Jones", 0, False),
        ("John", "Smith", 1, False),
    ],
)
def test_who_resembles_john_smith(forename: str, surname: str, years: int, like_him: bool) -> None:
    born = date(john_born(TODAY).year + years, 3, 1)
    assert resembles_john(forename, surname, born, today=TODAY) is like_him


def test_the_twins_share_everything_but_one_letter(population: Population) -> None:
    twins = [row for row in population.truth if row["child"] in ("C-AMINA", "C-AMIRA")]
    assert {row["forename"] for row in twins} == {"Amina", "Amira"}
    assert len({(row["surname"], row["date_of_birth"], row["postcode"], row["household"]) for row in twins}) == 1
    assert {row["twin_of"] for row in twins if row["forename"] == "Amira"} == {"C-AMINA"}
    assert sources_of(population, "C-AMINA") == {"pupil-data", "health-demographics"}


def test_siobhan_keeps_her_accent_apostrophe_hyphen_and_former_name(population: Population) -> None:
    assert len(pupil(population, "O'Brien-Murphy", "Siobhán")) == 1
    (patient,) = [one for one in population.patients if one["name"][0]["family"] == "O'Brien-Murphy"]
    assert [(name["use"], name["family"]) for name in patient["name"]] == [
        ("usual", "O'Brien-Murphy"),
        ("old", "Kelly"),
    ]


def test_muhammad_khan_is_spelt_three_ways_in_three_sources(population: Population) -> None:
    (care,) = [row for row in population.care if row["local_case_number"] == "MAN-000001"]
    (patient,) = [one for one in population.patients if one["id"] == care["nhs_number"]]
    assert care["upn"] in pupil(population, "Khan", "Mohammed")
    assert patient["name"][0]["given"] == ["Muhammad"]
    assert care["forename"] == "Mohamed"


def test_grace_okafor_is_restricted_by_health_and_at_school_all_the_same(population: Population) -> None:
    """R-SHIELD: one source protects her, another gives her address away."""
    (key,) = [k for k, row in population.true_rows("health-demographics").items() if row["child"] == "C-GRACE"]
    (patient,) = [one for one in population.patients if one["id"] == key]
    assert patient["meta"]["security"][0]["code"] == "R"
    assert "address" not in patient
    (number,) = [k for k, row in population.true_rows("pupil-data").items() if row["child"] == "C-GRACE"]
    assert number in pupil(population, "Okafor", "Grace")


def test_kayleigh_rimmer_has_three_services_one_of_them_sensitive(population: Population) -> None:
    """R-INV-2."""
    rows = [row for row in population.care if row["local_case_number"] == "LIV-000002"]
    assert [row["service"] for row in rows] == ["social care", "youth offending", "substance misuse"]
    assert [row["consent_basis"] for row in rows] == ["", "", "child"]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 8, 31), date(2026, 9, 1)])
def test_the_cast_is_the_same_for_every_seed_place_and_day(tmp_path: Path, today: date) -> None:
    seen = []
    for seed, authorities in ((1, ()), (2, ("301",))):
        directory = tmp_path / str(seed)
        make_population(directory, Plan(children=40, seed=seed, today=today, authorities=authorities))
        rows = [row for row in table(directory / "truth.csv") if row["child"].startswith("C-")]
        seen.append([(row["source"], row["source_key"], row["child"], row["errors"]) for row in rows])
    assert seen[0] == seen[1]
    assert len(seen[0]) == 19
