"""What do all pages share on which an administrator does something about another person's account?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.granting import NotDone
from accounts.leaving import PassingOn, what_passes_on
from accounts.models import Practitioner
from accounts.offering import NoSuchColleague
from accounts.scope import person_to_change
from contactpoint.pages.asking import see
from contactpoint.pages.rendering import render_page


@dataclass(frozen=True)
class ActPage:
    """What stands above the form, and on the button."""

    heading: str
    button: str
    lines: Sequence[str] = ()
    warning: str = ""
    passing_on: Sequence[PassingOn] | None = None  # None where nothing could pass on


def administrator(request: HttpRequest) -> Practitioner:
    """The person signed in: no page here is open to anybody else (LoginRequiredMiddleware)."""
    assert isinstance(request.user, Practitioner)  # noqa: S101 - tells the type
    return request.user


def person_to_act_on(request: HttpRequest, practitioner: UUID) -> Practitioner:
    """Asked before the page is shown, and again by the act. Raises Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        return person_to_change(practitioner, by=administrator(request), at=timezone.now())


def passing_on(person: Practitioner) -> list[PassingOn]:
    return what_passes_on(person, at=timezone.now())


def act_page(
    request: HttpRequest, person: Practitioner, page: ActPage, form: BaseForm, act: Callable[[], str]
) -> HttpResponse:
    """The form until it is answered; then the act, which answers with what was done."""
    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_person", person.pk)
    context = {"person": person, "page": page, "back_url": reverse("view_person", args=[person.pk])}
    return render_page(request, "accounts/act_on_person.html", context, form=form)


def attempt(form: BaseForm, act: Callable[[], str]) -> str:
    """What was done; nothing when it was not, and then the form says why."""
    try:
        return act()
    except NoSuchColleague as wrong:
        form.add_error(wrong.field, str(wrong))
    except NotDone as wrong:
        form.add_error(None, str(wrong))
    return ""
