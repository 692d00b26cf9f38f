"""A file is read strictly and apart: what it says as a whole, or one sentence on why it will not do (SEC-24)."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from accounts.bulk import reading, table
from accounts.bulk.kinds import KINDS
from accounts.bulk.showing import template_rows, template_xlsx
from accounts.bulk.table import Mistake
from contactpoint.pages.csv_out import written
from tests.accounts.files import csv_file, newcomer, table_of, xlsx_file

HEADER = "Email address,Training completed on\n"


def read(content: bytes | str, name: str = "people.csv", kind: str = "training") -> list[reading.FileRow]:
    content = content.encode() if isinstance(content, str) else content
    columns, required = KINDS[kind].columns, KINDS[kind].required
    return reading.read(content, file_name=name, columns=columns, required=required)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_as_excel_saves_it(mark: str, delimiter: str) -> None:
    rows = [newcomer(1, surname='O"Neil; Smith, Jones\nand Co'), newcomer(2)]
    found = read(mark.encode() + csv_file("invite", rows, delimiter=delimiter), kind="invite")
    assert [row.line for row in found] == [2, 3]
    assert found[0].values["surname"] == 'O"Neil; Smith, Jones\nand Co'
    assert found[1].values["team"] == ""


def test_an_empty_row_is_left_out_and_counted() -> None:
    assert [row.line for row in read(HEADER + "a@example.org,1/2/2009\n,\n\nb@example.org,1/2/2009\n")] == [2, 5]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "The selected file is empty"),
        (HEADER, "has a header and no rows"),
        (HEADER + 'a@example.org,"1/2/2009\nb@example.org,1/2/2009\n', "could not be read: check its quotation marks"),
        (HEADER + "a@example.org\n", "Row 2 has fewer cells"),
        (HEADER + "a@example.org,1,2\n", "Row 2 has more cells"),
        (HEADER.encode() + b"a@example.org,caf\xe9\n", "choose “CSV UTF-8”"),
        (HEADER + f"{'a' * 4_001},1\n", "Row 2 has a cell that is too long"),
        ("Name\nAda\n", "Right now it has one column, called “Name”. You need to: add “Email address”"),
        (HEADER.replace("\n", ",Shoe size\n") + "a,b,c\n", "You need to: take out “Shoe size”"),
        (HEADER.replace("\n", ",EMAIL  address\n") + "a,b,c\n", "You need to: keep only one of “Email address”"),
        (HEADER + "a@example.org,1/2/2009\n" * 10_001, "must have 10,000 rows or fewer"),
    ],
)
def test_what_will_not_do_is_refused_whole(content: str | bytes, why: str) -> None:
    with pytest.raises(Mistake, match=why.replace("(", r"\(")):
        read(content)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HEADER.encode(), "people.txt"),
        (HEADER.encode(), "people.xlsx"),
        (xlsx_file([["a"]]), "people.csv"),
        (b"PK\x03\x04 is no archive", "people.xlsx"),
        (b"\xd0\xcf\x11\xe0", "people.xls"),
    ],
)
def test_a_file_of_another_format_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(Mistake, match="The selected file must be a CSV or XLSX"):
        read(content, name)


def test_an_xlsx_gives_dates_and_long_numbers_as_they_were_meant() -> None:
    header = list(KINDS["clearance"].columns)
    rows: list[list[Any]] = [
        header,
        ["a@example.org", "001234567890", datetime(2008, 3, 27)],  # noqa: DTZ001 - spreadsheets know no zones
        [],
        ["b@example.org", 123456789012, date(2008, 3, 28)],
        ["c@example.org", 123456789012.0, "28 March 2008"],
    ]
    found = read(xlsx_file(rows), "people.xlsx", "clearance")
    assert [(row.line, row.values["disclosure_number"], row.values["issued_on"]) for row in found] == [
        (2, "001234567890", "2008-03-27"),
        (4, "123456789012", "2008-03-28"),
        (5, "123456789012", "28 March 2008"),
    ]


def test_an_xlsx_formula_is_no_more_than_what_it_came_to() -> None:
    rows = [list(KINDS["training"].columns), ["=1+1", "1/2/2009"]]
    assert read(xlsx_file(rows), "people.xlsx")[0].values["email"] == ""


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def many_zeros() -> bytes:
    return archive({"xl/worksheets/sheet1.xml": b"0" * 60_000_000})


def many_members() -> bytes:
    return archive({f"{n}.xml": b"" for n in range(300)})


def many_words() -> bytes:
    """Below the ratio and above what may be unpacked."""
    part = Random(1).randbytes(20_000)
    return archive({f"{n}.xml": part * 50 for n in range(52)})


@pytest.mark.parametrize("bomb", [many_zeros, many_members, many_words])
def test_an_archive_that_unpacks_to_very_much_is_refused(bomb: Callable[[], bytes]) -> None:
    with pytest.raises(Mistake, match="holds too much"):
        read(bomb(), "people.xlsx")


def test_a_sheet_that_is_too_wide_is_refused() -> None:
    with pytest.raises(Mistake, match="too many cells"):
        read(xlsx_file([list(KINDS["training"].columns), ["a@example.org", "1", *[None] * 60, "x"]]), "people.xlsx")


def test_reading_that_takes_too_much_memory_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are the child's own: here it is one that is ended at once."""
    monkeypatch.setattr(table, "__name__", "tests.accounts.ended_at_once")
    with pytest.raises(Mistake, match="holds too much"):
        read(HEADER + "a@example.org,1/2/2009\n")


def test_what_cannot_be_stored_is_marked() -> None:
    assert read(HEADER + "a\0b@example.org,1/2/2009\n")[0].values["email"] == "a\ufffdb@example.org"


@pytest.mark.parametrize("kind", KINDS)
def test_the_templates_can_be_uploaded_as_they_are(kind: str) -> None:
    header, *rows = template_rows(KINDS[kind])
    for content, name in ((written(header, rows).encode(), "t.csv"), (template_xlsx(KINDS[kind]), "t.xlsx")):
        found = read(content, name, kind)
        form = KINDS[kind].row(found[0].values)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["email"].endswith("@example.org")


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing() -> None:
    required = KINDS["invite"].required[::-1]
    rows = [required, ["x"] * len(required)]
    assert set(read(xlsx_file(rows), "people.xlsx", "invite")[0].values) == {
        KINDS["invite"].columns[name] for name in required
    }
    assert len(table_of("invite", [])[0]) > len(required)
