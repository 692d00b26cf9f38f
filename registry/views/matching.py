"""The pages on which a waiting row is decided (R-FEED-5, ux.md 2(f))."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contactpoint.pages.rendering import render_page
from registry import drafts
from registry.carrying_out import CannotKeep, authorities
from registry.choices import Step
from registry.confirming import WaitsForColleague
from registry.deciding import Changed, Kinds, Opened, Result, decide, open_row
from registry.foreseeing import foresee
from registry.forms.matching import DecideForm
from registry.queueing import TARGET, TakenByColleague, next_for, place_in_queue, queue_of, release
from registry.risk import SECOND_LOOKS
from registry.views.asking import see, viewer_of
from registry.views.beside import apart_words, beside, changed_words, pairs_of, preview_rows, side_rows

WAITS = "This one waits for a colleague"


@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    officer, page = viewer_of(request), request.GET.get("page", "")
    queue = queue_of(officer, at=timezone.now(), page=int(page) if page.isdecimal() else 1)
    context = {
        "queue": queue,
        "elsewhere": queue.waiting - queue.total,
        "target": TARGET.days,
        "second_looks": SECOND_LOOKS,
        "steps": Step,
        "sees_children": officer.organisation.kind == "authority",
        "back_url": reverse("home"),
    }
    return render_page(request, "registry/matches.html", context)


@require_http_methods(["GET", "POST"])
def review_match(request: HttpRequest, waiting: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    try:
        opened = open_row(waiting, by=officer, at=now)
    except TakenByColleague as taken:
        return _taken(request, taken)
    except WaitsForColleague:
        return _waits(request)
    if request.method == "POST":
        form = _form(opened, request.POST)
        if form.is_valid():
            drafts.keep(request.session, waiting, request.POST.dict(), what=drafts.MATCH)
            return see("confirm_match", waiting)
    else:
        before = drafts.kept(request.session, waiting, what=drafts.MATCH) or {}
        form = _form(opened, initial={"seen": json.dumps(opened.seen), "because": before.get("because", "")})
    return render_page(request, "registry/review_match.html", _context(opened, request), form=form)


def _form(opened: Opened, typed: Any = None, **more: Any) -> DecideForm:
    records = opened.compared.records if opened.compared else ()
    same = [(f"{Kinds.SAME}:{side.child}", _same(side.letter, opened)) for side in records]
    answers = [*same, *((kind.value, _other(kind, opened)) for kind in opened.answers)]
    chooses = opened.chooses_authority and opened.compared is not None
    return DecideForm(typed, answers=answers, authorities=authorities(), chooses_authority=chooses, **more)


def _same(letter: str, opened: Opened) -> str:
    return f"Same child as record {letter}{', as before' if letter == opened.own_child else ''}"


def _other(kind: Kinds, opened: Opened) -> str:
    if kind is not Kinds.DIFFERENT:
        return str(kind.label)
    if opened.own_child:
        return "Different children: the source means another child now"
    return "Different children: make a new record" if opened.compared and opened.compared.records else "A new record"


def _context(opened: Opened, request: HttpRequest) -> dict[str, Any]:
    place, total = place_in_queue(opened.row, by=viewer_of(request), at=timezone.now())
    compared = opened.compared
    return {
        "opened": opened,
        "place": place,
        "total": total,
        "beside": [beside(pair) for pair in compared.pairs] if compared else [],
        "said": side_rows(opened.said) if opened.said else [],
        "apart": apart_words(compared) if compared else [],
        "both": pairs_of(compared.records) if compared else [],
        "back_url": reverse("matches"),
    }


@require_http_methods(["GET", "POST"])
def confirm_match(request: HttpRequest, waiting: UUID) -> HttpResponse:
    """What the answer does, and the button that does it."""
    officer, now = viewer_of(request), timezone.now()
    draft = drafts.kept(request.session, waiting, what=drafts.MATCH)
    if draft is None:
        return see("review_match", waiting)
    try:
        opened = open_row(waiting, by=officer, at=now)
        form = _form(opened, draft)
        if not form.is_valid():
            return see("review_match", waiting)
        if request.method == "POST":
            return _decide(request, waiting, form)
        foreseen = foresee(waiting, form.given, seen=form.prints, by=officer, at=now)
    except Changed as changed:
        messages.warning(request, changed_words(opened.compared, changed.what))
        return see("review_match", waiting)
    except TakenByColleague as taken:
        return _taken(request, taken)
    except WaitsForColleague:
        return _waits(request)
    letters = {str(side.child): side.letter for side in opened.compared.records} if opened.compared else {}
    context = {
        "opened": opened,
        "foreseen": foreseen,
        "kinds": Kinds,
        "joined_with": letters.get(form.given.child, ""),
        "authority": dict(authorities()).get(form.given.authority, ""),
        "lines": preview_rows(foreseen.preview) if foreseen.preview else [],
        "back_url": reverse("review_match", args=[waiting]),
    }
    return render_page(request, "registry/confirm_match.html", context)


def _decide(request: HttpRequest, waiting: UUID, form: DecideForm) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    try:
        result, words = decide(waiting, form.given, seen=form.prints, by=officer, at=now)
    except CannotKeep:
        messages.error(request, "The record cannot take what this row says. Ask the supplier to correct it")
        return see("review_match", waiting)
    drafts.forget(request.session, what=drafts.MATCH)
    messages.success(request, _sentence(result, words))
    following = next_for(officer, at=now) if request.POST.get("then") == "next" else None
    return see("review_match", following) if following else see("matches")


def _sentence(result: Result, words: str) -> str:
    return str(result.label).format(why=words, authority=words)


def _taken(request: HttpRequest, taken: TakenByColleague) -> HttpResponse:
    context = {"name": taken.name, "until": taken.until, "back_url": reverse("matches")}
    return render_page(request, "registry/match_taken.html", context)


def _waits(request: HttpRequest) -> HttpResponse:
    messages.info(request, WAITS)
    return see("matches")


@require_POST
def release_match(request: HttpRequest, waiting: UUID) -> HttpResponse:
    release(waiting, by=viewer_of(request), at=timezone.now())
    return see("matches")
