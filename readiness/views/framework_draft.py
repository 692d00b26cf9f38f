"""On which pages does the national team change what the assessment asks? (R-LARA-1)"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.components import Table
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.rendering import render_page
from readiness.editing import drafts
from readiness.editing.differing import differences
from readiness.editing.drafts import NoDraft, Overtaken, copied_from, draft_for
from readiness.editing.edits import mark_of
from readiness.editing.publishing import can_publish
from readiness.forms.framework import CheckForm, NewQuestionForm, QuestionForm, ThemeForm
from readiness.forms.seen import SeenForm
from readiness.framework import Framework, Theme
from readiness.models import VersionState
from registry.views.asking import viewer_of


@require_POST
def begin_framework(request: HttpRequest) -> HttpResponse:
    drafts.begin(by=viewer_of(request), at=timezone.now())
    return see("framework_draft")


@require_safe
def framework_draft(request: HttpRequest) -> HttpResponse:
    """What differs from the version before, and every part that can be changed."""
    person = viewer_of(request)
    draft = draft_for(by=person, at=timezone.now())
    before, now = copied_from(draft), draft.framework
    by_theme = dict(now.by_theme(now.questions))
    context = {
        "draft": draft,
        "before": before,
        "differences": differences(before, now),
        "open": draft.state == VersionState.DRAFT,
        "publishes": can_publish(draft, person),
        "checks": _checks(now),
        "themes": [(theme, by_theme.get(theme, ())) for theme in now.themes],
        "withdrawn": [one for one in before.questions if one.code not in now.by_code],
        "back_url": reverse("framework_versions"),
    }
    return render_page(request, "readiness/framework_draft.html", context)


def _checks(now: Framework) -> Table:
    rows = [
        (
            format_html(
                '<a class="govuk-link" href="{}">{}: {}</a>',
                reverse("change_check", args=[check.number]),
                check.code,
                check.title,
            ),
            day_in_words(check.due),
            f"{check.overall}%",
        )
        for check in now.checks
    ]
    return Table("The checks", ("Check", "Due", "Needs of the whole"), rows, numeric=("Needs of the whole",))


@require_http_methods(["GET", "POST"])
def change_check(request: HttpRequest, check: int) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    asks = draft_for(by=by, at=now).framework
    found = next((one for one in asks.checks if one.number == check), None)
    if found is None:
        raise NoDraft
    everything = {question.theme for question in asks.questions if question.first_check <= check}
    themes = [theme for theme in asks.themes if theme.code in everything]
    form = CheckForm(sent(request), check=found, themes=themes, seen=mark_of(asks, check))
    if _kept(form, lambda seen: drafts.change_check(check, form.gate(), seen=seen, by=by, at=now)):
        return _saved(request)
    return _page(request, f"{found.code}: {found.title}", "Save the check", form=form)


@require_http_methods(["GET", "POST"])
def change_framework_question(request: HttpRequest, question: str) -> HttpResponse:
    """One that was withdrawn is asked again when it is saved."""
    by, now = viewer_of(request), timezone.now()
    draft = draft_for(by=by, at=now)
    asks, before = draft.framework, copied_from(draft)
    found = asks.by_code.get(question) or before.by_code.get(question)
    if found is None:
        raise NoDraft
    asked = question in asks.by_code
    withdraws = "withdraw" in request.POST
    mark = mark_of(asks, question)
    form = QuestionForm(None if withdraws else sent(request), framework=asks, question=found, seen=mark)
    if withdraws:
        return _at_once(request, lambda seen: drafts.withdraw_question(question, seen=seen, by=by, at=now))
    if _kept(form, lambda seen: drafts.change_question(form.question(question, found.theme), seen=seen, by=by, at=now)):
        return _saved(request)
    more = {"remove": ("withdraw", "Withdraw the question")} if asked else {}
    button = "Save the question" if asked else "Ask it again"
    words = "" if asked else "It is withdrawn. It is asked again when it is saved."
    return _page(request, f"{question}: {found.text}", button, form=form, words=words, **more)


@require_http_methods(["GET", "POST"])
def add_framework_question(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    form = NewQuestionForm(sent(request), framework=draft_for(by=by, at=now).framework)

    def add(_: str) -> None:
        theme = form.cleaned_data["theme"]
        drafts.add_question(theme, lambda code: form.question(code, theme), by=by, at=now)

    if _kept(form, add):
        return _saved(request)
    return _page(request, "Add a question", "Add the question", form=form)


@require_http_methods(["GET", "POST"])
def change_theme(request: HttpRequest, theme: str) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    asks = draft_for(by=by, at=now).framework
    found = next((one for one in asks.themes if one.code == theme), None)
    if found is None:
        raise NoDraft
    if "remove" in request.POST:
        return _at_once(request, lambda seen: drafts.remove_theme(theme, seen=seen, by=by, at=now))
    form = ThemeForm(sent(request), initial={"title": found.title}, seen=mark_of(asks, theme))
    if _kept(
        form, lambda seen: drafts.change_theme(Theme(theme, form.cleaned_data["title"]), seen=seen, by=by, at=now)
    ):
        return _saved(request)
    empty = theme not in {question.theme for question in asks.questions}
    more = {"remove": ("remove", "Remove the theme")} if empty else {}
    return _page(request, f"Theme: {found.title}", "Save the theme", form=form, **more)


@require_http_methods(["GET", "POST"])
def add_theme(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    draft_for(by=by, at=now)
    form = ThemeForm(sent(request))
    if _kept(form, lambda _: drafts.add_theme(form.cleaned_data["title"], by=by, at=now)):
        return _saved(request)
    return _page(request, "Add a theme", "Add the theme", form=form)


@require_POST
def discard_framework(request: HttpRequest) -> HttpResponse:
    try:
        drafts.discard(by=viewer_of(request), at=timezone.now())
    except NotDone as refusal:
        messages.warning(request, str(refusal))
        return see("framework_draft")
    messages.success(request, "The draft is discarded")
    return see("framework_versions")


def _kept(form: SeenForm, act: Callable[[str], object]) -> bool:
    """Whether it was sent and kept; what stands in the way is said on the form, which keeps its answers."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data["seen"])
    except Overtaken as first:
        form.overtaken(f"{first}. Compare it with yours, and save again to keep yours", first.theirs, now=first.now)
        return False
    except NotDone as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _at_once(request: HttpRequest, act: Callable[[str], object]) -> HttpResponse:
    """For a button without a form."""
    try:
        act(request.POST.get("seen", ""))
    except NotDone as refusal:
        messages.warning(request, f"Nothing was changed. {refusal}")
        return see("framework_draft")
    return _saved(request)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, "The draft is saved")
    return see("framework_draft")


def _page(request: HttpRequest, title: str, button: str, *, form: BaseForm, **more: Any) -> HttpResponse:
    context = {"title": title, "button": button, "back_url": reverse("framework_draft"), **more}
    return render_page(request, "readiness/framework_part.html", context, form=form)
