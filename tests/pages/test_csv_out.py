"""No cell that goes out as CSV becomes a formula in a spreadsheet (SEC-32)."""

import csv
import io
from itertools import product

import pytest

from contactpoint.pages.csv_out import csv_response, csv_text, guarded

SIGNS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
BEFORE = ["", " ", "\ufeff", "\u200b", '"', "'", "  \u200f ", "\u3000"]


@pytest.mark.parametrize(("before", "sign"), list(product(BEFORE, SIGNS)))
def test_a_cell_that_would_calculate_is_text(before: str, sign: str) -> None:
    text = csv_text(["a"], [[f"{before}{sign}cmd|' /C calc'!A0"]])
    cell = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1][0]
    assert cell == f"'{before}{sign}cmd|' /C calc'!A0"


@pytest.mark.parametrize("cell", ["", "Ada", "a=b", "O'Neil", "'quoted'", "01632 960001", "a@example.org", "2-3"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


def test_a_cell_with_commas_lines_and_quotes_comes_back_whole() -> None:
    cells = ['a,"b"\nc', "d"]
    text = csv_text(["one", "two"], [cells])
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1] == cells


def test_it_is_a_file_to_save() -> None:
    response = csv_response("report.csv", ["a"], [])
    assert response["Content-Disposition"] == 'attachment; filename="report.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
