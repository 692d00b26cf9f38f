"""Which looks at records are use, of which month, area and profession, and how soon after a search? (issue 7)

Use is a look with a stated reason and by no special right: of a shielded child no more and no fewer are counted than
of any other (R-SHIELD-2). What a team does about shields, and looks under an override, are in the log and the reviews.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Case, CharField, DurationField, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, Lag, Lower, NullIf, Trim

from accounts.models import Practitioner
from audit.models import Event
from contactpoint.pages.months import bounds
from oversight.looks import OPENED
from registry.models import Reason

SEARCHED: Final = "search.run"
SOON: Final = timedelta(minutes=30)
NO_PROFESSION: Final = "not stated"
OTHERS: Final = ""  # the key of no profession
_PROFESSION: Final = Coalesce(
    NullIf(Lower(Trim("job_title")), Value("")), Value(NO_PROFESSION), output_field=CharField()
)
_PEOPLE: Final = Practitioner.objects.order_by().annotate(profession=_PROFESSION)
_BY_SPECIAL_RIGHT: Final = Q(facts__has_key="sight") | Q(facts__has_key="override")


@dataclass(frozen=True)
class Use:
    """`area`: the organisation for which somebody looked; None for all. `profession`: as the accounts say it."""

    month: date
    area: UUID | None = None
    profession: str = ""
    after_search: bool = False

    def looks(self) -> QuerySet[Event]:
        """The events, each once."""
        looks = self._first_after_a_search() if self.after_search else self._in_the_month(_LOOK)
        if self.profession:
            looks = looks.filter(actor__in=_PEOPLE.filter(profession=self.profession).values("pk"))
        return looks

    def _in_the_month(self, which: Q, *, before: timedelta = timedelta(0)) -> QuerySet[Event]:
        since, until = bounds(self.month)
        events = Event.objects.filter(which, actor__isnull=False, at__gte=since - before, at__lt=until)
        return events.filter(organisation=self.area) if self.area else events

    def _first_after_a_search(self) -> QuerySet[Event]:
        """Those that come next after a search of the same person, and soon; annotated with `took`."""
        turn: dict[str, Any] = {"partition_by": F("actor"), "order_by": [F("at"), F("pk")]}
        took = F("at") - Window(Lag("at"), **turn)
        look = Q(verb=OPENED, at__gte=bounds(self.month)[0])
        came_after = Case(When(look, then=Window(Lag("verb"), **turn)), output_field=CharField())
        events = self._in_the_month(_LOOK | _SEARCH, before=SOON).annotate(came_after=came_after, took=took)
        return events.filter(came_after=SEARCHED, took__lte=SOON)


_LOOK: Final = Q(verb=OPENED, because__in=Reason.values) & ~_BY_SPECIAL_RIGHT
_SEARCH: Final = Q(verb=SEARCHED) & ~Q(facts__contains={"own_area": True})  # that one is an officer's


@dataclass(frozen=True)
class Counted:
    """Of one area or profession. `middle`, `nine_in_ten`: seconds that half and nine in ten of the looks took."""

    key: str
    label: str
    people: int
    looks: int
    middle: int
    nine_in_ten: int


def by_area(use: Use) -> list[Counted]:
    """By name; `key` is the organisation's id."""
    return _counted(use, "area.id::text", "min(area.name)")


def by_profession(use: Use, *, together: Collection[str] = ()) -> list[Counted]:
    """By name; those whose key is in `together` are one, OTHERS."""
    key = "CASE WHEN person.profession = ANY(%s) THEN %s ELSE person.profession END"
    return _counted(use, key, "min(trim(person.job_title))", [list(together), OTHERS])


_GROUPED: Final = """
    SELECT {key} AS key, {label}, count(DISTINCT look.actor), count(*),
           coalesce(extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY look.took::interval)), 0)::int,
           coalesce(extract(epoch FROM percentile_disc(0.9) WITHIN GROUP (ORDER BY look.took::interval)), 0)::int
    FROM ({looks}) look
    JOIN accounts_organisation area ON area.id = look.organisation
    LEFT JOIN ({people}) person ON person.id = look.actor
    GROUP BY 1
"""


def _counted(use: Use, key: str, label: str, keyed: Sequence[Any] = ()) -> list[Counted]:
    """`key` and `label` are ours; what anybody typed is handed over beside the statement."""
    looks: QuerySet[Any] = use.looks()
    if not use.after_search:
        looks = looks.annotate(took=Value(None, output_field=DurationField()))
    inner, told = looks.values("organisation", "actor", "took").order_by().query.sql_with_params()
    people, known = _PEOPLE.values("id", "job_title", "profession").query.sql_with_params()
    statement = _GROUPED.format(key=key, label=label, looks=inner, people=people)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*keyed, *told, *known])
        found = [Counted(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.key == OTHERS, one.label.casefold()))
