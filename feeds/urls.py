"""Which address leads to which page about feeds?"""

from django.urls import path

from feeds.views import accreditation, mapping, sources

urlpatterns = [
    # Sources and their accreditation
    path("feeds/sources", sources.list_sources, name="sources"),
    path("feeds/sources/register", sources.register_source, name="register_source"),
    path("feeds/sources/<uuid:source>", sources.view_source, name="view_source"),
    path("feeds/sources/<uuid:source>/change", sources.change_source, name="change_source"),
    path("feeds/sources/<uuid:source>/delivers", sources.change_delivers, name="change_delivers"),
    path("feeds/sources/<uuid:source>/mapping", mapping.map_source, name="map_source"),
    path("feeds/sources/<uuid:source>/stop", sources.stop_source, name="stop_source"),
    path("feeds/sources/<uuid:source>/start", sources.start_source, name="start_source"),
    path("feeds/sources/<uuid:source>/withdraw", accreditation.withdraw_accreditation, name="withdraw_accreditation"),
    path("feeds/deliveries/<uuid:delivery>/accreditation", accreditation.ask_accreditation, name="ask_accreditation"),
    path("feeds/accreditations/<uuid:accreditation>", accreditation.view_accreditation, name="view_accreditation"),
    path(
        "feeds/accreditations/<uuid:accreditation>/refuse",
        accreditation.refuse_accreditation,
        name="refuse_accreditation",
    ),
]
