"""The pages on which a person says to have read a guidance, and on which others see who has (R-LARA-8)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contactpoint.pages.asking import see
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.rendering import render_page
from readiness import missed_words, reading
from readiness.reading import Superseded
from registry.views.asking import viewer_of

PAGE = 50


@require_POST
def read_guidance(request: HttpRequest, guide: str, version: int) -> HttpResponse:
    try:
        reading.say_read(guide, version, by=viewer_of(request), at=timezone.now())
    except Superseded:
        messages.warning(request, "A newer version is in force. It is shown here, and nothing was recorded")
    else:
        messages.success(request, "It is recorded that you have read this version")
    return see("view_guidance", guide)


@require_safe
def guidance_readers(request: HttpRequest) -> HttpResponse:
    person = viewer_of(request)
    context = {
        "readers": reading.readers(by=person, at=timezone.now()),
        "organisation": person.organisation,
        "back_url": reverse("guidance"),
    }
    return render_page(request, "readiness/guidance_readers.html", context)


@require_safe
def guidance_unread(request: HttpRequest, guide: str) -> HttpResponse:
    person = viewer_of(request)
    document, people = reading.unread_by(guide, by=person, at=timezone.now())
    context = {
        "document": document,
        "people": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "organisation": person.organisation,
        "back_url": reverse("guidance_readers"),
    }
    return render_page(request, "readiness/guidance_unread.html", context)


@require_safe
def missing_guidance(request: HttpRequest) -> HttpResponse:
    months = missed_words.by_month(by=viewer_of(request), at=timezone.now())
    context = {
        "months": [(month_in_words(month.first_day), month.words) for month in months],
        "shown_from": missed_words.SHOWN_FROM,
        "back_url": reverse("guidance"),
    }
    return render_page(request, "readiness/missing_guidance.html", context)
