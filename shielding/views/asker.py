"""The pages of whoever asks whether anyone else is involved: the same for every child (R-INV-2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.dates import moment_in_words
from contactpoint.pages.rendering import render_page
from registry.disclosure import heading, team_of
from registry.views.asking import about_child, see, sent, viewer_of
from shielding import requesting
from shielding.forms.broker import AskForm
from shielding.models import Urgency


@require_http_methods(["GET", "POST"])
@about_child
def ask_whether_involved(request: HttpRequest, child: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    above = heading(child, viewer=viewer, at=now)
    form = AskForm(sent(request), initial={"call_back": viewer.phone})
    if request.method == "POST" and form.is_valid():
        urgency = Urgency(form.cleaned_data["urgency"])
        row, sent_now = requesting.ask(child, form.said, urgency=urgency, by=viewer, at=now)
        words = "Your team has your request" if sent_now else "You have asked about this child already"
        messages.success(request, f"{words}. The answer is here on {moment_in_words(row.due_at)}")
        return see("my_requests")
    context = {"heading": above, "today": timezone.localdate(), "team": team_of(viewer)}
    back = {"back_url": reverse("view_child", args=[child])}
    return render_page(request, "shielding/ask_whether_involved.html", {**context, **back}, form=form)


@require_GET
def my_requests(request: HttpRequest) -> HttpResponse:
    mine = requesting.requests_of(viewer_of(request), at=timezone.now(), page=request.GET.get("page", "1"))
    return render_page(request, "shielding/my_requests.html", {"queue": mine, "back_url": reverse("home")})
