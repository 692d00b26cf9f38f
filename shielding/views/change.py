"""The pages on which one person reviews a shield, asks to lift it, notes an appeal, or chooses what may be seen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.rendering import render_page
from shielding import deciding, reviewing, showing
from shielding.asking import appeal
from shielding.case import Case, open_case
from shielding.forms.decide import NamesForm, ReviewForm, SeenForm, WhyForm
from shielding.officers import MayNotDecide
from shielding.views.answering import about_shield, see, sent, viewer_of
from shielding.views.decide import refused_page

WAITS = "Nothing has changed yet. It happens when a second person agrees"


@require_http_methods(["GET", "POST"])
@about_shield
def review_shield(request: HttpRequest, shield: UUID) -> HttpResponse:
    form = ReviewForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said = {"because": form.cleaned_data["because"], "seen": form.cleaned_data["seen"]}
        if form.keeps:
            reviewing.keep(shield, **said, by=viewer_of(request), at=timezone.now())
            messages.success(request, "The record stays hidden, and is reviewed again in six months")
            return see("view_shield", shield)
        return _ask_to_lift(request, shield, **said)
    return _page(request, shield, form, title="Review this hidden record", button="Save the review")


@require_http_methods(["GET", "POST"])
@about_shield
def ask_to_lift(request: HttpRequest, shield: UUID) -> HttpResponse:
    form = WhyForm(
        sent(request),
        label="Why may this child be found again?",
        missing="Enter why this child may be found again",
        hint="The second person reads this, and then decides.",
    )
    if request.method == "POST" and form.is_valid():
        return _ask_to_lift(request, shield, because=form.cleaned_data["because"], seen=form.cleaned_data["seen"])
    return _page(request, shield, form, title="Ask to show this record again", button="Ask a second person")


def _ask_to_lift(request: HttpRequest, shield: UUID, *, because: str, seen: int) -> HttpResponse:
    try:
        deciding.ask_to_lift(shield, because=because, seen=seen, by=viewer_of(request), at=timezone.now())
    except MayNotDecide as refused:
        return refused_page(request, shield, refused)
    messages.success(request, WAITS)
    return see("view_shield", shield)


@require_http_methods(["GET", "POST"])
@about_shield
def record_appeal(request: HttpRequest, shield: UUID) -> HttpResponse:
    form = WhyForm(
        sent(request),
        label="What do they say?",
        missing="Enter what they say",
        hint="Who appeals, how they reached you, and why the record must stay hidden.",
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        appeal(shield, words=said["because"], seen=said["seen"], by=viewer_of(request), at=timezone.now())
        messages.success(request, "The appeal is kept. The record stays hidden, and others decide from now on")
        return see("view_shield", shield)
    return _page(request, shield, form, title="Note an appeal", button="Save the appeal")


@require_http_methods(["GET", "POST"])
@about_shield
def choose_names(request: HttpRequest, shield: UUID) -> HttpResponse:
    case = open_case(shield, by=viewer_of(request), at=timezone.now())
    form = NamesForm(
        sent(request),
        choices=[(one.token, one.words) for one in case.names],
        initial={"names": [one.token for one in case.names if one.visible], "carers_hidden": case.carers_hidden},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = showing.change(shield, said.pop("names"), **said, by=viewer_of(request), at=timezone.now())
        messages.success(request, _what_became(done))
        return see("view_shield", shield)
    return _page(request, shield, form, title="What may be seen of this record?", button="Save", case=case)


def _what_became(done: showing.Changes) -> str:
    if done.hides:
        return "Less is shown from now on. " + ("A second person decides about the rest" if done.waits else "")
    return WAITS if done.waits else "Nothing was changed"


def _page(
    request: HttpRequest, shield: UUID, form: SeenForm, *, title: str, button: str, case: Case | None = None
) -> HttpResponse:
    case = case or open_case(shield, by=viewer_of(request), at=timezone.now())
    if not form.is_bound:
        form.initial["seen"] = case.seen
    context = {
        "title": title,
        "button": button,
        "case": case,
        "hit": case.child,
        "today": timezone.localdate(),
        "back_url": reverse("view_shield", args=[shield]),
    }
    return render_page(request, "shielding/change.html", context, form=form)
