"""Which pages show the sources of feeds, register one and change it? (R-FEED-2)"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Practitioner
from accounts.views.acting import attempt
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from feeds import accrediting, registering, stopping
from feeds.believed import believed
from feeds.forms.sources import BecauseForm, DeliversForm, ParticularsForm, RegisterSourceForm
from feeds.models import Accreditation, Delivery
from feeds.naming import TABLE
from feeds.rebuilding import records_of
from feeds.scope import reach_of, source_to_look_after, source_to_see, source_to_stop, sources_of
from feeds.standing import in_sentences, latest_accreditation, open_stop, standing, with_standing
from feeds.views.asking import person_of
from feeds.views.reading import columns, facts, items, sources_table
from registry.models import Source

TRIALS_SHOWN = 5


@require_safe
def list_sources(request: HttpRequest) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    rows = list(with_standing(sources_of(by, at=at)))
    context = {
        "national": sources_table("National sources", [row for row in rows if row.area_id is None]),
        "of_areas": sources_table("Sources of local authorities", [row for row in rows if row.area_id]),
        "waiting": accrediting.waiting_for(by, at=at),
        "may_register": reach_of(by, at=at).keeps_any(),
        "back_url": reverse("home"),
    }
    return render_page(request, "feeds/sources.html", context)


@require_safe
def view_source(request: HttpRequest, source: UUID) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    row, reach = source_to_see(source, by=by, at=at), reach_of(by, at=at)
    latest = latest_accreditation(row)
    context = {
        "source": row,
        "standing": standing(row),
        "facts": facts(row),
        "items": items(believed(row)),
        "accreditation": latest,
        "accreditation_lines": in_sentences(row, latest),
        "stop": open_stop(row),
        "rebuilding": row.rebuildings.filter(finished_at=None).first(),
        "trials": _trials(row, by=by),
        "acts": _acts(row, latest, keeps=reach.keeps(row), may_stop=reach.may_stop(row), speaks=bool(reach.sides(row))),
        "is_table": row.format == TABLE,
        "columns": columns(row.mapping),
        "back_url": reverse("sources"),
    }
    return render_page(request, "feeds/view_source.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def register_source(request: HttpRequest) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    area = registering.may_register(by, at=at)
    form = RegisterSourceForm(sent(request), source=None, bodies=registering.bodies(area))
    if form.is_valid():
        made = registering.register(form.particulars(), form.delivers(), form.whose(), by=by, at=at)
        messages.success(request, f"{made.name} is registered. It changes nothing until it is accredited")
        return see("view_source", made.pk)
    context = {"area": area, "back_url": reverse("sources")}
    return render_page(request, "feeds/register_source.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_source(request: HttpRequest, source: UUID) -> HttpResponse:
    """What needs no new trial."""
    by, at = person_of(request), timezone.now()
    row = source_to_look_after(source, by=by, at=at)
    form = ParticularsForm(sent(request), initial=ParticularsForm.of(row))
    if form.is_valid():
        registering.change_particulars(row.pk, form.particulars(), by=by, at=at)
        messages.success(request, f"{form.cleaned_data['name']} is changed")
        return see("view_source", row.pk)
    return _page(request, "feeds/change_source.html", row, form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_delivers(request: HttpRequest, source: UUID) -> HttpResponse:
    """What ends the accreditation."""
    by, at = person_of(request), timezone.now()
    row = source_to_look_after(source, by=by, at=at)
    form = DeliversForm(sent(request), source=row, initial=DeliversForm.of(row))
    if form.is_valid():
        if registering.change_delivers(row.pk, form.delivers(), by=by, at=at):
            messages.success(request, f"{row.name} is changed. It needs a new trial before it changes anything")
        return see("view_source", row.pk)
    return _page(request, "feeds/change_delivers.html", row, form, records=records_of(row), ranks=form.ranks())


@require_http_methods(["GET", "HEAD", "POST"])
def stop_source(request: HttpRequest, source: UUID) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    row = source_to_stop(source, by=by, at=at)
    form = BecauseForm(sent(request))

    def act() -> str:
        stopping.stop(row.pk, because=form.cleaned_data["because"], by=by, at=at)
        return f"{row.name} is stopped. What it delivers is kept and waits"

    return _act(request, "feeds/stop_source.html", row, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def start_source(request: HttpRequest, source: UUID) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    row = source_to_stop(source, by=by, at=at)
    form = forms.Form(sent(request))

    def act() -> str:
        stopping.start(row.pk, by=by, at=at)
        return f"{row.name} is started again. What waited goes on"

    return _act(request, "feeds/start_source.html", row, form, act, stop=open_stop(row))


def _act(
    request: HttpRequest, template: str, row: Source, form: forms.Form, act: Callable[[], str], **more: Any
) -> HttpResponse:
    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_source", row.pk)
    return _page(request, template, row, form, **more)


def _page(request: HttpRequest, template: str, row: Source, form: forms.Form, **more: Any) -> HttpResponse:
    context = {"source": row, "back_url": reverse("view_source", args=[row.pk]), **more}
    return render_page(request, template, context, form=form)


def _trials(row: Source, *, by: Practitioner) -> list[tuple[Delivery, bool]]:
    """The latest trials, and whether this person can ask with each."""
    shown = row.deliveries.filter(trial=True).select_related("source").order_by("-received_at")[:TRIALS_SHOWN]
    return [(trial, accrediting.may_ask(trial, by=by, at=timezone.now())) for trial in shown]


def _acts(
    row: Source, latest: Accreditation | None, *, keeps: bool, may_stop: bool, speaks: bool
) -> list[tuple[str, str]]:
    """Words and addresses of what this person can do here."""
    withdrawable = bool(row.accredited_at) or bool(latest and latest.ended_at is None)
    start_or_stop = ("Start it again", "start_source") if row.stopped_at else ("Stop it", "stop_source")
    found = [
        (keeps, "Change its particulars", "change_source"),
        (keeps, "Change what it delivers", "change_delivers"),
        (keeps and row.format == TABLE, "Change how its columns are read", "map_source"),
        (keeps, "Corrections for the supplier", "corrections_to_return"),
        (may_stop, *start_or_stop),
        (speaks and withdrawable, "Withdraw accreditation", "withdraw_accreditation"),
    ]
    return [(words, reverse(name, args=[row.pk])) for allowed, words, name in found if allowed]
