"""On which pages does the national team answer early adopters, group what they say and say what was done? (R-LARA-9)"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from readiness import answering_experience, evaluating, findings, moderating
from readiness.done import all_done
from readiness.forms.experience import AnswerExperienceForm, ChangeForm, FindingForm, GroupForm
from readiness.models import Finding
from registry.views.asking import viewer_of

PAGE = 50
AT_ONCE = 100  # reports that one page offers to group


@require_safe
def experience_queue(request: HttpRequest) -> HttpResponse:
    rows = answering_experience.to_answer(by=viewer_of(request), at=timezone.now())
    context = {
        "reports": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "missing": evaluating.missing(),
        "closing": evaluating.closing(),
        "back_url": reverse("moderate_home"),
    }
    return render_page(request, "readiness/experience_queue.html", context)


@require_http_methods(["GET", "POST"])
def answer_experience(request: HttpRequest, experience: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    one = answering_experience.any_report(experience, by=by, at=now)
    form = AnswerExperienceForm(sent(request))
    if form.is_valid():
        try:
            answering_experience.answer(experience, words=form.cleaned_data["words"], by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The answer is kept, and who reported it is told")
            return see("experience_queue")
    context = {"report": one, "national": True, "back_url": reverse("experience_queue"), "title": "Answer a report"}
    return render_page(request, "readiness/view_experience.html", context, form=form)


@require_safe
def list_findings(request: HttpRequest) -> HttpResponse:
    rows = findings.all_findings(by=viewer_of(request), at=timezone.now())
    context = {"findings": rows, "back_url": reverse("experience_queue")}
    return render_page(request, "readiness/findings.html", context)


@require_http_methods(["GET", "POST"])
def add_finding(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    moderating.refuse_others(by, at=now)
    form = FindingForm(sent(request))
    if form.is_valid():
        made = findings.add(**form.cleaned_data, by=by, at=now)
        messages.success(request, "The finding is added. Select the reports that belong to it")
        return see("group_experience", made.pk)
    context = {"title": "Add a finding", "button": "Add the finding", "back_url": reverse("list_findings")}
    return render_page(request, "readiness/finding_form.html", context, form=form)


@require_safe
def view_finding(request: HttpRequest, finding: UUID) -> HttpResponse:
    one = findings.finding_for(finding, by=viewer_of(request), at=timezone.now())
    context = {
        "finding": one,
        "reports": one.reports.select_related("organisation").order_by("-severity", "at"),
        "done": all_done(one.changes.all(), on=timezone.localdate()),
        "back_url": reverse("list_findings"),
    }
    return render_page(request, "readiness/finding.html", context)


@require_http_methods(["GET", "POST"])
def group_experience(request: HttpRequest, finding: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    one = findings.finding_for(finding, by=by, at=now)
    rows = list(findings.to_group(by=by, at=now)[:AT_ONCE])
    form = GroupForm(sent(request), reports=rows)
    if form.is_valid():
        count = findings.group(finding, form.chosen(), by=by, at=now)
        messages.success(request, f"Reports that were added to the finding: {count}")
        return see("view_finding", finding)
    empty = "" if rows else "Every report is under a finding already."
    context = {**_about(one), "title": "Group reports", "button": "Add to the finding", "empty": empty}
    return render_page(request, "readiness/finding_form.html", context, form=form)


@require_http_methods(["GET", "POST"])
def record_change(request: HttpRequest, finding: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    one = findings.finding_for(finding, by=by, at=now)
    form = ChangeForm(sent(request))
    if form.is_valid():
        try:
            findings.say_what_was_done(finding, form.changed(), by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "What was done is kept")
            return see("view_finding", finding)
    context = {**_about(one), "title": "Say what was done", "button": "Save"}
    return render_page(request, "readiness/finding_form.html", context, form=form)


@require_POST
def publish_finding(request: HttpRequest, finding: UUID) -> HttpResponse:
    try:
        findings.publish(finding, by=viewer_of(request), at=timezone.now())
    except NotDone as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The finding is published, and who reported it is told")
    return see("view_finding", finding)


def _about(one: Finding) -> dict[str, Any]:
    return {"finding": one, "back_url": reverse("view_finding", args=[one.pk])}
