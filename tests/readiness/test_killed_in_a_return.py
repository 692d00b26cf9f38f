"""Kill -9 of the browser, pages or database in the middle of a return: is at most the last answer lost? (R-LARA-3)

Real processes, while a lead sends one answer after the other. The database dies in the long run alone, in an
installation of its own: in the short one it is the other tests', too.
"""

import http.client
import json
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import psycopg2
import pytest
from django.db import connection

from bench.installation import installation
from bench.killing import Killer, children_of
from dev.demo import programs, wait_for_answer
from dev.stack.server import free_port
from dev.supervisor import Supervisor
from readiness.framework import LEVELS
from tests.database import APPLICATION
from tests.readiness.killed_world import world

BROWSER: Final = "the browser"
TOKEN: Final = "k" * 32
ANSWER_TAKES: Final = 0.15  # seconds, about: a death falls anywhere into it
UP_WITHIN: Final = 60  # seconds
GIVES_UP: Final = 5  # seconds, for who waits for a page
KEPT: Final = "SELECT question, level, comment FROM readiness_answer"


@dataclass
class Lead:
    """Sends answers as her browser does, and remembers which of them the pages said they have."""

    address: str
    session: str
    monthly: str
    told: dict[str, tuple[int, str]] = field(default_factory=dict)
    heard: str = ""  # of the last answer, for who looks into it

    def answer(self, code: str, level: int, words: str, *, closes: bool = False) -> None:
        """`closes`: her browser is gone in the middle of sending it."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=GIVES_UP)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            body = urlencode({"level": level, "comment": words}).encode()
            connection.putrequest("POST", f"/readiness/returns/{self.monthly}/questions/{code}")
            connection.putheader("Cookie", f"sessionid={self.session}; csrftoken={TOKEN}")
            connection.putheader("X-CSRFToken", TOKEN)
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body[: len(body) // 2])
            if closes:
                return
            connection.send(body[len(body) // 2 :])
            answer = connection.getresponse()
            self.heard = f"{answer.status} {answer.headers['Location']}"
            if answer.status == 303 and "/readiness/" in self.heard:  # and not to sign in again
                self.told[code] = (level, words)


Find = Callable[[], int | None]


@dataclass
class Deaths:
    """One of each kind after the other, at a random moment of an answer. `query` reads as nobody who dies."""

    running: Supervisor
    query: Callable[[str], list[Any]]
    kinds: Mapping[str, Find]
    chance: Random

    def within(self, act: Thread, find: Find) -> None:
        act.start()
        sleep(self.chance.uniform(0, ANSWER_TAKES))
        if pid := find():
            os.kill(pid, signal.SIGKILL)
        act.join(UP_WITHIN)

    def kept(self) -> dict[str, tuple[int, str]]:
        """Every answer in the database, once it is up again."""
        deadline = monotonic() + UP_WITHIN
        while monotonic() < deadline:
            with suppress(psycopg2.Error):
                return {code: (level, words) for code, level, words in self.query(KEPT)}
            sleep(0.2)
        raise AssertionError("The database does not come back")


def of_the_pages(running: Supervisor, chance: Random) -> dict[str, Find]:
    """A browser that is gone is no process of ours: it closes its end (Lead.answer)."""
    return {
        BROWSER: lambda: None,
        "the pages": lambda: running.running["web"].pid,
        "a process of the pages": lambda: chance.choice(children_of(running.running["web"].pid) or [0]) or None,
    }


def beside_the_tests(folder: Path) -> Supervisor:
    """The pages as processes of their own, on the database of this test."""
    at, port = connection.settings_dict, free_port()
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}"
    place = {
        "DATABASE_URL": f"postgres://{who}/{at['NAME']}?assume_role={APPLICATION}",
        "PUBLIC_URL": f"http://localhost:{port}",
    }
    return Supervisor({"web": programs(port)["web"]}, {**os.environ, **place}, folder)


@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_nothing_but_the_answer_on_its_way_is_lost_with_the_pages(tmp_path: Path) -> None:
    def query(statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    chance, told = Random(2009), world()
    with beside_the_tests(tmp_path) as web:
        die(told, Deaths(web, query, of_the_pages(web, chance), chance), kills=6)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_nothing_but_the_answer_on_its_way_is_lost_with_the_database() -> None:
    with installation(durable=True) as here:
        told = json.loads(here.output("tests.readiness.killed_world").splitlines()[-1])
        chance = Random(2009)
        with here.running(app="contactpoint", only=("web",)) as web:
            killer = Killer(here, chance)
            servers: dict[str, Find] = {
                "a backend of the database": lambda: killer.backend(web),
                "the database": lambda: killer.postmaster(web),
            }
            die(told, Deaths(web, here.query, {**of_the_pages(web, chance), **servers}, chance), kills=60)


def die(told: Mapping[str, Any], deaths: Deaths, *, kills: int) -> None:
    """Between two deaths two answers in peace; what was on its way is sent again, as a person does."""
    address = deaths.running.environment["PUBLIC_URL"]
    wait_for_answer(address, deaths.running)
    lead = Lead(address, told["session"], told["monthly"])
    questions, kinds = cycle(told["codes"]), cycle(deaths.kinds.items())
    for number in range(kills):
        for _ in range(2):
            send(lead, next(questions), number, deaths)
        (kind, find), code = next(kinds), next(questions)
        said, before = (number % LEVELS, f"While {kind} dies, {number}"), lead.told.get(code)
        closes = {"closes": kind == BROWSER}
        deaths.within(Thread(target=lead.answer, args=[code, *said], kwargs=closes), find)
        kept = deaths.kept()
        assert {**kept, code: None} == {**lead.told, code: None}, kind
        assert kept.get(code) in ((said,) if lead.told.get(code) == said else (said, before)), (
            kind
        )  # whole, or not at all
        send(lead, code, number, deaths)
    for code in told["codes"]:
        send(lead, code, kills, deaths)
    assert deaths.kept() == lead.told
    assert len(lead.told) == len(told["codes"])


def send(lead: Lead, code: str, number: int, deaths: Deaths) -> None:
    """Until the pages say that they have it."""
    said, deadline = (number % LEVELS, f"In peace, {number}"), monotonic() + UP_WITHIN
    while lead.told.get(code) != said:
        assert monotonic() < deadline, f"The pages do not come back: {lead.heard}"
        deaths.running.look()
        lead.answer(code, *said)
