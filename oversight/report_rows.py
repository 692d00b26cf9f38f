"""What stands in each row of the four reports? By name, never by how much: nobody and no area is ranked (issue 7)."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Organisation
from feeds import quality
from feeds.quality import Quality
from oversight import use as uses
from oversight.counting import HIDDEN, NATIONAL_SOURCES, Cell, Row, Scope, too_few
from oversight.use import NO_PROFESSION, OTHERS, Counted, Use
from registry.models import Source
from registry.models.source import OWN_SOURCES
from shielding.past_requests import count_by_team


def use(scope: Scope) -> list[Row]:
    def cells(one: Counted, listed: dict[str, str]) -> Iterable[Cell]:
        return (scope.number(count, "search_log", **listed) for count in (one.people, one.looks))

    return [_row(scope, one, cells(one, _listed(scope, one))) for one in _counted(scope, after_search=False)]


def speed(scope: Scope) -> list[Row]:
    def cells(one: Counted) -> Iterable[Cell]:
        listed = {**_listed(scope, one), "after": "search"}
        yield from (scope.number(count, "search_log", **listed) for count in (one.people, one.looks))
        yield from (Cell(in_words(seconds)) for seconds in (one.middle, one.nine_in_ten))

    return [_row(scope, one, cells(one)) for one in _counted(scope, after_search=True)]


def requests(scope: Scope) -> list[Row]:
    """Of the teams that had any to check or to ask services about."""
    teams = Organisation.objects.all()
    teams = teams.filter(pk=scope.organisation) if scope.organisation else teams
    found = []
    for row in count_by_team(scope.month, teams=teams, reader=scope.by, at=scope.at):
        asked = [(row.get(f"{step}_{became}", 0), step, became) for step, became in _STEPS]
        cells = (scope.number(count, "contact_requests", step=step, became=became) for count, step, became in asked)
        found.append(Row(row["name"], tuple(cells), 0))
    return found


_STEPS = tuple((step, became) for step in ("check", "ask") for became in ("all", "open", "late"))


def data(scope: Scope) -> list[Row]:
    sources = Source.objects.exclude(code__in=OWN_SOURCES)
    if not scope.area:
        return [_quality(scope, one, source=False) for one in quality.by_area(scope.month, sources)]
    national = Q(area=None) if not scope.nationally else Q(pk__in=[])  # an area reads those, too: they are its children
    sources = sources.filter(Q(area=scope.organisation) | national)
    return [_quality(scope, one, source=True) for one in quality.by_source(scope.month, sources)]


def _quality(scope: Scope, one: Quality, *, source: bool) -> Row:
    listed = ("source_deliveries", one.id) if source else ("",)
    counts = (one.quarantined, one.refused, one.waiting)
    cells = (
        Cell(f"{one.deliveries:,}", scope.number(one.deliveries, *listed).url),  # a file is nobody
        scope.number(one.received, *listed),
        scope.share(one.taken, one.decided),
        *(scope.number(count, *listed) for count in counts),
    )
    return Row(one.label, cells, 0, "" if source else scope.of_area(one.id or NATIONAL_SOURCES))


def in_words(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = [(minutes, "minute"), (rest, "second")]
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "0 seconds"


def _counted(scope: Scope, *, after_search: bool) -> list[Counted]:
    """By area, or by profession in one; two statements at most, however many there are."""
    asked = Use(scope.month, scope.organisation, after_search=after_search)
    if not scope.area:
        return uses.by_area(asked)
    found = uses.by_profession(asked)
    if not scope.exact and (together := too_few(found)):
        found = uses.by_profession(asked, together=together)
    return found


def _listed(scope: Scope, one: Counted) -> dict[str, str]:
    return {"area": scope.area, "profession": one.key} if scope.area else {"area": one.key}


def _row(scope: Scope, one: Counted, cells: Iterable[Cell]) -> Row:
    label = "Other professions" if one.key == OTHERS else one.label or NO_PROFESSION.capitalize()
    shown = scope.of_people(one, cells)
    told = scope.exact or shown[-1].text != HIDDEN
    return Row(label, shown, one.people if told else 0, "" if scope.area else scope.of_area(one.key))
