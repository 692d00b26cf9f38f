"""Does the reading process answer every attack on every format in seconds? (SEC-22, 23, 29; R-FEED-7)"""

import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow, End
from feeds.reasons import Reason
from tests.feeds import files
from tests.feeds.reading_process import read_apart
from tests.feeds.test_formats import READING
from tests.feeds.test_mapped_tables import HEADER, MAPPING, csv, line

TABLES = {
    "births": files.csv_file(files.BIRTHS, [files.birth(1)]),
    "deaths": files.csv_file(files.DEATHS, [files.death(1)]),
    "social-care": files.csv_file(files.SOCIAL_CARE, [files.involvement()]),
    "immunisations": files.csv_file(files.IMMUNISATIONS, [files.immunisation(1)]),
    "table": csv(),
}
TREES = {"ctf": files.ctf(files.pupil()), "cin": files.cin(files.child_in_need())}
GOOD = TABLES | TREES | {"pds": files.ndjson(files.patient())}
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def on_tables(content: bytes) -> dict[str, bytes]:
    header, rest = content.split(b"\n", 1)
    wide = header + b"," + b",".join(b"c%d" % n for n in range(10_000))
    return {
        "10,000 columns": wide + b"\n" + rest,
        "a field of 10 MB": header + b"\n" + b"x" * 10_000_000 + b"," + rest,
        "a quoted field of 10 MB": header + b'\n"' + (b"y" * 999 + b"\n") * 10_000 + b'",' + rest,
        "a quotation mark left open": header
        + b"\n"
        + rest.replace(b"Smith", b'"Smith', 1).replace(b",Smith", b',"Smith'),
        "UTF-16 without a mark": content.decode().encode("utf-16-le"),
        "bytes of no encoding": header + b"\n" + rest.replace(b"Smith", b"\x81\xfe\x9d", 1),
    }


def on_trees(content: bytes) -> dict[str, bytes]:
    text = content.decode().partition("?>")[2] or content.decode()
    root = text.lstrip()[1:].partition(">")[0]
    inside = text.replace("2000-05-14", "&x;")
    return {
        "billion laughs": f'<!DOCTYPE {root} [<!ENTITY l0 "ha">{LAUGHS}]>{text.replace("2000-05-14", "&l9;")}'.encode(),
        "quadratic": f'<!DOCTYPE {root} [<!ENTITY x "{"A" * 100_000}">]>{inside.replace("&x;", "&x;" * 1000)}'.encode(),
        "external entity": f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/hostname">]>{inside}'.encode(),
        "external over the network": f'<!DOCTYPE {root} SYSTEM "http://127.0.0.1:9/x.dtd">{text}'.encode(),
        "deep": text.replace("2000-05-14", "<a>" * 100_000).encode(),
        "a field of 10 MB": text.replace("2000-05-14", "J" * 10_500_000).encode(),
        "a control character": text.replace("2000-05-14", "\x00").encode(),
        "UTF-7": f'<?xml version="1.0" encoding="UTF-7"?>{text}'.encode(),
        "cut": content[:-30],
    }


SHORT = ("births", "cin", "pds", "table")  # the readers behind the others are the same
TABLE_ATTACKS, TREE_ATTACKS = tuple(on_tables(b"a\nb")), tuple(on_trees(b"<a></a>"))
PDS_ATTACKS = (
    "a line of 10 MB", "a deep document", "a large document", "a Bundle of nothing but resources", "UTF-16",
    "another kind of Bundle",
)  # fmt: skip
ATTACKS = [
    pytest.param(code, name, marks=[] if code in SHORT else [pytest.mark.long])
    for codes, names in ((TABLES, TABLE_ATTACKS), (TREES, TREE_ATTACKS), (["pds"], PDS_ATTACKS))
    for code in codes
    for name in names
]


def on_lines(good: bytes) -> dict[str, bytes]:
    return {
        "a line of 10 MB": good.replace(b"Smith", b"S" * 10_000_000),
        "a deep document": b'{"resourceType":\n' + b"[" * 1_000_000,
        "a large document": b'{\n"resourceType": "Bundle", "entry": [' + b"{},\n" * 3_000_000,
        "a Bundle of nothing but resources": b'{"resourceType": "Bundle", "entry": [' + b"{}," * 100_000 + b"{}]}",
        "UTF-16": good.decode().encode("utf-16"),
        "another kind of Bundle": b'{"resourceType": "Bundle", "entry": {"a": 1}}',
    }


def attack(code: str, name: str) -> bytes:
    make = on_lines if code == "pds" else on_trees if code in TREES else on_tables
    return make(GOOD[code])[name]


REFUSALS = {
    Reason.CSV_WIDE, Reason.CSV_QUOTE, Reason.LINE_TOO_LONG, Reason.ENC_INVALID, Reason.WRONG_FORMAT, Reason.XML_DTD,
    Reason.XML_BROKEN, Reason.XML_SHAPE, Reason.DOCUMENT_LARGE, Reason.MAPPING_COLUMNS, Reason.TOTAL_WRONG,
}  # fmt: skip


def test_every_format_is_attacked() -> None:
    assert set(GOOD) == set(FORMATS)


@pytest.mark.parametrize(("code", "name"), ATTACKS)
def test_an_attack_is_refused_in_seconds_and_small_memory(code: str, name: str) -> None:
    read = read_apart(code, attack(code, name), mapping=MAPPING)
    if (code, name) == ("pds", "UTF-16"):  # read, as its mark says what it is
        assert read.last["end"] == 1
    else:
        assert read.error in REFUSALS, read.last
    assert read.seconds < 5
    assert read.peak_mb < 150


@pytest.mark.parametrize("code", [*TABLES, "pds"])
def test_a_control_character_spoils_its_row_only(code: str) -> None:
    content = GOOD[code].replace(b"Smith", b"Smi\x01th" if code in TABLES else b"Smi\\u0001th")
    bad, end = FORMATS[code].read(io.BytesIO(content), READING)
    assert isinstance(bad, BadRow)
    assert (bad.code, end) == (Reason.CONTROL_CHARACTER, End(1, end.total))  # type: ignore[union-attr]


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (HEADER.split(","), line().split(",")):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def with_member(name: str, change: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as taken:
        for member in given.infolist():
            content = given.read(member)
            taken.writestr(member.filename, change(content) if member.filename == name else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def laughing(sheet: bytes) -> bytes:
    declared = f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{LAUGHS}]>'.encode()
    return declared + sheet.partition(b"?>")[2].replace(b"<v>", b"<v>&l9;") if b"?>" in sheet else declared + sheet


WORKBOOKS = {
    "a bomb": with_member(SHEET, lambda sheet: sheet + b" " * 200_000_000),
    "billion laughs": with_member(SHEET, laughing),
    "cut": workbook()[:-100],
    "no sheet": with_member(SHEET, lambda sheet: b""),
    "deep": with_member(SHEET, lambda sheet: sheet.replace(b"<row", b"<a>" * 500_000 + b"<row")),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused(name: str) -> None:
    read = read_apart("table", WORKBOOKS[name], mapping=MAPPING)
    assert read.error in (Reason.ARCHIVE_BOMB, Reason.WRONG_FORMAT, Reason.ARCHIVE_BROKEN, Reason.TOO_COSTLY), read.last
    assert read.seconds < 5
    assert read.peak_mb < 400


def test_a_sheet_that_claims_a_million_columns_is_refused() -> None:
    far = with_member(SHEET, lambda sheet: sheet.replace(b'r="A2"', b'r="XFD2"'))
    read = read_apart("table", far, mapping=MAPPING)
    assert (read.last["end"], read.lines) == (1, 2)  # one row with more cells than the header: put right by a person
    assert read.peak_mb < 200


def test_formulas_come_in_as_text() -> None:
    """They are guarded where they go out (SEC-32)."""
    name = files.csv_file(files.BIRTHS, [files.birth(1, surname="=HYPERLINK(1)", forenames="@SUM 1")])
    with_formula = json.dumps(read_apart("births", name).last)
    assert '"end": 1' in with_formula
