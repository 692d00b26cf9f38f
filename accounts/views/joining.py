"""Which pages does somebody see who was invited? The link, the first password, the steps that are left."""

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.joining import FirstPasswordForm
from accounts.granting import NotDone
from accounts.joining import accept_invitation, invited_by_link
from accounts.models import Practitioner
from accounts.steps import steps_of
from contactpoint.pages.refusal import refuse
from contactpoint.pages.rendering import render_page

LINK = "invitation"  # where the browser's visit keeps what the link said


@login_not_required
@require_safe
def follow_invitation(request: HttpRequest, practitioner: UUID, token: str) -> HttpResponse:
    """Takes the secret out of the address at once, so that no history and no log of a later page has it."""
    request.session[LINK] = [str(practitioner), token]
    return redirect("welcome")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    practitioner, token = request.session.get(LINK, ["00000000-0000-4000-8000-000000000000", ""])
    person = invited_by_link(UUID(practitioner), token)
    if person is None:
        return link_is_over(request)
    data: Any = request.POST if request.method == "POST" else None
    form = FirstPasswordForm(data, person=person)
    if form.is_valid():
        try:
            accept_invitation(person.pk, token, form.cleaned_data["password"], at=timezone.now())
        except NotDone:
            return link_is_over(request)
        del request.session[LINK]
        return redirect("account_login")
    return render_page(request, "accounts/welcome.html", {"person": person}, form=form)


def link_is_over(request: HttpRequest) -> HttpResponse:
    """The same for a link that is old, used, withdrawn or made up."""
    return refuse(
        request,
        title="This link does not work any more",
        explanation="It was used, it is more than 7 days old, or the invitation was withdrawn or sent again. "
        "Ask the ContactPoint team of your organisation to send you another invitation.",
        status=410,
    )


@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    person = cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
    steps = steps_of(person, at=timezone.now())
    context = {"steps": steps, "organisation": person.organisation, "person": person}
    return render_page(request, "accounts/first_steps.html", context)
