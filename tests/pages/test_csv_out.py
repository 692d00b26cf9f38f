"""No cell of a file that is handed out runs in a spreadsheet (SEC-32)."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactpoint.pages.csv_out import csv_file, guarded, written

BEGINNINGS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("first", BEGINNINGS)
@pytest.mark.parametrize("skipped", ["", " ", "\u00a0 ", '"', "'", "\ufeff", "\u200b", ' "\u2060'])
def test_what_could_be_a_formula_is_words(skipped: str, first: str) -> None:
    assert guarded(f"{skipped}{first}1+1") == f"'{skipped}{first}1+1"


@pytest.mark.parametrize(
    "words", ["", "Pat Example", "O'Neill", "pat.example@example.org", "3 June 2009", "a=b", "Anne-Marie"]
)
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert guarded(words) == words


@given(st.lists(st.text(), min_size=1))
def test_a_row_is_read_back_as_it_was_but_for_the_guard(row: list[str]) -> None:
    text = written(["a"], [row])
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert read[1:] == [[guarded(cell) for cell in row]]


def test_a_file_is_a_download_with_its_name() -> None:
    answer = csv_file("people", ("Name",), [("=1+1",)])
    assert answer["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == "\ufeffName\r\n'=1+1\r\n"
