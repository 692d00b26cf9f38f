"""Which pages lead from a file about many people to its rows being done? Upload, preview, put right, send, undo."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from accounts.bulk import checking, sending, showing
from accounts.bulk.cells import RowForm
from accounts.bulk.kinds import KINDS
from accounts.bulk.newcomers import roles_of
from accounts.bulk.table import Mistake
from accounts.bulk.uploading import file_to_administer, files_of, upload, uploaded_before
from accounts.forms.bulk import UploadForm
from accounts.granting import NotDone
from accounts.models import Bulk, BulkRow, BulkState, RowState
from accounts.scope import scope_of
from accounts.stepup import proved_recently
from accounts.views.acting import administrator
from contactpoint.pages.components import Table
from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.refusal import not_found, refuse
from contactpoint.pages.rendering import render_page

RECENT = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def bulk(request: HttpRequest) -> HttpResponse:
    """What can be done with a file, and the files of the last days."""
    files = files_of(administrator(request), at=timezone.now()).order_by("-at")[:RECENT]
    return render_page(request, "accounts/bulk.html", {"kinds": KINDS.values(), "files": files})


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_upload(request: HttpRequest, kind: str) -> HttpResponse:
    person, at = administrator(request), timezone.now()
    scope_of(person, at=at)
    if kind not in KINDS:
        return not_found(request)
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = upload(kind, file.read(), file_name=file.name, by=person, at=at)
            return redirect("bulk_file", made.pk)
        except Mistake as mistake:
            form.add_error("file", str(mistake))
    context = {
        "kind": KINDS[kind],
        "fields": KINDS[kind].row.base_fields.values(),
        "roles": roles_of(person.organisation),
        "back_url": reverse("bulk"),
    }
    return render_page(request, "accounts/bulk_upload.html", context, form=form)


@require_safe
def bulk_template(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    scope_of(administrator(request), at=timezone.now())
    if kind not in KINDS or ending not in ("csv", "xlsx"):
        return not_found(request)
    if ending == "csv":
        header, *rows = showing.template_rows(KINDS[kind])
        return csv_file(f"{kind}-template", header, rows)
    response = HttpResponse(showing.template_xlsx(KINDS[kind]), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.xlsx"'
    return response


@require_safe
def bulk_file(request: HttpRequest, bulk: UUID) -> HttpResponse:
    """How far it is; then what would become of its rows, or what became of them."""
    file = file_to_administer(bulk, by=administrator(request), at=timezone.now())
    context: dict[str, Any] = {"file": file, "kind": showing.kind_of(file), "back_url": reverse("bulk")}
    if showing.is_working(file):
        context |= {"progress": showing.progress(file), "checking": file.state == BulkState.CHECKING}
        return render_page(request, "accounts/bulk_progress.html", context)
    groups = showing.groups(file)
    counts = {group.state: group.count for group in groups}
    chosen = _chosen(request, list(counts))
    page = _page(request)
    rows, more = showing.rows_of(file, chosen, page=page)
    context |= {
        "groups": groups,
        "chosen": chosen,
        "table": _table(file, chosen, rows),
        "next_page": page + 1 if more else None,
        "previous_page": page - 1 if page > 1 else None,
        "ready": context["kind"].counted(counts.get(RowState.READY, 0)),
        "may_send": RowState.READY in counts and file.state != BulkState.UNDONE,
        "done": context["kind"].counted(counts.get(RowState.DONE, 0)),
        "before": uploaded_before(file),
        "letters_leave_at": showing.letters_leave_at(file),
    }
    return render_page(request, "accounts/bulk_file.html", context)


@require_safe
def bulk_progress(request: HttpRequest, bulk: UUID) -> JsonResponse:
    """For the script of the page that shows how far it is (progress.js)."""
    file = file_to_administer(bulk, by=administrator(request), at=timezone.now())
    if file.stopped_at or not showing.is_working(file):
        return JsonResponse({"over": True})
    now = showing.progress(file)
    return JsonResponse({"over": False, "words": now.words, "done": now.done, "total": now.total})


@require_http_methods(["GET", "HEAD", "POST"])
def change_bulk_row(request: HttpRequest, bulk: UUID, row: UUID) -> HttpResponse:
    """The cells of one row; it alone is checked again."""
    person, at = administrator(request), timezone.now()
    file = file_to_administer(bulk, by=person, at=at)
    found = file.rows.filter(pk=row).first()
    if found is None:
        return not_found(request)
    if request.method == "POST":
        values = {name: str(value) for name, value in request.POST.items()}
        try:
            found = checking.change_row(file.pk, row, values, by=person, at=at)
        except NotDone as why:
            return _not_done(request, file.pk, why)
        if found.state == RowState.READY:
            return redirect("bulk_file", file.pk)
    elif found.state not in checking.CHANGEABLE:
        return redirect("bulk_file", file.pk)
    form = _row_form(file, found)
    context = {"file": file, "row": found, "back_url": reverse("bulk_file", args=[file.pk])}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/bulk_row.html", context, form=form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@proved_recently
def send_bulk(request: HttpRequest, bulk: UUID) -> HttpResponse:
    return _act(request, bulk, sending.send)


@require_http_methods(["GET", "HEAD", "POST"])
@proved_recently
def go_on_with_bulk(request: HttpRequest, bulk: UUID) -> HttpResponse:
    return _act(request, bulk, sending.go_on)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_bulk(request: HttpRequest, bulk: UUID) -> HttpResponse:
    return _act(request, bulk, sending.undo)


@require_safe
@proved_recently
def bulk_report(request: HttpRequest, bulk: UUID) -> HttpResponse:
    person, at = administrator(request), timezone.now()
    file = file_to_administer(bulk, by=person, at=at)
    sending.note_download(file, by=person, at=at)
    return csv_file(f"{file.kind}-report", showing.REPORT, showing.report(file))


def _act(request: HttpRequest, bulk: UUID, act: Callable[..., None]) -> HttpResponse:
    """Whoever comes back from proving who they are stands before the button again."""
    person, at = administrator(request), timezone.now()
    file_to_administer(bulk, by=person, at=at)
    if request.method != "POST":
        return redirect("bulk_file", bulk)
    try:
        act(bulk, by=person, at=at)
    except NotDone as why:
        return _not_done(request, bulk, why)
    return redirect("bulk_file", bulk)


def _not_done(request: HttpRequest, bulk: UUID, why: NotDone) -> HttpResponse:
    explanation = f"{why}. Go back to the file to see how far it is."
    return refuse(request, title="This was not done", explanation=explanation, status=409)


def _row_form(file: Bulk, row: BulkRow) -> RowForm:
    """With the mistakes that were found in it, those of comparing it with others too."""
    form = showing.kind_of(file).row(row.values)
    if "role" in form.fields:
        form.fields["role"].help_text = f"One of {', '.join(roles_of(file.organisation))}"
    form.is_valid()
    for field, words in row.reasons.items():
        if field not in form.errors:
            form.add_error(field, words)
    return form


def _chosen(request: HttpRequest, states: list[str]) -> str:
    wanted = request.GET.get("group", "")
    return wanted if wanted in states or not states else states[0]


def _page(request: HttpRequest) -> int:
    wanted = request.GET.get("page", "1")
    return int(wanted) if wanted.isdecimal() and 0 < len(wanted) < 6 and int(wanted) else 1


def _table(file: Bulk, state: str, rows: list[BulkRow]) -> Table:
    changes, tells = state in checking.CHANGEABLE, any(row.reasons for row in rows)
    known_by = list(showing.shown(file, rows[0])) if rows else []
    columns = ["Row", "Email address", *known_by, *(["What to do" if changes else "Why"] if tells else [])]
    columns += ["Change"] if changes else []
    return Table(
        caption=showing.name_of(file, state) if state else "No rows",
        columns=columns,
        rows=[_cells(file, row, tells=tells, changes=changes) for row in rows],
        hide_caption=True,
    )


def _cells(file: Bulk, row: BulkRow, *, tells: bool, changes: bool) -> list[str]:
    email = format_html('<span class="cp-break cp-address">{}</span>', row.values.get("email", ""))
    words = [
        format_html('<span class="cp-break cp-word">{}</span>', value) for value in showing.shown(file, row).values()
    ]
    cells = [str(row.line), email, *words]
    if tells:
        lines = ((sentence,) for sentence in showing.to_do(file, row))
        cells.append(format_html_join(SafeString("<br>"), '<span class="cp-break">{}</span>', lines))
    if changes:
        where = reverse("change_bulk_row", args=[file.pk, row.pk])
        hidden = format_html('<span class="govuk-visually-hidden"> row {}</span>', row.line)
        cells.append(format_html('<a class="govuk-link" href="{}">Change{}</a>', where, hidden))
    return cells
