"""On which page do auditors search the log? (R-AUDIT-1, ux.md 2(j))"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.asking import sent
from contactpoint.pages.rendering import render_page
from oversight import searching_log
from oversight.forms import LogForm
from oversight.searching_log import Found
from registry.views.asking import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def search_log(request: HttpRequest) -> HttpResponse:
    """What is asked for is sent, and so are the pages of the answer: no address names a child or a person."""
    by, at = viewer_of(request), timezone.now()
    national = searching_log.may_search(by, at=at)
    form, found = LogForm(sent(request)), None
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


def _turns(found: Found) -> list[tuple[str, int]]:
    """To which page each button leads."""
    turns = (("Newer", found.page - 1), ("Older", found.page + 1))
    return [(label, page) for label, page in turns if 1 <= page <= found.pages]
