"""The pages on which a child is added by hand: answers, then the check beside those who are there already."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.models import Practitioner
from contactpoint.pages.rendering import render_page
from registry import creation, drafts
from registry.finding import criteria_of
from registry.forms.create import CreateForm, first_answers, said
from registry.near import near_matches
from registry.views.answers import answer_rows
from registry.views.asking import see, sent, viewer_of

NO_AREA = "Enter a postcode: it says which local authority is responsible for the record"


@require_http_methods(["GET", "POST"])
def create_record(request: HttpRequest, search: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    require(viewer, "keep_records", viewer.organisation, at=now)
    if not creation.may_create_after(search, by=viewer, at=now):
        return see("find_child")
    typed = sent(request)
    form = CreateForm(drafts.kept(request.session, search) if typed is None else typed)
    if request.method == "POST" and form.is_valid() and _has_area(form, viewer):
        drafts.keep(request.session, search, request.POST.dict())
        return see("check_record", search)
    if not form.is_bound:
        form = CreateForm(initial=first_answers(criteria_of(search, by=viewer, at=now)))
    context = {"back_url": reverse("found_children", args=[search])}
    return render_page(request, "registry/create_record.html", context, form=form)


def _has_area(form: CreateForm, viewer: Practitioner) -> bool:
    """Whether it is known which authority will confirm the record."""
    try:
        creation.authority_for(said(form.cleaned_data), otherwise=viewer.organisation)
    except creation.AreaUnknown:
        form.add_error("postcode", NO_AREA)
        return False
    return True


@require_http_methods(["GET", "POST"])
def check_record(request: HttpRequest, search: UUID) -> HttpResponse:
    """The record is made by the button on this page, and only after the near matches were shown (R-SEARCH-5)."""
    viewer, now = viewer_of(request), timezone.now()
    require(viewer, "keep_records", viewer.organisation, at=now)
    form = CreateForm(drafts.kept(request.session, search))
    if not creation.may_create_after(search, by=viewer, at=now) or not form.is_valid():
        return see("create_record", search)
    if request.method == "POST":
        return _create(request, search, form, viewer)
    entered = said(form.cleaned_data)
    context = {
        "search": search,
        "answers": answer_rows(form.cleaned_data),
        "entered": entered,
        "near": near_matches(entered, by=viewer, at=now),
        "today": timezone.localdate(),
        "back_url": reverse("create_record", args=[search]),
    }
    return render_page(request, "registry/check_record.html", context)


def _create(request: HttpRequest, search: UUID, form: CreateForm, viewer: Practitioner) -> HttpResponse:
    child = creation.create_record(
        said(form.cleaned_data),
        search=search,
        why=creation.WhyNoSource(form.cleaned_data["why"]),
        work=form.work(viewer),
        by=viewer,
        at=timezone.now(),
    )
    drafts.forget(request.session)
    messages.success(request, "The record is created. Nobody else can see it until the local authority confirms it")
    return see("view_child", child)
