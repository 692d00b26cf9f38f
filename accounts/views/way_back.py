"""Which pages let somebody back in: for who asks, who confirms, and the person who comes back? (R-ORG-3)"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import way_back as domain
from accounts.forms.joining import FirstPasswordForm
from accounts.forms.way_back import AskWayBackForm, ConfirmWayBackForm
from accounts.granting import NotDone
from accounts.models import WayBack, WhatIsLost, WhyLost
from accounts.stepup import proved_recently
from accounts.views.acting import administrator, person_to_act_on
from accounts.way_back import LinkIsOver
from contactpoint.pages.asking import see, sent
from contactpoint.pages.refusal import refuse
from contactpoint.pages.rendering import render_page

LINK = "way_back"  # where the browser's visit keeps what the link said


@require_safe
def ways_back(request: HttpRequest) -> HttpResponse:
    by, at = administrator(request), timezone.now()
    asked = [(row, domain.is_over(row, at=at)) for row in domain.asked_by(by, at=at)]
    context = {"waiting": domain.waiting_for(by, at=at), "asked": asked, "back_url": reverse("home")}
    return render_page(request, "accounts/ways_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@proved_recently
def ask_way_back(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    by, at = administrator(request), timezone.now()
    person = person_to_act_on(request, practitioner)
    form = AskWayBackForm(sent(request), name=person.name)
    if form.is_valid():
        what, because = WhatIsLost(form.cleaned_data["what"]), WhyLost(form.cleaned_data["because"])
        try:
            domain.ask(practitioner, what, because, by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Now a second person must confirm that {person.name} may come back.")
            return see("ways_back")
    back = reverse("view_person", args=[practitioner])
    return render_page(request, "accounts/ask_way_back.html", {"person": person, "back_url": back}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@proved_recently
def confirm_way_back(request: HttpRequest, way_back: int) -> HttpResponse:
    by, at = administrator(request), timezone.now()
    row = domain.to_confirm(way_back, by=by, at=at)
    name = row.practitioner.name
    if "refuse" in request.POST:
        domain.refuse(way_back, by=by, at=at)
        messages.success(request, f"{name} is not let back in.")
        return see("ways_back")
    form = ConfirmWayBackForm(sent(request), name=name)
    if form.is_valid():
        try:
            domain.confirm(way_back, by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{name} gets an email with a link that is good for one hour.")
            return see("ways_back")
    return render_page(
        request, "accounts/confirm_way_back.html", {"row": row, "back_url": reverse("ways_back")}, form=form
    )


@login_not_required
@require_safe
def follow_way_back(request: HttpRequest, way_back: int, token: str) -> HttpResponse:
    """Takes the secret out of the address at once, so that no history and no log of a later page has it."""
    request.session[LINK] = [way_back, token]
    return redirect("come_back")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    way_back, token = request.session.get(LINK, [0, ""])
    try:
        row = domain.way_back_by_link(way_back, token, at=timezone.now())
        form = _form_of(request, row)
        if form.is_valid():
            password = form.cleaned_data.get("password", "")
            domain.use(way_back, token, password=password, at=timezone.now())
            del request.session[LINK]
            messages.success(request, _what_now(row))
            return redirect("account_login")
    except LinkIsOver:
        return link_is_over(request)
    except NotDone as error:
        form.add_error(None, str(error))
    return render_page(request, "accounts/come_back.html", {"row": row, "what": WhatIsLost}, form=form)


def link_is_over(request: HttpRequest) -> HttpResponse:
    """The same for a link that is old, used, or made up."""
    return refuse(
        request,
        title="This link does not work any more",
        explanation="It was used, or it is more than one hour old. Ring your ContactPoint team again.",
        status=410,
    )


def _form_of(request: HttpRequest, row: WayBack) -> forms.Form:
    """Whoever kept the password only agrees that the old phone, keys and codes stop working."""
    if row.what == WhatIsLost.SECOND_FACTOR:
        return forms.Form(sent(request))
    return FirstPasswordForm(sent(request), person=row.practitioner)


def _what_now(row: WayBack) -> str:
    if row.what == WhatIsLost.PASSWORD:
        return "Your new password is set. Sign in with it."
    return "Sign in now. Then you set up a new second way to prove who you are."
