"""On which pages does the national team answer returns and decide who moves on? (R-LARA-4, ux.md 2(i))"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from accounts.models import Organisation, Stage
from contactpoint.pages.asking import see, sent
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.rendering import render_page
from readiness import (
    answering_experience,
    appealing,
    conditions,
    deciding,
    detailed,
    evaluating,
    known,
    moderating,
    shown,
)
from readiness.forms.decided import (
    YES,
    AnswerAppealForm,
    CloseEvaluationForm,
    DecideForm,
    ModerateForm,
    RecommendForm,
    WithdrawForm,
)
from readiness.in_force import framework
from readiness.models import Return, State
from readiness.returning import Closed, levels_of
from readiness.standing import earlier_stages, newest_accepted, standing
from registry.views.asking import viewer_of


@require_safe
def moderate_home(request: HttpRequest) -> HttpResponse:
    """What waits for the national team."""
    by, now = viewer_of(request), timezone.now()
    context = {
        "returns": [(row, month_in_words(row.month)) for row in moderating.to_moderate(by=by, at=now)],
        "decisions": deciding.to_decide(by=by, at=now),
        "appeals": appealing.to_answer(by=by, at=now),
        "overdue": conditions.overdue_conditions(on=timezone.localdate(now)),
        "experience": answering_experience.to_answer(by=by, at=now).count(),
        "evaluation_closed": evaluating.evaluation_closed(),
    }
    return render_page(request, "readiness/moderate_home.html", context)


@require_http_methods(["GET", "POST"])
def moderate_return(request: HttpRequest, given: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    one = moderating.given_return(given, by=by, at=now)
    if one.state != State.SIGNED:
        return _page(request, "decide_return", {**_read(one), "title": "Return, accepted"})
    form = ModerateForm(sent(request))
    if form.is_valid():
        try:
            if form.cleaned_data["answer"] == YES:
                moderating.accept(given, by=by, at=now)
            else:
                moderating.return_with_comments(given, comments=form.cleaned_data["comments"], by=by, at=now)
        except Closed:
            messages.warning(request, "Somebody answered this return after you opened the page. Nothing was changed")
        else:
            messages.success(request, "The answer is kept, and the organisation is told")
        return see("moderate_home")
    context = {**_read(one), "title": "Accept or return", "button": "Save"}
    return _page(request, "decide_return", context, form=form)


def _read(one: Return) -> dict[str, Any]:
    return {
        "one": one,
        "organisation": one.organisation,
        "month": month_in_words(one.month),
        "said": shown.said(one),
        **detailed.details(one, on=timezone.localdate()),
        "results": shown.results_in_words(one),
        "known": known.beside(one.organisation, levels_of(one), at=timezone.now()),
        "back_url": reverse("moderate_home"),
    }


@require_http_methods(["GET", "POST"])
def recommend(request: HttpRequest, area: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    organisation = deciding.organisation_to_decide(area, by=by, at=now)
    stands = standing(organisation, on=newest_accepted(organisation))
    form = RecommendForm(sent(request), stands=stands)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = deciding.recommend(
                area,
                because=said["because"],
                judged=form.judged,
                against_because=said["against_because"],
                conditions=form.conditions,
                by=by,
                at=now,
            )
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is recommended. Another person decides")
            return see("view_decision", made.pk)
    context = {
        "title": f"Recommend that {organisation.name} moves on",
        "stands": stands,
        "month": month_in_words(stands.on.month) if stands.on else "",
        "results": shown.results_in_words(stands.on) if stands.on else [],
        "button": "Recommend",
    }
    return _about(request, "recommend", organisation, context, form=form)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, area: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    organisation = deciding.organisation_to_decide(area, by=by, at=now)
    form = WithdrawForm(sent(request), stages=earlier_stages(framework(), organisation))
    if form.is_valid():
        to, because = Stage(form.cleaned_data["to"]), form.cleaned_data["because"]
        try:
            made = deciding.withdraw(area, to=to, because=because, by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{organisation.name} is at {to.label.lower()} from the next request on")
            return see("view_decision", made.pk)
    context = {"title": f"Take {organisation.name} back to an earlier stage", "button": "Withdraw now"}
    return _about(request, "withdraw", organisation, context, form=form)


def _about(
    request: HttpRequest, template: str, organisation: Organisation, context: dict[str, Any], *, form: BaseForm
) -> HttpResponse:
    back = {"organisation": organisation, "back_url": reverse("view_area", args=[organisation.pk])}
    return _page(request, template, {**context, **back}, form=form)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, decision: UUID) -> HttpResponse:
    def act(yes: bool, because: str) -> None:
        deciding.decide(decision, granted=yes, because=because, by=viewer_of(request), at=timezone.now())

    return _yes_or_no(request, decision, DecideForm(sent(request)), act, title="Decide", button="Decide")


@require_http_methods(["GET", "POST"])
def answer_appeal(request: HttpRequest, decision: UUID) -> HttpResponse:
    def act(yes: bool, because: str) -> None:
        appealing.answer(decision, upheld=yes, words=because, by=viewer_of(request), at=timezone.now())

    return _yes_or_no(
        request, decision, AnswerAppealForm(sent(request)), act, title="Answer the appeal", button="Answer"
    )


def _yes_or_no(
    request: HttpRequest,
    decision: UUID,
    form: DecideForm | AnswerAppealForm,
    act: Callable[[bool, str], None],
    *,
    title: str,
    button: str,
) -> HttpResponse:
    """What the whole of a decision is read for, and answered with a reason that the organisation reads."""
    by, now = viewer_of(request), timezone.now()
    one = deciding.decision_for(decision, by=by, at=now)
    moderating.refuse_others(by, at=now)
    if form.is_valid():
        try:
            act(form.cleaned_data["answer"] == YES, form.cleaned_data["because"])
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The answer is kept, and the organisation is told")
            return see("view_decision", decision)
    back = reverse("view_decision", args=[decision])
    context = {"decision": one, "title": title, "button": button, "back_url": back}
    return _page(request, "decide", context, form=form)


@require_POST
def meet_condition(request: HttpRequest, condition: int) -> HttpResponse:
    decision = conditions.meet(condition, by=viewer_of(request), at=timezone.now())
    messages.success(request, "The condition is met")
    return see("view_decision", decision.pk)


@require_http_methods(["GET", "POST"])
def close_evaluation(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    moderating.refuse_others(by, at=now)
    form = CloseEvaluationForm(sent(request))
    if form.is_valid():
        try:
            evaluating.close(because=form.cleaned_data["because"], by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The evaluation is closed. Other areas can go live")
            return see("moderate_home")
    context = {
        "title": "Close the evaluation of the early adopters",
        "button": "Close the evaluation",
        "missing": evaluating.missing(),
        "closing": evaluating.closing(),
        "back_url": reverse("moderate_home"),
    }
    return _page(request, "close_evaluation", context, form=form)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, form: BaseForm | None = None
) -> HttpResponse:
    return render_page(request, f"readiness/{template}.html", context, form=form)
