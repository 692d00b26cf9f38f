"""Which children may this person be looking for? Searches are kept sealed under an opaque address (ux.md 1.1).

What was typed is never in an address, a title or a log; running a search names children, so each run is in the log.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.access import actor, require
from accounts.models import Practitioner
from audit.forgetting import SEARCHES, key_of_month
from audit.log import record
from contactpoint.vault import box
from registry import disclosure
from registry.merged import led_to
from registry.models import Child, SearchMade, Status
from registry.number import parse
from registry.search.birth import Birth
from registry.search.candidates import candidates
from registry.search.criteria import Criteria, Part, PostcodeGiven, lacking
from registry.shown import Hit
from registry.visible import children_of_area

KEPT_FOR: Final = timedelta(hours=8)  # a working day: long enough to come back after a telephone call
MOST_SEARCHES: Final = 200  # in that many minutes; more is a machine, or somebody who trawls (SEC-18)
WITHIN: Final = timedelta(minutes=10)
SAME_NUMBER: Final = "Same ContactPoint number"
MERGED_NUMBER: Final = "Number of a record that is part of this one now"


class TooManySearches(Exception):
    """You have searched too often in a short time. Wait ten minutes, or ring your ContactPoint team."""


class NotEnough(ValueError):
    """Enter one more detail; the text says which."""


@dataclass(frozen=True)
class Found:
    """What a search came to: at most ten children, or the details to ask for when more match (R-SEARCH-2)."""

    criteria: Criteria
    hits: tuple[Hit, ...]
    ask_for: tuple[str, ...]  # keys of registry.search.ask.DETAILS, the best first
    made_at: datetime

    @property
    def too_many(self) -> bool:
        return bool(self.ask_for)


def make_search(criteria: Criteria, *, by: Practitioner, at: datetime, own_area: bool = False) -> UUID:
    """Keeps what is asked and returns its address. Raises Refused, NotEnough, TooManySearches."""
    _require(by, own_area, at=at)
    if more := lacking(criteria):
        raise NotEnough(more)
    with transaction.atomic():
        if SearchMade.objects.filter(practitioner=by, made_at__gt=at - WITHIN).count() < MOST_SEARCHES:
            made = SearchMade(practitioner=by, made_at=at)
            made.criteria = box.seal(_written(criteria), place=search_place(made))
            made.save(force_insert=True)
            return made.pk
        record("search.refused", at=at, actor=actor(by), because="too_many_searches")
    raise TooManySearches


def run_search(search: UUID, *, by: Practitioner, at: datetime, own_area: bool = False) -> Found:
    """The children who match. The search and every child named are in the log before anything is shown (R-AUDIT-1).

    `own_area`: a shielding officer searches the open records of the area alone, those too that nobody else may find.
    Raises Refused, and NotThere for the search of somebody else or of another day.
    """
    _require(by, own_area, at=at)
    made = _made(search, by=by, at=at)
    criteria = _asked(made)
    with transaction.atomic():
        among = children_of_area(by.organisation) if own_area else None
        who, ask_for = _look(criteria, by=by, own_area=own_area, at=at)
        hits = disclosure.hits(who, viewer=by, because="search", at=at, among=among)
        facts = {"own_area": own_area, "search": str(made.pk), "named": len(hits), "asked_for": list(ask_for)}
        key = key_of_month(SEARCHES, at)  # dies after the search's own period (R-AUDIT-6)
        record("search.run", at=at, actor=actor(by), facts=facts, words=_written(criteria), words_key=key)
    return Found(criteria, hits, ask_for, made.made_at)


def criteria_of(search: UUID, *, by: Practitioner, at: datetime) -> Criteria:
    """What was asked for, without searching again. Raises NotThere as run_search does."""
    return _asked(_made(search, by=by, at=at))


def forget_searches(*, at: datetime) -> int:
    """Nobody comes back to a search of another day (R-AUDIT-6). How many went."""
    return SearchMade.objects.filter(made_at__lt=at - timedelta(days=settings.SEARCHES_KEPT_DAYS)).delete()[0]


def _require(by: Practitioner, own_area: bool, *, at: datetime) -> None:
    require(by, "shield_children" if own_area else "search_children", by.organisation, at=at)


def _made(search: UUID, *, by: Practitioner, at: datetime) -> SearchMade:
    made = SearchMade.objects.filter(pk=search, practitioner=by, made_at__gt=at - KEPT_FOR).first()
    if made is None:
        raise disclosure.NotThere
    return made


def _asked(made: SearchMade) -> Criteria:
    return _read(box.unseal(made.criteria, place=search_place(made)))


def _look(
    criteria: Criteria, *, by: Practitioner, own_area: bool, at: datetime
) -> tuple[list[tuple[UUID, tuple[str, ...]]], tuple[str, ...]]:
    """Whom the words fit, with the reasons, or what to ask for."""
    if criteria.number:
        same = Child.objects.filter(number=parse(criteria.number)).values_list("pk", flat=True)
        kept = {child: led_to(child, viewer=by, at=at) for child in same}
        return [(stays or child, (MERGED_NUMBER if stays else SAME_NUMBER,)) for child, stays in kept.items()], ()
    found = candidates(criteria, **_whom(by, own_area))
    return [(one.child_id, one.words) for one in found.candidates], found.ask


def _whom(by: Practitioner, own_area: bool) -> dict[str, Any]:
    if own_area:
        return {"area": by.organisation_id}
    own = Child.objects.filter(status=Status.UNCONFIRMED, made_by=by).values_list("pk", flat=True)
    return {"unconfirmed": list(own)}


def search_place(made: SearchMade) -> str:
    return f"registry_searchmade.criteria|{made.pk}"


def _written(criteria: Criteria) -> str:
    """As JSON: only what was asked."""
    asked = {name: value for name, value in asdict(criteria).items() if value}
    return json.dumps(asked, default=date.isoformat)


def _read(written: str) -> Criteria:
    asked: dict[str, Any] = json.loads(written)
    if birth := asked.get("birth"):
        first, last = date.fromisoformat(birth["first"]), date.fromisoformat(birth["last"])
        asked["birth"] = Birth(first, last, by_age=birth["by_age"])
    if postcode := asked.get("postcode"):
        asked["postcode"] = PostcodeGiven(postcode["text"], Part(postcode["part"]))
    return Criteria(**asked)
