"""Does the time of an answer tell that a shielded child is there? And what does shielding cost? (SEC-5, R-SHIELD-2)

The real pages, asked in pairs whose order is drawn, each request in a savepoint that is taken back: search by what a
shield hides, with the child and without it; search by name and the opening of a record, of the shielded and of others.
"""

import os
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.equal_times import Times
from bench.leaks_world import Sought, World, shield, with_history, world
from registry.index import forget_children

BACK_END: Final = "accounts.back_end.PasswordBackend"
BOUND: Final = 0.05  # of the time without her: less than that is lost in any network
EACH: Final = 20  # children who are shielded, and as many who are not: together fewer than a day allows
HISTORY: Final = 1_000
WARM_UP: Final = 10  # pairs
Say = Callable[[str], Any]
Act = Callable[[], Any]
Question = Callable[[Sought], dict[str, str]]


def _named(one: Sought) -> dict[str, str]:
    return {"forename": one.name.forename, "surname": one.name.surname}


HIDDEN: Final[tuple[Question, ...]] = (
    lambda one: {**_named(one), "postcode": one.said.addresses[0].postcode},
    lambda one: {**_named(one), "street": one.said.addresses[0].lines},
    lambda one: {"surname": one.name.surname, "postcode": one.said.addresses[0].postcode.split()[0]},
)


def measure(*, children: int = 2_000, pairs: int = 1_000, seed: int = 2009, say: Say) -> dict[str, Any]:
    """Milliseconds, ratios, and whether the two times are equal within the bound. Everything is taken back."""
    quiet = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - the log of requests goes there
    with quiet, redirect_stdout(quiet), transaction.atomic():
        found = _measured(children, pairs, seed, say)
        transaction.set_rollback(True)
    return found


def _measured(children: int, pairs: int, seed: int, say: Say) -> dict[str, Any]:
    here = world(children=children, each=EACH, seed=seed, at=timezone.now())
    say(f"{children} children are there")
    asking = Asking(here, seed)
    return {
        "children": children,
        "search_by_what_is_hidden": asking.pairs(asking.with_and_without, pairs).compared(bound=BOUND),
        "search_by_name": asking.pairs(asking.search_by_name, pairs // 2).compared(bound=BOUND),
        "brief_and_full_record": asking.pairs(asking.open_records, pairs // 2).compared(bound=BOUND),
        "shielding": _shielding(here, say),
    }


class Asking:
    """A practitioner's browser."""

    def __init__(self, here: World, seed: int) -> None:
        self.here, self.chance = here, Random(seed)
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(here.viewer, backend=BACK_END)

    def pairs(self, pair: Callable[[int], tuple[Act, Act]], many: int) -> Times:
        """The first of each pair, and the other."""
        one, other = [], []
        for number in range(many + WARM_UP):
            acts = pair(number)
            first = self.chance.random() < 0.5
            times = [_timed(act) for act in (acts if first else reversed(acts))]
            if number >= WARM_UP:
                one.append(times[not first])
                other.append(times[first])
        return Times(one, other)

    def with_and_without(self, number: int) -> tuple[Act, Act]:
        child = self._one_of(self.here.shielded, number)
        question = HIDDEN[number % len(HIDDEN)](child)
        return lambda: self.searched(question), lambda: self.searched(question, without=child)

    def search_by_name(self, number: int) -> tuple[Act, Act]:
        children = (self._one_of(group, number) for group in (self.here.shielded, self.here.plain))
        one, other = (self._asked_by_name(child) for child in children)
        return lambda: self.searched(one), lambda: self.searched(other)

    def _asked_by_name(self, one: Sought) -> dict[str, str]:
        return {**_named(one), "born_year": str(one.said.date_of_birth and one.said.date_of_birth.year)}

    def open_records(self, number: int) -> tuple[Act, Act]:
        one, other = (self._one_of(group, number).child for group in (self.here.shielded, self.here.plain))
        return lambda: self.opened(one), lambda: self.opened(other)

    def _one_of(self, group: tuple[Sought, ...], number: int) -> Sought:
        return group[number % len(group)]

    def searched(self, question: dict[str, str], *, without: Sought | None = None) -> float:
        """Seconds from the form to its answer. The index forgets `without`, or nobody, before the clock starts."""
        forget_children([without.child] if without else [])
        began = perf_counter()
        sent = self.client.post(reverse("find_child"), question)
        page = self.client.get(sent["Location"])
        return _well(page, began)

    def opened(self, child: Any) -> float:
        began = perf_counter()
        return _well(self.client.get(reverse("view_child", args=[child])), began)


def _well(page: Any, began: float) -> float:
    taken = perf_counter() - began
    assert page.status_code == 200, page.status_code  # noqa: S101 - what failed is no measurement
    return taken


def _timed(act: Act) -> float:
    """Milliseconds; what the request wrote is taken back."""
    with transaction.atomic():
        taken = act()
        transaction.set_rollback(True)
    return float(taken) * 1000


def _shielding(here: World, say: Say) -> dict[str, Any]:
    """Seconds to shield a record with a long history, and how often longer that takes than one with hardly any."""
    long, short = here.plain[:2]
    with_history(here, long, rows=HISTORY, at=timezone.now())
    say(f"{HISTORY} rows of history are there")
    times = []
    for one in (short, long):
        began = perf_counter()
        shield([one.child], at=timezone.now())
        times.append(perf_counter() - began)
    return {
        "history_rows": HISTORY,
        "seconds": round(times[1], 3),
        "without_history_s": round(times[0], 3),
        "ratio": round(times[1] / times[0], 1),
        "under_one_second": times[1] < 1,
    }
