"""On which pages does an auditor review the organisation's accesses of a month, and sign? (R-AUDIT-3, ux.md 2(j))"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from oversight import judging, reviewing
from oversight.forms import SignForm
from registry.views.asking import viewer_of


@require_safe
def look_reviews(request: HttpRequest) -> HttpResponse:
    shown = reviewing.reviews_of(viewer_of(request), at=timezone.now())
    return render_page(request, "oversight/look_reviews.html", {"reviews": shown, "back_url": reverse("home")})


@require_safe
def unusual_activity(request: HttpRequest) -> HttpResponse:
    """What was flagged within the hour (oversight.watching)."""
    judged = "judged" in request.GET
    items = reviewing.unusual_to_read(viewer_of(request), at=timezone.now())
    shown = reviewing.page_of(items, judged=judged, page=request.GET.get("page", 1))
    context = {"judged": judged, "shown": shown, "back_url": reverse("look_reviews")}
    return render_page(request, "oversight/unusual_activity.html", context)


@require_safe
def look_review(request: HttpRequest, look_review: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    review = reviewing.review_to_read(look_review, by=by, at=at)
    judged = "judged" in request.GET
    items = reviewing.items_for(by, at=at).filter(review=look_review)
    context = {
        "review": review,
        "judged": judged,
        "shown": reviewing.page_of(items, judged=judged, page=request.GET.get("page", 1)),
        "back_url": reverse("look_reviews"),
    }
    return render_page(request, "oversight/look_review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_look_review(request: HttpRequest, look_review: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    review = reviewing.one_of(by, look_review, at=at)
    form = SignForm(sent(request))
    if form.is_valid():
        try:
            judging.sign_off(look_review, by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The monthly review is signed.")
            return see("look_review", look_review)
    context = {"review": review, "back_url": reverse("look_review", args=[look_review])}
    return render_page(request, "oversight/sign_look_review.html", context, form=form)
