"""Every address answers each kind of person as the matrix says (SEC-11, R-USER-1, R-USER-3).

It is asked where a shielded child lives, and shows no trace of her (SEC-8): tests/canary asks about her.
"""

import logging
import os
from collections.abc import Collection

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.canary.world import OFFICER, traces, world
from tests.rules import matrix
from tests.rules.things import THINGS, WITHOUT_AN_ORGANISATION

pytestmark = pytest.mark.timeout(900)  # seconds: every address there is, for each

# The pages on the way in and out, the library of guidance, rights and complaints; every other one is closed to nobody
# and to whoever has lapsed.
PUBLIC = {
    *("account_login", "mfa_authenticate", "account_logout"),
    *("go_home", "openid_connect_callback"),
    *("follow_invitation", "welcome", "follow_way_back", "come_back"),
    # Of the library, what is public: what is not leads to the sign-in page all the same.
    *("guidance", "search_guidance", "view_guidance", "guidance_versions", "view_guidance_version", "compare_guidance"),
    *("about_registry", "complain", "complained", "complaint_status", "pass_on_complaint"),
}
# About what is nobody's own: a guidance is the same for whoever is signed in.
NOBODYS = {"read_guidance", "guidance_unread"}
# Pages of the library that look first whether there is anything to do on them.
LEAD_ELSEWHERE_FIRST = {
    *("account_login", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate_webauthn"),
    *("mfa_activate_totp", "mfa_remove_webauthn"),
}
SIGN_IN = "to /sign-in"
EVERYTHING = ("", *matrix.WHOSE)
THERE = ("", matrix.SELF, matrix.OWN, matrix.NEIGHBOUR)
ADMINISTRATORS = ("account_administrator", "partner_administrator")


# Two classes, so that two processes share what takes longest of all tests.
class TestOneHalf:
    @pytest.mark.django_db
    @pytest.mark.parametrize("who", matrix.VIEWERS[::2])
    def test_every_address_answers_as_the_matrix_says(self, who: str, caplog: pytest.LogCaptureFixture) -> None:
        look_at_column_briefly(who, caplog)


class TestTheOtherHalf:
    @pytest.mark.django_db
    @pytest.mark.parametrize("who", matrix.VIEWERS[1::2])
    def test_every_address_answers_as_the_matrix_says(self, who: str, caplog: pytest.LogCaptureFixture) -> None:
        look_at_column_briefly(who, caplog)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("who", matrix.VIEWERS)
def test_what_is_not_there_answers_as_the_matrix_says(who: str) -> None:
    look_at_column(who, about=(matrix.NONE,))


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("who", matrix.VIEWERS)
def test_a_neighbours_things_answer_as_the_matrix_says(who: str) -> None:
    look_at_column(who, about=(matrix.NEIGHBOUR,))


def look_at_column(who: str, *, about: Collection[str] = THERE, but: Collection[matrix.Key] = ()) -> None:
    write_if_asked_for(who)
    compare(who, matrix.column(who, about=about, but=but), about=about, but=but)


def write_if_asked_for(who: str) -> None:
    if os.environ.get("WRITE_MATRIX"):
        matrix.write(who, matrix.column(who, about=EVERYTHING))
        pytest.fail("The matrix is written: read its changes, then run without WRITE_MATRIX")


def compare(who: str, found: matrix.Column, *, about: Collection[str], but: Collection[matrix.Key]) -> None:
    expected = {key: answer for key, answer in matrix.read()[who].items() if key[2] in about and key not in but}
    assert found.keys() == expected.keys(), "an address without a row, or a row without an address"
    assert {key: (answer, expected[key]) for key, answer in found.items() if answer != expected[key]} == {}


def look_at_column_briefly(who: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever is refused a kind of thing at home is asked about a neighbour's in the long run only.

    So is everybody but one with a method that an address does not take.
    """
    write_if_asked_for(who)
    known, not_taken = matrix.read()[who], matrix.not_taken() if who != matrix.WHOSE_METHODS else set()
    but = matrix.shut_out(known) | {key for key in known if key[:2] in not_taken}
    world(at=timezone.now())
    with caplog.at_level(logging.DEBUG):
        asked = list(matrix.answers(who, about=THERE, but=but))
    compare(who, {key: answer for key, answer, _ in asked}, about=THERE, but=but)
    if who != OFFICER:  # hers may see her
        assert {key: seen for key, _, text in asked if (seen := traces(text))} == {}
        assert traces(caplog.text) == set()


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("who", matrix.VIEWERS)
def test_what_an_address_does_not_take_it_takes_from_nobody(who: str) -> None:
    not_taken = matrix.not_taken()
    look_at_column(who, but={key for key in matrix.read()[who] if key[:2] not in not_taken})


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_page_takes_a_method_that_no_form_sends(method: str) -> None:
    ada = matrix.viewer("account_administrator")
    asking, asked = matrix.Asking(ada), matrix.Asked(ada)
    taken = {}
    for name, pattern in matrix.patterns().items():
        *_, (_, parts) = asked.about(pattern)
        taken[name] = asking.answer(method, reverse(name, kwargs=parts))
    assert {name for name, answer in taken.items() if answer != "405"} <= LEAD_ELSEWHERE_FIRST
    assert not [name for name, answer in taken.items() if answer.startswith("2")]


def test_the_matrix_lets_nobody_in_without_signing_in() -> None:
    rows = {key: answer for key, answer in matrix.read()[matrix.NOBODY].items() if key[0] not in PUBLIC}
    assert {key: answer for key, answer in rows.items() if answer != SIGN_IN} == {}


def test_the_matrix_refuses_whoever_has_lapsed() -> None:
    rows = {key: answer for key, answer in matrix.read()[matrix.LAPSED].items() if key[0] not in PUBLIC}
    assert {key: answer for key, answer in rows.items() if answer != "403"} == {}


def test_the_matrix_has_no_answer_that_is_a_failure_of_the_program() -> None:
    assert not [key for column in matrix.read().values() for key, answer in column.items() if answer.startswith("5")]


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_a_neighbours_people_read_to_an_administrator_like_people_who_are_not_there(who: str) -> None:
    column = matrix.read()[who]
    rows = {
        key: answer for key, answer in column.items() if key[2] == matrix.NEIGHBOUR and key[0] not in PUBLIC | NOBODYS
    }
    other = {key: answer for key, answer in rows.items() if answer != column[key[0], key[1], matrix.NONE]}
    assert other == {}


def test_every_kind_of_thing_that_an_address_names_can_be_somebody_elses() -> None:
    """An address with a thing that the matrix cannot make would be tried with something that is not there alone."""
    named = {part for pattern in matrix.patterns().values() for part in pattern.pattern.converters}
    assert named == THINGS.keys() | WITHOUT_AN_ORGANISATION
