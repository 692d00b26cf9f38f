"""Which requests for contact of a month had a team to check, or to ask services about, and did it? (R-INV-2)

For reports: the number and the list behind it are the same rows. Nothing in them says who a request is about, which
authority is responsible to who asked, or whether any service is involved.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from accounts.access import actor
from accounts.models import Organisation, Practitioner
from audit.log import record
from contactpoint.pages.months import bounds
from registry.for_officers import require_officer
from shielding.models import ContactRequest, Passed, Urgency

ON_A_PAGE: Final = 50


class Step(StrEnum):
    """What a team does: for its own people, and for the children of its area."""

    CHECK = "check"
    ASK = "ask"


class Became(StrEnum):
    ALL = "all"
    OPEN = "open"
    LATE = "late"


@dataclass(frozen=True)
class Past:
    """One request in the list."""

    asker: str
    job_title: str
    urgent: bool
    asked_at: datetime
    became: Became
    by: datetime


def steps(step: Step, became: Became, *, at: datetime) -> Q:
    """Requests with this step to do, of which this became."""
    if step == Step.CHECK:
        undone, by = Q(passed_at=None, turned_away_at=None), "pass_on_by"
        late = Q(passed_how=Passed.LATE) | undone & Q(pass_on_by__lte=at)
        mine = Q(pass_on_by__gt=F("asked_at"))  # else there was no officer to check it
    else:
        undone, by = Q(handled_at=None, turned_away_at=None), "due_at"
        late = undone & Q(due_at__lte=at)
        # To check and to ask are one step where the asker's team is the responsible one (shielding.contact_queue).
        mine = Q(passed_at__isnull=False) | Q(team=F("child__responsible_authority"), turned_away_at=None)
    return mine & {Became.ALL: Q(), Became.OPEN: undone & Q(**{f"{by}__gt": at}), Became.LATE: late}[became]


def count_by_team(month: date, *, teams: QuerySet[Organisation], reader: Practitioner, at: datetime) -> list[Any]:
    """A row for each team with anything to do: `id`, `name`, and each count as "check_late". Two statements."""
    found: dict[UUID, dict[str, Any]] = {}
    for step in Step:
        team = _team_of(step)
        rows = _asked_in(month, reader=reader).filter(**{f"{team}__in": teams}).values(f"{team}__id", f"{team}__name")
        counts = {f"{step}_{one}": Count("pk", filter=steps(step, one, at=at)) for one in Became}
        for row in rows.order_by().annotate(**counts):
            pk, name = row.pop(f"{team}__id"), row.pop(f"{team}__name")
            if any(row.values()):  # a row of noughts would tell of a request that is not the team's yet
                found.setdefault(pk, {"id": pk, "name": name}).update(row)
    return sorted(found.values(), key=lambda row: row["name"])


def requests_of_month(
    month: date, step: Step, became: Became, *, by: Practitioner, at: datetime, page: str = "1"
) -> tuple[Page[Any], tuple[Past, ...]]:
    """A page of the officer's own team's, the oldest first. Raises NotYours."""
    require_officer(by, at=at)
    own = {_team_of(step): by.organisation}
    whens = [When(steps(step, one, at=at), then=Value(one.value)) for one in (Became.LATE, Became.OPEN)]
    now = Case(*whens, default=Value(Became.ALL.value), output_field=CharField())
    rows = _asked_in(month, reader=by).filter(steps(step, became, at=at), **own).annotate(became=now)
    shown = Paginator(rows.select_related("asker").order_by("asked_at", "pk"), ON_A_PAGE).get_page(page)
    with transaction.atomic():
        facts = {"month": month.isoformat(), "step": step, "became": became, "rows": len(shown.object_list)}
        record("contact_requests.listed", at=at, actor=actor(by), facts=facts)
    return shown, tuple(_past(row, step) for row in shown)


def _team_of(step: Step) -> str:
    return "team" if step == Step.CHECK else "child__responsible_authority"


def _asked_in(month: date, *, reader: Practitioner) -> QuerySet[ContactRequest]:
    """Nobody works on the own requests, nor counts them."""
    since, until = bounds(month)
    return ContactRequest.objects.filter(asked_at__gte=since, asked_at__lt=until).exclude(asker=reader)


def _past(row: Any, step: Step) -> Past:
    by = row.pass_on_by if step == Step.CHECK else row.due_at
    return Past(row.asker.name, row.asker.job_title, row.urgency == Urgency.TODAY, row.asked_at, Became(row.became), by)
