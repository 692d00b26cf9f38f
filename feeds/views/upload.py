"""Which page brings a delivery in? (ux 2(g))"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.asking import see
from contactpoint.pages.refusal import refuse
from contactpoint.pages.rendering import render_page
from feeds.formats.row import FeedError
from feeds.forms.deliveries import CHECK, UploadForm
from feeds.models import Way
from feeds.receive import receive
from feeds.scope import sources_kept_by
from feeds.views.asking import person_of


@require_http_methods(["GET", "HEAD", "POST"])
def upload_delivery(request: HttpRequest) -> HttpResponse:
    """For the sources that this person looks after, and no others (R-FEED-2)."""
    by, at = person_of(request), timezone.now()
    sources = list(sources_kept_by(by, at=at))
    if not sources:
        return refuse(
            request,
            title="You cannot upload a delivery",
            explanation="No source is looked after by you. Its data officer or an operator uploads for it.",
        )
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, sources=sources)
    if form.is_valid():
        file, trial = form.cleaned_data["file"], form.cleaned_data["what"] == CHECK
        try:
            made = receive(
                file, source=form.chosen, file_name=file.name, trial=trial, way=Way.UPLOAD, sent_by=by, at=at
            )
        except FeedError as error:
            form.add_error("file", str(error).rstrip("."))
        else:
            if made.received_at != at:
                messages.warning(request, "This file was received before: nothing is done with it again")
            return see("view_delivery", made.pk)
    return render_page(request, "feeds/upload_delivery.html", {"back_url": reverse("feeds")}, form=form)
