"""The page on which a service answers a request for contact (R-INV-2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.rendering import render_page
from registry.brokering import Service
from registry.choices import Group
from registry.views.asking import see, sent, viewer_of
from shielding import answering
from shielding.answering import KINDS, Tell, ToAnswer
from shielding.forms.broker import AnswerForm
from shielding.views.rows import asker_rows


@require_http_methods(["GET", "POST"])
def answer_request(request: HttpRequest, asked: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    opened = answering.open_to_answer(asked, by=by, at=now)
    form = answer_form(request, opened.service)
    if request.method == "POST" and form.is_valid():
        answering.answer(asked, form.given, by=by, at=now)
        messages.success(request, "Your answer is saved")
        return see("home")
    return answer_page(request, "shielding/answer_request.html", opened, form, back=reverse("home"))


def answer_form(request: HttpRequest, service: Service, *, rung: bool = False) -> AnswerForm:
    return AnswerForm(sent(request), tell=_tell(service), rung=rung)


def _tell(service: Service) -> list[tuple[str, str]]:
    whole = ", ".join(part for part in (service.service, service.organisation) if part)
    words = {Tell.NAME: service.name, Tell.SERVICE: whole, Tell.KIND: KINDS[Group(service.group)]}
    return [(part.value, f"{part.label}: {words[part]}") for part in Tell if words[part]]


def answer_page(request: HttpRequest, page: str, opened: ToAnswer, form: AnswerForm, *, back: str) -> HttpResponse:
    rows = asker_rows(opened.asker, opened.urgency, why=opened.why)
    return render_page(request, page, {"opened": opened, "rows": rows, "back_url": back}, form=form)
