"""Are files read as their makers publish them? The samples stand in fixtures/, with where they come from."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow, End, FeedError, Read, Reading, Row
from feeds.reasons import REFUSES, Reason
from registry.assertion import CarerSaid, Name, Place, ServiceSaid, SettingSaid
from tests.feeds import files
from tests.feeds.test_formats import only_bad, only_row

FIXTURES = Path(__file__).parent / "fixtures"
READING = Reading(date(2025, 6, 1), datetime(2025, 6, 1, 12, tzinfo=UTC))


def read(code: str, name: str, reading: Reading = READING) -> list[Read]:
    return list(FORMATS[code].read(BytesIO((FIXTURES / name).read_bytes()), reading))


def reasons(found: list[Read]) -> list[Reason]:
    return [row.code for row in found if isinstance(row, BadRow)]


def test_a_common_transfer_file_of_version_25() -> None:
    row, _ = read("ctf", "ctf_25_constructed.xml")
    assert isinstance(row, Row)
    assert row.assertion.names == (
        Name("current", "Muhammad", "Tunde James", "Okafor-Reid"),
        Name("also_used", "Mo", "", "Reid"),
        Name("former", "Muhammad", "Tunde James", "Okafor"),
    )
    assert row.assertion.addresses == (Place("current", "12 Example Road", "Liverpool", "L1 1AA"),)
    assert row.assertion.carers == (CarerSaid("Grace Reid", "Mother", True, "07700 900123"),)
    assert row.assertion.settings == (SettingSaid("at_setting", "3412009", date(2007, 9, 4), date(2009, 1, 23)),)
    assert row.assertion.identifiers == {"upn": ("K341200903001",), "former_upn": ("Z341200903002",)}
    assert {"Ethnicity", "MedicalFlag", "SENhistory", "LookedAfter"} <= set(row.dropped)


@pytest.mark.parametrize("version", range(15, 26))
def test_every_version_is_read_by_the_names_of_its_elements(version: int) -> None:
    """Gender became Sex, and new blocks came between the old ones."""
    more = "<UniqueLearnerNumber>1</UniqueLearnerNumber><Phones><Phone><PhoneNo>x</PhoneNo></Phone></Phones>"
    content = files.ctf(files.pupil(more=more, sex="F")).replace(
        b"<DateTime>", f"<CTFversion>{version}.0</CTFversion><DateTime>".encode()
    )
    if version < 25:
        content = content.replace(b"Sex>", b"Gender>")
    row = only_row("ctf", content.replace(b"<UPN>", b"<New>1</New><UPN>"))
    assert (row.assertion.gender, row.key) == ("female", files.upn_of(1))
    assert set(row.dropped) == {"New", "UniqueLearnerNumber", "Phones"}


def test_a_child_in_need_is_known_by_number_alone() -> None:
    row = only_row("cin", files.cin(files.child_in_need(more="<UPNunknown>UN1</UPNunknown>")))
    assert (row.key, row.authority) == ("341/LIV-000001", "341")
    assert row.assertion.names == ()
    assert row.assertion.identifiers == {"local_case": ("341/LIV-000001",), "upn": (files.upn_of(1),)}
    assert row.assertion.services == (
        ServiceSaid("social_care", "Social care", date(2008, 11, 3), "Children's social care"),
    )
    assert row.dropped == ("ChildCharacteristics", "PrimaryNeedCode")


def test_a_closed_episode_ends_the_involvement_and_a_referral_without_action_began_none() -> None:
    for nothing_done in ("true", "1"):
        assert only_row("cin", files.cin(files.child_in_need(nothing_done=nothing_done))).assertion.services == ()
    closed = only_row("cin", files.cin(files.child_in_need(to="2009-01-05", nothing_done="0")))
    assert closed.assertion.services[0].ended_on == date(2009, 1, 5)


@pytest.mark.parametrize(("sex", "gender"), [("1", "male"), ("2", "female"), ("F", "female"), ("U", "not_specified")])
def test_the_census_writes_sex_in_numbers_or_letters(sex: str, gender: str) -> None:
    assert only_row("cin", files.cin(files.child_in_need(sex=sex))).assertion.gender == gender


def test_a_child_who_is_not_born_is_refused() -> None:
    expected = "<ExpectedPersonBirthDate>2009-05-01</ExpectedPersonBirthDate>"
    assert only_bad("cin", files.cin(files.child_in_need(born="", more=expected))).code is Reason.UNBORN
    assert Reason.UNBORN in REFUSES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BAR_cin_2022_sample.xml", [Reason.ID_CHECKDIGIT]),
        ("CIN_Census_2021.xml", [Reason.ID_CHECKDIGIT]),
        ("CIN_Census_2024.xml", [Reason.ID_CHECKDIGIT, Reason.DATE_FUTURE]),
        ("CIN_Census_2026.xml", [Reason.ID_CHECKDIGIT, Reason.DATE_FUTURE]),
    ],
)
def test_the_samples_of_the_census_are_read_whole_and_their_faults_named(name: str, expected: list[Reason]) -> None:
    """Its rows are made to break rules. What they say of disabilities, assessments and plans is dropped unread."""
    reading = Reading(date(2024, 6, 1), datetime(2024, 6, 1, tzinfo=UTC))
    found = read("cin", f"cin/{name}", reading)
    assert reasons(found) == expected
    assert "ChildProtectionPlans" in found[0].dropped  # type: ignore[union-attr]
    assert not any("Plan" in where or "Need" in where for where in found[0].raw)  # type: ignore[union-attr]


def test_a_patient_alone_in_a_file() -> None:
    row, end = read("pds", "pds/Patient.json")
    assert isinstance(row, Row)
    said = row.assertion
    assert (row.key, row.as_at, end) == ("9000000009", READING.now, End(1, 1))
    assert said.names == (Name("current", "Jane", "", "Smith"),)
    assert said.date_of_death == date(2010, 10, 22)
    assert [place.kind for place in said.addresses] == ["current"]
    assert said.practice
    assert said.practice.ods_code == "Y12345"


@pytest.mark.parametrize("name", ["Sensitive_Patient.json", "Sensitive_PatientSearch.json"])
def test_a_restricted_patient_arrives_restricted(name: str) -> None:
    """R-SHIELD-9."""
    row, _ = read("pds", f"pds/{name}")
    assert isinstance(row, Row)
    assert row.assertion.restricted
    assert (row.assertion.addresses, row.assertion.carers, row.assertion.practice) == ((), (), None)


def test_a_search_is_as_old_as_it_says() -> None:
    row, _ = read("pds", "pds/Sensitive_PatientSearch.json")
    assert isinstance(row, Row)
    assert row.as_at == datetime(2019, 12, 25, 12, tzinfo=UTC)


def test_a_superseded_patient_comes_under_the_number_that_counts() -> None:
    """Asked by the old number, the service answers with the new one; this patient is grown up."""
    bad, _ = read("pds", "pds/cuff_superseded_searchset.json")
    assert isinstance(bad, BadRow)
    assert (bad.code, bad.raw["id"]) == (Reason.DOB_OVER_25, "9732019395")


def test_a_related_person_is_a_carer_of_the_patient_with_that_number() -> None:
    row, end = read("pds", "pds/RelatedPersonBundle.json")
    assert isinstance(row, Row)
    assert row.key == "9000000009/related"
    assert row.assertion.identifiers == {"nhs_number": ("9000000009",)}
    assert [(c.name, c.relationship, c.phone) for c in row.assertion.carers] == [
        ("Jane Smith", "Guardian", "01632 960587")
    ]
    assert end == End(1, 1)


def test_who_is_no_longer_related_is_no_carer() -> None:
    later = Reading(date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC))
    row, _ = read("pds", "pds/related_person_9000000009.json", later)
    assert isinstance(row, Row)
    assert row.assertion.carers == ()


def test_all_who_are_related_to_a_patient_are_one_row() -> None:
    """Two rows of one child for one moment would contradict each other."""
    two = files.ndjson(files.patient(), files.related(), files.related(forename="Paul", role="FTH"), total=3)
    patient, related, end = list(FORMATS["pds"].read(BytesIO(two), Reading(date(2009, 1, 26), READING.now)))
    assert isinstance(patient, Row)
    assert isinstance(related, Row)
    assert [carer.relationship for carer in related.assertion.carers] == ["Mother", "Father"]
    assert end == End(2, 2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Minimal_Patient.json", [Reason.NAME_EMPTY]),
        ("Referenced_RelatedPersonBundle.json", [Reason.NAME_EMPTY]),
        ("PatientCompoundName.json", [Reason.ID_CHECKDIGIT]),
        ("create-pds-record-at-birth.json", [Reason.KEY_MISSING, Reason.CODE_UNKNOWN, Reason.VALUE_TOO_LONG]),
    ],
)
def test_what_a_sample_lacks_is_named(name: str, expected: list[Reason]) -> None:
    assert list(dict.fromkeys(reasons(read("pds", f"pds/{name}")))) == expected


@pytest.mark.parametrize("name", ["TOO_MANY_MATCHES.json", "INVALIDATED_RESOURCE.json"])
def test_an_answer_without_a_patient_is_refused(name: str) -> None:
    with pytest.raises(FeedError) as refused:
        read("pds", f"pds/{name}")
    assert refused.value.reason is Reason.FHIR_OUTCOME


def test_a_bundle_that_was_paged_is_not_whole() -> None:
    first_page = (FIXTURES / "pds/RelatedPersonBundle.json").read_bytes().replace(b'"total": 1', b'"total": 60')
    *_, end = FORMATS["pds"].read(BytesIO(first_page), READING)
    assert end == End(1, 60)


def test_the_upload_of_an_immunisation_team() -> None:
    first, second, third, end = read("immunisations", "immunisations/cohort_import_valid.csv")
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert isinstance(third, Row)
    assert first.assertion.names[1] == Name("also_used", "Jenny", "", "Clarke")
    assert second.key == "9990000026"  # written with spaces
    assert second.assertion.date_of_birth == date(2010, 1, 2)  # written 02/01/2010
    assert third.assertion.settings == ()  # 888888: school unknown
    assert [carer.name for carer in third.assertion.carers] == ["Jane Doe", "Richard Doe"]
    assert third.key.startswith("no-number/")
    assert "Doe" not in third.key
    assert "child_year_group" in first.dropped
    assert end == End(3)


def test_the_upload_is_read_in_the_letters_of_older_systems() -> None:
    text = (FIXTURES / "immunisations/cohort_import_from_iso_8859_1.csv").read_text("utf-8")
    found = list(FORMATS["immunisations"].read(BytesIO(text.encode("iso-8859-1")), READING))
    assert "Jalape\u00f1o-P\u00e9rez" in [row.assertion.names[0].surname for row in found if isinstance(row, Row)]
    assert reasons(found) == [Reason.POSTCODE_INVALID]


def test_the_faults_of_an_upload_are_named() -> None:
    found = reasons(read("immunisations", "immunisations/cohort_import_invalid_fields.csv"))
    assert found == [
        Reason.NAME_EMPTY, Reason.NAME_EMPTY, Reason.DOB_MISSING, Reason.CODE_UNKNOWN, Reason.PHONE_INVALID,
        Reason.DATE_INVALID, Reason.POSTCODE_INVALID, Reason.ID_CHECKDIGIT,
    ]  # fmt: skip


def test_the_words_of_the_template_are_no_row() -> None:
    words = ",".join(("Required",) * 14)
    content = files.csv_file(files.IMMUNISATIONS, [words, files.immunisation(1, urn="999999")], total=1)
    row, end = FORMATS["immunisations"].read(
        BytesIO(b"\xef\xbb\xbf" + content), Reading(date(2009, 1, 26), READING.now)
    )
    assert isinstance(row, Row)
    assert row.assertion.settings == (SettingSaid("otherwise"),)  # 999999: educated at home
    assert end == End(1, 1)


def test_a_death_brings_its_date() -> None:
    row = only_row("deaths", files.csv_file(files.DEATHS, [files.death(1)]))
    assert (row.key, row.assertion.date_of_death) == ("D2009-0000001", date(2009, 1, 2))
    assert row.assertion.identifiers == {"nhs_number": (files.nhs_of(1),)}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"date_of_death": "2000-01-01"}, Reason.DATE_ORDER),
        ({"date_of_death": "2009-01-10"}, Reason.DATE_ORDER),
        ({"date_of_death": ""}, Reason.DATE_INVALID),
        ({"date_of_death": "2019-01-10"}, Reason.DATE_FUTURE),
    ],
)
def test_a_death_out_of_order_is_looked_at(said: dict[str, str], reason: Reason) -> None:
    assert only_bad("deaths", files.csv_file(files.DEATHS, [files.death(1, **said)])).code is reason
