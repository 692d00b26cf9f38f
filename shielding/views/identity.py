"""The pages about new identities: a record added hidden, and a record that closes. No page has both (R-REC-7)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.stepup import proved_recently
from contactpoint.pages.rendering import render_page
from registry import confirming
from registry.creation import create_hidden
from registry.forms.create import said
from registry.merging import NotPossible
from registry.views.reading import carer_rows, name_rows, place_rows, value_rows
from shielding import identities
from shielding.forms.identity import AnswerClosingForm, AskClosingForm, HiddenRecordForm
from shielding.views.answering import for_officers, see, sent, viewer_of


@require_safe
@for_officers
def new_identities(request: HttpRequest) -> HttpResponse:
    """What to do, in which order, and what not to write: no child is named."""
    return render_page(request, "shielding/new_identities.html", {"back_url": reverse("shielding_home")})


@require_safe
@for_officers
def hidden_records(request: HttpRequest) -> HttpResponse:
    officer = viewer_of(request)
    waiting = confirming.hidden_of(officer.organisation, by=officer, at=timezone.now())
    context = {"waiting": waiting, "officer": officer, "back_url": reverse("new_identities")}
    return render_page(request, "shielding/hidden_records.html", context)


@require_http_methods(["GET", "POST"])
@for_officers
@proved_recently
def add_hidden_record(request: HttpRequest) -> HttpResponse:
    form = HiddenRecordForm(sent(request))
    if request.method == "POST" and form.is_valid():
        entered = said(form.cleaned_data)
        create_hidden(entered, key=form.cleaned_data["key"], by=viewer_of(request), at=timezone.now())
        messages.success(request, "The record is added and hidden. Another shielding officer confirms it")
        return see("hidden_records")
    return render_page(request, "shielding/add_hidden_record.html", {"back_url": reverse("hidden_records")}, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
@proved_recently
def confirm_hidden_record(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        return _confirm(request, child)
    shown = confirming.added_hidden(child, by=officer, at=now)
    context = {
        "queued": shown.queued,
        "details": value_rows(shown.details),
        "names": name_rows(shown.names),
        "places": place_rows(shown.places),
        "carers": carer_rows(shown.carers),
        "back_url": reverse("hidden_records"),
    }
    return render_page(request, "shielding/confirm_hidden_record.html", context)


def _confirm(request: HttpRequest, child: UUID) -> HttpResponse:
    try:
        confirming.confirm_hidden(child, by=viewer_of(request), at=timezone.now())
        messages.success(request, "The record is confirmed. It stays hidden")
    except confirming.NotTheSecond:
        messages.warning(request, "Nothing was changed: another shielding officer confirms a record that you added")
    return see("hidden_records")


@require_safe
@for_officers
def closings(request: HttpRequest) -> HttpResponse:
    rows = identities.requests_of(viewer_of(request), at=timezone.now())
    context = {
        "waiting": [row for row in rows if row.agreed is None],
        "closed": [row for row in rows if row.agreed],
        "refused": [row for row in rows if row.agreed is False],
        "back_url": reverse("new_identities"),
    }
    return render_page(request, "shielding/closings.html", context)


@require_http_methods(["GET", "POST"])
@for_officers
@proved_recently
def ask_closing(request: HttpRequest) -> HttpResponse:
    form = AskClosingForm(sent(request))
    if request.method == "POST" and form.is_valid():
        number, because = form.cleaned_data["number"], form.cleaned_data["because"]
        try:
            identities.ask_to_close(number, because=because, by=viewer_of(request), at=timezone.now())
            messages.success(request, "The record is hidden now. It closes when another shielding officer agrees")
            return see("closings")
        except (identities.NotFound, identities.AskedAlready) as refused:
            form.add_error("number", refused.__class__.__doc__ or "")
    return render_page(request, "shielding/ask_closing.html", {"back_url": reverse("closings")}, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
@proved_recently
def view_closing(request: HttpRequest, closing: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = AnswerClosingForm(sent(request))
    if request.method == "POST" and form.is_valid() and _answered(request, closing, form):
        return see("closings")
    shown = identities.request_to_read(closing, by=officer, at=now)
    context = {"shown": shown, "listed": shown.listed, "back_url": reverse("closings")}
    return render_page(request, "shielding/view_closing.html", context, form=form)


def _answered(request: HttpRequest, closing: UUID, form: AnswerClosingForm) -> bool:
    try:
        identities.answer(closing, agrees=form.agrees, by=viewer_of(request), at=timezone.now())
    except (identities.AskedAlready, identities.NotTheSecond) as refused:
        form.add_error("answer", refused.__class__.__doc__ or "")
        return False
    except NotPossible as refused:
        form.add_error("answer", str(refused))
        return False
    messages.success(request, "The record is closed" if form.agrees else "The record stays open and hidden")
    return True
