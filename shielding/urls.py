"""Which address leads to which page about shields?"""

from django.urls import URLPattern, path

from shielding.views import investigation

urlpatterns: list[URLPattern] = [
    # Overrides looked into
    path("investigations", investigation.investigations, name="investigations"),
    path("investigations/<uuid:investigation>", investigation.view_investigation, name="view_investigation"),
    path("investigations/<uuid:investigation>/explain", investigation.explain_override, name="explain_override"),
]
