"""On which page is one organisation seen: where it stands, what was decided, what it said? (R-LARA-7)"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.components import Table
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.rendering import render_page
from readiness import deciding, known, moderating, returning, shown
from readiness.board.history import Month, history, picture
from readiness.in_force import framework
from readiness.models import GIVEN, Return
from readiness.standing import newest_accepted, standing
from registry.views.asking import viewer_of

MONTHS: Final = ("Month", "Checks met", "Whole %", "Needed %", "Peers: checks met")


@require_safe
def view_area(request: HttpRequest, area: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    organisation = deciding.organisation_to_read(area, by=person, at=now)
    newest = newest_accepted(organisation)
    months = history(organisation)
    levels = returning.levels_of(newest) if newest else {}
    given = Return.objects.filter(organisation=organisation, state__in=GIVEN).order_by("-month")
    context = {
        "organisation": organisation,
        "national": moderating.decides(person, at=now),
        "stands": standing(organisation, on=newest),
        "month": month_in_words(newest.month) if newest else "",
        "results": shown.results_in_words(newest) if newest else [],
        "has_months": bool(months),
        "picture": picture(months, checks=len(framework().checks_of(organisation.track))),
        "months": Table("Month by month", MONTHS, [_month(one) for one in months], numeric=MONTHS[1:])
        if months
        else None,
        "known": known.beside(organisation, levels, at=now),
        "decisions": deciding.decisions_about(organisation),
        "returns": [(month_in_words(row.month), row) for row in given],
    }
    return render_page(request, "readiness/view_area.html", context)


def _month(one: Month) -> tuple[str, ...]:
    reached = one.reached
    met = f"{reached.met} of {reached.due}"
    return (one.words, met, str(reached.percent), str(reached.threshold), "–" if one.peers is None else str(one.peers))
