"""Which page says what the assessment asks?"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import may
from contactpoint.pages.components import Table
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.rendering import render_page
from readiness.explained import checks_explained, themes_explained
from readiness.in_force import framework
from readiness.returning import right_of
from registry.views.asking import viewer_of

DECIDE: Final = "decide_readiness"


@require_safe
def view_framework(request: HttpRequest) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    if not may(person, DECIDE, person.organisation, at=now):
        right_of(person, at=now)
    asks, organisation = framework(), person.organisation
    context = {
        "framework": asks,
        "organisation": organisation,
        "checks": Table(
            caption="The checks",
            columns=("Check", "What it is for", "Due", "Questions", "Needs of the whole"),
            rows=[
                (one.name, one.about, day_in_words(one.due), str(one.questions), f"{one.overall}%")
                for one in checks_explained(asks, organisation)
            ],
            numeric=("Questions", "Needs of the whole"),
        ),
        "gates": asks.checks_of(organisation.track),
        "themes": themes_explained(asks, organisation),
    }
    return render_page(request, "readiness/framework.html", context)
