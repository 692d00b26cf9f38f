"""The pages on which a record moves to another authority (R-REC-4)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contactpoint.pages.rendering import render_page
from registry import move_list
from registry import moves as moving
from registry.forms.dispute import BecauseForm, NumberForm
from registry.forms.move import ProposeForm
from registry.keepers import kept_by
from registry.views.asking import see, sent, viewer_of

NO_SUCH_RECORD = "Check the number: there is no record with this number that you can propose to move"


@require_GET
def moves(request: HttpRequest) -> HttpResponse:
    queue = move_list.moves_of(viewer_of(request), at=timezone.now(), page=request.GET.get("page", "1"))
    return render_page(request, "registry/moves.html", {"queue": queue, "back_url": reverse("home")})


@require_http_methods(["GET", "POST"])
def find_move(request: HttpRequest) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = NumberForm(sent(request))
    kept_by(officer, at=now)  # who may not is refused before anything is asked
    if request.method == "POST" and form.is_valid():
        try:
            return see("propose_move", moving.to_move(form.cleaned_data["number"], by=officer, at=now))
        except moving.NotFound:
            form.add_error("number", NO_SUCH_RECORD)
    return render_page(request, "registry/find_move.html", {"back_url": reverse("moves")}, form=form)


@require_http_methods(["GET", "POST"])
def propose_move(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    named = moving.to_propose(child, by=officer, at=now)
    form = ProposeForm(sent(request), areas=moving.authorities(officer) if named.own else [])
    if request.method == "POST" and form.is_valid():
        try:
            moving.propose(child, to=form.area, because=form.cleaned_data["because"], by=officer, at=now)
        except moving.WaitsAlready as waits:
            form.add_error(None, str(waits.__doc__))
        else:
            messages.success(request, "The move is proposed")
            return see("moves")
    return render_page(
        request, "registry/propose_move.html", {"named": named, "back_url": reverse("find_move")}, form=form
    )


@require_GET
def view_move(request: HttpRequest, move: UUID) -> HttpResponse:
    shown = move_list.open_move(move, by=viewer_of(request), at=timezone.now())
    return render_page(request, "registry/view_move.html", {"shown": shown, "back_url": reverse("moves")})


@require_POST
def accept_move(request: HttpRequest, move: UUID) -> HttpResponse:
    try:
        moving.accept(move, by=viewer_of(request), at=timezone.now())
    except moving.NotTheSecond:
        return see("view_move", move)
    messages.success(request, "The record is your authority’s from now on")
    return see("moves")


@require_http_methods(["GET", "POST"])
def decline_move(request: HttpRequest, move: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = BecauseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        moving.decline(move, because=form.cleaned_data["because"], by=officer, at=now)
        messages.success(request, "The move is declined")
        return see("moves")
    shown = move_list.open_move(move, by=officer, at=now)
    if not shown.listed.waits:
        return see("view_move", move)
    context = {"shown": shown, "back_url": reverse("view_move", args=[move])}
    return render_page(request, "registry/decline_move.html", context, form=form)
