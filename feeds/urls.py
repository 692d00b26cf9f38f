"""Which address leads to which page about feeds?"""

from django.urls import path

from feeds.views import accreditation, deciding, deliveries, mapping, monitor, sources, upload

urlpatterns = [
    # How the feeds stand
    path("feeds", monitor.list_feeds, name="feeds"),
    path("feeds.csv", monitor.feeds_csv, name="feeds_csv"),
    # Deliveries: bringing one, how far it is, what became of it
    path("feeds/upload", upload.upload_delivery, name="upload_delivery"),
    path("feeds/sources/<uuid:source>/deliveries", deliveries.list_deliveries, name="source_deliveries"),
    path("feeds/deliveries/<uuid:delivery>", deliveries.view_delivery, name="view_delivery"),
    path("feeds/deliveries/<uuid:delivery>/progress", deliveries.delivery_progress, name="delivery_progress"),
    path("feeds/deliveries/<uuid:delivery>/report.csv", deliveries.delivery_report, name="delivery_report"),
    path("feeds/deliveries/<uuid:delivery>/supplier", deliveries.tell_supplier, name="tell_supplier"),
    path("feeds/deliveries/<uuid:delivery>/let-through", deciding.let_through_delivery, name="let_through_delivery"),
    path("feeds/deliveries/<uuid:delivery>/approve", deciding.approve_delivery, name="approve_delivery"),
    path("feeds/deliveries/<uuid:delivery>/turn-away", deciding.turn_away_delivery, name="turn_away_delivery"),
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
