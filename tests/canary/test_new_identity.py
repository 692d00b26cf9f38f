"""Zora has a new identity: nobody but the officers of the area that was responsible meets a trace of it (R-REC-7)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from bench.at_rest import found_at_rest
from registry.number import shown
from tests import people
from tests.canary.test_sweep import OTHERS, answers
from tests.canary.world import CANARIES, OFFICER, World, traces, world
from tests.rules import matrix
from tests.shielding.identity import begun, closed

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]  # seconds: several hundred pages each
IN_SHORT = ("practitioner", "data_officer")


def changed() -> World:
    """She was known to Pat; two officers began a new record and closed hers, a day apart."""
    now = timezone.now()
    of = world(at=now - timedelta(days=1))
    shona, simon = (people.person(name, OFFICER) for name in ("Shona", "Simon"))
    begun(shona, simon, at=now - timedelta(days=1))
    return replace(of, closing=closed(of.zora, shona, simon, at=now))


def told(viewer: Practitioner | None, of: World) -> dict[str, set[str]]:
    """Which addresses answer with her name or her number, asked about her record, her row and its closing."""
    words = ("Xanthe", of.number, shown(of.number))
    found = {}
    for address, text in answers(viewer, of):
        if seen := {word for word in words if word.casefold() in text.casefold()} | traces(text):
            found[address] = seen
    return found


@pytest.mark.parametrize("who", IN_SHORT)
def test_no_address_tells_anybody_else_that_her_record_closed(who: str) -> None:
    assert told(matrix.viewer(who), changed()) == {}


@pytest.mark.long
@pytest.mark.parametrize("who", [who for who in OTHERS if who not in IN_SHORT])
def test_no_address_tells_any_role_that_her_record_closed(who: str) -> None:
    assert told(matrix.viewer(who), changed()) == {}


def test_nor_the_officers_of_another_area_nor_whoever_worked_with_her() -> None:
    of = changed()
    mark = people.person("Mark", OFFICER, where=people.manchester())
    assert told(mark, of) == {}
    assert told(of.pat, of) == {}


def test_the_officers_of_her_area_see_that_it_closed() -> None:
    of = changed()
    found = told(people.person("Sara", OFFICER), of)
    assert shown(of.number) in found["GET closings"]
    assert "Xanthe" in found["GET view_closing"]


def test_to_everybody_else_it_answers_like_a_child_who_never_was() -> None:
    of = changed()
    assert _pages(of) == _pages(replace(of, zora=uuid4()))


def test_nothing_of_her_lies_open_anywhere() -> None:
    changed()
    assert found_at_rest((*CANARIES, "Xanthe", "Quill", "2016-05-17")) == set()


def _pages(of: World) -> dict[str, int]:
    client = Client(raise_request_exception=False)
    people.sign_in(client, of.pat)
    names = [name for name, pattern in matrix.patterns().items() if list(pattern.pattern.converters) == ["child"]]
    found = {}
    for name in names:
        with transaction.atomic():
            found[name] = client.get(reverse(name, args=[of.zora])).status_code
            transaction.set_rollback(True)
    return found
