"""On which pages is a month judged together, taken away by two persons, and stated? (R-AUDIT-3, ux.md 2(j))"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from oversight import bulk_judging, exporting, reviewing
from oversight.forms import TogetherForm
from oversight.statement import statement_of
from registry.views.asking import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def judge_together(request: HttpRequest, look_review: UUID) -> HttpResponse:
    """What was drawn at random, expected with one reason."""
    by, at = viewer_of(request), timezone.now()
    review = reviewing.one_of(by, look_review, at=at)
    items = list(bulk_judging.to_judge_together(look_review, by=by, at=at)[: bulk_judging.AT_ONCE])
    form = TogetherForm(sent(request), items=items)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            many = bulk_judging.judge_together(look_review, form.chosen(), words=words, by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Accesses that you have judged as expected: {many}.")
            return see("look_review", look_review)
    context = {"review": review, "items": items, "back_url": reverse("look_review", args=[look_review])}
    return render_page(request, "oversight/judge_together.html", context, form=form)


@require_safe
def review_statement(request: HttpRequest, look_review: UUID) -> HttpResponse:
    file = statement_of(look_review, by=viewer_of(request), at=timezone.now())
    disposition = {"Content-Disposition": 'attachment; filename="monthly-review.pdf"'}
    return HttpResponse(file, content_type="application/pdf", headers=disposition)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_pack(request: HttpRequest, look_review: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    review = reviewing.one_of(by, look_review, at=at)
    if request.method == "POST":
        try:
            made = exporting.ask(look_review, by=by, at=at)
        except NotDone as error:
            messages.warning(request, str(error))
            return see("ask_for_pack", look_review)
        messages.success(request, "You have asked for the file. Another person has to agree.")
        return see("review_pack", made)
    context = {
        "review": review,
        "packs": exporting.packs_of(look_review, by=by, at=at),
        "back_url": reverse("look_review", args=[look_review]),
    }
    return render_page(request, "oversight/ask_for_pack.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_pack(request: HttpRequest, review_pack: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    if request.method == "POST":
        try:
            exporting.agree(review_pack, by=by, at=at)
        except NotDone as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, "You have agreed. Whoever asked can download the file now.")
        return see("review_pack", review_pack)
    pack = exporting.pack_to_read(review_pack, by=by, at=at)
    return render_page(request, "oversight/review_pack.html", {"pack": pack, "back_url": reverse("home")})


@require_POST
def download_pack(request: HttpRequest, review_pack: UUID) -> HttpResponse:
    """Sent by a button, for each download is an act in the log."""
    file = exporting.download(review_pack, by=viewer_of(request), at=timezone.now())
    disposition = {"Content-Disposition": 'attachment; filename="monthly-review.csv"'}
    return HttpResponse(file, content_type="text/csv; charset=utf-8", headers=disposition)
