"""On which pages is a draft weighed, proposed and published? (R-LARA-1)"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.components import Shown, Table
from contactpoint.pages.dates import day_in_words, month_in_words
from contactpoint.pages.rendering import render_page
from readiness.editing import publishing
from readiness.editing.differing import differences
from readiness.editing.drafts import copied_from, draft_for
from readiness.editing.moving import Moves, Standing, moves
from readiness.forms.framework import ProposeForm
from readiness.forms.seen import SeenForm
from readiness.models import FrameworkVersion
from registry.views.asking import viewer_of

COLUMNS = ("Organisation", "Return", "Checks met now", "Checks met then", "Stage")
BACK = "framework_draft"


@require_safe
def framework_moves(request: HttpRequest) -> HttpResponse:
    draft = draft_for(by=viewer_of(request), at=timezone.now())
    return render_page(request, "readiness/framework_moves.html", {**_weighed(draft), "back_url": reverse(BACK)})


@require_http_methods(["GET", "POST"])
def propose_framework(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    draft = draft_for(by=by, at=now)
    form = ProposeForm(sent(request), months=publishing.months_to_start(draft, at=now))
    if form.is_valid():
        try:
            publishing.propose(effective_from=form.day, changes=form.cleaned_data["changes"], by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is proposed. Another person publishes it")
            return see(BACK)
    context = {"title": f"Propose version {draft.version}", "button": "Propose", "back_url": reverse(BACK)}
    return render_page(request, "readiness/framework_part.html", context, form=form)


@require_POST
def take_back_framework(request: HttpRequest) -> HttpResponse:
    try:
        publishing.take_back(by=viewer_of(request), at=timezone.now())
    except NotDone as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "It is a draft again and can be changed")
    return see(BACK)


@require_http_methods(["GET", "POST"])
def publish_framework(request: HttpRequest) -> HttpResponse:
    """With all that it changes and whom it moves before the button."""
    by, now = viewer_of(request), timezone.now()
    draft = draft_for(by=by, at=now)
    form = SeenForm(sent(request), seen=publishing.proposal(draft))
    if form.is_valid():
        try:
            made = publishing.publish(seen=form.cleaned_data["seen"], by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            day = day_in_words(made.effective_from)
            messages.success(request, f"Version {made.version} is published. It is asked from {day} on")
            return see("framework_versions")
    context = {
        "differences": differences(copied_from(draft), draft.framework),
        **_weighed(draft),
        "publishes": publishing.can_publish(draft, by),
        "back_url": reverse(BACK),
    }
    return render_page(request, "readiness/publish_framework.html", context, form=form)


def _weighed(draft: FrameworkVersion) -> dict[str, object]:
    before = copied_from(draft)
    found = moves(before, draft.framework)
    return {"draft": draft, "before": before, "moves": found, "moved": _table(found)}


def _table(found: Moves) -> Table | None:
    if not found.moved:
        return None
    rows = [_row(one) for one in found.moved]
    return Table("Whom it would move", COLUMNS, rows, numeric=COLUMNS[2:4], hide_caption=True)


def _row(one: Standing) -> tuple[Shown, ...]:
    where = reverse("view_area", args=[one.organisation.pk])
    link = format_html('<a class="govuk-link" href="{}">{}</a>', where, one.organisation.name)
    return (link, month_in_words(one.month), str(one.before.met), str(one.after.met), _stage(one))


def _stage(one: Standing) -> str:
    if not one.stages:
        return "No change"
    if one.stages > 0:
        return f"Would now reach {one.after.stage.label.lower()}"
    return f"Would not reach {one.before.stage.label.lower()} any more"
