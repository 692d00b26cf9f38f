"""The pages on which a ContactPoint team checks requests for contact and asks the services (R-INV-2)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.months import month_asked
from contactpoint.pages.rendering import render_page
from registry.views.asking import see, sent, viewer_of
from shielding import answering, asking_services, checking, contact_queue
from shielding.asking_services import ToBroker
from shielding.forms.broker import AskServicesForm, PassOnForm, TurnAwayForm
from shielding.models import TurnedAway
from shielding.past_requests import Became, Step, requests_of_month
from shielding.views.answers import answer_form, answer_page
from shielding.views.rows import asked_rows, asker_rows, service_choices, service_hints


@require_GET
def contact_requests(request: HttpRequest) -> HttpResponse:
    """Those that wait; or those of a month, behind a number of a report."""
    if month := month_asked(request.GET.get("month", "")):
        return _requests_of_month(request, month)
    queue = contact_queue.queue_of(viewer_of(request), at=timezone.now(), page=request.GET.get("page", "1"))
    return render_page(request, "shielding/contact_requests.html", {"queue": queue, "back_url": reverse("home")})


def _requests_of_month(request: HttpRequest, month: date) -> HttpResponse:
    step = Step.ASK if request.GET.get("step") == Step.ASK else Step.CHECK
    became = next((one for one in Became if one == request.GET.get("became")), Became.ALL)
    page = request.GET.get("page", "1")
    shown, rows = requests_of_month(month, step, became, by=viewer_of(request), at=timezone.now(), page=page)
    context = {"month": month, "step": step, "became": became, "shown": shown, "rows": rows}
    context["listed"] = f"month={month:%Y-%m}&step={step}&became={became}"
    return render_page(
        request, "shielding/requests_of_month.html", {**context, "back_url": reverse("contact_requests")}
    )


@require_http_methods(["GET", "POST"])
def view_contact_request(request: HttpRequest, contact_request: UUID) -> HttpResponse:
    """The asker's own team checks, the responsible one asks; where it is one team, both in one step."""
    if contact_queue.brokers(contact_request, by=viewer_of(request), at=timezone.now()):
        return _ask_services(request, contact_request)
    return _check(request, contact_request)


def _check(request: HttpRequest, contact_request: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    form = PassOnForm(sent(request))
    if request.method == "POST" and form.is_valid():
        checking.check(contact_request, by=by, at=now)
        messages.success(request, "The request is passed on")
        return see("contact_requests")
    opened = asking_services.open_to_check(contact_request, by=by, at=now)
    context = {"opened": opened, "rows": asker_rows(opened.asker, opened.urgency)}
    back = {"back_url": reverse("contact_requests")}
    return render_page(request, "shielding/check_request.html", {**context, **back}, form=form)


def _ask_services(request: HttpRequest, contact_request: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    opened = asking_services.open_to_broker(contact_request, by=by, at=now)
    form = _services_form(request, opened)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["services"]
        asking_services.ask_services(contact_request, chosen, by=by, at=now)
        messages.success(request, "The services are asked" if chosen else "You ask nobody")
        return see("view_contact_request", contact_request)
    context = {
        "opened": opened,
        "rows": asker_rows(opened.asker, opened.urgency),
        "asked": asked_rows(opened.asked),
        "sensitive": any(one.sensitive for one in opened.to_ask) or any(one.service.sensitive for one in opened.asked),
        "back_url": reverse("contact_requests"),
    }
    return render_page(request, "shielding/ask_services.html", context, form=form)


def _services_form(request: HttpRequest, opened: ToBroker) -> AskServicesForm:
    return AskServicesForm(
        sent(request),
        services=service_choices(opened.to_ask),
        hints=service_hints(opened.to_ask),
        check=not opened.checked,
        initial={"services": [one.key for one in opened.to_ask if one.sensitive]},
    )


@require_http_methods(["GET", "POST"])
def turn_away_request(request: HttpRequest, contact_request: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    opened = asking_services.open_to_check(contact_request, by=by, at=now)
    form = TurnAwayForm(sent(request))
    if request.method == "POST" and form.is_valid():
        checking.turn_away(contact_request, TurnedAway(form.cleaned_data["because"]), by=by, at=now)
        messages.success(request, "The request is not passed on")
        return see("contact_requests")
    context = {"opened": opened, "back_url": reverse("view_contact_request", args=[contact_request])}
    return render_page(request, "shielding/turn_away_request.html", context, form=form)


@require_http_methods(["GET", "POST"])
def record_answer(request: HttpRequest, asked: UUID) -> HttpResponse:
    """The officer has rung a service that has no account here."""
    by, now = viewer_of(request), timezone.now()
    opened = answering.open_to_record(asked, by=by, at=now)
    form = answer_form(request, opened.service, rung=True)
    if request.method == "POST" and form.is_valid():
        answering.record_answer(asked, form.given, by=by, at=now)
        messages.success(request, "The answer is recorded")
        return see("view_contact_request", opened.request)
    back = reverse("view_contact_request", args=[opened.request])
    return answer_page(request, "shielding/record_answer.html", opened, form, back=back)
