"""On which page does a person say what the columns of a supplier's own table are? (R-FEED-2)"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.asking import see
from contactpoint.pages.refusal import not_found
from contactpoint.pages.rendering import render_page
from feeds.formats.mapped_table import Look
from feeds.formats.row import FeedError
from feeds.forms.mapping import MappingForm, SampleForm
from feeds.naming import TABLE
from feeds.parsing import look_at
from feeds.registering import change_mapping
from feeds.sample import ReadRow, SampleGone, read_rows, seal, unseal
from feeds.scope import source_to_look_after
from feeds.views.asking import person_of
from feeds.views.previewed import cards
from registry.models import Source

SAMPLE_GONE = "Select the file again: its rows were kept for an hour only"


@require_http_methods(["GET", "HEAD", "POST"])
def map_source(request: HttpRequest, source: UUID) -> HttpResponse:
    """A file first; then its columns, as often as they are checked; then it is saved."""
    row = source_to_look_after(source, by=person_of(request), at=timezone.now())
    if row.format != TABLE:
        return not_found(request)
    if "sample" in request.POST:
        return _columns(request, row)
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SampleForm(*sent)
    if form.is_valid():
        try:
            look = look_at(form.cleaned_data["file"].read())
        except FeedError as wrong:
            form.add_error("file", wrong.reason.words.removesuffix("."))
        else:
            first = MappingForm(look=look, initial=MappingForm.of(row.mapping, look, area_code=_area_code(row)))
            return _page(request, row, look, first)
    return _sample_page(request, row, form)


def _columns(request: HttpRequest, row: Source) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    try:
        look = unseal(request.POST["sample"], source=row, by=by, at=at)
    except SampleGone:
        form = SampleForm(request.POST, request.FILES)
        form.errors.clear()
        form.add_error("file", SAMPLE_GONE)
        return _sample_page(request, row, form)
    form_of_columns = MappingForm(request.POST, look=look)
    if not form_of_columns.is_valid():
        return _page(request, row, look, form_of_columns)
    mapping = form_of_columns.mapping()
    if "save" in request.POST:
        change_mapping(row.pk, mapping, by=by, at=at)
        messages.success(request, f"How the columns of {row.name} are read is saved. Try a delivery next")
        return see("view_source", row.pk)
    return _page(request, row, look, form_of_columns, read=read_rows(look, mapping, source=row, at=at))


def _page(
    request: HttpRequest, row: Source, look: Look, form: MappingForm, *, read: list[ReadRow] | None = None
) -> HttpResponse:
    by = person_of(request)
    context = {
        "source": row,
        "sample": seal(look, source=row, by=by, at=timezone.now()),
        # Who operates a national source sees no child on screen: only which items each row says.
        "rows": cards(read, look, values=row.area_id is not None) if read is not None else None,
        "back_url": reverse("map_source", args=[row.pk]),
    }
    return render_page(request, "feeds/map_columns.html", context, form=form)


def _sample_page(request: HttpRequest, row: Source, form: SampleForm) -> HttpResponse:
    context = {"source": row, "back_url": reverse("view_source", args=[row.pk])}
    return render_page(request, "feeds/map_source.html", context, form=form)


def _area_code(row: Source) -> str:
    return row.area.code if row.area else ""
