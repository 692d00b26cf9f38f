"""Which guidance explains the page that is looked at? (R-LARA-8, ux.md 2(l))"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.pages.components import Place
from readiness.guidance.library import shelf


def about_this_page(request: HttpRequest) -> dict[str, Any]:
    """A link to its section, for the base page; nothing where a person is shown that their access has lapsed."""
    page = request.resolver_match.url_name if request.resolver_match else None
    lapses = getattr(request, "lapses", ())
    if page is None or lapses:
        return {}
    signed_in = isinstance(getattr(request, "user", None), Practitioner)
    found = shelf(signed_in=signed_in, on=timezone.localdate()).explaining(page)
    if found is None:
        return {}
    document, explained = found
    where = reverse("view_guidance", args=[document.slug])
    return {"about_this_page": Place(explained.label, f"{where}#{explained.section}")}
