"""Which pages show what is in quarantine, by cause, and what was done about it? No value of a person is on them."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from contactpoint.pages.components import Table
from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.dates import day_in_words, local
from contactpoint.pages.rendering import render_page
from feeds.forms.quarantine import kinds_for
from feeds.models import StagedRow
from feeds.quarantine import feedback
from feeds.quarantine.care import delivery_in_care, sources_in_care
from feeds.quarantine.causes import Cause, Scope, causes, probably, sources_with_quarantine
from feeds.views.asking import person_of
from feeds.views.quarantine_scope import address, page_of, scope_of

PAGE = 25  # rows


@require_safe
def list_quarantine(request: HttpRequest) -> HttpResponse:
    """The sources that this person looks after and that have rows in quarantine."""
    sources = sources_in_care(person_of(request), at=timezone.now())
    rows = [
        [
            format_html(
                '<a class="govuk-link" href="{}">{}</a>',
                reverse("quarantine_of_source", args=[one.source.pk]),
                one.source.name,
            ),
            f"{one.rows:,}",
            day_in_words(local(one.oldest).date()),
        ]
        for one in sources_with_quarantine(sources)
    ]
    table = Table("Sources", ["Source", "Rows", "Oldest"], rows, numeric=["Rows"], hide_caption=True)
    return render_page(request, "feeds/quarantine.html", {"table": table, "back_url": reverse("home")})


@require_safe
def of_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    found = delivery_in_care(delivery, by=person_of(request), at=timezone.now())
    return redirect(address("quarantine_of_source", Scope(found.source, found)))


@require_safe
def of_source(request: HttpRequest, source: UUID) -> HttpResponse:
    """The causes, the largest first."""
    scope = replace(scope_of(request, source), reason="", field="")
    found = causes(scope)
    context = {
        "scope": scope,
        "rows": sum(one.rows for one in found),
        "table": _causes(scope, found),
        "whole": address("quarantine_of_source", replace(scope, delivery=None)),
        "xlsx": address("quarantine_xlsx", scope),
        "back_url": reverse("quarantine"),
    }
    return render_page(request, "feeds/quarantine_of_source.html", context)


def _causes(scope: Scope, found: list[Cause]) -> Table:
    known = any(one.probably for one in found)
    rows = [
        [
            _cause(scope, one),
            format_html('<span class="cp-break cp-word">{}</span>', one.field or "None in particular"),
            *([one.probably or "Not known"] if known else []),
            f"{one.rows:,}",
            day_in_words(local(one.oldest).date()),
        ]
        for one in found
    ]
    columns = ["Cause", "Column", *(["What lies behind it"] if known else []), "Rows", "Oldest"]
    return Table("Causes, the largest first", columns, rows, numeric=["Rows"], hide_caption=True)


def _cause(scope: Scope, cause: Cause) -> SafeString:
    where = address("quarantine_cause", replace(scope, reason=cause.reason, field=cause.field))
    hidden = format_html('<span class="govuk-visually-hidden"> ({})</span>', cause.field) if cause.field else ""
    return format_html('<a class="govuk-link" href="{}">{}{}</a>', where, cause.words, hidden)


@require_safe
def view_cause(request: HttpRequest, source: UUID) -> HttpResponse:
    """The rows of one cause, without their values, and what can be done with all of them."""
    scope, page = scope_of(request, source), page_of(request)
    if not scope.reason:
        return redirect(address("quarantine_of_source", scope))
    found = scope.rows().select_related("delivery").order_by("delivery__received_at", "number")
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "scope": scope,
        "rows": found.count(),
        "probably": probably(scope) if rows else "",
        "table": _rows(rows[:PAGE]),
        "can_have_rule": bool(scope.field and kinds_for(scope.reason)),
        "rule": address("fix_by_rule", scope),
        "again": address("read_again", scope),
        "give_up": address("give_up_cause", scope),
        "xlsx": address("quarantine_xlsx", scope),
        "previous": _page(scope, page - 1) if page > 1 else "",
        "next": _page(scope, page + 1) if len(rows) > PAGE else "",
        "back_url": address("quarantine_of_source", replace(scope, reason="", field="")),
    }
    return render_page(request, "feeds/quarantine_cause.html", context)


def _rows(rows: list[StagedRow]) -> Table:
    cells = [
        [
            format_html('<a class="govuk-link" href="{}">Line {}</a>', reverse("fix_row", args=[row.pk]), row.line),
            format_html('<span class="cp-break">{}</span>', row.delivery.file_name),
            day_in_words(local(row.delivery.received_at).date()),
        ]
        for row in rows
    ]
    return Table("Rows", ["Row", "File", "Received"], cells, hide_caption=True)


def _page(scope: Scope, page: int) -> str:
    return f"{address('quarantine_cause', scope)}&{urlencode({'page': page})}"


@require_safe
def corrections_csv(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What was put right here and what is still wrong, for the supplier; no value of a person (SEC-26)."""
    by, at = person_of(request), timezone.now()
    found = delivery_in_care(delivery, by=by, at=at)
    return csv_file(f"corrections-{found.pk}", feedback.HEADER, feedback.feedback(found, by=by, at=at))
