"""The pages on which records are hidden at once: one child's, and those of others near to it (R-SHIELD-6)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.dates import age_in_words, moment_in_words
from contactpoint.pages.rendering import render_page
from shielding.asking import ask, ask_for_others
from shielding.case import Near, near_to, one_child, open_case
from shielding.forms.ask import RequestForm
from shielding.forms.decide import OthersForm
from shielding.views.answering import about_shield, for_officers, see, sent, viewer_of


@require_http_methods(["GET", "POST"])
@for_officers
def ask_shield(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = RequestForm(sent(request))
    if request.method == "POST" and form.is_valid():
        hide_carers = form.cleaned_data["hide_carers"]
        shield, new = ask(child, form.request, by=officer, at=now, hide_carers=hide_carers)
        until = f"A second person must agree by {moment_in_words(shield.confirm_by)}"
        kept = "The record was hidden before. This request is kept with it"
        messages.success(request, f"The record is hidden now. {until}" if new else kept)
        return see("shield_others" if new else "view_shield", shield.pk)
    shown = one_child(child, by=officer, at=now)
    context = {
        "one": shown,
        "hit": shown.child,
        "organisation": officer.organisation,
        "today": timezone.localdate(),
        "back_url": reverse("shielding_child", args=[child]),
    }
    return render_page(request, "shielding/ask_shield.html", context, form=form)


@require_http_methods(["GET", "POST"])
@about_shield
def shield_others(request: HttpRequest, shield: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    case, near = open_case(shield, by=officer, at=now), near_to(shield, by=officer, at=now)
    bare = [one for one in near if not one.shielded]
    hints = {str(one.child.child): _facts(one) for one in bare}
    form = OthersForm(sent(request), choices=[(str(one.child.child), one.child.name) for one in bare], hints=hints)
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(child) for child in form.cleaned_data["children"]]
        made = ask_for_others(shield, chosen, by=officer, at=now)
        messages.success(
            request, "1 more record is hidden" if len(made) == 1 else f"{len(made)} more records are hidden"
        )
        return see("view_shield", shield)
    context = {
        "case": case,
        "near": bare,
        "hidden": [(one.child, _facts(one)) for one in near if one.shielded],
        "back_url": reverse("view_shield", args=[shield]),
    }
    return render_page(request, "shielding/shield_others.html", context, form=form)


def _facts(one: Near) -> str:
    born = one.child.date_of_birth
    age = age_in_words(born, on=timezone.localdate()) if born else ""
    return " · ".join(part for part in (age, *(shares.value for shares in one.shares)) if part)
