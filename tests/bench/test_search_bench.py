"""Are the measurement's children and mistakes what they are said to be?"""

from datetime import date
from random import Random

from rapidfuzz.distance import OSA

from bench.crowd import children
from bench.load import Lines
from bench.mistakes import misdate, misspell
from bench.questions import KINDS, questions
from bench.search import percentile


def test_the_same_seed_makes_the_same_children() -> None:
    assert list(children(50, seed=1)) == list(children(50, seed=1))
    assert list(children(50, seed=1)) != list(children(50, seed=2))


def test_one_mistake_changes_a_name_a_little() -> None:
    chance = Random(3)
    slips = [OSA.distance("stephanie", misspell("Stephanie", chance)) for _ in range(300)]
    assert set(slips) == {1, 2}
    assert slips.count(1) > 200


def test_a_mistaken_date_is_another_one_in_the_past() -> None:
    chance = Random(3)
    for _ in range(200):
        wrong = misdate(date(2008, 12, 1), chance)
        assert wrong != date(2008, 12, 1)
        assert wrong < date(2009, 1, 26)


def test_every_kind_of_query_is_asked() -> None:
    asked = list(questions(list(children(2000, seed=1)), each=2, seed=1))
    assert {one.kind for one in asked} == set(KINDS)
    assert len(asked) == 2 * len(KINDS)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 99) == 99.0
    assert percentile([5.0], 1) == 5.0


def test_copy_reads_everything_whatever_the_size_of_a_read() -> None:
    lines = Lines(f"{n}\n" for n in range(100))
    read = []
    while text := lines.read(7):
        read.append(text)
    assert "".join(read) == "".join(f"{n}\n" for n in range(100))
    assert max(map(len, read)) <= 7
