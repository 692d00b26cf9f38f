"""Do the synthetic files say what their pages in docs/feeds say?"""

from collections import Counter, defaultdict
from datetime import date, timedelta

from dev.population.children import age_at_start, years_before
from tests.population.conftest import PLAN, TODAY, Population, Row

Said = dict[str, str]


def said_of_pupils(population: Population) -> dict[str, Said]:
    """What the file says, in the words of truth.csv."""
    paths = {
        "forename": "Forename", "surname": "Surname", "middle": "BasicDetails/MiddleNames", "born": "DOB",
        "postcode": "Address/PostCode",
    }  # fmt: skip
    return {
        pupil.findtext("UPN", ""): {name: pupil.findtext(path, "") for name, path in paths.items()}
        for pupil in population.pupils
    }


def said_of_patients(population: Population) -> dict[str, Said]:
    found = {}
    for patient in population.patients:
        usual, home = patient["name"][0], patient.get("address", [{}])[0]
        found[patient["id"]] = {
            "forename": usual["given"][0], "surname": usual["family"], "middle": " ".join(usual["given"][1:]),
            "born": patient["birthDate"], "postcode": home.get("postalCode", ""),
        }  # fmt: skip
    return found


DIFFERS = {
    "forename_typo": "forename", "forename_transposed": "forename", "forename_misheard": "forename",
    "surname_typo": "surname", "surname_transposed": "surname", "surname_misheard": "surname",
    "birth_day_month_swapped": "born", "names_swapped": "forename", "middle_names_dropped": "middle",
    "nickname": "forename", "former_surname": "surname", "old_address": "postcode",
}  # fmt: skip


def test_a_slip_in_the_truth_is_a_difference_in_the_file_and_no_slip_is_none(population: Population) -> None:
    seen: Counter[str] = Counter()
    files = {"pupil-data": said_of_pupils(population), "health-demographics": said_of_patients(population)}
    for row in (row for row in population.truth if row["source"] in files):
        said = files[row["source"]][row["source_key"]]
        true = {
            "forename": row["forename"], "surname": row["surname"], "middle": row["middle_names"],
            "born": row["date_of_birth"], "postcode": row["postcode"],
        }  # fmt: skip
        codes = [code for code in row["errors"].split(";") if code]
        if row["shielded"] == "1" and row["source"] == "health-demographics":
            codes = [code for code in codes if code not in ("old_address", "postcode_missing")]
            true["postcode"] = ""
        seen.update(codes)
        wrong = {field for field in true if said[field] != true[field]}
        assert not codes or wrong, row
        assert codes or not wrong, row
        assert {DIFFERS[code] for code in codes if code in DIFFERS} <= wrong, row
        if "postcode_missing" in codes:
            assert said["postcode"] == ""
    assert set(DIFFERS) | {"postcode_missing", "spelling"} <= set(seen)


def test_births_keep_the_name_and_address_of_the_day(population: Population) -> None:
    kinds = {code for row in population.truth if row["source"] == "births" for code in row["errors"].split(";")}
    assert {"name_at_birth", "old_address"} <= kinds


def test_pupils_are_of_school_age_and_have_one_school_now(population: Population) -> None:
    for pupil in population.pupils:
        schools = pupil.findall("SchoolHistory/School")
        now = [school for school in schools if school.find("LeavingDate") is None]
        assert len(now) == 1
        assert now[0].findtext("URN")
    true = population.true_rows("pupil-data").values()
    ages = {age_at_start(date.fromisoformat(row["date_of_birth"]), 2026) for row in true}
    assert ages == set(range(4, 18))


def test_restricted_patients_have_no_whereabouts_and_others_do(population: Population) -> None:
    """R-SHIELD: the pattern of the health service."""
    restricted = [one for one in population.patients if one["meta"]["security"][0]["code"] == "R"]
    shielded = {key for key, row in population.true_rows("health-demographics").items() if row["shielded"] == "1"}
    assert {one["id"] for one in restricted} == shielded
    assert len(shielded) > 10
    hidden = {"address", "telecom", "generalPractitioner", "contact"}
    assert all(hidden.isdisjoint(one) for one in restricted)
    assert all(hidden <= one.keys() for one in population.patients if one not in restricted)


def test_births_are_of_the_last_five_years_and_registered_after_them(population: Population) -> None:
    true = population.true_rows("births")
    for row in population.births:
        born = date.fromisoformat(true[row["registration_number"]]["date_of_birth"])
        assert years_before(TODAY, 5) < born < date.fromisoformat(row["registered_on"]) <= TODAY


def test_a_child_has_one_lead_professional_at_most_and_a_row_per_service(
    population: Population,
) -> None:
    """R-INV-3."""
    cases: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in population.care:
        cases[row["la_code"], row["local_case_number"]].append(row)
    for rows in cases.values():
        assert sum(row["lead_professional"] == "Y" for row in rows) <= 1
        assert len({(row["service"], row["involved_from"]) for row in rows}) == len(rows)
    assert any(row["lead_professional"] == "Y" for row in population.care)
    assert {len(rows) for rows in cases.values()} >= {1, 2}


def test_consent_is_said_only_of_sensitive_services_and_not_of_all(population: Population) -> None:
    """R-INV-2."""
    sensitive = {"child and adolescent mental health", "substance misuse", "sexual health"}
    told = [row["consent_basis"] for row in population.care if row["service"] in sensitive]
    assert {"", "child"} < set(told) <= {"", "child", "parent", "significant_harm"}
    assert not any(row["consent_basis"] for row in population.care if row["service"] not in sensitive)
    assert all(bool(row["consent_basis"]) == bool(row["consent_on"]) for row in population.care)


def test_nothing_lies_in_the_future(population: Population) -> None:
    for row in population.care:
        days = [row[name] for name in ("as_at", "date_of_birth", "involved_from", "involved_to", "caf_completed_on")]
        assert all(date.fromisoformat(day) <= TODAY for day in days if day)
    assert all(date.fromisoformat(one["birthDate"]) <= TODAY for one in population.patients)


def test_social_care_and_assessments_are_as_common_as_in_life(population: Population) -> None:
    involved = {row["local_case_number"] + row["la_code"] for row in population.care}
    social = sum(row["service"] == "social care" for row in population.care)
    assert 0.03 < social / PLAN.children < 0.05
    assert 0.045 < len(involved) / PLAN.children < 0.1
    assert 0.01 < sum(bool(row["caf_completed_on"]) for row in population.care) / PLAN.children < 0.03


def test_twins_are_as_many_as_asked_and_share_a_birthday(population: Population) -> None:
    born = {row["child"]: date.fromisoformat(row["date_of_birth"]) for row in population.truth}
    pairs = {(row["child"], row["twin_of"]) for row in population.truth if row["twin_of"]}
    assert 0.08 < 2 * len(pairs) / PLAN.children < 0.12
    assert all(born[one] == born[other] for one, other in pairs if other in born)


def test_brothers_and_sisters_are_born_far_enough_apart(population: Population) -> None:
    homes: dict[str, set[date]] = defaultdict(set)
    for row in population.truth:
        homes[row["household"]].add(date.fromisoformat(row["date_of_birth"]))
    gaps = [b - a for days in homes.values() for a, b in zip(sorted(days), sorted(days)[1:], strict=False)]
    assert min(gaps) >= timedelta(days=280)


def test_names_of_many_cultures_and_double_barrelled_ones_are_there(population: Population) -> None:
    origins = Counter({row["child"]: row["origin"] for row in population.truth}.values())
    assert len(origins) >= 15
    assert 0.6 < origins["british"] / origins.total() < 0.85
    assert any("-" in row["surname"] for row in population.truth if row["origin"] == "british")
    assert {row["surname"] for row in population.truth if row["origin"] == "polish"} & {
        "Kowalska",
        "Zielińska",
    }
