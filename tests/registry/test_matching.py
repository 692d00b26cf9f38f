"""Does the scorer tell one child from two, and are the Python and the SQL of it the same?"""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from registry.matching.agreement import TESTS
from registry.matching.definition import definition, rarity
from registry.matching.party import COLUMNS, Party, party
from registry.matching.score import LOWER, UPPER, Decision, Score, score
from registry.matching.sql import conflict_sql, decision_sql, guarded_sql, level_sql, score_sql

AMINA = party(
    forename="Amina",
    surname="Hussain",
    birth_date=date(2001, 3, 4),
    gender="female",
    postcode="LS6 2AB",
    address="12 Fern Bank",
    upn="A823200001001",
    nhs_number="9990000018",
)


def levels(found: Score) -> dict[str, str]:
    return {one.comparison: one.level for one in found.compared}


def test_the_same_child_in_the_same_words_is_the_same() -> None:
    found = score(AMINA, AMINA)
    assert found.decision == Decision.SAME
    assert found.probability > 0.9999
    assert set(levels(found).values()) == {"exact", "address", "shared"}


def test_a_stranger_is_new() -> None:
    other = party(forename="Jack", surname="Oakes", birth_date=date(1999, 12, 1), gender="male", postcode="M1 1AE")
    assert score(AMINA, other).decision == Decision.NEW


def test_a_misspelt_child_who_moved_waits_for_a_person() -> None:
    moved = party(forename="Amina", surname="Husain", birth_date=date(2001, 3, 4), gender="female", postcode="BD7 1DP")
    found = score(AMINA, moved)
    assert LOWER <= found.weight < UPPER
    assert found.decision == Decision.WAITING


def test_a_name_held_by_few_weighs_more_than_one_held_by_many() -> None:
    def share(norm: str) -> float:
        return {"smith": 0.013, "featherstonehaugh": 0.00001}[norm]

    common = party(surname="Smith", surname_share=share)
    rare = party(surname="Featherstonehaugh", surname_share=share)
    assert score(rare, rare).weight - score(common, common).weight == pytest.approx(rarity(0.00001) - rarity(0.013))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("John", "John", "exact"),
        ("Mary Jane", "Mary", "part"),
        ("Mary-Jane", "Maryjane", "part"),
        ("Bob", "Robert", "variant"),
        ("Mohammed", "Muhammad", "variant"),
        ("Stephan", "Stefen", "sound"),
        ("Georgia", "Gorgia", "close"),
        ("Oscar", "Ocsar", "close"),
        ("Amina", "Amira", "near"),
        ("Lily", "Layla", "near"),
        ("Callum", "Calum", "spoken"),
        ("Tyler", "Tyla", "spoken"),
        ("Isabella", "Izabella", "spoken"),
        ("Rebecca", "Rebeka", "spoken"),
        ("Kai", "Kia", "near"),
        ("Avs", "Ava", "close"),
        ("J", "John", "initial"),
        ("Amina", "Robert", "different"),
    ],
)
def test_forenames_agree_in_degrees(one: str, other: str, level: str) -> None:
    assert levels(score(party(forename=one), party(forename=other)))["forename"] == level
    assert levels(score(party(forename=other), party(forename=one)))["forename"] == level


def test_a_name_that_only_the_other_gender_bears_is_a_slip() -> None:
    """Girls are called Kia, boys are not; but a boy Olivia is hardly a slip for Oliver: his gender may be wrong."""
    assert forenames("Kai", "male", "Kia", "male") == "sound"
    assert forenames("Kai", "male", "Kia", "female") == "near"
    assert forenames("Kai", "", "Kia", "") == "near"
    assert forenames("Oliver", "male", "Olivia", "male") == "near"


def forenames(one: str, gender: str, other: str, their_gender: str) -> str:
    found = score(party(forename=one, gender=gender), party(forename=other, gender=their_gender))
    return levels(found)["forename"]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (date(2001, 3, 4), date(2001, 3, 4), "exact"),
        (date(2001, 3, 4), date(2001, 4, 3), "swapped"),
        (date(2001, 3, 4), date(2001, 3, 14), "digit"),
        (date(2001, 3, 4), date(2002, 3, 4), "digit"),
        (date(2001, 3, 4), date(2001, 11, 29), "year"),
        (date(2001, 3, 4), date(1999, 11, 29), "different"),
    ],
)
def test_dates_of_birth_agree_in_degrees(one: date, other: date, level: str) -> None:
    assert levels(score(party(birth_date=one), party(birth_date=other)))["birth_date"] == level


def test_swapped_names_are_noticed() -> None:
    found = score(party(forename="Ali", surname="Omar"), party(forename="Omar", surname="Ali"))
    assert {"forename", "surname"} <= set(levels(found))
    misspelt = score(party(forename="Grace", surname="Okafr"), party(forename="Okafor", surname="Grace"))
    assert levels(misspelt) == {"forename": "swapped", "surname": "swapped"}
    assert score(party(forename="Grace", surname="Okafor"), party(forename="Okafor", surname="Grace")).weight > (
        score(party(forename="Grace", surname="Okafor"), party(forename="Tom", surname="Lee")).weight + 20
    )


def test_missing_values_say_nothing() -> None:
    assert score(Party(), AMINA).weight == definition().prior
    assert score(AMINA._replace(gender=None, school=None), AMINA).compared


def test_twins_are_never_one_child_without_a_person() -> None:
    """R-FEED-5: same surname, birthday and home, another forename."""
    twin = party(forename="Amira")._replace(
        surname_norm=AMINA.surname_norm,
        surname_sound=AMINA.surname_sound,
        surname_letters=AMINA.surname_letters,
        surname_rarity=rarity(0.00001),
        birth_date=AMINA.birth_date,
        gender="female",
        postcode=AMINA.postcode,
        address_norm=AMINA.address_norm,
    )
    found = score(twin, AMINA._replace(upn=None, nhs_number=None))
    assert found.weight >= UPPER
    assert found.guarded
    assert found.decision == Decision.WAITING
    assert score(twin._replace(nhs_number="9990000026"), AMINA).decision == Decision.NEW
    assert score(twin._replace(nhs_number=AMINA.nhs_number), AMINA).decision == Decision.SAME


@pytest.mark.parametrize(("other", "guarded"), [("Amira", True), ("Amnia", False), ("Amna", True), ("A", True)])
def test_a_slip_of_the_pen_is_no_twin_but_another_name_may_be(other: str, guarded: bool) -> None:
    """R-FEED-5: nobody is called Amnia."""
    twin = party(forename=other, surname="Hussain", birth_date=AMINA.birth_date, gender="female", postcode="LS6 2AB")
    assert score(twin, AMINA._replace(upn=None, nhs_number=None)).guarded is guarded


def test_the_same_address_counts_although_a_postcode_is_missing_or_another() -> None:
    for postcode in ("", "LS9 9ZZ"):
        found = score(party(postcode=postcode, address="12, Fern Bank"), AMINA)
        assert levels(found) == {"place": "lines"}
    assert levels(score(party(address="13 Fern Bank"), AMINA)) == {}


def test_what_a_family_shares_does_not_make_two_siblings_one_child() -> None:
    sibling = party(
        forename="Yusuf", surname="Hussain", birth_date=date(2003, 9, 1), postcode="LS6 2AB", address="12 Fern Bank"
    )
    found = score(sibling, AMINA)
    assert levels(found)["family"] == "shared"
    assert sum(one.bits for one in found.compared) + definition().prior == pytest.approx(found.weight)
    assert found.decision == Decision.NEW


def test_conflicting_identifiers_always_wait() -> None:
    found = score(AMINA._replace(nhs_number="9990000026"), AMINA)
    assert found.weight >= UPPER
    assert found.conflict
    assert found.decision == Decision.WAITING


def test_levels_of_a_comparison_exclude_one_another_and_add_up() -> None:
    for comparison in definition().comparisons:
        assert sum(level.m for level in comparison.levels) == pytest.approx(1, abs=0.001), comparison.name
        assert sum(level.u for level in comparison.levels) == pytest.approx(1, abs=0.001), comparison.name
        assert comparison.levels[-1].test == "otherwise"


def test_every_test_of_the_definition_is_written_and_none_is_spare() -> None:
    used = {level.test for comparison in (*definition().comparisons, definition().other) for level in comparison.levels}
    assert used == set(TESTS)


names = st.sampled_from(["Amina", "Amna", "Jon", "John", "Mary Jane", "Jane", "Bob", "Robert", "Omar", "Ümar", ""])


@given(names, names, names, names)
def test_the_order_of_the_two_does_not_change_the_levels(a: str, b: str, c: str, d: str) -> None:
    one, other = party(forename=a, surname=b), party(forename=c, surname=d)
    assert levels(score(one, other)) == levels(score(other, one))


FORENAMES = [
    "Amina",
    "Stephan",
    "Stefen",
    "Callum",
    "Calum",
    "Ameena",
    "Amira",
    "Jon",
    "John",
    "Jhon",
    "J",
    "Mary Jane",
    "Mary-Jane",
    "Jane",
    "Bob",
    "Robert",
    "",
]
SURNAMES = [
    "Smith",
    "Smyth",
    "Smiht",
    "Whyte",
    "Wyte",
    "O'Brien-Murphy",
    "O’Brien",
    "Murphy",
    "Łach",
    "Lach",
    "Иванов",
    "John",
    "Jon",
    "Smithe",
    "",
]
DAYS = [date(2001, 3, 4) + timedelta(days=n) for n in (0, 1, 10, 30, 365, 3000)] + [date(2001, 4, 3), None]


def somebody(chance: random.Random) -> Party:
    return party(
        forename=chance.choice(FORENAMES),
        surname=chance.choice(SURNAMES),
        birth_date=chance.choice(DAYS),
        gender=chance.choice(["female", "male", "not_specified", ""]),
        postcode=chance.choice(["LS6 2AB", "LS6 2AD", "LS6 3AB", "LS1 1AA", ""]),
        address=chance.choice(["12 Fern Bank", "14 Fern Bank", ""]),
        school=chance.choice(["St Mary's", "Park Road", ""]),
        upn=chance.choice(["A823200001001", "B823200001002", ""]),
        nhs_number=chance.choice(["9990000018", "9990000026", ""]),
        forename_share=lambda norm: 0.00001 * (1 + len(norm)),
        surname_share=lambda norm: None if len(norm) == 4 else 0.0001,
    )


@pytest.mark.django_db
def test_sql_and_python_score_alike() -> None:
    """The one door "Is this row that child?": 4,000 random pairs, weight, levels, guard and decision."""
    chance = random.Random(20090126)
    pairs = [(somebody(chance), somebody(chance)) for _ in range(4000)]
    pairs.append((party(forename="Grace", surname="Okafor"), party(forename="Okafor", surname="Grace")))
    with connection.cursor() as cursor:
        for side in ("one", "other"):
            cursor.execute(f"CREATE TEMP TABLE {side} ({', '.join(f'{c} {kind(c)}' for c in COLUMNS)}, n int)")
            rows = [(*map(as_list, pair[side == "other"]), n) for n, pair in enumerate(pairs)]
            cursor.executemany(f"INSERT INTO {side} VALUES ({', '.join(['%s'] * (len(COLUMNS) + 1))})", rows)
        cursor.execute(
            f"SELECT {score_sql('a', 'b')}, {guarded_sql('a', 'b')}, {conflict_sql('a', 'b')},"
            f" {decision_sql('a', 'b')}, {', '.join(level_sql(c, 'a', 'b') for c in definition().comparisons)}"
            " FROM one a JOIN other b USING (n) ORDER BY n"
        )
        found = cursor.fetchall()
    seen: set[tuple[str, str]] = set()
    for (one, other), (weight, guarded, conflict, decision, *keys) in zip(pairs, found, strict=True):
        expected = score(one, other)
        outcome = levels(expected)
        assert weight == pytest.approx(expected.weight), (one, other)
        assert keys == [outcome.get(c.name) for c in definition().comparisons], (one, other)
        assert (guarded, conflict, decision) == (expected.guarded, expected.conflict, expected.decision)
        seen.update(outcome.items())
    every = {(c.name, level.key) for c in definition().comparisons for level in c.levels}
    assert seen == every | {("family", "shared")}, "the random pairs reach every level"


def kind(column: str) -> str:
    if column.endswith("_also"):
        return "text[]"
    return {"birth_date": "date", "forename_known": "boolean"}.get(
        column, "float8" if column.endswith("_rarity") else "text"
    )


def as_list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
