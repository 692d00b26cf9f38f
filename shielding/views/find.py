"""The pages on which a shielding officer looks for a child of the own area (R-ORG-1)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.rendering import render_page
from registry.finding import TooManySearches, make_search, run_search
from registry.forms.find import SearchForm, as_typed
from registry.search.ask import DETAILS
from registry.views.find import TOO_OFTEN
from registry.views.reading import asked_rows, children_match
from shielding.views.answering import for_officers, see, sent, viewer_of


@require_http_methods(["GET", "POST"])
@for_officers
def shielding_search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            search = make_search(form.criteria, by=viewer_of(request), at=timezone.now(), own_area=True)
            return see("shielding_found", search)
        except TooManySearches:
            form.add_error(None, TOO_OFTEN)
    context = {"organisation": viewer_of(request).organisation, "back_url": reverse("shielding_home")}
    return render_page(request, "shielding/shielding_search.html", context, form=form)


@require_GET
@for_officers
def shielding_found(request: HttpRequest, search: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    found = run_search(search, by=officer, at=now, own_area=True)
    context = {
        "found": found,
        "title": "More than 10 children match" if found.too_many else children_match(len(found.hits)),
        "details": [DETAILS[key] for key in found.ask_for],
        "asked": asked_rows(found.criteria),
        "again": SearchForm(initial=as_typed(found.criteria)),
        "typed_whole_date": found.criteria.birth is not None and found.criteria.birth.exact,
        "searched_by": officer.name,
        "organisation": officer.organisation,
        "back_url": reverse("shielding_search"),
        "today": timezone.localdate(),
    }
    return render_page(request, "shielding/shielding_found.html", context)
