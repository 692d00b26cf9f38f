"""Which pages do one thing with all rows of a cause: a rule with its preview, reading again, giving up?"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contactpoint.pages.refusal import refuse
from contactpoint.pages.rendering import render_page
from feeds.forms.quarantine import GiveUpForm, RuleForm
from feeds.models import FixRule, Replay, ReplayKind
from feeds.quarantine import rules
from feeds.quarantine.causes import Scope
from feeds.quarantine.preview import preview
from feeds.quarantine.replaying import NothingToDo, begin
from feeds.quarantine.rules import RuleThere
from feeds.views.asking import person_of
from feeds.views.quarantine_scope import address, scope_of


@require_http_methods(["GET", "HEAD", "POST"])
def fix_by_rule(request: HttpRequest, source: UUID) -> HttpResponse:
    """First what the rule would do; then, confirmed, it is done and remembered."""
    scope, by, at = scope_of(request, source), person_of(request), timezone.now()
    if not scope.field:
        return redirect(address("quarantine_cause", scope))
    sent: tuple[Any, ...] = (request.POST,) if request.method == "POST" else ()
    form = RuleForm(*sent, reason=scope.reason)
    context: dict[str, Any] = {"scope": scope, "back_url": address("quarantine_cause", scope)}
    if form.is_valid():
        rule = form.rule(scope.field)
        if "confirm" in request.POST:
            try:
                return _done(begin(scope, ReplayKind.RULE, rule=rule, by=by, at=at))
            except RuleThere as why:
                form.add_error("kind", str(why))
        else:
            context |= {"rule": rule, "told": preview(rule, scope, by=by, at=at)}
            return render_page(request, "feeds/quarantine_rule_preview.html", context, form=form)
    return render_page(request, "feeds/quarantine_rule.html", context, form=form)


@require_POST
def read_again(request: HttpRequest, source: UUID) -> HttpResponse:
    """After something else was put right: a new authority, a mended format."""
    scope, by = scope_of(request, source), person_of(request)
    return _begun(request, scope, lambda: begin(scope, ReplayKind.AGAIN, by=by, at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def give_up_cause(request: HttpRequest, source: UUID) -> HttpResponse:
    scope, by, at = scope_of(request, source), person_of(request), timezone.now()
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        because = form.cleaned_data["because"]
        return _begun(request, scope, lambda: begin(scope, ReplayKind.GIVE_UP, because=because, by=by, at=at))
    context = {"rows": scope.rows().count(), "words": scope.words, "back_url": address("quarantine_cause", scope)}
    return render_page(request, "feeds/quarantine_give_up.html", context, form=form)


@require_safe
def list_rules(request: HttpRequest, source: UUID) -> HttpResponse:
    """What is done with the values of a source before a row goes into quarantine."""
    scope = replace(scope_of(request, source), delivery=None)
    kept = FixRule.objects.filter(source=scope.source).select_related("made_by", "ended_by").order_by("-made_at")
    found = [(one, rules.opened(one)) for one in kept]
    context = {
        "scope": scope,
        "in_force": [pair for pair in found if not pair[0].ended_at],
        "ended": [pair for pair in found if pair[0].ended_at],
        "back_url": address("quarantine_of_source", scope),
    }
    return render_page(request, "feeds/quarantine_rules.html", context)


@require_POST
def end_rule(request: HttpRequest, fix_rule: UUID) -> HttpResponse:
    kept = rules.end_rule(fix_rule, by=person_of(request), at=timezone.now())
    messages.success(request, "The rule is switched off")
    return redirect("fix_rules", kept.source_id)


def _begun(request: HttpRequest, scope: Scope, act: Callable[[], Replay]) -> HttpResponse:
    try:
        return _done(act())
    except NothingToDo:
        explanation = f"No row of this cause is left in quarantine for {scope.source.name}, or they are of a trial."
        return refuse(request, title="There is nothing to do", explanation=explanation, status=409)


def _done(replay: Replay) -> HttpResponse:
    return redirect("view_replay", replay.pk)
