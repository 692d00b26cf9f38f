"""Does a seed always give the same, whole, safe files (S-15, R-FEED-1)?"""

import csv
import json
import re
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import takewhile
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from rapidfuzz.distance import Levenshtein
from stdnum.gb import nhs, upn

from contactpoint.management.commands.make_population import Command
from dev.population.identifiers import Upns, nhs_numbers
from dev.population.make import Plan, make_population
from tests.population.conftest import PLAN, TODAY, Population

FILES = ["births.csv", "health.ndjson", "population.json", "pupils.xml", "social_care.csv", "truth.csv"]
DRAMA = re.compile(r"0(20 ?7946 ?0\d{3}|1632 ?960\d{3}|7700 ?900\d{3}|1(61|51|13|14|21) ?496 ?0\d{3}|191 ?498 ?0\d{3})")


def bytes_of(directory: Path, plan: Plan) -> dict[str, bytes]:
    make_population(directory, plan)
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def run(directory: Path, *options: str) -> str:
    out = StringIO()
    command = Command(stdout=out)
    parser = command.create_parser("manage.py", "make_population")
    command.handle(**vars(parser.parse_args([str(directory), "--seed", "1", *options])))
    return out.getvalue()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    plan = Plan(children=300, seed=1, today=TODAY)
    first, again = bytes_of(tmp_path / "a", plan), bytes_of(tmp_path / "b", plan)
    other = bytes_of(tmp_path / "c", replace(plan, seed=2))
    assert list(first) == FILES
    assert first == again
    assert all(first[name] != other[name] for name in FILES)


def test_as_many_children_are_made_as_were_asked_for(population: Population) -> None:
    assert population.summary["children"] == PLAN.children
    assert len({row["child"] for row in population.truth}) > 0.95 * PLAN.children
    assert sum(population.summary["rows"].values()) == len(population.truth)


def test_every_file_says_how_many_rows_it_has_and_says_it_right(population: Population) -> None:
    """R-FEED-4: control totals."""
    rows = population.summary["rows"]
    last = (population.directory / "health.ndjson").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["parameter"] == [{"name": "total", "valueInteger": len(population.patients)}]
    for name, read in (("births", population.births), ("social_care", population.care)):
        end = (population.directory / f"{name}.csv").read_text(encoding="utf-8").splitlines()[-1]
        assert end == f"#END,{len(read)}"
    assert rows == {
        "pupil-data": len(population.pupils),
        "health-demographics": len(population.patients),
        "births": len(population.births),
        "social-care": len(population.care),
    }


def test_every_row_of_every_file_has_its_own_truth(population: Population) -> None:
    keys = Counter((row["source"], row["source_key"]) for row in population.truth)
    assert set(keys.values()) == {1}
    assert population.true_rows("pupil-data").keys() == {pupil.findtext("UPN") for pupil in population.pupils}
    assert population.true_rows("health-demographics").keys() == {one["id"] for one in population.patients}
    assert population.true_rows("births").keys() == {row["registration_number"] for row in population.births}
    cases = Counter((row["la_code"], row["local_case_number"]) for row in population.care)
    expected = {f"{code}/{case}/{n}" for (code, case), many in cases.items() for n in range(1, many + 1)}
    assert population.true_rows("social-care").keys() == expected


def test_every_pupil_number_has_its_check_letter(population: Population) -> None:
    numbers = [pupil.findtext("UPN", "") for pupil in population.pupils]
    numbers += [row["upn"] for row in population.care if row["upn"]]
    assert len(numbers) > 2000
    assert [number for number in numbers if upn.calc_check_digit(number[1:]) != number[0]] == []


def test_every_nhs_number_is_a_valid_test_number(population: Population) -> None:
    numbers = [one["id"] for one in population.patients]
    numbers += [row["nhs_number"] for row in population.births + population.care if row["nhs_number"]]
    assert [number for number in numbers if not (nhs.is_valid(number) and number.startswith("999"))] == []


def test_nhs_numbers_never_repeat_and_never_need_a_check_digit_of_ten() -> None:
    numbers = nhs_numbers(seed=3)
    drawn = [next(numbers) for _ in range(20_000)]
    assert len(set(drawn)) == len(drawn)
    assert all(nhs.is_valid(number) for number in drawn)


def test_when_the_test_numbers_are_used_up_a_child_has_none() -> None:
    """All others are somebody's: a practice area refuses them (R-USER-6)."""
    numbers = nhs_numbers(seed=3)
    drawn = list(takewhile(bool, numbers))
    assert len(set(drawn)) == len(drawn) > 900_000
    assert {number[:3] for number in drawn} == {"999"}
    assert next(numbers) == ""


def test_a_school_that_has_used_up_its_pupil_numbers_says_so() -> None:
    upns = Upns(["3412000"], 2026)
    issued = {upns.issue("3412000", 2026) for _ in range(1000)}
    assert len(issued) == 1000
    assert upns.issue("3412000", 2026) is None
    assert upns.issue("3412000", 2025) is not None


def test_only_reserved_telephone_numbers_and_mail_domains_are_used(population: Population) -> None:
    phones = [one.text or "" for pupil in population.pupils for one in pupil.iter("PhoneNo")]
    phones += [row["worker_phone"] for row in population.care]
    for patient in population.patients:
        lines = patient.get("telecom", []) + [t for one in patient.get("contact", []) for t in one["telecom"]]
        phones += [line["value"] for line in lines if line["system"] == "phone"]
    assert len(phones) > 5000
    assert [phone for phone in phones if not DRAMA.fullmatch(phone)] == []
    mails = re.findall(r"[^\s@<>\",]+@([^\s<>\",]+)", population.text())
    assert len(mails) > 1000
    assert [domain for domain in mails if not re.fullmatch(r"([a-z-]+\.)?example\.org", domain)] == []


@pytest.mark.long
def test_memory_does_not_grow_with_the_number_of_children(tmp_path: Path) -> None:
    """A million children in constant memory: four times as many cost no more."""
    peaks = []
    for number in (1000, 4000):
        tracemalloc.start()
        make_population(tmp_path / str(number), Plan(children=number, seed=1, today=TODAY))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] / peaks[0] < 1.1


def test_the_command_writes_the_chosen_authorities_children_and_says_how_many(tmp_path: Path) -> None:
    said = run(tmp_path, "--children", "60", "--authorities", "301,302", "--today", "2026-11-22")
    made = json.loads((tmp_path / "population.json").read_text(encoding="utf-8"))
    assert made["authorities"] == ["301", "302"]
    assert made["today"] == "2026-11-22"
    assert said.startswith("60 children")


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        (["--children", "3"], "at least 7 children"),
        (["--children", "50", "--authorities", "999"], "no local authority with the code 999"),
        (["--children", "50", "--twins", "2"], "between 0 and 1"),
    ],
)
def test_the_command_refuses_what_cannot_be_made(tmp_path: Path, extra: list[str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        run(tmp_path, *extra)


def test_a_day_that_is_29_february_is_a_day_like_any_other(tmp_path: Path) -> None:
    summary = make_population(tmp_path, Plan(children=50, seed=1, today=date(2028, 2, 29)))
    assert summary["children"] == 50


def test_some_twins_have_names_that_a_slip_could_turn_into_each_other(population: Population) -> None:
    """Only these show whether matching takes twins for one child."""
    names = {row["child"]: row["forename"] for row in population.truth}
    twins = {(row["child"], row["twin_of"]) for row in population.truth if row["twin_of"] in names}
    alike = [Levenshtein.distance(names[one], names[other]) <= 2 for one, other in twins]
    assert len(twins) > 100
    assert 0.05 < sum(alike) / len(alike) < 0.25


def test_origins_can_be_made_even(tmp_path: Path) -> None:
    """So that a group of which England has few is measured as well as the others."""
    make_population(tmp_path, replace(PLAN, children=1500, even_origins=True))
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        origins = Counter(row["origin"] for row in csv.DictReader(file))
    assert len(origins) == 22
    assert origins["british"] < 0.15 * origins.total()
