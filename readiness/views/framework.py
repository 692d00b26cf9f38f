"""Which pages say what the assessment asks, now and in each of its versions? (R-LARA-1)"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Practitioner
from contactpoint.pages.components import Table
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.rendering import render_page
from readiness import in_force, moderating
from readiness.editing.differing import differences
from readiness.editing.drafts import in_the_making
from readiness.explained import checks_explained, themes_explained
from readiness.framework import Framework
from readiness.returning import right_of
from registry.views.asking import viewer_of


@require_safe
def view_framework(request: HttpRequest) -> HttpResponse:
    person, _ = _reader(request)
    return _page(request, in_force.framework(), person, title="What the assessment asks")


@require_safe
def view_framework_version(request: HttpRequest, published: int) -> HttpResponse:
    person, _ = _reader(request)
    asks = in_force.framework(published)
    back = {"back_url": reverse("framework_versions")}
    return _page(request, asks, person, title=f"What version {asks.version} of the assessment asks", **back)


@require_safe
def framework_versions(request: HttpRequest) -> HttpResponse:
    _, national = _reader(request)
    versions, today = in_force.published(), timezone.localdate()
    context = {
        "versions": [(one, since(one, on=today), _changed(one)) for one in versions],
        "national": national,
        "draft": in_the_making() if national else None,
        "back_url": reverse("readiness_framework"),
    }
    return render_page(request, "readiness/framework_versions.html", context)


def since(asks: Framework, *, on: date) -> str:
    """Since when it is in force, or from when on."""
    day = day_in_words(asks.effective_from)
    if asks.effective_from > on:
        return f"in force from {day} on"
    return f"in force since {day}" if asks.version == in_force.framework_on(on).version else f"was asked from {day} on"


def _changed(asks: Framework) -> int:
    """How many checks, questions and themes differ from the version before."""
    return len(differences(in_force.framework(asks.version - 1), asks)) if asks.version > in_force.FIRST else 0


def _reader(request: HttpRequest) -> tuple[Practitioner, bool]:
    """And whether it is somebody of the national team. Raises Refused."""
    person, now = viewer_of(request), timezone.now()
    national = moderating.decides(person, at=now)
    if not national:
        right_of(person, at=now)
    return person, national


def _page(request: HttpRequest, asks: Framework, person: Practitioner, **more: str) -> HttpResponse:
    organisation = person.organisation
    context = {
        "framework": asks,
        "since": since(asks, on=timezone.localdate()),
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
        "differences": differences(in_force.framework(asks.version - 1), asks) if asks.version > in_force.FIRST else [],
        **more,
    }
    return render_page(request, "readiness/framework.html", context)
