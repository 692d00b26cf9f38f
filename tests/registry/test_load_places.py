"""Do schools and practices come from the national registers as published, with those that follow the closed?"""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation
from registry.load_places import NotThatRegister, load_practices, load_schools
from registry.models import EducationalSetting, PostcodeDistrict, Practice
from registry.models.reference import Standing
from tests import people

FIXTURES = Path(__file__).parent / "fixtures"
SCHOOLS, PRACTICES = FIXTURES / "edubasealldata.gias", FIXTURES / "epraccur.csv"


@pytest.fixture(autouse=True)
def london(db: None) -> None:
    city = people.organisation("City of London", "201")
    PostcodeDistrict.objects.create(district="TS18", authority=people.organisation("Stockton-on-Tees", "808"))
    PostcodeDistrict.objects.create(district="EC2Y", authority=city)


def test_the_register_of_schools_is_read_as_it_is_published() -> None:
    loaded = load_schools(SCHOOLS)
    assert (loaded.kept, loaded.closed, loaded.passed_by) == (4, 2, {"no authority here": 1})
    school = EducationalSetting.objects.get(urn="100002")
    assert (school.dfe_number, school.name) == ("2016006", "St Paul's Cathedral School")
    assert school.standing == Standing.OPEN  # "Open, but proposed to close"
    assert EducationalSetting.objects.get(urn="100000").standing == Standing.CLOSED
    assert school.phone.startswith("020 7946 0")  # invented again, in a demonstration


def test_a_school_of_an_authority_of_another_year_belongs_where_its_postcode_lies(tmp_path: Path) -> None:
    moved = tmp_path / "schools.csv"
    moved.write_bytes(SCHOOLS.read_bytes().replace(b"100001,201,", b"100001,999,"))
    load_schools(moved)
    assert EducationalSetting.objects.get(urn="100001").authority.code == "201"


def test_latin_letters_are_read(tmp_path: Path) -> None:
    latin = tmp_path / "schools.csv"
    latin.write_bytes(SCHOOLS.read_bytes().replace(b",City of London School,", ",Zo\u00eb School,".encode("latin-1")))
    load_schools(latin)
    assert EducationalSetting.objects.get(urn="100003").name == "Zo\u00eb School"


def links(folder: Path, *rows: str) -> Path:
    file = folder / "links.csv"
    file.write_text("\n".join(("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate", *rows, "")), encoding="utf-8")
    return file


def test_a_closed_school_names_the_one_that_follows_it(tmp_path: Path) -> None:
    following = links(
        tmp_path,
        "100000,100003,City of London School,Successor,01-09-2008",
        "100003,100000,The Aldgate School,Predecessor,01-09-2008",
        "100001,100002,A,Successor - Split School,01-09-2008",
        "100001,100003,B,Successor - Split School,01-09-2008",
        "100002,999999,Unknown,Successor,01-09-2008",
    )
    assert load_schools(SCHOOLS, links=following).followed == 1
    assert EducationalSetting.objects.get(urn="100000").successor_id == "100003"
    assert not EducationalSetting.objects.exclude(urn="100000").filter(successor__isnull=False)


def test_the_register_of_practices_is_read_as_it_is_published(tmp_path: Path) -> None:
    successors = tmp_path / "succ.csv"
    successors.write_text('"A81003","A81002","R","20171101","N"\n', encoding="utf-8")
    loaded = load_practices(PRACTICES, successors=successors)
    closed = Practice.objects.get(ods_code="A81003")
    assert (closed.standing, closed.closed_on, closed.successor_id) == (Standing.CLOSED, date(2017, 10, 31), "A81002")
    opened = Practice.objects.get(ods_code="A81001")
    assert opened.address == "THE HEALTH CENTRE, LAWSON STREET, STOCKTON-ON-TEES, CLEVELAND"
    assert opened.authority
    assert opened.authority.code == "808"
    assert loaded.kept + sum(loaded.passed_by.values()) == 12


def test_loading_again_changes_nothing_and_deletes_nobody() -> None:
    EducationalSetting.objects.create(
        urn="555555",
        dfe_number="2019999",
        name="Elm School",
        postcode="EC1A 1AA",
        authority=Organisation.objects.get(code="201"),
    )
    load_schools(SCHOOLS)
    once = list(EducationalSetting.objects.order_by("urn").values())
    load_schools(SCHOOLS)
    assert list(EducationalSetting.objects.order_by("urn").values()) == once
    assert EducationalSetting.objects.filter(urn="555555").exists()


def test_another_file_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    for load, file in ((load_schools, PRACTICES), (load_practices, SCHOOLS.parent / "SOURCES.md")):
        with pytest.raises(NotThatRegister):
            load(file)
    with pytest.raises(CommandError):
        call_command("load_places", "practices", str(tmp_path / "none"))
    assert not EducationalSetting.objects.exists()


def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("load_places", "schools", str(SCHOOLS), stdout=out)
    assert out.getvalue() == "4 schools, 2 of them closed, 0 with a successor, 1 passed by (no authority here).\n"
