"""The pages on which an organisation completes, submits and signs its monthly return (R-LARA-3, ux.md 2(i))."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Practitioner
from contactpoint.pages.asking import see, sent
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.rendering import render_page
from readiness import detailed, returning, shown
from readiness.evidence import evidence_of
from readiness.forms.returned import SIGN, AnswerForm, DeclareForm, SignForm
from readiness.models import Return, State
from readiness.returning import AskedAnew, Closed, Given, Incomplete, Overtaken, OwnReturn, mark_of
from registry.views.asking import viewer_of

ANEW = "The question or its levels have changed since. Answer it anew"
FIRST = "A colleague answered this question after you opened the page"
CLOSED = "Somebody submitted or signed this return after you opened the page. Nothing of yours was saved"
View = Callable[..., HttpResponse]


def about_return(view: View) -> View:
    """Who was overtaken sees the return as it is now."""

    @wraps(view)
    def looked_again(request: HttpRequest, monthly: UUID, **parts: Any) -> HttpResponse:
        try:
            return view(request, monthly, **parts)
        except Closed:
            messages.warning(request, CLOSED)
            return see("view_return", monthly)

    return looked_again


@require_safe
def list_returns(request: HttpRequest) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    right = returning.right_of(person, at=now)
    rows = list(Return.objects.filter(organisation=person.organisation).order_by("-month"))
    today, begun = timezone.localdate(now), {row.month for row in rows}
    missing = [month for month in returning.months_to_begin(at=now) if month not in begun]
    context = {
        "organisation": person.organisation,
        "rows": [(month_in_words(row.month), row, detailed.due_in_words(row.month, row, on=today)) for row in rows],
        "missing": [(month_in_words(month), month, detailed.due_in_words(month, None, on=today)) for month in missing],
        "may_begin": right == returning.WRITE,
    }
    return render_page(request, "readiness/returns.html", context)


@require_POST
def begin_return(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    months = {month.isoformat(): month for month in returning.months_to_begin(at=now)}
    month = months.get(request.POST.get("month", ""))
    return see("view_return", returning.begin(by=viewer_of(request), at=now, month=month).pk)


@require_safe
def view_return(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    right = returning.right_of(person, at=now)
    one = returning.return_for(monthly, right=right, by=person, at=now)
    context = {
        **about(one),
        "tasks": shown.tasks(one),
        "yours": detailed.titles_assigned(one, to=person),
        **detailed.details(one, on=timezone.localdate(now)),
        "writes": right == returning.WRITE and one.state == State.OPEN,
        "signs": right == returning.SIGN and one.state == State.SUBMITTED,
        "results": shown.results_in_words(one),
        "reopens": right == returning.SIGN and one.state == State.SIGNED,
        "back_url": reverse("list_returns"),
    }
    return render_page(request, "readiness/view_return.html", context)


@require_http_methods(["GET", "POST"])
@about_return
def answer_question(request: HttpRequest, monthly: UUID, question: str) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = returning.return_for(monthly, right=returning.WRITE, by=person, at=now)
    asked = returning.question_of(one, question)
    if "as_before" in request.POST:
        return _keep_as_before(request, one, question)
    mine = returning.answers_of(one).get(question)
    kept = {"level": mine.level, "comment": mine.comment} if mine else {}
    form = AnswerForm(sent(request), question=asked, initial=kept, seen=mark_of(mine))
    if request.method == "POST" and form.is_valid() and _saved(form, one, question, by=person):
        if "files" in request.POST:
            return see("add_evidence", monthly, question)
        return _next(one, question)
    context = {
        **about(one),
        "question": asked,
        "files": evidence_of(one).get(question, []),
        **_last(one, question),
        **back(one),
    }
    return render_page(request, "readiness/answer_question.html", context, form=form)


def _saved(form: AnswerForm, one: Return, code: str, *, by: Practitioner) -> bool:
    """Who was overtaken reads the colleague's answer on the form, which keeps the own one."""
    said = form.cleaned_data
    try:
        given = Given(int(said["level"]), said["comment"])
        returning.save(one.pk, code, given, by=by, at=timezone.now(), seen=said["seen"])
    except Overtaken as first:
        theirs = shown.Said(returning.question_of(one, code), first.kept)
        words = [theirs.words, *([first.kept.comment] if first.kept.comment else [])]
        form.overtaken(f"{FIRST}. Save again to put yours in its place", words, now=mark_of(first.kept))
        return False
    return True


def _keep_as_before(request: HttpRequest, one: Return, code: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        returning.keep_as_before(one.pk, code, by=viewer_of(request), at=timezone.now(), seen=seen)
    except (AskedAnew, Overtaken) as refusal:
        messages.warning(request, ANEW if isinstance(refusal, AskedAnew) else f"{FIRST}. Nothing of yours was saved")
        return see("answer_question", one.pk, code)
    return _next(one, code)


def _last(one: Return, code: str) -> dict[str, Any]:
    """What was answered last time, in the words of that time."""
    last = returning.before(one)
    if last is None or (then := returning.framework_of(last).by_code.get(code)) is None:
        return {}
    return {
        "last": shown.said_to(last, then),
        "last_month": month_in_words(last.month),
        "anew": returning.is_asked_anew(one, code, last=last),
    }


def _next(one: Return, code: str) -> HttpResponse:
    following = shown.after(one, code)
    return see("answer_question", one.pk, following) if following else see("view_return", one.pk)


@require_http_methods(["GET", "POST"])
@about_return
def submit_return(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = returning.return_for(monthly, right=returning.WRITE, by=person, at=now)
    form = DeclareForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            returning.submit(monthly, by=person, at=now)
        except Incomplete as incomplete:
            form.add_error(None, f"Answer every question first. Not answered: {', '.join(incomplete.codes)}")
        else:
            messages.success(request, "The return is submitted. Another person has to sign it")
            return see("view_return", monthly)
    return _decide_page(request, one, form, title="Check and submit the return", button="Submit")


@require_http_methods(["GET", "POST"])
@about_return
def sign_return(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = returning.return_for(monthly, right=returning.SIGN, by=person, at=now)
    form = SignForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            _decide(form, monthly, by=person)
        except OwnReturn:
            form.add_error(None, "You submitted this return. Another person has to sign it")
        else:
            signed = form.cleaned_data["answer"] == SIGN
            messages.success(request, "The return is signed" if signed else "The return is open again")
            return see("view_return", monthly)
    return _decide_page(request, one, form, title="Sign the return", button="Save")


def _decide(form: SignForm, monthly: UUID, *, by: Practitioner) -> None:
    now, said = timezone.now(), form.cleaned_data
    if said["answer"] == SIGN:
        returning.sign(monthly, by=by, at=now)
    else:
        returning.send_back(monthly, because=said["because"], by=by, at=now)


def _decide_page(request: HttpRequest, one: Return, form: Form, *, title: str, button: str) -> HttpResponse:
    """The whole return, to be read before anything is pressed."""
    context = {**about(one), **back(one), "title": title, "button": button, "said": shown.said(one)}
    context |= detailed.details(one, on=timezone.localdate())
    return render_page(request, "readiness/decide_return.html", context, form=form)


def back(one: Return) -> dict[str, str]:
    return {"back_url": reverse("view_return", args=[one.pk])}


def about(one: Return) -> dict[str, Any]:
    return {"one": one, "month": month_in_words(one.month), "organisation": one.organisation}
