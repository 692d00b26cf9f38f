"""Which address leads to which page about feeds?"""

from django.urls import path

from feeds.views import (
    accreditation,
    deciding,
    deliveries,
    mapping,
    monitor,
    quarantine,
    quarantine_fixes,
    quarantine_row,
    quarantine_sheet,
    returning,
    sources,
    upload,
)

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
    # Quarantine: rows that could not be read, and how they are put right
    path("feeds/quarantine", quarantine.list_quarantine, name="quarantine"),
    path("feeds/deliveries/<uuid:delivery>/quarantine", quarantine.of_delivery, name="quarantine_of_delivery"),
    path("feeds/deliveries/<uuid:delivery>/corrections.csv", quarantine.corrections_csv, name="corrections_csv"),
    path("feeds/quarantine/<uuid:source>", quarantine.of_source, name="quarantine_of_source"),
    path("feeds/quarantine/<uuid:source>/cause", quarantine.view_cause, name="quarantine_cause"),
    path("feeds/quarantine/<uuid:source>/again", quarantine_fixes.read_again, name="read_again"),
    path("feeds/quarantine/<uuid:source>/give-up", quarantine_fixes.give_up_cause, name="give_up_cause"),
    path("feeds/quarantine/<uuid:source>/rule", quarantine_fixes.fix_by_rule, name="fix_by_rule"),
    path("feeds/quarantine/<uuid:source>/rules", quarantine_fixes.list_rules, name="fix_rules"),
    path("feeds/quarantine/rules/<uuid:fix_rule>/end", quarantine_fixes.end_rule, name="end_fix_rule"),
    path("feeds/quarantine/<uuid:source>/rows.xlsx", quarantine_sheet.download, name="quarantine_xlsx"),
    path("feeds/quarantine/<uuid:source>/upload", quarantine_sheet.upload, name="upload_corrections"),
    path("feeds/quarantine/replays/<uuid:replay>", quarantine_sheet.view_replay, name="view_replay"),
    path("feeds/quarantine/replays/<uuid:replay>/confirm", quarantine_sheet.confirm, name="confirm_corrections"),
    path("feeds/quarantine/rows/<int:staged_row>", quarantine_row.fix_row, name="fix_row"),
    path("feeds/quarantine/rows/<int:staged_row>/give-up", quarantine_row.give_up_row, name="give_up_row"),
    # Sources and their accreditation
    path("feeds/sources", sources.list_sources, name="sources"),
    path("feeds/sources/register", sources.register_source, name="register_source"),
    path("feeds/sources/<uuid:source>", sources.view_source, name="view_source"),
    path("feeds/sources/<uuid:source>/change", sources.change_source, name="change_source"),
    path("feeds/sources/<uuid:source>/delivers", sources.change_delivers, name="change_delivers"),
    path("feeds/sources/<uuid:source>/mapping", mapping.map_source, name="map_source"),
    path("feeds/sources/<uuid:source>/corrections", returning.corrections_to_return, name="corrections_to_return"),
    path(
        "feeds/sources/<uuid:source>/corrections.csv",
        returning.corrections_to_return_csv,
        name="corrections_to_return_csv",
    ),
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
