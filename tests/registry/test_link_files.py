"""Does linking answer clearly whatever files and truth it is given? (R-FEED-5)"""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.matching.headers import UnreadableFile
from registry.matching.noticed import notices, understood
from registry.matching.people import read_people
from registry.matching.truth import Truth, read_truth
from tests.registry.test_link import AMINA, HEADER, write


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding: str, tmp_path: Path) -> None:
    path = save(tmp_path / "a.csv", "id\tforename\tsurname\r\n1\tZoë\tOakes\r\n", encoding)
    assert [person.names[0] for person in read_people(path)] == [("Zoë", "Oakes")]


def test_a_line_ends_where_a_csv_ends_it(tmp_path: Path) -> None:
    """Unicode knows other ends of a line, which stand in addresses that were copied from a page."""
    path = save(tmp_path / "a.csv", 'id,forename,address\n1,Zoë,12 Fern Bank\u2028Leeds\n2,Tom,"1 Elm Row\nYork"\n')
    assert [person.address for person in read_people(path)] == ["12 Fern Bank\u2028Leeds", "1 Elm Row\nYork"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n1,2\n", "is empty"),
        (b"id,name\n", "has a first line and no rows"),
        (b"PK\x03\x04" + bytes(range(256)), "is not text"),
        (b"id,forename\n1," + b"x" * 200_000, "is not a CSV that can be read, at line 2"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=f"a.csv {says}"):
        call_command("link", str(path), str(path))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("link", str(tmp_path / "none.csv"), str(path))


def test_files_with_nothing_to_compare_are_refused_with_what_was_understood(tmp_path: Path) -> None:
    a = write(tmp_path / "a.csv", ("id", "forename", "colour"), ("1", "Amina", "red"), ("2", "Tom", "blue"))
    b = write(tmp_path / "b.csv", ("id", "postcode"), ("1", "LS6 2AB"), ("2", "LS6 2AC"))
    with pytest.raises(UnreadableFile, match=r"Understood of a.csv: first name; of b.csv: postcode"):
        notices(("a.csv", "b.csv"), (read_people(a), read_people(b)), None)


def test_ids_that_do_not_tell_rows_apart_are_named(tmp_path: Path) -> None:
    twice = read_people(write(tmp_path / "a.csv", HEADER, AMINA, ("1", "Tom", *AMINA[2:])))
    unnamed = read_people(write(tmp_path / "b.csv", HEADER[1:], AMINA[1:], AMINA[1:]))
    assert notices(("a.csv", "b.csv"), (twice, unnamed), Truth(frozenset(), {}, left_out=3)) == [
        "a.csv: 1 ids stand in more than one row; pairs of these rows cannot be told apart.",
        "b.csv: the rows are known by their numbers, 1 to 2.",
        "3 pairs of the truth are of rows that are not in these files, and are left out.",
    ]


def test_the_columns_of_a_truth_are_known_by_name_or_by_the_ids_in_them(tmp_path: Path) -> None:
    a, b = {"1", "2"}, {"x", "y"}
    judged = write(tmp_path / "j.csv", ("left", "right", "gold"), ("1", "x", "1"), ("2", "y", "0"))
    assert read_truth(judged, a, b).pairs == {("1", "x")}
    strange = write(tmp_path / "s.csv", ("no", "theirs", "ours"), ("7", "x", "1"), ("8", "y", "2"))
    assert read_truth(strange, a, b).pairs == {("1", "x"), ("2", "y")}
    swapped = write(tmp_path / "w.csv", ("id_a", "id_b"), ("x", "1"), ("y", "2"))
    assert read_truth(swapped, a, b).pairs == {("1", "x"), ("2", "y")}


def test_true_pairs_of_other_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    a, b = {"1", "2"}, {"x", "y"}
    more = read_truth(write(tmp_path / "m.csv", ("id_a", "id_b"), ("1", "x"), ("9", "z")), a, b)
    assert more.pairs == {("1", "x")}
    assert more.left_out == 1
    with pytest.raises(UnreadableFile, match="names no row"):
        read_truth(write(tmp_path / "n.csv", ("id_a", "id_b"), ("9", "z")), a, b)


def test_figures_say_what_was_understood(tmp_path: Path) -> None:
    people = read_people(write(tmp_path / "a.csv", HEADER, AMINA, ("2", "", "Oakes", "no day", "", "", "")))
    assert understood(people) == {
        "first name": 0.5, "last name": 1.0, "date of birth": 0.5, "gender": 0.5, "postcode": 0.5, "address": 0.5,
    }  # fmt: skip
