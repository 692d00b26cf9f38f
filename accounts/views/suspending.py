"""How does an administrator suspend several people at once, after reading their names? (ux 2e)"""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.forms.people import PeopleForm, SuspendForm
from accounts.granting import NotDone
from accounts.leaving import suspend
from accounts.models import Practitioner
from accounts.views.acting import administrator, person_to_act_on
from accounts.views.people import list_page
from contactpoint.pages.asking import SeeOther
from contactpoint.pages.rendering import render_page

CONFIRMED: Final = "confirmed"


@require_POST
def suspend_people(request: HttpRequest) -> HttpResponse:
    """Those who were ticked on the list: named first, suspended when the reason is given."""
    chosen = PeopleForm(request.POST)
    if not chosen.is_valid():
        return list_page(request, form=chosen)
    people = _people(request, chosen.cleaned_data["person"])
    form = SuspendForm(request.POST if CONFIRMED in request.POST else None)
    if form.is_valid():
        return _suspend(request, people, form)
    context = {"people": people, "back_url": reverse("people")}
    return render_page(request, "accounts/suspend_people.html", context, form=form)


def _people(request: HttpRequest, ids: list[UUID]) -> list[Practitioner]:
    """Raises Refused, NotYours, OwnAccount: a forged id refuses them all."""
    return [person_to_act_on(request, one) for one in ids]


def _suspend(request: HttpRequest, people: list[Practitioner], form: SuspendForm) -> HttpResponse:
    done, not_done = 0, []
    for person in people:
        try:
            _suspend_one(request, person, form)
            done += 1
        except NotDone as why:
            not_done.append(f"{person.name} is not suspended: {why}")
    if done:
        messages.success(request, f"{done:,} {'person is' if done == 1 else 'people are'} suspended and signed out")
    for words in not_done:
        messages.warning(request, words)
    return SeeOther(reverse("people"))


def _suspend_one(request: HttpRequest, person: Practitioner, form: SuspendForm) -> None:
    by, at, note = administrator(request), timezone.now(), form.cleaned_data["note"]
    suspend(person.pk, because=form.reason(), by=by, at=at, words=note)
