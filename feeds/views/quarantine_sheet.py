"""Which pages lead rows into a spreadsheet and back, and show how far an act on many rows is?"""

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.bulk.table import Mistake
from accounts.stepup import proved_recently
from accounts.views.bulk import XLSX
from contactpoint.pages.rendering import render_page
from feeds.forms.quarantine import CorrectedFileForm
from feeds.models import Fix, Replay, ReplayKind, RowState
from feeds.quarantine import returning, sheet
from feeds.quarantine.care import replay_in_care
from feeds.quarantine.causes import Scope
from feeds.reasons import Reason
from feeds.views.asking import person_of
from feeds.views.quarantine_scope import address, scope_of


@require_safe
@proved_recently
def download(request: HttpRequest, source: UUID) -> HttpResponse:
    """The rows with their values: personal data, so whoever takes it has just proved who they are (SEC-14)."""
    content = sheet.workbook(scope_of(request, source), by=person_of(request), at=timezone.now())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="quarantine.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, source: UUID) -> HttpResponse:
    scope, by, at = scope_of(request, source), person_of(request), timezone.now()
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CorrectedFileForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = returning.bring_back(file.read(), file_name=file.name, source=source, by=by, at=at)
            return redirect("view_replay", made.pk)
        except (Mistake, returning.NothingChanged) as why:
            form.add_error("file", str(why))
    whole = replace(scope, reason="", field="")
    context = {"scope": scope, "back_url": address("quarantine_of_source", whole)}
    return render_page(request, "feeds/quarantine_upload.html", context, form=form)


@require_safe
def view_replay(request: HttpRequest, replay: UUID) -> HttpResponse:
    """Not confirmed yet: what it would change. Then how far it is, then what became of the rows."""
    at = timezone.now()
    found = replay_in_care(replay, by=person_of(request), at=at)
    scope = Scope(found.source, found.delivery)
    context: dict[str, Any] = {"replay": found, "back_url": address("quarantine_of_source", scope)}
    if not found.confirmed_at:
        context["changes"] = returning.changes(found, at=at)
        return render_page(request, "feeds/quarantine_changes.html", context)
    if not found.finished_at:
        context["words"] = f"{found.done:,} of {found.rows:,} {'row' if found.rows == 1 else 'rows'} looked at"
        return render_page(request, "feeds/quarantine_progress.html", context)
    context |= result(found)
    return render_page(request, "feeds/quarantine_result.html", context)


@require_POST
def confirm(request: HttpRequest, replay: UUID) -> HttpResponse:
    found = returning.confirm(replay, by=person_of(request), at=timezone.now())
    return redirect("view_replay", found.pk)


def result(replay: Replay) -> dict[str, Any]:
    """Before and after: how many rows left the quarantine, why others stayed, and what became of those that left."""
    rows = Fix.objects.filter(replay=replay).values_list("became", "row__state").annotate(rows=Count("pk"))
    still: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for became, state, count in rows.order_by("became", "row__state"):
        if became and replay.kind != ReplayKind.GIVE_UP:
            still[Reason(became).words] += count
        else:
            states[_state(state)] += count
    tried = sum(still.values()) + sum(states.values())
    return {
        "tried": tried,
        "untouched": replay.done - tried,
        "left": sum(states.values()),
        "states": states.most_common(),
        "still": still.most_common(),
        "feedback": reverse("corrections_csv", args=[replay.delivery_id]) if replay.delivery_id else "",
    }


def _state(state: str) -> str:
    return "Being taken in" if state == RowState.RECEIVED else RowState(state).label
