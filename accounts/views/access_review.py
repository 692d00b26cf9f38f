"""Which pages does an administrator go through who answers for every account? (R-USER-5)"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access_review as domain
from accounts import leaving, reviewing
from accounts.forms.access_review import HandOverForm, PeopleForm
from accounts.granting import NotDone
from accounts.views.acting import administrator, passing_on, person_to_act_on
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page


@require_safe
def access_reviews(request: HttpRequest) -> HttpResponse:
    shown = reviewing.all_progress(administrator(request), at=timezone.now())
    running = [one for one in shown if one.review.closed_at is None]
    over = [one for one in shown if one.review.closed_at]
    context = {"running": running, "over": over, "back_url": reverse("home")}
    return render_page(request, "accounts/access_reviews.html", context)


@require_safe
def access_review(request: HttpRequest, review: int) -> HttpResponse:
    return _review_page(request, review)


@require_POST
def confirm_access(request: HttpRequest, review: int) -> HttpResponse:
    """First the names are shown again; then they are confirmed."""
    by, at = administrator(request), timezone.now()
    progress = reviewing.progress_of(review, by=by, at=at)
    asked = reviewing.asked_in(progress.review, by=by, at=at)
    form = PeopleForm(request.POST, asked=asked)
    if not form.is_valid():
        return _review_page(request, review, form=form)
    if "sure" not in request.POST:
        chosen = [one for one in asked if one.person.pk in form.selected]
        context = {"progress": progress, "chosen": chosen, "back_url": reverse("access_review", args=[review])}
        return render_page(request, "accounts/confirm_access.html", context)
    try:
        count = domain.confirm(review, form.selected, by=by, at=at)
    except NotDone as error:
        form.add_error(None, str(error))
        return _review_page(request, review, form=form)
    messages.success(request, f"You have confirmed {count} {'account' if count == 1 else 'accounts'}.")
    return see("access_review", review)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_access(request: HttpRequest, review: int, practitioner: UUID) -> HttpResponse:
    by, at = administrator(request), timezone.now()
    person = person_to_act_on(request, practitioner)
    progress = reviewing.progress_of(review, by=by, at=at)
    form = HandOverForm(sent(request), colleagues=leaving.colleagues_of(person))
    if form.is_valid():
        try:
            domain.withdraw(review, practitioner, by=by, at=at, hand_over_to=form.cleaned_data["hand_over_to"])
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{person.name}'s account is closed.")
            return see("access_review", review)
    works = passing_on(person)
    back = reverse("access_review", args=[review])
    context = {"progress": progress, "person": person, "works": works, "back_url": back}
    return render_page(request, "accounts/withdraw_access.html", context, form=form)


@require_POST
def sign_off_access_review(request: HttpRequest, review: int) -> HttpResponse:
    try:
        domain.sign_off(review, by=administrator(request), at=timezone.now())
    except NotDone as error:
        form = forms.Form(request.POST)
        form.add_error(None, str(error))
        return _review_page(request, review, form=form)
    messages.success(request, "The access review is signed off.")
    return see("access_review", review)


def _review_page(request: HttpRequest, review: int, *, form: forms.Form | None = None) -> HttpResponse:
    by, at = administrator(request), timezone.now()
    progress = reviewing.progress_of(review, by=by, at=at)
    asked = [] if progress.review.closed_at else reviewing.asked_in(progress.review, by=by, at=at)
    context = {
        "progress": progress,
        "asked": [one for one in asked if not one.why_not],
        "others": [one for one in asked if one.why_not],
        "answers": reviewing.answers_in(progress.review),
        "selected": form.data.getlist("people") if form else [],  # type: ignore[attr-defined]  # a QueryDict
        "may_sign_off": reviewing.may_sign_off(progress, by=by, at=at),
        "back_url": reverse("access_reviews"),
    }
    return render_page(request, "accounts/access_review.html", context, form=form)
