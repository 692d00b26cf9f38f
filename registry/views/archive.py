"""The pages of the archive, and of the releases by which it is read after its first year (R-REC-5)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.stepup import proved_recently
from contactpoint.pages.rendering import render_page
from registry import archive, releases
from registry.choices import Ground
from registry.forms.keeping import AnswerReleaseForm, ArchiveReasonForm, AskReleaseForm
from registry.keepers import require_keeper
from registry.views.asking import see, sent, viewer_of
from registry.views.reading import carer_rows, contact_row, grouped, name_rows, place_rows, value_rows


@require_GET
def archived_records(request: HttpRequest) -> HttpResponse:
    officer, page = viewer_of(request), request.GET.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    found = archive.archived_of(officer, at=timezone.now(), page=number)
    context = {"found": found, "area": officer.organisation.name, "back_url": reverse("find_kept")}
    return render_page(request, "registry/archived_records.html", context)


@require_http_methods(["GET", "POST"])
def read_archived(request: HttpRequest, child: UUID) -> HttpResponse:
    """The record is the answer to the reason, and has no address of its own."""
    officer, now, form = viewer_of(request), timezone.now(), ArchiveReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        shown = archive.read_archived(child, because=form.cleaned_data["because"], by=officer, at=now)
        return _record(request, shown, reverse("archived_records"))
    one = archive.archived_record(child, by=officer, at=now)
    context = {"one": one, "back_url": reverse("archived_records")}
    return render_page(request, "registry/read_archived.html", context, form=form)


def _record(request: HttpRequest, shown: archive.ArchivedRecord, back: str) -> HttpResponse:
    context = {
        "one": shown.listed,
        "caf": shown.caf,
        "groups": grouped(shown.contacts, map(contact_row, shown.contacts)),
        "past": [contact_row(one) for one in shown.past_contacts],
        "details": value_rows(shown.details),
        "carers": carer_rows(shown.carers),
        "names": name_rows(shown.names),
        "places": place_rows(shown.places),
        "identifiers": value_rows(shown.identifiers),
        "back_url": back,
    }
    return render_page(request, "registry/archived_record.html", context)


@require_GET
def archive_releases(request: HttpRequest) -> HttpResponse:
    found = releases.releases_of(viewer_of(request), at=timezone.now())
    mine = bool(releases.count_to_answer(viewer_of(request), at=timezone.now()) is None)
    context = {"releases": found, "asks": mine, "back_url": reverse("home")}
    return render_page(request, "registry/archive_releases.html", context)


@require_http_methods(["GET", "POST"])
def ask_release(request: HttpRequest) -> HttpResponse:
    officer, now, form = viewer_of(request), timezone.now(), AskReleaseForm(sent(request))
    require_keeper(officer, at=now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            asked = releases.ask_release(
                said["number"], ground=Ground(said["ground"]), because=said["because"], by=officer, at=now
            )
            messages.success(request, "Two people of the national team answer")
            return see("view_release", asked)
        except (releases.NotFound, releases.ReadItYourself) as refused:
            form.add_error("number", refused.__class__.__doc__ or "")
    return render_page(request, "registry/ask_release.html", {"back_url": reverse("archive_releases")}, form=form)


@require_http_methods(["GET", "POST"])
@proved_recently
def view_release(request: HttpRequest, release: UUID) -> HttpResponse:
    person, now, form = viewer_of(request), timezone.now(), AnswerReleaseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            releases.answer(release, agrees=form.agrees, by=person, at=now)
            messages.success(request, "Your answer is saved")
        except releases.AnsweredAlready as refused:
            messages.warning(request, f"Nothing was changed. {refused.__class__.__doc__}")
        return see("archive_releases")
    one = releases.release_to_see(release, by=person, at=now)
    context = {"one": one, "back_url": reverse("archive_releases")}
    return render_page(request, "registry/view_release.html", context, form=form)


@require_POST
@proved_recently
def read_release(request: HttpRequest, release: UUID) -> HttpResponse:
    """Once: the record is the answer, and sent again the page is not there."""
    shown = releases.read_released(release, by=viewer_of(request), at=timezone.now())
    return _record(request, shown, reverse("archive_releases"))
