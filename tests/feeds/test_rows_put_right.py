"""Is a row that could not be taken kept as cells, and read again like the rest when it was put right? (R-FEED-4)"""

import json
from typing import Any

import pytest

from feeds.formats.every import FORMATS
from feeds.formats.raw import MOST_TEXT
from feeds.formats.row import BadRow, Row
from feeds.parsing import parse_again
from feeds.reasons import Reason
from tests.feeds import files
from tests.feeds.conftest import NOON
from tests.feeds.test_formats import READING, only_bad, only_row, read
from tests.feeds.test_mapped_tables import csv, line

CONTACTS = (
    "<Contacts><Contact><Order>1</Order><Title>Mrs</Title><Surname>Smith</Surname><Forename>Karen</Forename>"
    "<Relationship>PAM</Relationship></Contact><Contact><Order>2</Order><Surname>Smith</Surname>"
    "<Forename>Paul</Forename><Relationship>PAF</Relationship></Contact></Contacts>"
)


def ctf(**said: Any) -> bytes:
    return files.ctf(files.pupil(contacts=CONTACTS, **said))


def pds(**said: Any) -> bytes:
    return files.ndjson(files.patient(**said))


def births(**said: str) -> bytes:
    return files.csv_file(files.BIRTHS, [files.birth(1, **said)])


def social_care(**said: str) -> bytes:
    return files.csv_file(files.SOCIAL_CARE, [files.involvement(**said)])


def cin(**said: Any) -> bytes:
    return files.cin(files.child_in_need(**said))


def deaths(**said: str) -> bytes:
    return files.csv_file(files.DEATHS, [files.death(1, **said)])


def immunisations(**said: str) -> bytes:
    return files.csv_file(files.IMMUNISATIONS, [files.immunisation(1, **said)])


def related(**said: Any) -> bytes:
    return files.ndjson(files.related(**said), files.related(forename="Paul", role="FTH"), total=2)


ONE_WRONG = {  # format -> a file of one wrong row, the cell that is wrong, what belongs there, the same file put right
    "ctf": (ctf(born="14/05/2000"), "DOB", "2000-05-14", ctf()),
    "pds": (pds(born="2000-13-14"), "birthDate", "2000-05-14", pds()),
    "cin": (cin(born="2000-13-14"), "ChildIdentifiers/PersonBirthDate", "2000-05-14", cin()),
    "table": (csv(line(born="never")), "d.o.b.", "14/05/2000", csv()),
    "deaths": (deaths(date_of_death="1999-01-01"), "date_of_death", "2009-01-02", deaths()),
    "immunisations": (immunisations(born="14th May"), "child_date_of_birth", "2000-05-14", immunisations()),
    "births": (births(birth_date="2000-13-14"), "birth_date", "2000-05-14", births()),
    "social-care": (social_care(postcode="L15"), "postcode", "L15 3HQ", social_care()),
}


def test_every_format_can_read_a_row_again() -> None:
    assert set(ONE_WRONG) == set(FORMATS)


@pytest.mark.parametrize("code", FORMATS)
def test_a_row_as_it_came_has_the_same_reason_again(code: str) -> None:
    bad = only_bad(code, ONE_WRONG[code][0])
    again = FORMATS[code].again(bad.raw, bad.line, READING)
    assert isinstance(again, BadRow)
    assert (again.code, again.field, again.line, again.raw) == (bad.code, bad.field, bad.line, bad.raw)


@pytest.mark.parametrize("code", FORMATS)
def test_a_row_put_right_is_the_row_that_should_have_come(code: str) -> None:
    """R-FEED-4: what is put right runs through the same code."""
    wrong, where, right, whole = ONE_WRONG[code]
    bad = only_bad(code, wrong)
    again = FORMATS[code].again(bad.raw | {where: right}, bad.line, READING)
    should = only_row(code, whole)
    assert isinstance(again, Row)
    assert (again.key, again.as_at, again.assertion, again.authority) == (
        should.key, should.as_at, should.assertion, should.authority
    )  # fmt: skip


def test_the_related_persons_of_one_patient_are_one_row_to_put_right() -> None:
    bad = only_bad("pds", related(phone="none"))
    assert (bad.code, bad.raw["related[1].name[0].given[0]"]) == (Reason.PHONE_INVALID, "Paul")
    again = FORMATS["pds"].again(bad.raw, bad.line, READING)
    assert (again.code, again.raw) == (bad.code, bad.raw)  # type: ignore[union-attr]
    right = FORMATS["pds"].again(bad.raw | {"related[0].telecom[0].value": "0151 496 0123"}, bad.line, READING)
    assert isinstance(right, Row)
    assert right == only_row("pds", related(phone="0151 496 0123"))


def test_rows_are_read_again_in_the_process_apart() -> None:
    bad = only_bad("ctf", ONE_WRONG["ctf"][0])
    first, second, end = parse_again("ctf", [(7, bad.raw), (9, bad.raw | {"DOB": "2000-05-14"})], at=NOON)
    assert (first["bad"], first["line"], first["raw"]) == ("date_invalid", 7, bad.raw)
    assert (second["key"], second["line"]) == (files.upn_of(1), 9)
    assert second["row"]["carers"][1]["name"] == "Paul Smith"
    assert end == {"end": 2, "total": None}


def test_a_pupil_is_kept_by_paths_and_nothing_else_of_it() -> None:
    """R-FEED-8: a title, an ethnicity and needs are not kept, even of a row that waits to be put right."""
    more = "<BasicDetails><Ethnicity>WBRI</Ethnicity><FormerSurname>Jones</FormerSurname></BasicDetails><SENhistory/>"
    bad = only_bad("ctf", ctf(born="", more=more))
    assert bad.raw["Header/DateTime"] == "2009-01-20T06:00:00+00:00"
    assert bad.raw["Contacts/Contact[1]/Forename"] == "Paul"
    assert bad.raw["BasicDetails/FormerSurname"] == "Jones"
    assert "WBRI" not in bad.raw.values()
    assert "Mrs" not in bad.raw.values()
    assert bad.dropped == ("Title", "Ethnicity", "SENhistory")


def test_a_patient_is_kept_by_paths_and_nothing_else_of_it() -> None:
    content = files.patient(born="") | {"maritalStatus": {"text": "single"}, "note": "private"}
    bad = only_bad("pds", files.ndjson(content))
    assert bad.raw["name[0].family"] == "Smith"
    assert bad.raw["identifier[0].extension[0].valueCodeableConcept.coding[0].code"] == "01"
    assert not {"single", "private"} & set(bad.raw.values())


@pytest.mark.parametrize("marks", [[{"code": "R"}], [{"code": "U"}, {"code": "R"}], [], [{"code": "?"}]])
def test_where_a_child_is_stays_unkept_unless_nobody_protects_it(marks: list[dict[str, str]]) -> None:
    """R-SHIELD-9: not even for those who put rows right."""
    content = files.patient(born="") | {"meta": {"lastUpdated": "2009-01-10T00:00:00Z", "security": marks}}
    bad = only_bad("pds", files.ndjson(content))
    assert bad.raw["name[0].family"] == "Smith"
    assert not [where for where in bad.raw if where.startswith(("address", "telecom", "contact", "general"))]


def test_columns_that_are_dropped_are_not_kept() -> None:
    header, row = f"{files.BIRTHS},birth_weight", files.birth(1, birth_date="") + ",3.2 kg"
    assert "3.2 kg" not in only_bad("births", files.csv_file(header, [row])).raw.values()
    too_many = only_bad("births", files.csv_file(header, [row + ",secret"])).raw
    assert {"3.2 kg", "secret"}.isdisjoint(too_many.values())


def test_cells_too_many_have_to_be_put_in_their_places() -> None:
    bad = only_bad("births", files.csv_file(files.BIRTHS, [files.birth(1) + ",extra"]))
    assert bad.raw["extra 1"] == "extra"
    again = FORMATS["births"].again
    assert again(bad.raw, 2, READING).code is Reason.COLS_EXTRA  # type: ignore[union-attr]
    assert isinstance(again(bad.raw | {"extra 1": ""}, 2, READING), Row)


def test_an_empty_cell_too_many_is_not_put_right_by_reading_it_again() -> None:
    """A comma inside a value moves the others along, and the last one may be empty."""
    bad = only_bad("births", files.csv_file(files.BIRTHS, [files.birth(1) + ","]))
    again = FORMATS["births"].again
    assert isinstance(again(bad.raw, 2, READING), BadRow)
    assert isinstance(again(bad.raw | {"extra 1": ""}, 2, READING), Row)


def test_cells_too_few_have_to_be_looked_at() -> None:
    """A row that lost its first cells must not be taken because its last columns may be empty."""
    bad = only_bad("births", files.csv_file(files.BIRTHS, [files.birth(1).rpartition(",")[0]]))
    assert (bad.raw["missing cells"], bad.raw["nhs_number"]) == ("1", "")
    again = FORMATS["births"].again
    assert again(bad.raw, 2, READING).code is Reason.COLS_MISSING  # type: ignore[union-attr]
    assert isinstance(again(bad.raw | {"missing cells": ""}, 2, READING), Row)


def test_what_cannot_be_stored_or_shown_is_kept_as_a_mark_that_is_not_taken() -> None:
    for code, content in (("births", births(surname="Smi\x00th")), ("pds", pds(surname="Smi\ud800th"))):
        bad = only_bad(code, content)
        assert "Smi\ufffdth" in bad.raw.values()
        again = FORMATS[code].again(bad.raw, bad.line, READING)
        assert again.code is Reason.CONTROL_CHARACTER  # type: ignore[union-attr]


def test_a_value_too_long_stays_too_long() -> None:
    bad = only_bad("births", births(address_2="A" * 50_000))
    assert len(bad.raw["address_2"]) < 5_000
    assert FORMATS["births"].again(bad.raw, 2, READING).code is Reason.VALUE_TOO_LONG  # type: ignore[union-attr]


def test_a_row_that_holds_too_much_is_not_kept_at_all() -> None:
    names = [{"use": "old", "given": ["G" * 4_000], "family": "F"}] * 20
    content = files.patient(born="")
    content["name"] += names
    assert only_bad("pds", files.ndjson(content)).raw == {}
    assert MOST_TEXT < 20 * 4_000


def test_a_line_that_is_no_json_is_not_kept() -> None:
    """What it holds nobody knows: it is sent again."""
    good = json.dumps(files.patient(number=files.nhs_of(2)))
    content = files.ndjson(good, good[:-1])
    assert [row.raw for row in read("pds", content) if isinstance(row, BadRow)] == [{}]


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("ctf", {"UPN": "x", "UPN/deeper": "y"}),
        ("ctf", {"../UPN": "x"}),
        ("pds", {"name[0]": "x", "name[0].family": "y"}),
        ("pds", {"name[100000000000]": "x"}),
        ("pds", {"__class__": "x", "": "y"}),
    ],
)
def test_a_place_that_the_format_does_not_have_is_refused(code: str, raw: dict[str, str]) -> None:
    again = FORMATS[code].again(raw | {"Header/DateTime": "2009-01-20"} if code == "ctf" else raw, 1, READING)
    assert again.code is Reason.WRONG_PLACE  # type: ignore[union-attr]
