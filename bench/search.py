"""How quickly and how surely does search find a child among N?"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection

from bench.ceiling import ceiling
from bench.crowd import children as make_children
from bench.load import Loader
from bench.questions import Asked, questions
from bench.scratch import Scratch, scratch_tables
from registry.index import IndexEntry
from registry.search.candidates import SHOWN, candidates, ranking

EACH = 150  # queries of every kind
CEILING_EACH = 5  # each grades every name and reads every row
WARM_UP = 40
LOOKUPS = 2000
SAMPLE = 40_000  # children of whom the queries are made; a kind that few children fit needs many

Say = Callable[[str], Any]
Times = list[float]  # milliseconds


def measure(*, children: int = 200_000, seed: int = 2009, say: Say) -> dict[str, Any]:
    """Build, ask, look up; times in milliseconds, recall as shares of the queries."""
    with scratch_tables() as scratch:
        began = perf_counter()
        sample = _load(scratch, children, seed)
        built = perf_counter() - began
        say(f"{children} children loaded and indexed in {built:.0f} s")
        asked = list(questions(sample, each=EACH, seed=seed))
        Random(seed).shuffle(asked)
        for one in asked[:WARM_UP]:
            candidates(one.criteria)
        searched, found = _search(asked)
        say(f"{len(asked)} searches made")
        looked_up = _look_up([child.child_id for child in sample], seed)
        with connection.cursor() as cursor:
            best = ceiling(cursor, _few(asked))
        return {
            "children": children,
            "build_s": round(built, 1),
            **_times(searched, looked_up),
            **_recall(asked, found),
            "recall_ceiling": best,
            "bytes_per_child": round(scratch.size() / children),
        }


def _load(scratch: Scratch, count: int, seed: int) -> list[IndexEntry]:
    """Fill the index; an even sample of the children is kept for asking about."""
    every = max(count // SAMPLE, 1)
    kept: list[IndexEntry] = []

    def passing() -> Iterable[IndexEntry]:
        for n, child in enumerate(make_children(count, seed=seed)):
            if n % every == 0:
                kept.append(child)
            yield child

    Loader(scratch).load(passing())
    scratch.build_indexes()
    return kept


def _search(asked: list[Asked]) -> tuple[Times, list[tuple[int | None, bool]]]:
    """The time of every search; the place of the child among the first ten or None, and whether more was asked."""
    times, found = [], []
    for one in asked:
        began = perf_counter()
        answer = candidates(one.criteria)
        times.append((perf_counter() - began) * 1000)
        # Where nobody may be named, recall is that of the ranking behind it.
        shown = ranking(one.criteria)[0][:SHOWN] if answer.too_many else answer.candidates
        places = [n for n, candidate in enumerate(shown, 1) if candidate.child_id == one.child]
        found.append((places[0] if places else None, answer.too_many))
    return times, found


def _look_up(ids: list[UUID], seed: int) -> Times:
    """The floor: one row by primary key, in the same run on the same connection."""
    chance, times = Random(seed), []
    with connection.cursor() as cursor:
        for _ in range(LOOKUPS):
            began = perf_counter()
            cursor.execute("SELECT * FROM registry_searchrow WHERE child_id = %s", [chance.choice(ids)])
            cursor.fetchall()
            times.append((perf_counter() - began) * 1000)
    return times


def _times(searched: Times, looked_up: Times) -> dict[str, float]:
    times = {}
    for name, taken in (("search", searched), ("lookup", looked_up)):
        for share in (50, 95, 99):
            times[f"{name}_p{share}_ms"] = round(percentile(taken, share), 3)
    ratios = {
        f"ratio_p{share}": round(percentile(searched, share) / percentile(looked_up, share), 1) for share in (50, 99)
    }
    return times | ratios


def percentile(values: list[float], share: int) -> float:
    """The smallest value that `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * share // 100) - 1, 0)]


def _recall(asked: list[Asked], found: list[tuple[int | None, bool]]) -> dict[str, dict[str, float]]:
    by_kind: dict[str, list[tuple[int | None, bool]]] = defaultdict(list)
    for one, answer in zip(asked, found, strict=True):
        by_kind[one.kind].append(answer)

    def share(wanted: Callable[[int | None, bool], bool]) -> dict[str, float]:
        return {
            kind: round(sum(wanted(*answer) for answer in answers) / len(answers), 4)
            for kind, answers in sorted(by_kind.items())
        }

    return {
        "recall_at_1": share(lambda place, more: place == 1),
        "recall_at_10": share(lambda place, more: place is not None),
        "asked_for_more": share(lambda place, more: more),
    }


def _few(asked: list[Asked]) -> list[Asked]:
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        by_kind[one.kind].append(one)
    return [one for of_kind in by_kind.values() for one in islice(of_kind, CEILING_EACH)]
