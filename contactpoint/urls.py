"""Which address leads to which page?"""

from django.urls import URLPattern, URLResolver, include, path

from contactpoint.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("accounts.urls")),
    path("", include("registry.urls")),
    path("", include("shielding.urls")),
    path("", include("feeds.urls")),
    path("", include("oversight.urls")),
    path("", include("readiness.urls")),
]
handler404 = "contactpoint.pages.refusal.not_found"
