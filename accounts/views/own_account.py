"""Which pages does a person see who looks after their own account?"""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import sessions
from accounts.agreement import accept
from accounts.forms.sign_in import AcceptRulesForm
from accounts.models import Practitioner
from accounts.own_account import own_account, want_digest
from contactpoint.pages.asking import see
from contactpoint.pages.rendering import render_page


@require_safe
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    return render_page(request, "accounts/set_up_second_factor.html")


@require_http_methods(["GET", "HEAD", "POST"])
def accept_rules(request: HttpRequest) -> HttpResponse:
    form = AcceptRulesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        accept(_person(request), at=timezone.now())
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render_page(request, "accounts/accept_rules.html", form=form)


@require_safe
def your_account(request: HttpRequest) -> HttpResponse:
    shown = own_account(_person(request), at=timezone.now())
    return render_page(request, "accounts/your_account.html", {"account": shown})


@require_POST
def choose_digest(request: HttpRequest) -> HttpResponse:
    """One button, which turns the daily e-mail off or on again."""
    wanted = "wanted" in request.POST
    want_digest(_person(request), wanted=wanted, at=timezone.now())
    messages.success(request, "You get a daily email again." if wanted else "You get no daily email any more.")
    return see("your_account")


@require_POST
def stay_signed_in(request: HttpRequest) -> JsonResponse:
    """The middleware has counted this request by now; the page asks how long that lasts."""
    return JsonResponse({"seconds": int((sessions.ends_at(request) - timezone.now()).total_seconds())})


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
