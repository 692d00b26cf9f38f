"""Does a first load outside the database link as the registry does, on every engine? (R-FEED-5)"""

import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from registry.matching.by_splink import compare_by_splink
from registry.matching.definition import definition
from registry.matching.engines import ENGINES
from registry.matching.link import link_by_splink
from registry.matching.people import Shares, parties, read_people
from tests.registry.test_link import AMINA, HEADER, halves, write
from tests.registry.test_matching_sets import pairs, relation

ENGLAND_ALONE = Shares([])


@pytest.mark.django_db
def test_a_first_load_in_memory_decides_as_the_database_does(tmp_path: Path) -> None:
    """Splink in DuckDB with the same tests finds the pairs; weight and decision are the registry's own."""
    a, b, _ = halves(tmp_path)
    sides = [[next(parties(one, ENGLAND_ALONE, ())) for one in read_people(path)][:200] for path in (a, b)]
    with connection.cursor() as cursor:
        left, right = (
            relation(cursor, name, list(enumerate(side))) for name, side in zip(("one", "other"), sides, strict=True)
        )
        compared = {key: values[0] for key, values in pairs(cursor, left, right).items()}
    named = ([[one] for one in side] for side in sides)
    alike = compare_by_splink(*named, by=definition(), engine=ENGINES["duckdb"])
    found = {(one.left, one.right): one.weight for one in alike}
    assert len(found) > 20
    assert found == {key: pytest.approx(weight) for key, weight in compared.items() if key in found}
    assert len(found) >= 0.95 * len(compared)


@pytest.mark.django_db
def test_a_first_load_links_by_former_names_and_swapped_ones_too(tmp_path: Path) -> None:
    header = (*HEADER, "former_surname")
    a = write(tmp_path / "a.csv", header, (*AMINA, "Okafor"), ("2", "Omar", "Aziz", *AMINA[3:6], "LS6 9ZZ", ""))
    b = write(
        tmp_path / "b.csv",
        header,
        ("x", "Amina", "Okafor", *AMINA[3:], ""),
        ("y", "Aziz", "Omar", *AMINA[3:6], "M1 1AE", ""),
    )
    found = link_by_splink(read_people(a), read_people(b), engine=ENGINES["duckdb"]).pairs
    assert {(one.id_a, one.id_b) for one in found} == {("1", "x"), ("2", "y")}


@pytest.mark.long
@pytest.mark.timeout(900)  # Spark needs a minute of processor before it does anything
def test_spark_links_the_pairs_that_duckdb_links(tmp_path: Path) -> None:
    """The same settings on both, where Spark and Java are installed (requirements-spark.txt)."""
    pytest.importorskip("pyspark", reason="Spark is an extra: requirements-spark.txt and Java 17")
    a, b, _ = halves(tmp_path)
    sides = [read_people(path)[:120] for path in (a, b)]
    found = {name: link_by_splink(*sides, engine=engine).pairs for name, engine in ENGINES.items()}
    assert len(found["duckdb"]) > 20
    assert found["spark"] == found["duckdb"]


def test_without_spark_link_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    a = write(tmp_path / "a.csv", HEADER, AMINA)
    with pytest.raises(CommandError, match="Spark is not installed"):
        call_command("link", str(a), str(a), engine="spark")


def test_a_file_that_has_people_twice_links_each_of_them(tmp_path: Path) -> None:
    a = write(tmp_path / "a.csv", HEADER, AMINA)
    b = write(tmp_path / "b.csv", HEADER, ("x", *AMINA[1:]), ("y", *AMINA[1:]))
    found = link_by_splink(read_people(a), read_people(b), engine=ENGINES["duckdb"])
    assert found.once == (True, False)
    assert {(one.id_a, one.id_b, one.decision) for one in found.pairs} == {("1", "x", "same"), ("1", "y", "same")}
