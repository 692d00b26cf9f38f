"""How does an administrator stop an account, for a while or for good, and start it again? (R-USER-3, R-USER-4)"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import leaving
from accounts.forms.people import CloseForm, NoteForm, SuspendForm
from accounts.models import AccountState, Practitioner
from accounts.offering import colleague_with
from accounts.views.acting import ActPage, act_page, administrator, passing_on, person_to_act_on
from contactpoint.pages.asking import sent

KEPT = "Access stops now, and all sign-ins end at once. The work below stays with the person meanwhile."


@require_http_methods(["GET", "HEAD", "POST"])
def suspend_person(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    form = SuspendForm(sent(request))

    def act() -> str:
        note = form.cleaned_data["note"]
        leaving.suspend(practitioner, because=form.reason(), by=by, at=timezone.now(), words=note)
        return f"{person.name} is suspended and signed out"

    page = ActPage(f"Suspend {person.name}", "Suspend", warning=KEPT, passing_on=passing_on(person))
    return act_page(request, person, page, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def restore_person(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    form = NoteForm(sent(request))

    def act() -> str:
        leaving.restore(practitioner, by=by, at=timezone.now(), words=form.cleaned_data["note"])
        active = Practitioner.objects.get(pk=practitioner).account_state == AccountState.ACTIVE
        return f"{person.name} can use the service again" if active else _not_yet(person)

    lines = ("Access comes back at once if every step is still in place, and otherwise with the last one.",)
    page = ActPage(f"Restore {person.name}", "Restore", lines)
    return act_page(request, person, page, form, act)


def _not_yet(person: Practitioner) -> str:
    return f"{person.name} is restored, and can use the service when the steps that are left are done"


@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    form = CloseForm(sent(request))

    def act() -> str:
        answers = form.cleaned_data
        to = colleague_with(answers["colleague"], organisation=person.organisation_id, field="colleague")
        at, words = timezone.now(), answers["note"]
        leaving.close(practitioner, because=form.reason(), by=by, at=at, hand_over_to=to, words=words)
        return f"{person.name}'s account is closed"

    warning = "Access, roles and second factors end now and for good. Whoever comes back starts over."
    heading = f"Close the account of {person.name}"
    page = ActPage(heading, "Close account", warning=warning, passing_on=passing_on(person))
    return act_page(request, person, page, form, act)
