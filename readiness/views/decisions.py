"""Where do the national team and the organisation read what was decided, and appeal? (R-LARA-4)"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require
from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from readiness import appealing, deciding, moderating
from readiness.forms.decided import AppealForm
from readiness.letter import letter_about
from readiness.models import Outcome
from readiness.returning import SIGN
from registry.views.asking import viewer_of


@require_safe
def view_decision(request: HttpRequest, decision: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = deciding.decision_for(decision, by=person, at=now)
    national = moderating.decides(person, at=now)
    mine = may(person, SIGN, person.organisation, at=now) and one.organisation_id == person.organisation_id
    context = {
        "decision": one,
        "national": national,
        "decides": national and one.outcome == Outcome.OPEN and one.recommended_by_id != person.pk,
        "appeals": mine and appealing.can_be_appealed(one),
        "answers": national and hasattr(one, "appeal") and one.appeal.answered_at is None,
        "back_url": reverse("view_area", args=[one.organisation_id]),
    }
    return render_page(request, "readiness/view_decision.html", context)


@require_safe
def download_letter(request: HttpRequest, decision: UUID) -> HttpResponse:
    one = deciding.decision_for(decision, by=viewer_of(request), at=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="decision-{one.organisation.code}.pdf"'}
    return HttpResponse(letter_about(one), content_type="application/pdf", headers=disposition)


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, decision: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    require(by, SIGN, by.organisation, at=now)
    one = deciding.decision_for(decision, by=by, at=now)
    form = AppealForm(sent(request))
    if form.is_valid():
        try:
            appealing.appeal(decision, words=form.cleaned_data["words"], by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The appeal is with the national team")
            return see("view_decision", decision)
    back = reverse("view_decision", args=[one.pk])
    context = {"decision": one, "title": "Appeal", "button": "Appeal", "back_url": back}
    return render_page(request, "readiness/decide.html", context, form=form)
