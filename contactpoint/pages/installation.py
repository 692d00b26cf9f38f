"""What does every page say of the installation it belongs to? (R-USER-6)"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from contactpoint.pages.components import Place


def installation(request: HttpRequest) -> dict[str, Any]:
    """Where everybody is invented each page says so; a live installation shows the way to where people train."""
    links = [Place("Practice area", settings.PRACTICE_URL)] if settings.PRACTICE_URL else []
    return {"invented": settings.INVENTED, "footer_links": links}
