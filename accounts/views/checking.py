"""How does an administrator record what was seen of a person, and who they are? (R-USER-1, R-USER-9)"""

from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import agreement, particulars
from accounts.forms.people import ParticularsForm, SeenForm, organisations
from accounts.models import AccountState, Practitioner
from accounts.offering import colleague_with
from accounts.particulars import Particulars, note_home_postcode, teams_of
from accounts.vetting import record_seen as record_what_was_seen
from accounts.views.acting import ActPage, act_page, administrator, person_to_act_on
from contactpoint.pages.asking import sent


@require_http_methods(["GET", "HEAD", "POST"])
def record_seen(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    form = SeenForm(sent(request))

    def act() -> str:
        at = timezone.now()
        with transaction.atomic(durable=False):
            record_what_was_seen(practitioner, form.seen(), by=by, at=at)
            if form.cleaned_data["home_postcode"]:
                note_home_postcode(practitioner, form.cleaned_data["home_postcode"], by=by, at=at)
        return f"What you have seen of {person.name} is recorded. {_standing(person)}"

    lines = ("Fill in what you have seen yourself, and leave the rest empty. Your name stands beside it.",)
    page = ActPage(f"Record what you have seen of {person.name}", "Record", lines)
    return act_page(request, person, page, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def record_paper(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)

    def act() -> str:
        agreement.record_paper(practitioner, by=by, at=timezone.now())
        return f"The signed paper of {person.name} is recorded. {_standing(person)}"

    lines = (
        "You have in front of you the user agreement and the receipt of the security operating procedures, "
        f"both signed by {person.name} in the version that is in force.",
    )
    page = ActPage(f"Record the signed paper of {person.name}", "I have seen both signatures", lines)
    return act_page(request, person, page, forms.Form(sent(request)), act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_particulars(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    teams = organisations(teams_of(person.organisation_id))
    form = ParticularsForm(sent(request), teams=teams, initial=_as_they_are(person))

    def act() -> str:
        email = form.cleaned_data["line_manager"]
        manager = colleague_with(email, organisation=person.organisation_id, field="line_manager")
        particulars.change_particulars(practitioner, _new(form, manager), by=by, at=timezone.now())
        return "The particulars are changed"

    page = ActPage(f"Change the particulars of {person.name}", "Save")
    return act_page(request, person, page, form, act)


def _as_they_are(person: Practitioner) -> dict[str, str]:
    return {
        "forename": person.forename,
        "surname": person.surname,
        "job_title": person.job_title,
        "phone": person.phone,
        "employer": str(person.employer_id or ""),
        "team": str(person.team_id or ""),
        "line_manager": person.line_manager.email if person.line_manager else "",
    }


def _new(form: ParticularsForm, manager: UUID | None) -> Particulars:
    answers = form.cleaned_data
    return Particulars(
        forename=answers["forename"],
        surname=answers["surname"],
        job_title=answers["job_title"],
        phone=answers["phone"],
        employer=UUID(answers["employer"]),
        team=form.team_chosen(),
        line_manager=manager,
    )


def _standing(person: Practitioner) -> str:
    """Whether that was the last step."""
    state = Practitioner.objects.get(pk=person.pk).account_state
    return "The account is active" if state == AccountState.ACTIVE else "Some steps are still left"
