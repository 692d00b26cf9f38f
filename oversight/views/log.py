"""On which page do auditors search the log? (R-AUDIT-1, ux.md 2(j))"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.asking import sent
from contactpoint.pages.months import month_asked
from contactpoint.pages.rendering import render_page
from oversight import searching_log
from oversight.counting import address
from oversight.forms import LogForm
from oversight.searching_log import Found
from oversight.use import Use
from registry.views.asking import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def search_log(request: HttpRequest) -> HttpResponse:
    """What is asked for is sent, and so are the pages of the answer: no address names a child or a person.

    A number of a report leads here by its month, area and profession, and those do stand in the address.
    """
    by, at = viewer_of(request), timezone.now()
    national = searching_log.may_search(by, at=at)
    form, found, use = LogForm(sent(request)), None, _use(request)
    if use and request.method != "POST":
        found = searching_log.list_use(use, page=request.GET.get("page", "1"), by=by, at=at)
        return _use_page(request, use, found, national=national)
    if form.is_valid():
        page = form.cleaned_data["page"] or 1
        found = searching_log.search_log(form.wanted, page=page, by=by, at=at)
    context = {
        "found": found,
        "national": national,
        "turns": _turns(found) if found else (),
        "asked": [(name, value) for name, value in request.POST.items() if name not in ("page", "csrfmiddlewaretoken")],
        "back_url": reverse("home"),
    }
    return render_page(request, "oversight/search_log.html", context, form=form)


def _use(request: HttpRequest) -> Use | None:
    asked = request.GET
    if not (month := month_asked(asked.get("month", ""))):
        return None
    try:
        area = UUID(asked["area"]) if asked.get("area") else None
    except ValueError:
        return None
    return Use(month, area, asked.get("profession", ""), after_search=asked.get("after") == "search")


def _use_page(request: HttpRequest, use: Use, found: Found, *, national: bool) -> HttpResponse:
    name = "speed" if use.after_search else "use"
    told = {"month": f"{use.month:%Y-%m}", "area": str(use.area or "") if national else ""}
    listed = {**told, "profession": use.profession, "after": "search" if use.after_search else ""}
    turns = [(label, address("search_log", **listed, page=str(page))) for label, page in _turns(found)]
    context = {"found": found, "use": use, "national": national, "turns": turns}
    return render_page(request, "oversight/use_list.html", {**context, "back_url": address(f"report_{name}", **told)})


def _turns(found: Found) -> list[tuple[str, int]]:
    """To which page each button leads."""
    turns = (("Newer", found.page - 1), ("Older", found.page + 1))
    return [(label, page) for label, page in turns if 1 <= page <= found.pages]
