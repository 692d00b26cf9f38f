"""Which children could it be, best first, and are there too many to name?

This is the search without its viewer: ids, weights and words, from the index alone. `find` redacts and audits.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from registry.search.ask import best_details
from registry.search.criteria import Criteria
from registry.search.rank import Candidate, Question, rank
from registry.search.rows import Meanings, fetch
from registry.search.words import Entry, alike, look_up, meant, typed

SHOWN = 10  # children at most on the page (R-SEARCH-2)
AS_GOOD = 5.0  # bits: a child this close to the best is as good a candidate
WORTH_SHOWING = 18.0  # bits behind the best; further off it only distracts
FAINTEST = -9.0  # bits: 1 in 500; less is not worth a name on a page
CONVINCING = -3.0  # bits: when the best is below, the whole dictionary is looked through
SNAPSHOT_AGE = 600.0  # seconds that the names held in memory may be old


@dataclass(frozen=True)
class Found:
    """What a search comes to. With `ask` nobody may be named: it holds details to ask for, the best first."""

    candidates: tuple[Candidate, ...]
    ask: tuple[str, ...] = ()

    @property
    def too_many(self) -> bool:
        return bool(self.ask)


def candidates(criteria: Criteria, *, unconfirmed: Collection[UUID] = (), area: UUID | None = None) -> Found:
    """The children who match, at most 10, or what to ask for when more match equally well (R-SEARCH-2).

    `unconfirmed` are the children not yet confirmed whom this viewer may see (R-SEARCH-5); with an `area`, all open
    records of that authority are searched, and no other (R-ORG-1). A search that asks for a
    postcode, street or school makes the same statements and gets the same answer whether or not a shielded child's
    row is there (R-SHIELD-2). The number is not looked up here.
    """
    ranked, cut_short = ranking(criteria, unconfirmed=unconfirmed, area=area)
    if not ranked:
        return Found(())
    best = ranked[0].weight
    as_good = [candidate for candidate in ranked if candidate.weight >= best - AS_GOOD]
    if len(as_good) > SHOWN or (cut_short and as_good == ranked):
        return Found((), best_details(criteria, as_good))
    worthy = [one for one in ranked if one.weight >= max(best - WORTH_SHOWING, FAINTEST)]
    return Found(tuple(worthy[:SHOWN]))


def ranking(
    criteria: Criteria, *, unconfirmed: Collection[UUID] = (), area: UUID | None = None, thorough: bool = True
) -> tuple[list[Candidate], bool]:
    """Every candidate, best first, and whether there were more than were read."""
    with connection.cursor() as cursor:
        ranked, cut_short = _look(cursor, criteria, unconfirmed, area, also=())
        if thorough and criteria.named and (not ranked or ranked[0].weight < CONVINCING):
            names = (typed("forename", criteria.forename), typed("surname", criteria.surname))
            others = alike(names, _known_names(cursor))
            again, cut_short = _look(cursor, criteria, unconfirmed, area, also=sorted(others))
            ranked = again if not ranked or (again and again[0].weight > ranked[0].weight) else ranked
    return ranked, cut_short


def _look(
    cursor: Any, criteria: Criteria, unconfirmed: Collection[UUID], area: UUID | None, *, also: Collection[str]
) -> tuple[list[Candidate], bool]:
    """Two statements: the words, then the rows."""
    question = Question(criteria, typed("forename", criteria.forename), typed("surname", criteria.surname), 0)
    entries = look_up(cursor, (question.forename, question.surname), also=also, counted=criteria.uses_hidden_kind)
    nobody = next((entry for entry in entries if not entry.norm), None)
    if nobody is None:  # nothing was ever indexed
        return [], False
    question = replace(question, total=nobody.forename_count)
    meanings = _meanings(question, entries, nobody, widely=bool(also))
    rows, cut_short = fetch(cursor, criteria, meanings, unconfirmed=unconfirmed, area=area)
    return rank(question, rows), cut_short


def _meanings(question: Question, entries: list[Entry], nobody: Entry, *, widely: bool) -> Meanings:
    first, last, total = question.forename, question.surname, question.total
    return Meanings(
        nobody=nobody.id,
        forenames=meant(first, entries, as_field="forename", total=total, widely=widely),
        surnames=meant(last, entries, as_field="surname", total=total, widely=widely),
        swapped_forenames=meant(last, entries, as_field="forename", total=total),
        swapped_surnames=meant(first, entries, as_field="surname", total=total),
    )


_snapshot: tuple[float, list[str]] = (float("-inf"), [])


def _known_names(cursor: Any) -> list[str]:
    """All counted names, held in memory for a few minutes. A name that only shielded children bear is not counted."""
    global _snapshot
    if time.monotonic() - _snapshot[0] > SNAPSHOT_AGE:
        cursor.execute("SELECT norm FROM registry_name WHERE norm <> '' AND forename_count + surname_count > 0")
        _snapshot = (time.monotonic(), [norm for (norm,) in cursor.fetchall()])
    return _snapshot[1]
