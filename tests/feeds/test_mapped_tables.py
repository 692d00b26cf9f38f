"""Does any table come in by the mapping that a person made of it? (issue: formats; docs/feeds/table.md)"""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from feeds.formats.every import FORMATS
from feeds.formats.mapping import Problem, mapping_of, problems_of
from feeds.formats.row import BadRow, End, FeedError, Read, Reading, Row
from feeds.formats.targets import TARGETS
from feeds.parsing import look_at, parse_again
from feeds.reasons import Reason
from registry.assertion import CarerSaid, Name, Place, ServiceSaid, SettingSaid
from tests.feeds import files
from tests.feeds.conftest import NOON

COLUMNS = {
    "Pupil first name": "name.forenames",
    "Pupil last name": "name.surname",
    "D.O.B.": "date_of_birth",
    "M/F": "gender",
    "House": "address.line_1",
    "Town": "address.town",
    "Post code": "address.postcode",
    "UPN": "upn",
    "URN": "school.number",
    "Mother": "carer_1.name",
}
MAPPING: dict[str, Any] = {
    "columns": COLUMNS,
    "dates": ["%d/%m/%Y"],
    "codes": {"gender": {"Boy": "male", "Girl": "female", "-": ""}},
    "always": {"carer_1.relationship": "Mother"},
    "key": "Case",
    "as_at": "Changed",
    "ignore": ["Class"],
}
HEADER = "Case,Changed,Class,Notes," + ",".join(COLUMNS)


def line(**said: str) -> str:
    one = {
        "case": "C1", "changed": "20/01/2009", "class": "3B", "notes": "allergic to nuts", "forename": "John Paul",
        "surname": "Smith", "born": "14/05/2000", "sex": "boy", "house": "14 Larkspur Rise", "town": "Liverpool",
        "postcode": "l153hq", "upn": files.upn_of(1), "urn": "341/2009", "mother": "Karen Smith",
    } | said  # fmt: skip
    return ",".join(one.values())


def csv(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *(rows or (line(),)), "")).encode()


def read(content: bytes, mapping: Any = MAPPING, **told: Any) -> list[Read]:
    reading = Reading(date(2009, 1, 26), datetime(2009, 1, 26, 12, tzinfo=UTC), mapping=mapping, **told)
    return list(FORMATS["table"].read(BytesIO(content), reading))


def refused(content: bytes, mapping: Any = MAPPING) -> Reason:
    with pytest.raises(FeedError) as error:
        read(content, mapping)
    return error.value.reason


def test_a_row_is_read_by_its_mapping() -> None:
    row, end = read(csv())
    assert isinstance(row, Row)
    assert (row.key, row.as_at, row.dropped) == ("C1", datetime(2009, 1, 20, tzinfo=UTC), ("notes",))
    said = row.assertion
    assert said.names == (Name("current", "John", "Paul", "Smith"),)
    assert (said.date_of_birth, said.gender) == (date(2000, 5, 14), "male")
    assert said.addresses == (Place("current", "14 Larkspur Rise", "Liverpool", "L15 3HQ"),)
    assert said.settings == (SettingSaid("at_setting", "3412009"),)
    assert said.carers == (CarerSaid("Karen Smith", "Mother"),)
    assert said.identifiers == {"upn": (files.upn_of(1),)}
    assert end == End(1)


def workbook(*rows: list[Any]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_like_a_csv() -> None:
    cells: list[Any] = line().split(",")
    cells[1], cells[6] = date(2009, 1, 20), datetime(2000, 5, 14)  # noqa: DTZ001
    assert read(workbook(HEADER.split(","), cells, [None] * 3)) == [*read(csv())[:1], End(1)]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_read_and_recognised(delimiter: str) -> None:
    content = csv().replace(b",", delimiter.encode())
    assert read(content, MAPPING | {"delimiter": delimiter})[0] == read(csv())[0]
    assert look_at(content).delimiter == delimiter


def test_the_letters_of_windows_are_taken_where_the_mapping_says_so() -> None:
    content = csv(line(forename="Zo\u00eb")).decode().encode("cp1252")
    assert refused(content) is Reason.ENC_INVALID
    row = read(content, MAPPING | {"encoding": "windows-1252"})[0]
    assert isinstance(row, Row)
    assert row.assertion.names[0].forename == "Zo\u00eb"
    assert look_at(content.replace(b"Case", b"Cas\xe9")).encoding == "windows-1252"


def test_a_file_in_two_encodings_is_refused_rather_than_misread() -> None:
    both = csv(line(forename="Zo\u00eb")) + line(forename="Zo\u00eb").encode("cp1252")
    assert refused(both, MAPPING | {"encoding": "windows-1252"}) is Reason.ENC_INVALID


def test_utf_16_is_known_by_its_mark() -> None:
    assert read(csv().decode().encode("utf-16"))[0] == read(csv())[0]
    assert look_at(csv().decode().encode("utf-16")).headers == HEADER.split(",")


def test_without_its_own_age_a_row_is_as_old_as_the_delivery_and_stays_so() -> None:
    mapping, as_at = MAPPING | {"as_at": None}, datetime(2009, 1, 3, tzinfo=UTC)
    row, bad, _ = read(csv(line(), line(case="C2", born="never")), mapping, as_at=as_at)
    assert isinstance(row, Row)
    assert isinstance(bad, BadRow)
    assert row.as_at == as_at
    right = bad.raw | {"d.o.b.": "14/05/2000"}
    first, _ = parse_again("table", [(3, right)], at=NOON, mapping=mapping)
    assert first["as_at"] == as_at.isoformat()


@pytest.mark.parametrize(
    ("said", "reason", "field"),
    [
        ({"born": "2000/14/05"}, Reason.DATE_INVALID, "d.o.b."),
        ({"sex": "X"}, Reason.CODE_UNKNOWN, "m/f"),
        ({"upn": "A123"}, Reason.ID_CHECKDIGIT, "upn"),
        ({"case": ""}, Reason.KEY_MISSING, "case"),
        ({"changed": "yesterday"}, Reason.DATE_INVALID, "changed"),
        ({"urn": "Larkspur"}, Reason.CODE_UNKNOWN, "urn"),
        ({"forename": "", "surname": "", "upn": ""}, Reason.NAME_EMPTY, ""),
    ],
)
def test_a_wrong_cell_is_named_by_its_header_and_can_be_put_right(
    said: dict[str, str], reason: Reason, field: str
) -> None:
    bad = read(csv(line(**said)))[0]
    assert isinstance(bad, BadRow)
    assert (bad.code, bad.field) == (reason, field)
    assert "allergic to nuts" not in bad.raw.values()
    reading = Reading(date(2009, 1, 26), datetime(2009, 1, 26, 12, tzinfo=UTC), mapping=MAPPING)
    assert FORMATS["table"].again(bad.raw, 2, reading) == BadRow(2, reason, field, raw=bad.raw)
    good = dict(zip(HEADER.lower().split(","), line().split(","), strict=True))
    again = FORMATS["table"].again({where: good[where] for where in bad.raw}, 2, reading)
    assert isinstance(again, Row)


def test_a_service_with_its_group_for_every_row() -> None:
    mapping = {
        "columns": {"NHS": "nhs_number", "Since": "service.from", "Worker": "service.contact", "Case": "local_case"},
        "always": {"service.name": "Youth offending", "service.group": "justice", "la_code": "341"},
        "key": ["Case", "Since"],
    }
    row = read(csv(f"7,2008-11-03,Ann Lee,{files.nhs_of(1)}", header="Case,Since,Worker,NHS"), mapping)[0]
    assert isinstance(row, Row)
    assert (row.key, row.authority) == ("7/2008-11-03", "341")
    assert row.assertion.services == (
        ServiceSaid("justice", "Youth offending", date(2008, 11, 3), "", contact_name="Ann Lee"),
    )
    assert row.assertion.identifiers == {"nhs_number": (files.nhs_of(1),), "local_case": ("341/7",)}
    assert row.assertion.names == ()


def test_a_sensitive_service_needs_its_basis_in_any_table() -> None:
    """R-INV-2."""
    mapping = {
        "columns": {"NHS": "nhs_number", "Since": "service.from", "Basis": "service.consent_basis"},
        "always": {"service.name": "Sexual health"},
        "key": "NHS",
    }
    bad = read(csv(f"{files.nhs_of(1)},2008-11-03,", header="NHS,Since,Basis"), mapping)[0]
    assert isinstance(bad, BadRow)
    assert bad.code is Reason.SENSITIVE_NO_CONSENT


def test_a_file_without_a_mapped_column_is_refused_whole() -> None:
    assert refused(csv(header=HEADER.replace("UPN", "Number"))) is Reason.MAPPING_COLUMNS
    assert refused(csv(header=HEADER.replace("Notes", "UPN"))) is Reason.CSV_HEADER
    assert refused(csv(), None) is Reason.MAPPING_MISSING
    assert refused(csv(), {"columns": {}}) is Reason.MAPPING_WRONG


def test_columns_without_a_header_or_there_twice_do_not_matter_unless_they_are_mapped() -> None:
    row = read(csv(header=HEADER.replace("Notes", "").replace("Class", "")))[0]
    assert isinstance(row, Row)
    assert row.dropped == ("column 3", "column 4")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"columns": {}}, Problem.NO_COLUMN),
        ({"columns": {"A": "name.nickname"}}, Problem.UNKNOWN_ITEM),
        ({"columns": COLUMNS | {"B": "upn"}}, Problem.ITEM_TWICE),
        ({"columns": {"A": "date_of_birth"}}, Problem.NOBODY),
        ({"columns": {"A": "local_case"}}, Problem.NO_AUTHORITY),
        ({"columns": {"A": "upn", "B": "service.phone"}}, Problem.NO_SERVICE),
        ({"key": ""}, Problem.NO_KEY),
        ({"key": []}, Problem.NO_KEY),
        ({"dates": "%d/%m/%y"}, Problem.DATE_FORMAT),
        ({"dates": ["%m %Y"]}, Problem.DATE_FORMAT),
        ({"dates": ["%d%m%Y%"]}, Problem.DATE_FORMAT),
        ({"codes": {"gender": {"1": "boy"}}}, Problem.CODE),
        ({"delimiter": "x"}, Problem.FILE),
        ({"encoding": "utf-7"}, Problem.FILE),
        ({"columns": []}, Problem.SHAPE),
        ({"columns": {"A": 1}}, Problem.SHAPE),
        ({"codes": {"gender": ["1"]}}, Problem.SHAPE),
        ({"key": 7}, Problem.SHAPE),
        ({"columns": {str(n): "upn" for n in range(201)}}, Problem.SHAPE),
    ],
)
def test_a_mapping_that_will_not_do_says_why(change: dict[str, Any], problem: Problem) -> None:
    assert problem in [found for found, _ in problems_of(MAPPING | change)]
    assert not problem.endswith(".")


def test_a_good_mapping_has_no_problem_and_survives_json() -> None:
    assert problems_of(MAPPING) == []
    assert mapping_of(json.loads(json.dumps(MAPPING))).needed == {"case", "changed", *(c.casefold() for c in COLUMNS)}


GOOD = {
    "name.forename": "Jon", "name.forenames": "John Paul", "name.middle_names": "Peter", "name.surname": "Smith",
    "also_used.forename": "Jack", "also_used.surname": "Jones", "former.surname": "Reid", "date_of_birth": "2000-05-14",
    "gender": "F", "date_of_death": "2009-01-02", "restricted": "yes", "nhs_number": files.nhs_of(1),
    "upn": files.upn_of(1), "former_upn": files.upn_of(2), "local_case": "7", "birth_registration": "B7",
    "la_code": "341", "address.town": "Liverpool", "address.postcode": "L15 3HQ", "address.uprn": "38000000001",
    "address.from": "2008-01-01", "school.number": "104512", "school.from": "2004-09-06", "school.to": "2009-07-01",
    "practice.ods_code": "n82001", "practice.from": "2004-01-01", "service.name": "Sexual health",
    "service.group": "education", "service.organisation": "Clinic", "service.contact": "Ann Lee",
    "service.role": "Nurse",
    "service.phone": "0151 496 0123", "service.email": "ann@clinic.example.org", "service.from": "2008-11-03",
    "service.to": "2009-03-01", "service.lead": "Y", "service.sensitive": "Y", "service.consent_basis": "child",
    "service.consent_on": "2008-11-03", "caf.completed_on": "2008-10-20", "caf.holder": "Clinic",
} | {f"address.line_{n}": f"Line {n}" for n in range(1, 6)} | {
    f"carer_{n}.{part}": text
    for n in (1, 2, 3)
    for part, text in (
        ("name", f"Kay {n}"), ("forename", "Karen"), ("surname", "Smith"), ("relationship", "Mother"),
        ("responsibility", "true"), ("phone", "0151 496 0123"),
    )
}  # fmt: skip
IMPLIED = {"name.forenames", "service.sensitive"}  # said by another item of the same row
TOGETHER = {
    "service.consent_basis",
    "service.consent_on",
    "caf.completed_on",
    "caf.holder",
}  # not one without the other
NEEDED = {"service.name", "service.from", "la_code"}


def saying(paths: list[str]) -> Read:
    mapping = {"columns": {path: path for path in paths}, "key": "Key"}
    cells = [f'"{GOOD[path]}"' for path in paths]
    return read(csv(",".join(("K1", *cells)), header=",".join(("Key", *paths))), mapping)[0]


def test_every_item_that_is_offered_is_read() -> None:
    assert set(GOOD) == TARGETS.keys() - {"withdrawn"}  # test_taken_back asks about that one
    assert all(target.words and target.heading for target in TARGETS.values())
    whole = saying(list(GOOD))
    assert isinstance(whole, Row), whole
    for path in GOOD.keys() - IMPLIED - NEEDED:
        without = saying([one for one in GOOD if one != path])
        assert isinstance(without, BadRow) == (path in TOGETHER), path
        assert without != whole, path


def test_the_headers_of_a_table_are_found_in_the_process_apart() -> None:
    assert look_at(csv()).headers == HEADER.split(",")
    assert look_at(workbook(HEADER.split(","))).headers == HEADER.split(",")
    for broken in (b"", b"PK\x03\x04broken", b"\x00\x01\x02", b"," * 600):
        with pytest.raises(FeedError):
            look_at(broken)
