"""Are the rows of any two files linked, and nobody wrongly, whatever the files look like? (R-FEED-5)"""

import csv
import json
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from registry.matching.days import day_comes_first, read_day
from registry.matching.definition import FILE, definition, parse
from registry.matching.estimating import estimate, written
from registry.matching.fitting import Seen, fit
from registry.matching.headers import UnreadableFile
from registry.matching.link import link
from registry.matching.one_to_one import Pair, clean_up
from registry.matching.party import party
from registry.matching.people import in_common, read_people
from registry.matching.score import Decision
from registry.matching.truth import between, measure, rates, read_truth

FEBRL = Path(__file__).parent / "linking" / "febrl1.csv"
HEADER = ("id", "forename", "surname", "date_of_birth", "gender", "address", "postcode")
AMINA = ("1", "Amina", "Hussain", "2001-03-04", "F", "12 Fern Bank", "LS6 2AB")


def write(path: Path, header: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def run(*arguments: object, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("link", *map(str, arguments), json=True, stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def halves(directory: Path) -> tuple[Path, Path, Path]:
    """FEBRL's originals, its duplicates, and the truth."""
    with FEBRL.open(newline="") as file:
        header, *rows = csv.reader(file)
    originals, duplicates = ([row for row in rows if kind in row[0]] for kind in ("-org", "-dup-"))
    true = [(row[0].replace("dup-0", "org"), row[0]) for row in duplicates]
    return (
        write(directory / "a.csv", header, *originals),
        write(directory / "b.csv", header, *duplicates),
        write(directory / "truth.csv", ("id_a", "id_b"), *true),
    )


@pytest.mark.django_db
def test_strangers_data_is_linked_without_a_wrong_link(tmp_path: Path) -> None:
    """FEBRL 1: Australian adults, no households, slips in every column. Nothing is stored."""
    a, b, truth = halves(tmp_path)
    found = run(a, b, truth=truth, out=tmp_path / "pairs.csv")
    assert found["automatic"]["precision"] == 1.0
    assert found["automatic"]["recall"] >= 0.99
    with (tmp_path / "pairs.csv").open() as file:
        pairs = list(csv.DictReader(file))
    assert list(pairs[0]) == ["id_a", "id_b", "probability", "decision"]
    assert sum(pair["decision"] == "same" for pair in pairs) == found["same"]
    assert "link_a" not in connection.introspection.table_names()


@pytest.mark.django_db
def test_a_twin_is_not_linked_to_the_other(tmp_path: Path) -> None:
    twin = ("9", "Amira", *AMINA[2:])
    a, b = write(tmp_path / "a.csv", HEADER, AMINA), write(tmp_path / "b.csv", HEADER, twin)
    (pair,) = link(read_people(a), read_people(b)).pairs
    assert pair.decision is Decision.WAITING
    again = write(tmp_path / "c.csv", HEADER, twin, ("8", *AMINA[1:]))
    found = {(one.id_a, one.id_b): one.decision for one in link(read_people(a), read_people(again)).pairs}
    assert found == {("1", "8"): Decision.SAME}, "once the child itself is there, the twin is no question"


@pytest.mark.django_db
def test_a_boy_with_a_girls_name_is_linked_to_himself_and_a_girl_of_that_name_is_his_twin(tmp_path: Path) -> None:
    """A slip made a girl's name of Kai's: he is linked. Were Kia a girl, she would be his twin, and wait."""
    kai, kia = ("1", "Kai", "Chen", "2001-03-04", "M", *AMINA[5:]), ("9", "Kia", "Chen", "2001-03-04", "M", *AMINA[5:])
    a, b = write(tmp_path / "a.csv", HEADER, kai), write(tmp_path / "b.csv", HEADER, kia)
    (pair,) = link(read_people(a), read_people(b)).pairs
    assert pair.decision is Decision.SAME
    sister = write(tmp_path / "c.csv", HEADER, (*kia[:4], "F", *kia[5:]))
    (pair,) = link(read_people(a), read_people(sister)).pairs
    assert pair.decision is Decision.WAITING


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ((" Rec ID", "Given Name", "LAST_NAME", "DOB", "Sex", "Street", "zip"), AMINA),
        (("rec_id", "first_name", "family name", "birth-date", "gender", "address_1", "Post Code"),
         ("1", "AMINA", "hussain", "04/03/2001", "2", "12, Fern Bank", "ls62ab")),
        (("id", "name", "dob", "gender", "address", "postcode"),
         ("1", "Hussain, Amina", "20010304", "female", "12 Fern Bank", "LS6 2AB")),
        (("id", "full_name", "birth_year", "birth_month", "dob_day", "gender", "house number", "street", "postcode"),
         ("1", "Amina Hussain", "2001", "3", "4", "F", "12", "Fern Bank", "LS6 2AB")),
    ],
)  # fmt: skip
def test_columns_are_known_by_many_names(header: Sequence[str], row: Sequence[str], tmp_path: Path) -> None:
    (person,) = read_people(write(tmp_path / "a.csv", header, row, encoding="utf-8-sig"))
    plain = party(
        forename=person.names[0][0], surname=person.names[0][1], birth_date=person.born, gender=person.gender,
        postcode=person.postcode, address=person.address,
    )  # fmt: skip
    assert person.id == "1"
    assert plain == party(
        forename="Amina", surname="Hussain", birth_date=date(2001, 3, 4), gender="female",
        postcode="LS6 2AB", address="12 Fern Bank",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_of_any_common_encoding_and_delimiter_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id;forename;surname\r\n1;Zoë;NaN\r\n;;\r\n2;Nan;Null\r\n", encoding=encoding)
    assert [person.names[0] for person in read_people(path)] == [("Zoë", ""), ("Nan", "Null")]


def test_a_file_without_ids_gets_the_numbers_of_its_rows(tmp_path: Path) -> None:
    people = read_people(write(tmp_path / "a.csv", HEADER[1:], AMINA[1:], AMINA[1:]))
    assert [person.id for person in people] == ["1", "2"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    with pytest.raises(UnreadableFile):
        read_people(path)
    with pytest.raises(CommandError):
        call_command("link", str(path), str(path))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2001-03-04", date(2001, 3, 4)),
        ("2001-03-04T00:00:00", date(2001, 3, 4)),
        ("2001-03-04 00:00", date(2001, 3, 4)),
        ("20010304", date(2001, 3, 4)),
        ("20010304.0", date(2001, 3, 4)),
        ("04/03/2001", date(2001, 3, 4)),
        ("4.3.01", date(2001, 3, 4)),
        ("4 March 2001", date(2001, 3, 4)),
        ("Mar 4, 2001", date(2001, 3, 4)),
        ("1861-01-01", date(1861, 1, 1)),
        ("19085401", None),
        ("31/02/2001", None),
        ("36954", date(2001, 3, 4)),
        ("36954.0", date(2001, 3, 4)),
        ("2001", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_days_are_read_in_many_forms_and_impossible_ones_are_unknown(typed: str, meant: date | None) -> None:
    assert read_day(typed) == meant


def test_a_file_that_puts_months_first_is_noticed() -> None:
    assert not day_comes_first(["03/04/2001", "03/14/2001"])
    assert day_comes_first(["03/04/2001", "14/03/2001"])
    assert read_day("03/04/2001", day_first=False) == date(2001, 3, 4)


def test_numbers_are_trusted_only_where_their_check_digits_are_right(tmp_path: Path) -> None:
    header = ("id", "nhs_number", "upn", "email", "cluster", "state")
    rows = [
        ("1", "999 000 0018", "A823200001001", "a@example.com", "7", "vic"),
        ("2", "9990000026", "12345", "b@example.com", "8", "vic"),
    ]
    people = read_people(write(tmp_path / "a.csv", header, *rows))
    found = in_common(people, people)
    assert found.trusted == ("nhs_number",)
    assert found.others == ("email", "upn"), "one value throughout says nothing, and a cluster is the truth"


def pair(left: int, right: int, weight: float) -> Pair:
    return Pair(left, right, weight, Decision.SAME if weight >= 10 else Decision.WAITING)


def test_a_row_is_linked_once_and_to_its_best() -> None:
    found = clean_up([pair(1, 1, 30), pair(1, 2, 20), pair(2, 2, 25), pair(3, 1, 5)], left_once=True, right_once=True)
    assert [(one.left, one.right) for one in found] == [(1, 1), (2, 2)]


def test_two_that_fit_nearly_as_well_wait() -> None:
    found = clean_up([pair(1, 1, 30), pair(1, 2, 28)], left_once=True, right_once=True)
    assert {one.decision for one in found} == {Decision.WAITING}
    assert len(found) == 2


def test_a_file_that_has_people_twice_may_link_each_of_them() -> None:
    """Nobody stands twice on the left; on the right a child may."""
    found = clean_up([pair(1, 1, 30), pair(1, 2, 28), pair(2, 2, 12)], left_once=True, right_once=False)
    assert [(one.left, one.right, one.decision) for one in found] == [(1, 1, "same"), (1, 2, "same")]


def test_fitted_weights_follow_what_the_files_show() -> None:
    """900 pairs of one person, of which a third move house; strangers of one gender seven times in ten."""
    shipped = definition()
    names = [one.name for one in shipped.comparisons]

    def pattern(**levels: str) -> tuple[str | None, ...]:
        return tuple(levels.get(name) for name in names)

    alike = {"forename": "exact", "surname": "exact", "birth_date": "exact"}
    apart = {"forename": "different", "surname": "different", "birth_date": "different"}
    found = {
        pattern(**alike, gender="exact", place="address"): 600,
        pattern(**alike, gender="exact", place="different"): 300,
    }
    drawn = {
        pattern(**apart, gender="exact", place="different"): 7000,
        pattern(**apart, gender="different", place="different"): 3000,
    }
    by = fit(shipped, Seen(found=found, random=drawn, pairs=1_000_000))
    assert by.comparison("place").level("address").m == pytest.approx(2 / 3, abs=0.02)
    assert by.comparison("gender").level("exact").u == pytest.approx(0.7)
    assert by.children == pytest.approx(1_000_000 / 900, rel=0.01)
    for one in by.comparisons:
        assert sum(level.m for level in one.levels) == pytest.approx(1, abs=0.001)


def test_few_shared_people_do_not_make_it_usual_to_differ() -> None:
    """Namesakes of another day of birth are many where two files share nobody."""
    shipped = definition()
    names = [one.name for one in shipped.comparisons]
    namesakes = {"forename": "exact", "surname": "exact", "birth_date": "different", "gender": "exact"}
    found = {tuple(namesakes.get(name) for name in names): 5_000}
    by = fit(shipped, Seen(found=found, random={}, pairs=1_000_000))
    assert by.comparison("birth_date").levels[-1].m <= 0.05


def test_truth_is_read_as_pairs_or_as_whose_each_row_is(tmp_path: Path) -> None:
    pairs = write(tmp_path / "p.csv", ("id_a", "id_b"), ("1", "x"), ("2", "y"))
    assert read_truth(pairs, {"1", "2"}, {"x", "y"}).pairs == {("1", "x"), ("2", "y")}
    rows = [("pupils", "1", "C1", "polish"), ("births", "x", "C1", "polish"), ("births", "y", "C2", "irish")]
    persons = write(tmp_path / "t.csv", ("source", "source_key", "child", "origin"), *rows)
    truth = read_truth(persons, {"1", "2"}, {"x", "y"})
    assert truth.pairs == {("1", "x")}
    assert truth.groups == {("1", "x"): "polish"}
    with pytest.raises(UnreadableFile):
        read_truth(write(tmp_path / "n.csv", ("one", "two"), ("9", "z")), {"1"}, {"x"})


def test_precision_and_recall_are_those_of_the_textbook(tmp_path: Path) -> None:
    found = rates([("1", "x"), ("2", "z")], frozenset({("1", "x"), ("2", "y"), ("3", "w")}))
    assert found.precision == 0.5
    assert found.recall == pytest.approx(1 / 3)
    assert found.f1 == pytest.approx(0.4)
    truth = read_truth(
        write(tmp_path / "p.csv", ("id_a", "id_b", "group"), ("1", "x", "b"), ("2", "y", "c")), {"1", "2"}, {"x", "y"}
    )
    figures: Any = measure([], truth, rows=2)
    assert figures["automatic"]["recall"] == 0.0
    assert set(figures["by_name_origin"]) == {"b", "c"}
    assert figures["widest_gap_at_most"] >= figures["widest_gap_in_recall"]


def test_a_share_of_few_may_be_far_from_the_true_one() -> None:
    """Wilson's interval as textbooks have it; a thousand of a thousand still leave room for four in a thousand."""
    assert between(7, 10) == pytest.approx((0.397, 0.892), abs=0.001)
    assert between(1000, 1000) == pytest.approx((0.9962, 1.0), abs=0.0001)
    assert between(0, 0) == (0.0, 1.0)


def test_splink_estimates_a_definition_that_can_be_shipped() -> None:
    """The file keeps its order and comments; the weights of the country stay, for part of it cannot show them."""
    rows = [
        (str(n), party(forename=first, surname=last, birth_date=date(2000, 1 + n % 12, 1 + n % 28),
                       gender="female" if n % 2 else "male", postcode=f"LS{n % 9} {n % 7}AB"))
        for n, (first, last) in enumerate(zip(["Amina", "Tom", "Grace"] * 40, ["Hussain", "Oakes"] * 60, strict=True))
    ]  # fmt: skip
    moved = [(f"b{key}", one) for key, one in rows]
    found = estimate(rows, moved, by=definition(), version="2009-99")
    text = written(found, FILE.read_text(encoding="utf-8"), made=["Estimated by a test."])
    again = parse(text)
    assert again.version == "2009-99"
    assert again.comparison("gender").level("exact").m > 0.99
    assert again.comparison("place").level("postcode").u == pytest.approx(
        definition().comparison("place").level("postcode").u, rel=0.01
    )
    assert text.count("#") == FILE.read_text(encoding="utf-8").count("#") + 1
