"""On which page are the cells of one quarantined row read and put right? Every look at them is in the log."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.components import Row
from contactpoint.pages.refusal import refuse
from contactpoint.pages.rendering import HAS_MISTAKES, render_page
from feeds.forms.quarantine import CellsForm, GiveUpForm
from feeds.models import StagedRow
from feeds.quarantine.care import row_in_care
from feeds.quarantine.causes import Scope
from feeds.quarantine.content import Cells, wrong_cells
from feeds.quarantine.correcting import OnlyTried, correct, give_up, look
from feeds.quarantine.sheet import places
from feeds.reasons import Reason
from feeds.sealing import Said
from feeds.views.asking import person_of
from feeds.views.quarantine_scope import address

TAKEN_IN = "The row on line {line} can be read now. It is being taken in"
REFUSED = "The row on line {line} can be read now, and it is not this source’s to say. Nothing of it was kept"
STILL = "It still cannot be taken in"


@require_http_methods(["GET", "HEAD", "POST"])
def fix_row(request: HttpRequest, staged_row: int) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    looked = look(staged_row, by=by, at=at)
    row, content = looked.row, looked.content
    if isinstance(content, dict):
        return _fix_cells(request, row, content)
    if request.method == "POST" and content is not None:
        if answer := _tried(request, row, {}):
            return answer
        messages.warning(request, STILL)
        return redirect("fix_row", row.pk)
    context = {**_about(row), "said": said_rows(content) if content and not row.restricted else []}
    context["can_choose"] = content is not None
    context["contradicts"] = row.reason_code == Reason.DUP_ROW
    return render_page(request, "feeds/quarantine_said.html", context)


def _fix_cells(request: HttpRequest, row: StagedRow, cells: Cells) -> HttpResponse:
    """The wrong cells can be typed again; all of them when asked, or when no one cell is to blame."""
    wrong = wrong_cells(row, cells)
    whole = "all" in request.GET or not wrong
    shown = places(row, cells) if whole else wrong
    form = CellsForm(request.POST if request.method == "POST" else None, cells=cells, shown=shown)
    if request.method == "POST" and form.is_valid():
        if answer := _tried(request, row, form.cells()):
            return answer
        row, cells = row_in_care(row.pk, by=person_of(request), at=timezone.now()), cells | form.cells()
        wrong = wrong_cells(row, cells)
        form = CellsForm(None, cells=cells, shown=[*shown, *(where for where in wrong if where not in shown)])
    for where in wrong[:1] or [""]:
        form.say(where, Reason(row.reason_code).words)
    context = {
        **_about(row),
        "form": form,
        "whole": whole,
        "others": [Row(where, text) for where, text in cells.items() if where not in form.names and text],
    }
    status = HAS_MISTAKES if request.method == "POST" else 200
    return render_page(request, "feeds/quarantine_row.html", context, status=status)


def _tried(request: HttpRequest, row: StagedRow, cells: Cells) -> HttpResponse | None:
    """None: it is still wrong."""
    cause = _about(row)["back_url"]
    try:
        outcome = correct(row.pk, cells, by=person_of(request), at=timezone.now())
    except OnlyTried as why:
        return refuse(request, title="Nothing was changed", explanation=f"{why}.", status=409)
    if outcome.state == row.state:
        return None
    messages.success(request, (TAKEN_IN if outcome.is_good else REFUSED).format(line=row.line))
    return redirect(cause)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up_row(request: HttpRequest, staged_row: int) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    row = row_in_care(staged_row, by=by, at=at)
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    context = {**_about(row), "rows": 1, "words": Reason(row.reason_code).words}
    if form.is_valid():
        try:
            give_up(row.pk, because=form.cleaned_data["because"], by=by, at=at)
        except OnlyTried as why:
            return refuse(request, title="Nothing was changed", explanation=f"{why}.", status=409)
        messages.success(request, f"The row on line {row.line} is not wanted any more. Nothing of it was kept")
        return redirect(context["back_url"])
    return render_page(request, "feeds/quarantine_give_up.html", context, form=form)


def _about(row: StagedRow) -> dict[str, Any]:
    cause = Scope(row.delivery.source, row.delivery, row.reason_code, row.field)
    return {"row": row, "reason": Reason(row.reason_code).words, "back_url": address("quarantine_cause", cause)}


def said_rows(said: Said) -> list[Row]:
    """What a row says that could be read, flat."""
    return [Row(where, text) for where, text in _flat(said.read().as_dict(), "")]


def _flat(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{where} {name}".strip().replace("_", " "))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, where if len(value) == 1 else f"{where} {number}")
    elif value not in (None, "", False):
        yield where, "yes" if value is True else str(value)
