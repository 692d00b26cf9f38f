"""The pages on which a child is looked for (R-SEARCH-1, R-SEARCH-2)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require
from contactpoint.pages.rendering import render_page
from registry.creation import may_create_after
from registry.finding import Found, TooManySearches, make_search, run_search
from registry.forms.find import BOX_OF, SearchForm, as_typed
from registry.forms.reason import ReasonForm
from registry.search.ask import DETAILS
from registry.views.asking import see, sent, viewer_of
from registry.views.reading import asked_rows, children_match, may_be_twins

TOO_OFTEN = "You have searched too often in a short time. Wait ten minutes, or ring your ContactPoint team"


@require_http_methods(["GET", "POST"])
def find_child(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    require(viewer, "search_children", viewer.organisation, at=now)
    form = SearchForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            return see("found_children", make_search(form.criteria, by=viewer, at=now))
        except TooManySearches:
            form.add_error(None, TOO_OFTEN)
    return render_page(request, "registry/find_child.html", {"back_url": reverse("home")}, form=form)


@require_GET
def found_children(request: HttpRequest, search: UUID) -> HttpResponse:
    """The page's heading is the result; a form to search again follows, with what was typed."""
    viewer, now = viewer_of(request), timezone.now()
    found = run_search(search, by=viewer, at=now)
    context = {
        "found": found,
        "search": search,
        "title": children_match(len(found.hits)),
        "asked": asked_rows(found.criteria),
        "twins": may_be_twins(found.hits),
        "typed_whole_date": found.criteria.birth is not None and found.criteria.birth.exact,
        "again": SearchForm(initial=as_typed(found.criteria)),
        "searched_by": viewer.name,
        "may_create": may_create_after(search, by=viewer, at=now),
        "back_url": reverse("find_child"),
        "today": timezone.localdate(),
    }
    return render_page(request, _page(found), {**context, **_more(found)})


def _page(found: Found) -> str:
    if found.too_many:
        return "registry/too_many_children.html"
    if len(found.hits) == 1:
        return "registry/is_this_the_child.html"
    return "registry/found_children.html" if found.hits else "registry/no_child_found.html"


def _more(found: Found) -> dict[str, object]:
    """What only one of the four pages needs."""
    if found.too_many:
        again = SearchForm(initial=as_typed(found.criteria))
        boxes = [BOX_OF.get(key, key) for key in found.ask_for]
        return {
            "details": [DETAILS[key] for key in found.ask_for],
            "asked_for": [again[box] for box in boxes],
            "asked_before": [again[box] for box in again.fields if box not in boxes],
        }
    if len(found.hits) == 1:
        return {"reason_form": ReasonForm(auto_id="id_reason_%s"), "hit": found.hits[0]}
    return {}
