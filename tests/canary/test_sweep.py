"""Only the shielding officers of the responsible authority meet anything that a shield hides (SEC-8, R-SHIELD-8).

Every address that names a child, a row or a record is read and sent to about Zora; the matrix (tests/rules) looks at
all the others where she lives. Then logs, mail, broker and the whole database are looked through.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from bench.at_rest import found_at_rest
from registry import disclosure
from registry.shown import Sight
from tests import people
from tests.canary.world import CANARIES, OFFICER, PRACTICE, SCHOOL, World, traces, world
from tests.rules import matrix
from tests.rules.things import THINGS

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]  # seconds: several hundred pages each
OTHERS = [who for who in matrix.VIEWERS if who != OFFICER]
# About a child, a row or a record that only she can be; every other thing is the viewer's own organisation's.
HERS = {"child": "zora", "one": "zora", "waiting": "row", "closing": "closing", "dispute": "dispute", "move": "move"}


class Zoras(matrix.Asked):
    """Addresses that name Zora, or her row, wherever they can."""

    def __init__(self, viewer: Practitioner | None, of: World) -> None:
        super().__init__(viewer)
        self.of = of

    def thing(self, part: str, converter: Any, whose: str) -> Any:
        hers = getattr(self.of, HERS[part]) if part in HERS else None
        return hers or super().thing(part, converter, whose)


def answers(viewer: Practitioner | None, of: World, *, naming_her: bool = False) -> Iterator[tuple[str, str]]:
    """What each address answers, with its headers, before anything else was done.

    But to a method that it does not take: that answer is empty. `naming_her`: those alone that name her or her row,
    and those about which the matrix does not ask.
    """
    not_taken = matrix.not_taken()
    asking, asked = matrix.Asking(viewer), Zoras(viewer, of)
    for name, pattern in matrix.patterns().items():
        parts = pattern.pattern.converters
        if naming_her and not parts.keys() & HERS.keys() and (not parts or parts.keys() & THINGS.keys()):
            continue
        about = {part: asked.thing(part, converter, matrix.OWN) for part, converter in parts.items()}
        for method in matrix.METHODS:
            if (name, method) not in not_taken:
                yield f"{method} {name}", asking.ask(method, reverse(name, kwargs=about))[1]


@pytest.mark.parametrize("who", OTHERS)
def test_no_address_shows_a_trace_of_her(who: str, caplog: pytest.LogCaptureFixture) -> None:
    of = world(at=timezone.now())
    with caplog.at_level(logging.DEBUG):
        found = {
            address: seen
            for address, text in answers(matrix.viewer(who), of, naming_her=True)
            if (seen := traces(text))
        }

    assert found == {}
    assert traces(caplog.text) == set()


def test_the_officers_of_another_area_see_no_trace_of_her() -> None:
    mark = people.person("Mark", OFFICER, where=people.manchester())

    found = {address: seen for address, text in answers(mark, world(at=timezone.now())) if (seen := traces(text))}

    assert found == {}


def test_the_sweep_can_see(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the redaction broken in one place it finds her: names, home, and telephone numbers as written."""
    monkeypatch.setattr(disclosure, "_sight", lambda row, **_: Sight("officer"))
    of = world(at=timezone.now())

    found = traces("\n".join(text for _, text in answers(of.pat, of)))

    assert {"zqxwick", "L18 9QX", "7700900987", "1514960987"} <= found


def test_the_record_names_no_place_to_whoever_worked_with_her() -> None:
    of = world(at=timezone.now())
    client = Client()
    people.sign_in(client, of.pat)

    page = client.get(reverse("view_child", args=[of.zora])).content.decode()

    assert "Zora Quill Xanthe" in page
    assert not [word for word in (SCHOOL, PRACTICE, "Liverpool City", "School records") if word in page]


def test_nothing_of_her_lies_in_database_broker_or_mail() -> None:
    """R-SHIELD-7, SEC-47."""
    of = world(at=timezone.now())
    for _ in answers(of.pat, of):
        pass

    kept = {(table, value) for table, value in found_at_rest(CANARIES)}
    broker = redis.from_url(settings.CELERY_BROKER_URL)
    in_broker = [key for key in broker.scan_iter() if traces(repr((key, broker.dump(key))))]

    assert kept == set()
    assert in_broker == []
    assert not [sent for sent in mail.outbox if traces(f"{sent.subject} {sent.body}")]
