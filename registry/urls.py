"""Which address leads to which page about children? Addresses hold random ids alone (ux.md 1.1)."""

from django.urls import path

from registry.views import confirm, create, find, involve, lead, matching, merging, override, reason, record

urlpatterns = [
    path("search", find.find_child, name="find_child"),
    path("search/<uuid:search>", find.found_children, name="found_children"),
    path("search/<uuid:search>/create", create.create_record, name="create_record"),
    path("search/<uuid:search>/check", create.check_record, name="check_record"),
    path("your-team", record.your_team, name="your_team"),
    path("children", record.my_children, name="my_children"),
    path("children/unconfirmed", confirm.unconfirmed_records, name="unconfirmed_records"),
    path("children/unconfirmed/<uuid:child>", confirm.confirm_record, name="confirm_record"),
    path("children/<uuid:child>", record.view_child, name="view_child"),
    path("children/<uuid:child>/reason", reason.state_reason, name="state_reason"),
    # The whole of some records, for a quarter of an hour (R-SHIELD-5)
    path("children/<uuid:child>/override", override.open_under_override, name="open_under_override"),
    path("children/<uuid:child>/override/reason", override.override_reason, name="override_reason"),
    path("children/<uuid:child>/close", override.close_record, name="close_record"),
    path("children/<uuid:child>/involvement", involve.record_involvement, name="record_involvement"),
    path(
        "children/<uuid:child>/sensitive-involvement",
        involve.record_sensitive_involvement,
        name="record_sensitive_involvement",
    ),
    path(
        "children/<uuid:child>/colleague-involvement",
        involve.record_colleague_involvement,
        name="record_colleague_involvement",
    ),
    path("children/<uuid:child>/lead", lead.name_lead, name="name_lead"),
    path("children/<uuid:child>/caf", lead.flag_caf, name="flag_caf"),
    path("involvements/<uuid:involvement>/end", involve.end_involvement, name="end_involvement"),
    path("involvements/<uuid:involvement>/withdraw-consent", involve.withdraw_consent, name="withdraw_consent"),
    path("involvements/<uuid:involvement>/confirm", involve.confirm_involvement, name="confirm_involvement"),
    # Rows that wait for a person, and records that are one child (R-FEED-5, R-FEED-6)
    path("matching", matching.matches, name="matches"),
    path("matching/<uuid:waiting>", matching.review_match, name="review_match"),
    path("matching/<uuid:waiting>/after", matching.confirm_match, name="confirm_match"),
    path("matching/<uuid:waiting>/release", matching.release_match, name="release_match"),
    path("matching/merges", merging.merges, name="merges"),
    path("matching/merges/new", merging.compare_numbers, name="compare_numbers"),
    path("matching/merges/of/<uuid:one>/<uuid:other>", merging.compare_records, name="compare_records"),
    path("matching/merges/of/<uuid:one>/<uuid:other>/after", merging.confirm_merge, name="confirm_merge"),
    path("matching/merges/<uuid:merge>", merging.view_merge, name="view_merge"),
    path("matching/merges/<uuid:merge>/undo", merging.undo_merge, name="undo_merge"),
    path("matching/merges/<uuid:merge>/seen", merging.merge_witnesses, name="merge_witnesses"),
    path("matching/merges/<uuid:merge>/seen.csv", merging.download_merge_witnesses, name="download_merge_witnesses"),
]
