"""The pages on which an officer enters a child whom a partner named: with a record, or expected (R-SHIELD-9)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.dates import moment_in_words
from contactpoint.pages.rendering import render_page
from registry.finding import TooManySearches, make_search, run_search
from registry.forms.find import SearchForm
from registry.search.ask import DETAILS
from registry.views.find import TOO_OFTEN
from registry.views.reading import asked_rows, children_match
from shielding.case import one_child
from shielding.forms.start_up import CameForm, ExpectedForm, ListedForm, TakeBackForm
from shielding.listed import expected_child
from shielding.listing import NoSuchHiddenRecord, expect_listed, has_come, hide_listed, take_back
from shielding.partners import partner_of_area
from shielding.views.answering import for_officers, see, sent, viewer_of


@require_http_methods(["GET", "POST"])
@for_officers
def list_child(request: HttpRequest, partner: UUID) -> HttpResponse:
    """First the search: who has a record is hidden there."""
    officer, now = viewer_of(request), timezone.now()
    row, form = partner_of_area(partner, by=officer, at=now), SearchForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            return see("list_found", partner, make_search(form.criteria, by=officer, at=now, own_area=True))
        except TooManySearches:
            form.add_error(None, TOO_OFTEN)
    context = {"body": row.body, "partner": partner, "back_url": reverse("view_partner", args=[partner])}
    return render_page(request, "shielding/list_child.html", context, form=form)


@require_GET
@for_officers
def list_found(request: HttpRequest, partner: UUID, search: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    row, found = partner_of_area(partner, by=officer, at=now), run_search(search, by=officer, at=now, own_area=True)
    context = {
        "found": found,
        "title": "More than 10 children match" if found.too_many else children_match(len(found.hits)),
        "details": [DETAILS[key] for key in found.ask_for],
        "asked": asked_rows(found.criteria),
        "body": row.body,
        "partner": partner,
        "typed_whole_date": found.criteria.birth is not None and found.criteria.birth.exact,
        "searched_by": officer.name,
        "today": timezone.localdate(),
        "back_url": reverse("list_child", args=[partner]),
    }
    return render_page(request, "shielding/list_found.html", context)


@require_http_methods(["GET", "POST"])
@for_officers
def list_one(request: HttpRequest, partner: UUID, child: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    row, form = partner_of_area(partner, by=officer, at=now), ListedForm(sent(request))
    if request.method == "POST" and form.is_valid():
        shield = hide_listed(partner, child, by=officer, at=now, **form.cleaned_data)
        until = moment_in_words(shield.confirm_by)
        messages.success(request, f"The record is hidden and on the list. A second person must agree by {until}")
        return see("view_partner", partner)
    shown = one_child(child, by=officer, at=now)
    back = reverse("list_child", args=[partner])
    context = {"one": shown, "hit": shown.child, "body": row.body, "today": timezone.localdate(), "back_url": back}
    return render_page(request, "shielding/list_one.html", context, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
def expect_child(request: HttpRequest, partner: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    row, form = partner_of_area(partner, by=officer, at=now), ExpectedForm(sent(request))
    if request.method == "POST" and form.is_valid():
        expect_listed(partner, form.said, by=officer, at=now)
        messages.success(request, "The child is on the list. A record that comes is hidden from its first moment")
        return see("view_partner", partner)
    context = {"body": row.body, "back_url": reverse("list_child", args=[partner])}
    return render_page(request, "shielding/expect_child.html", context, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
def view_expected(request: HttpRequest, listed: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    one, form = expected_child(listed, by=officer, at=now), CameForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            has_come(listed, form.cleaned_data["number"], by=officer, at=now)
            messages.success(request, "The record is on the list in place of what was entered")
            return see("view_partner", one.partner)
        except NoSuchHiddenRecord as error:
            form.add_error("number", str(error))
    context = {"one": one, "back_url": reverse("view_partner", args=[one.partner])}
    return render_page(request, "shielding/view_expected.html", context, form=form)


@require_http_methods(["GET", "POST"])
@for_officers
def take_back_expected(request: HttpRequest, listed: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    one, form = expected_child(listed, by=officer, at=now), TakeBackForm(sent(request))
    if request.method == "POST" and form.is_valid():
        take_back(listed, because=form.cleaned_data["because"], by=officer, at=now)
        messages.success(request, "The child is off the list")
        return see("view_partner", one.partner)
    context = {"one": one, "back_url": reverse("view_expected", args=[listed])}
    return render_page(request, "shielding/take_back_expected.html", context, form=form)
