"""Every address answers each kind of person as the matrix says (SEC-11, R-USER-1, R-USER-3)."""

import os

import pytest

from tests.rules import matrix

# The pages on the way in and out; every other one is closed to nobody and to whoever has lapsed.
PUBLIC = {"account_login", "mfa_authenticate", "account_logout", "go_home", "openid_connect_callback"}
SIGN_IN = "to /sign-in"


@pytest.mark.django_db
def test_every_address_answers_everybody_as_the_matrix_says() -> None:
    found = matrix.answers()
    if os.environ.get("WRITE_MATRIX"):
        matrix.write(found)
        pytest.fail("The matrix is written: read its changes, then run without WRITE_MATRIX")
    expected = matrix.read()
    assert list(found) == list(expected), "an address without a row, or a row without an address"
    wrong = {
        (*key, viewer): f"{row[viewer]}, not {expected[key][viewer]}"
        for key, row in found.items()
        for viewer in matrix.VIEWERS
        if row[viewer] != expected[key][viewer]
    }
    assert wrong == {}


def test_the_matrix_lets_nobody_in_without_signing_in() -> None:
    rows = {key: row[matrix.NOBODY] for key, row in matrix.read().items() if key[0] not in PUBLIC}
    assert {key: answer for key, answer in rows.items() if answer != SIGN_IN} == {}


def test_the_matrix_refuses_whoever_has_lapsed() -> None:
    rows = {key: row[matrix.LAPSED] for key, row in matrix.read().items() if key[0] not in PUBLIC}
    assert {key: answer for key, answer in rows.items() if answer != "403"} == {}


def test_the_matrix_has_no_answer_that_is_a_failure_of_the_program() -> None:
    assert not [key for key, row in matrix.read().items() for answer in row.values() if answer.startswith("5")]
