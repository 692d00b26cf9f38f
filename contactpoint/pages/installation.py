"""What does every page say of the installation it belongs to? (R-USER-6, R-LARA-8)"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from contactpoint.pages.addresses import address_of
from contactpoint.pages.components import Place


def installation(request: HttpRequest) -> dict[str, Any]:
    """Where everybody is invented each page says so; a live installation shows the way to where people train."""
    links = (
        Place("About ContactPoint and your rights", address_of("about_registry")),
        Place("Guidance", address_of("guidance")),
        Place("Practice area", settings.PRACTICE_URL),
    )
    return {"invented": settings.INVENTED, "footer_links": [link for link in links if link.url]}
