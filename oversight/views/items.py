"""On which pages is an access judged, and the person asked who looked? (R-AUDIT-3, ux.md 2(j))"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import may
from accounts.granting import NotDone
from accounts.models import Practitioner
from contactpoint.pages.asking import SeeOther, see, sent
from contactpoint.pages.rendering import render_page
from oversight import judging
from oversight.forms import AnswerForm, JudgeForm
from oversight.models import ReviewItem
from oversight.one_item import item_to_read, question_to_read
from oversight.reviewing import REVIEW
from registry.views.asking import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def review_item(request: HttpRequest, review_item: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    item = item_to_read(review_item, by=by, at=at)
    back = _list_of(item.row, by=by)
    form = JudgeForm(sent(request), item=item.row)
    if form.is_valid():
        try:
            judging.judge(review_item, form.chosen, words=form.cleaned_data["words"], by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"You have judged an access of {item.name}.")
            return SeeOther(back)
    context = {"item": item, "back_url": back}
    return render_page(request, "oversight/review_item.html", context, form=form)


@require_POST
def ask_about_look(request: HttpRequest, review_item: UUID) -> HttpResponse:
    try:
        judging.ask(review_item, by=viewer_of(request), at=timezone.now())
    except NotDone as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The person is asked. You are told when they answer.")
    return see("review_item", review_item)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_look(request: HttpRequest, review_item: UUID) -> HttpResponse:
    """The page of the person who looked."""
    by = viewer_of(request)
    question = question_to_read(review_item, by=by)
    form = AnswerForm(sent(request))
    if form.is_valid():
        judging.answer(review_item, **form.cleaned_data, by=by, at=timezone.now())
        messages.success(request, "Your answer has been sent.")
        return see("home")
    context = {"question": question, "back_url": reverse("home")}
    return render_page(request, "oversight/answer_look.html", context, form=form)


def _list_of(item: ReviewItem, *, by: Practitioner) -> str:
    """Where this reviewer came from: the own review, or England's."""
    where = item.review.organisation_id if item.review else item.organisation_id
    if where != by.organisation_id or not may(by, REVIEW, by.organisation, at=timezone.now()):
        return reverse("items_of_england")
    return reverse("look_review", args=[item.review_id]) if item.review else reverse("unusual_activity")
