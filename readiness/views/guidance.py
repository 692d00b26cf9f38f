"""The library of guidance: looking for, reading, versions and what differs between them (R-LARA-8, ux.md 2(l)).

What is public is read signed out, too. What is not, or is not there, leads to the sign-in page: both read the same.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Practitioner
from contactpoint.pages.components import Row
from contactpoint.pages.rendering import render_page
from readiness import missed_words
from readiness.forms.guidance import SearchGuidanceForm
from readiness.guidance.differences import differences
from readiness.guidance.documents import KINDS, Document
from readiness.guidance.library import NoGuidance, Shelf, shelf
from readiness.guidance.searching import search
from readiness.moderating import decides
from readiness.reading import Standing, sees_readers, standings

View = Callable[..., HttpResponse]


def open_to_everybody(view: View) -> View:
    """As far as the shelf of whoever asks goes."""

    @login_not_required
    @wraps(view)
    def on_the_shelf(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *parts, **named)
        except NoGuidance:
            if reader_of(request) is None:
                return redirect_to_login(request.get_full_path())
            raise

    return on_the_shelf


def reader_of(request: HttpRequest) -> Practitioner | None:
    return request.user if isinstance(request.user, Practitioner) else None


def shelf_of(request: HttpRequest) -> Shelf:
    return shelf(signed_in=reader_of(request) is not None, on=timezone.localdate())


@open_to_everybody
@require_safe
def list_guidance(request: HttpRequest) -> HttpResponse:
    person, now = reader_of(request), timezone.now()
    shown = _standings(shelf_of(request).in_force(), person)
    context = {
        "kinds": [(words, [one for one in shown if one.document.kind == kind]) for kind, words in KINDS.items()],
        "waiting": sum(one.waits for one in shown),
        "search": SearchGuidanceForm(),
        "signed_in": person is not None,
        "sees_readers": person is not None and sees_readers(person, at=now),
        "sees_words": person is not None and decides(person, at=now),
    }
    return render_page(request, "readiness/guidance.html", context)


def _standings(documents: list[Document], person: Practitioner | None) -> list[Standing]:
    return standings(documents, of=person) if person else [Standing(one, must_read=False) for one in documents]


@open_to_everybody
@require_POST
def search_guidance(request: HttpRequest) -> HttpResponse:
    """The words stand in no address. Those that nothing has are counted, of people whom we know alone."""
    form = SearchGuidanceForm(request.POST)
    context: dict[str, Any] = {"back_url": reverse("guidance")}
    if form.is_valid():
        found = search(form.cleaned_data["words"], shelf_of(request).in_force())
        if not found.hits and reader_of(request):
            missed_words.count(found.unknown, at=timezone.now())
        context |= {"found": found, "asked": form.cleaned_data["words"]}
    return render_page(request, "readiness/search_guidance.html", context, form=form)


@open_to_everybody
@require_safe
def view_guidance(request: HttpRequest, guide: str) -> HttpResponse:
    return _document_page(request, shelf_of(request).newest(guide), back=came_from(request))


@open_to_everybody
@require_safe
def view_guidance_version(request: HttpRequest, guide: str, version: int) -> HttpResponse:
    guides = shelf_of(request)
    document = guides.version(guide, version)
    if document == guides.newest(guide):
        return redirect("view_guidance", guide)
    return _document_page(request, document, back=reverse("guidance_versions", args=[guide]))


def _document_page(request: HttpRequest, document: Document, *, back: str) -> HttpResponse:
    versions, person = shelf_of(request).versions(document.slug), reader_of(request)
    context = {
        "document": document,
        "newest": versions[0],
        "older": versions[1:],
        "standing": standings([versions[0]], of=person)[0] if person else None,
        "facts": _facts(document),
        "back_url": back,
    }
    return render_page(request, "readiness/view_guidance.html", context)


def _facts(document: Document) -> list[Row]:
    must_read = [Row("Must be read by", document.must_read_in_words)] if document.must_read else []
    return [
        Row("For", document.audiences_in_words),
        *must_read,
        Row("What changed", document.changes),
        Row("Owner", document.owner),
        Row("To be reviewed by", document.review_in_words(on=timezone.localdate())),
    ]


@open_to_everybody
@require_safe
def guidance_versions(request: HttpRequest, guide: str) -> HttpResponse:
    versions = shelf_of(request).versions(guide)
    context = {
        "newest": versions[0],
        "versions": [(one, older) for one, older in zip(versions, [*versions[1:], None], strict=True)],
        "back_url": reverse("view_guidance", args=[guide]),
    }
    return render_page(request, "readiness/guidance_versions.html", context)


@open_to_everybody
@require_safe
def compare_guidance(request: HttpRequest, guide: str, older: int, newer: int) -> HttpResponse:
    guides = shelf_of(request)
    one, other = guides.version(guide, older), guides.version(guide, newer)
    context = {
        "older": one,
        "newer": other,
        "differences": differences(one, other),
        "back_url": reverse("guidance_versions", args=[guide]),
    }
    return render_page(request, "readiness/compare_guidance.html", context)


def came_from(request: HttpRequest) -> str:
    """The page of ours that led here, as the browser says; else the library."""
    said = request.headers.get("referer", "")
    library = reverse("guidance")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return library
    path = urlsplit(said).path
    try:
        resolve(path)
    except Resolver404:
        return library
    return library if path.startswith(library) else path
