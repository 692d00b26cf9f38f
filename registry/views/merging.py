"""The pages on which two records become one, and two again (R-FEED-6, ux.md 2(f) 4)."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.components import Table
from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.dates import moment_in_words
from contactpoint.pages.rendering import render_page
from registry import drafts
from registry.confirming import WaitsForColleague
from registry.deciding import Changed, Kinds
from registry.forms.matching import NumbersForm, PairForm, UndoForm
from registry.merge_asking import NotFound, pair_by_numbers, say_different, say_same
from registry.merge_list import merges_for, one_merge
from registry.merge_seeing import Seen, see_pair
from registry.merging import NotPossible
from registry.splitting import to_undo, undo
from registry.views.asking import see, sent, viewer_of
from registry.views.beside import apart_words, beside, changed_words, preview_rows
from registry.witnesses import Witness, witnesses_of

WAITS = "This one waits for a colleague"
NO_SUCH_PAIR = "Check both numbers: your authority holds no two open records with these numbers"


@require_GET
def merges(request: HttpRequest) -> HttpResponse:
    found = merges_for(viewer_of(request), at=timezone.now())
    context = {
        "waiting": [one for one in found if one.state == "waiting"],
        "made": [one for one in found if one.state != "waiting"],
        "back_url": reverse("matches"),
    }
    return render_page(request, "registry/merges.html", context)


@require_http_methods(["GET", "POST"])
def compare_numbers(request: HttpRequest) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = NumbersForm(sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            pair = pair_by_numbers(typed["one"], typed["other"], because=typed["because"], by=officer, at=now)
        except NotFound:
            form.add_error("one", NO_SUCH_PAIR)
        except WaitsForColleague:
            return _waits(request)
        else:
            drafts.keep(request.session, pair.ids[0], {"because": typed["because"]}, what=drafts.MATCH)
            return see("compare_records", *pair.ids)
    merges_for(officer, at=now)  # who may not merge is refused before anything is asked
    return render_page(request, "registry/compare_numbers.html", {"back_url": reverse("merges")}, form=form)


@require_http_methods(["GET", "POST"])
def compare_records(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    try:
        seen = see_pair(one, other, by=viewer_of(request), at=timezone.now())
    except WaitsForColleague:
        return _waits(request)
    if request.method == "POST":
        form = PairForm(request.POST)
        if form.is_valid():
            drafts.keep(request.session, seen.kept, request.POST.dict(), what=drafts.MATCH)
            return see("confirm_merge", seen.kept, seen.closed)
    else:
        before = drafts.kept(request.session, seen.kept, what=drafts.MATCH) or {}
        form = PairForm(initial={"seen": json.dumps(seen.prints), "because": before.get("because", "")})
    context = {
        "beside": [beside(pair) for pair in seen.compared.pairs],
        "apart": apart_words(seen.compared),
        "two_because": seen.two_because,
        "back_url": reverse("merges"),
    }
    return render_page(request, "registry/compare_records.html", context, form=form)


@require_http_methods(["GET", "POST"])
def confirm_merge(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """What follows from the answer, and the button that does it."""
    try:
        seen = see_pair(one, other, by=viewer_of(request), at=timezone.now())
    except WaitsForColleague:
        return _waits(request)
    form = PairForm(drafts.kept(request.session, seen.kept, what=drafts.MATCH) or {})
    if not form.is_valid():
        return see("compare_records", one, other)
    if request.method == "POST":
        return _decide(request, seen, form)
    context: dict[str, Any] = {
        "same": form.cleaned_data["answer"] == Kinds.SAME,
        "seen": seen,
        "lines": preview_rows(seen.after),
        "back_url": reverse("compare_records", args=[one, other]),
    }
    return render_page(request, "registry/confirm_merge.html", context)


def _decide(request: HttpRequest, seen: Seen, form: PairForm) -> HttpResponse:
    officer, pair, because = viewer_of(request), (seen.kept, seen.closed), form.cleaned_data["because"]
    said: dict[str, Any] = {"because": because, "seen": form.prints, "by": officer, "at": timezone.now()}
    try:
        if form.cleaned_data["answer"] == Kinds.DIFFERENT:
            say_different(*pair, **said)
            words = "It is saved that these are different children"
        else:
            done = say_same(*pair, **said).at
            words = "The two records are one now" if done else "Your answer is saved. A second person answers too"
    except Changed as changed:
        messages.warning(request, changed_words(seen.compared, changed.what))
        return see("compare_records", *pair)
    except NotPossible as why:
        messages.error(request, str(why))
        return see("merges")
    drafts.forget(request.session, what=drafts.MATCH)
    messages.success(request, words)
    return see("merges")


@require_GET
def view_merge(request: HttpRequest, merge: UUID) -> HttpResponse:
    found = one_merge(merge, by=viewer_of(request), at=timezone.now())
    return render_page(request, "registry/view_merge.html", {"merge": found, "back_url": reverse("merges")})


@require_http_methods(["GET", "POST"])
def undo_merge(request: HttpRequest, merge: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    ahead = to_undo(merge, by=officer, at=now)
    arrived = [(str(one.id), f"{one.source}, {moment_in_words(one.received_at)}") for one in ahead.arrived]
    form = UndoForm(sent(request), arrived=arrived, returns=ahead.closed)
    if request.method == "POST" and form.is_valid():
        return _undo(request, merge, form)
    context = {
        "merge": merge,
        "ahead": ahead,
        "stays": preview_rows(ahead.stays),
        "returns": preview_rows(ahead.returns),
        "back_url": reverse("view_merge", args=[merge]),
    }
    return render_page(request, "registry/undo_merge.html", context, form=form)


def _undo(request: HttpRequest, merge: UUID, form: UndoForm) -> HttpResponse:
    said = {"because": form.cleaned_data["because"], "going": form.chosen}
    try:
        done = undo(merge, **said, by=viewer_of(request), at=timezone.now())
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        words = "The two records are apart again" if done else "A second person has to undo it too"
        messages.success(request, words)
    return see("view_merge", merge)


@require_GET
def merge_witnesses(request: HttpRequest, merge: UUID) -> HttpResponse:
    report = witnesses_of(merge, by=viewer_of(request), at=timezone.now())
    looks = [(_who(one), moment_in_words(one.at), one.what, one.why) for one in report.rows]
    context = {
        "merge": merge,
        "report": report,
        "table": Table("Looks at the mixed record, the newest first", ("Who", "When", "What", "Why"), looks),
        "back_url": reverse("view_merge", args=[merge]),
    }
    return render_page(request, "registry/merge_witnesses.html", context)


def _who(one: Witness) -> str:
    return ", ".join(part for part in (one.name, one.job_title, one.organisation) if part)


@require_GET
def download_merge_witnesses(request: HttpRequest, merge: UUID) -> HttpResponse:
    report = witnesses_of(merge, by=viewer_of(request), at=timezone.now())
    header = ("When", "Name", "Job", "Organisation", "What", "Why")
    rows = [
        (moment_in_words(one.at), one.name, one.job_title, one.organisation, one.what, one.why) for one in report.rows
    ]
    return csv_file("who-saw-the-mixed-record", header, rows)


def _waits(request: HttpRequest) -> HttpResponse:
    messages.info(request, WAITS)
    return see("merges")
