"""Which passwords may be chosen, and how is one entered? (R-USER-4; NIST SP 800-63B; SEC-15)"""

import unicodedata
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import Practitioner
from accounts.passwords import COMMON, IN_A_ROW, LONGEST, OF_NAMES, TOO_LONG, TOO_SHORT, _common, normalised, why_not
from tests import people
from tests.accounts.signing_in import give_password, is_signed_in, last_event, verbs

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=10)
MARKS = st.text(alphabet="0123456789!?.-_ ", max_size=12)
LETTERED = sorted(word for word in _common() if word[0].isalpha() and word[-1].isalpha())
DECOMPOSED = unicodedata.normalize("NFD", "Zoë über Ångström")


@pytest.mark.parametrize(
    "password",
    [
        people.PASSWORD,
        "lamp river fourteen",
        "夜空に星が三つだけ光っている",
        "🦔🌧️🚲🎻🥄🧭🪁🐝🌋🧵🍐🔭",
        "plum7Kettle",  # twelve with the next character
        "vq-tgxw-mzlr",
        "849206375518",
    ],
)
def test_what_is_long_and_somebodys_own_will_do(password: str) -> None:
    """No composition rules: letters alone, digits alone, spaces, any script."""
    assert why_not(password.ljust(12, "s"), names="Pat Example pat.1@example.org Wirral") is None


@pytest.mark.parametrize(
    ("password", "mistake"),
    [
        ("plum7Kettle", TOO_SHORT),
        ("password1234", COMMON),
        ("Password2009!", COMMON),
        ("!!!letmein!!!", COMMON),
        ("passwordpassword", COMMON),
        ("trustno1trustno1", COMMON),
        ("let me in let me in", COMMON),
        ("password-password-1", COMMON),
        ("aaaaaaaaaaaa", IN_A_ROW),
        ("xkqxkqxkqxkq", IN_A_ROW),
        ("112211221122", IN_A_ROW),
        ("123456789012", IN_A_ROW),
        ("qwertyuiopas", IN_A_ROW),
        ("zyxwvutsrqpo", IN_A_ROW),
        ("ContactPoint!", OF_NAMES),
        ("contact point 2009", OF_NAMES),
        ("Wirral 2009!!", OF_NAMES),
        ("PatExample-341", OF_NAMES),
        ("wirral password", OF_NAMES),
        ("Wirral herring lamp", None),
    ],
)
def test_what_others_would_try_first_is_refused(password: str, mistake: str | None) -> None:
    assert why_not(password, names="Pat Example pat.1@example.org Wirral") == mistake


@given(common=st.sampled_from(LETTERED), before=MARKS, after=MARKS, times=st.integers(1, 4))
def test_a_common_password_is_none_the_better_for_what_is_put_around_it(
    common: str, before: str, after: str, times: int
) -> None:
    assert why_not(before + common * times + after) is not None
    assert why_not(before + (common * times).upper() + after) is not None


@given(names=st.lists(WORD, min_size=1, max_size=4), marks=MARKS)
def test_names_alone_make_no_password(names: list[str], marks: str) -> None:
    assert why_not(marks.join([*names, ""]).title(), names=" ".join(names)) is not None


@given(st.text(max_size=80))
@example(DECOMPOSED)
def test_the_answer_does_not_depend_on_how_characters_were_composed(password: str) -> None:
    forms = {why_not(unicodedata.normalize(form, password)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.text(max_size=80))
def test_normalising_twice_is_normalising_once(password: str) -> None:
    assert normalised(normalised(password)) == normalised(password)


@given(st.text(min_size=12, max_size=200))
def test_nothing_is_refused_for_what_it_is_made_of_but_repetition_and_common_words(password: str) -> None:
    assert why_not("vq-tgxw-mzlr" + password + "vq-tgxw-mzlr") in (None, TOO_LONG)


def test_a_very_long_one_is_taken_up_to_the_limit() -> None:
    long = "".join(f"{n}lamp river " for n in range(200))
    assert why_not(long[:64]) is why_not(long[:LONGEST]) is None
    assert why_not(long[: LONGEST + 1]) == TOO_LONG


@pytest.mark.django_db
@given(password=st.text(min_size=1, max_size=64))
@example(password=DECOMPOSED)
def test_a_password_opens_the_account_however_the_keyboard_composes_it(password: str) -> None:
    pat = Practitioner(email="pat@example.org")
    pat.set_password(unicodedata.normalize("NFC", password))
    assert pat.check_password(unicodedata.normalize("NFD", password))
    assert not pat.check_password(password + "x")


@pytest.mark.django_db
def test_a_password_typed_on_another_keyboard_signs_in(client: Client) -> None:
    pat = people.social_worker()
    pat.set_password(unicodedata.normalize("NFC", DECOMPOSED))
    pat.save(update_fields=["password"])
    assert give_password(client, pat, DECOMPOSED)["Location"] == "/sign-in/code"


@pytest.mark.django_db
def test_spaces_at_the_ends_belong_to_the_password(client: Client) -> None:
    pat = people.social_worker()
    assert give_password(client, pat, f" {people.PASSWORD}").status_code == 422


@pytest.mark.django_db
def test_djangos_own_door_keeps_the_rules_with_the_names_of_the_person() -> None:
    tara = people.teacher()
    with pytest.raises(ValidationError, match="made of your name"):
        validate_password("Mossley Hill School 09", tara)
    validate_password("lamp river fourteen", tara)


def change(client: Client, new: str, again: str = "", old: str = people.PASSWORD) -> Any:
    return client.post("/account/password", {"oldpassword": old, "password1": new, "password2": again or new})


@pytest.mark.django_db
def test_the_page_says_what_is_wrong_with_a_new_password(client: Client) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    for new, mistake in (("short", TOO_SHORT), ("Password2009!", COMMON), ("Example Pat 2009", OF_NAMES)):
        answer = change(client, new)
        assert answer.status_code == 422
        assert mistake.replace("'", "&#x27;") in answer.content.decode()
    assert "Enter the same new password" in change(client, "lamp river fourteen", "lamp river forty").content.decode()
    assert is_signed_in(client)
    assert change(client, "lamp river fourteen ö", "lamp river fourteen o\u0308").status_code == 302


@pytest.mark.django_db
def test_guesses_at_the_old_password_are_counted_there_too(client: Client) -> None:
    """SEC-15: whoever finds a screen unlocked has no way to try passwords without end."""
    pat = people.social_worker()
    people.sign_in(client, pat)
    assert "Your password is wrong" in change(client, "lamp river fourteen", old="not it").content.decode()
    assert last_event("sign_in.failed").facts == {"practitioner": str(pat.pk)}
    for _ in range(9):
        change(client, "lamp river fourteen", old="not it")
    assert "Too many wrong answers" in change(client, "lamp river fourteen").content.decode()
    assert "password.changed" not in verbs(pat)
