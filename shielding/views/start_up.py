"""The pages of the start-up list on which officers ask partners, keep their replies, and sign first (R-SHIELD-10)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contactpoint.pages.rendering import render_page
from shielding import partners
from shielding.forms.start_up import PartnerForm, ReminderForm, ReplyForm, SignForm
from shielding.listed import history_of, listed_by
from shielding.signing import SignedAlready, StillMissing, sign_as_lead
from shielding.start_up import start_up_of
from shielding.views.answering import CHANGED, for_officers, see, sent, viewer_of


@require_GET
@for_officers
def start_up(request: HttpRequest) -> HttpResponse:
    officer = viewer_of(request)
    context = {
        "one": start_up_of(officer, at=timezone.now()),
        "organisation": officer.organisation,
        "back_url": reverse("shielding_home"),
    }
    return render_page(request, "shielding/start_up.html", context)


@require_http_methods(["GET", "POST"])
@for_officers
def add_partner(request: HttpRequest) -> HttpResponse:
    form = PartnerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = partners.add(form.partner, by=viewer_of(request), at=timezone.now())
        messages.success(request, "The partner is added")
        return see("view_partner", made)
    return render_page(request, "shielding/add_partner.html", {"back_url": reverse("start_up")}, form=form)


@require_GET
@for_officers
def view_partner(request: HttpRequest, partner: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    listed = listed_by(partner, by=officer, at=now)
    context = {
        "partner": next(one for one in start_up_of(officer, at=now).partners if one.id == str(partner)),
        "listed": listed,
        "history": history_of(partner, by=officer, at=now),
        "back_url": reverse("start_up"),
    }
    return render_page(request, "shielding/view_partner.html", context)


@require_POST
@for_officers
def end_partner(request: HttpRequest, partner: UUID) -> HttpResponse:
    partners.end(partner, by=viewer_of(request), at=timezone.now())
    messages.success(request, "The partner is not asked any more")
    return see("start_up")


@require_http_methods(["GET", "POST"])
@for_officers
def record_reply(request: HttpRequest, partner: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    row, form = partners.partner_of_area(partner, by=officer, at=now), ReplyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        partners.keep_reply(partner, form.reply, by=officer, at=now)
        messages.success(request, "The reply is kept")
        return see("view_partner", partner)
    context = {"body": row.body, "back_url": reverse("view_partner", args=[partner])}
    return render_page(request, "shielding/record_reply.html", context, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
def record_reminder(request: HttpRequest, partner: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    row, form = partners.partner_of_area(partner, by=officer, at=now), ReminderForm(sent(request))
    if request.method == "POST" and form.is_valid():
        partners.remind(partner, by=officer, at=now, **form.cleaned_data)
        messages.success(request, "The reminder is kept")
        return see("view_partner", partner)
    context = {"body": row.body, "back_url": reverse("view_partner", args=[partner])}
    return render_page(request, "shielding/record_reminder.html", context, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
def sign_start_up(request: HttpRequest) -> HttpResponse:
    """The first signature, as the lead shielding officer."""
    officer, now = viewer_of(request), timezone.now()
    one = start_up_of(officer, at=now)
    if one.open or one.lead_at:
        return see("start_up")
    form = SignForm({} if request.method == "POST" and not one.gaps else sent(request), gaps=one.gaps)
    if request.method == "POST" and form.is_valid():
        try:
            sign_as_lead(form.reasons, by=officer, at=now)
            messages.success(request, "You have signed. It waits for the director")
        except (StillMissing, SignedAlready):
            messages.warning(request, CHANGED)
        return see("start_up")
    context = {"one": one, "organisation": officer.organisation, "back_url": reverse("start_up")}
    return render_page(request, "shielding/sign_start_up.html", context, form=form)
