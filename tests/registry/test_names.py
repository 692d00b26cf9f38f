"""Are names that people would call the same brought together, whatever the clerk typed?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.names.keys import deletions, keys, sound
from registry.names.normal import LONGEST, forename_forms, joined, mixes_scripts, normalise, surname_forms
from registry.names.variants import also_forename, also_surname


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("O'Brien", "obrien"),
        ("O’BRIEN", "obrien"),
        ("O'Brien-Murphy", "obrien murphy"),
        ("O'Brien–Murphy", "obrien murphy"),
        ("Łukasz", "lukasz"),
        ("Ægir Øst", "aegir ost"),
        ("Strauß", "strauss"),
        ("İbrahim", "ibrahim"),
        ("ﬁona", "fiona"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Đặng", "dang"),
        ("Sm\u200bith\u202e", "smith"),
        ("Jo\x00hn", "john"),
        ("  Mary\tAnn ", "mary ann"),
        ("ＡＮＮ", "ann"),
        ("St. John", "st john"),
    ],
)
def test_a_name_is_reduced_to_plain_lower_case_words(written: str, normal: str) -> None:
    assert normalise(written) == normal


@pytest.mark.parametrize("code", range(128))
def test_an_ascii_character_means_the_same_alone_and_beside_others(code: int) -> None:
    """Names of ASCII alone are reduced in a shorter way."""
    assert normalise(f"Ab{chr(code)}cL") == normalise(f"Ab{chr(code)}cŁ")


@given(st.text(max_size=80))
def test_normalising_twice_is_normalising_once(written: str) -> None:
    once = normalise(written)
    assert normalise(once) == once
    assert len(once) <= LONGEST


def test_a_double_barrelled_surname_is_found_by_each_part_and_whole() -> None:
    assert surname_forms("O'Brien-Murphy") == ("obrienmurphy", "obrien", "murphy")
    assert surname_forms("de la Cruz") == ("delacruz", "cruz")
    assert surname_forms("") == ()


def test_a_compound_forename_is_found_with_hyphen_with_space_and_by_its_first_part() -> None:
    assert "annemarie" in forename_forms("Anne-Marie")
    assert "annemarie" in forename_forms("Anne Marie")
    assert "anne" in forename_forms("Anne-Marie")
    assert joined("Anne-Marie") == "annemarie"


def test_mixed_alphabets_in_one_word_are_noticed() -> None:
    """R-FEED-7: a Cyrillic letter in a Latin name is for a person to look at."""
    assert mixes_scripts("Ѕmith")
    assert not mixes_scripts("Smith Иванов")
    assert not mixes_scripts("O'Brien-Łach")


@given(st.text("abcdefgh", min_size=2, max_size=9), st.data())
def test_one_slip_leaves_a_shared_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefgh"))
    slips = [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
    if at + 1 < len(word):
        slips.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    for slip in slips:
        assert not slip or keys(word) & keys(slip)


def test_names_that_sound_alike_share_a_key() -> None:
    assert sound("smith") == sound("smyth")
    assert keys("stephen") & keys("steven")
    assert keys("catherine") & keys("kathryn")
    assert not keys("smith") & keys("jones")


def test_a_name_without_latin_letters_still_has_keys() -> None:
    assert sound("иванов") == ""
    assert keys("иванов") & keys("ивановa".replace("a", ""))


def test_deleting_a_letter_never_leaves_an_empty_key() -> None:
    assert deletions("a") == {"a"}
    assert deletions("ab") == {"ab", "a", "b"}


def test_nicknames_point_both_ways_and_are_not_chained() -> None:
    assert "robert" in also_forename("bob")
    assert "bob" in also_forename("robert")
    assert {"jack", "ian"} <= also_forename("john")
    assert "ian" not in also_forename("jack")


def test_spellings_of_muhammad_all_reach_one_another() -> None:
    for spelling in ("muhammad", "mohammed", "mohamed", "maxamed", "mehmet"):
        assert {"mohammad", "muhammed"} - {spelling} <= also_forename(spelling)
    assert "mohammed" in also_surname("muhammad")


def test_an_unknown_name_has_no_other_forms() -> None:
    assert also_forename("xyzzy") == frozenset()
