"""Which address leads to which page about shields, and about requests for contact? Random ids alone."""

from django.urls import path

from shielding.views import (
    answers,
    ask,
    asker,
    broker,
    case,
    change,
    consent,
    decide,
    deputies,
    find,
    home,
    identity,
    investigation,
    list_child,
    sign,
    start_up,
)

urlpatterns = [
    # Overrides looked into
    path("investigations", investigation.investigations, name="investigations"),
    path("investigations/<uuid:investigation>", investigation.view_investigation, name="view_investigation"),
    path("investigations/<uuid:investigation>/explain", investigation.explain_override, name="explain_override"),
    # The life of a shield
    path("shielding", home.shielding_home, name="shielding_home"),
    path("shielding/records", home.shields, name="shields"),
    path("shielding/deputies", deputies.shielding_deputies, name="shielding_deputies"),
    path("shielding/deputies/<uuid:practitioner>/end", deputies.end_deputy, name="end_deputy"),
    path("shielding/search", find.shielding_search, name="shielding_search"),
    path("shielding/search/<uuid:search>", find.shielding_found, name="shielding_found"),
    path("shielding/children/<uuid:child>", case.shielding_child, name="shielding_child"),
    path("shielding/children/<uuid:child>/hide", ask.ask_shield, name="ask_shield"),
    path("shielding/records/<uuid:shield>", case.view_shield, name="view_shield"),
    path("shielding/records/<uuid:shield>/confirm", decide.confirm_shield, name="confirm_shield"),
    path("shielding/records/<uuid:shield>/review", change.review_shield, name="review_shield"),
    path("shielding/records/<uuid:shield>/lift", change.ask_to_lift, name="ask_to_lift"),
    path("shielding/records/<uuid:shield>/appeal", change.record_appeal, name="record_appeal"),
    path("shielding/records/<uuid:shield>/names", change.choose_names, name="choose_names"),
    path("shielding/records/<uuid:shield>/others", ask.shield_others, name="shield_others"),
    path("shielding/requests/<uuid:proposal>", decide.decide_proposal, name="decide_proposal"),
    # The start-up list (R-SHIELD-10)
    path("shielding/start-up", start_up.start_up, name="start_up"),
    path("shielding/start-up/sign", start_up.sign_start_up, name="sign_start_up"),
    path("shielding/start-up/partners/add", start_up.add_partner, name="add_partner"),
    path("shielding/start-up/partners/<uuid:partner>", start_up.view_partner, name="view_partner"),
    path("shielding/start-up/partners/<uuid:partner>/end", start_up.end_partner, name="end_partner"),
    path("shielding/start-up/partners/<uuid:partner>/reply", start_up.record_reply, name="record_reply"),
    path("shielding/start-up/partners/<uuid:partner>/remind", start_up.record_reminder, name="record_reminder"),
    path("shielding/start-up/partners/<uuid:partner>/child", list_child.list_child, name="list_child"),
    path("shielding/start-up/partners/<uuid:partner>/child/<uuid:search>", list_child.list_found, name="list_found"),
    path("shielding/start-up/partners/<uuid:partner>/hide/<uuid:child>", list_child.list_one, name="list_one"),
    path("shielding/start-up/partners/<uuid:partner>/expect", list_child.expect_child, name="expect_child"),
    path("shielding/start-up/expected/<uuid:listed>", list_child.view_expected, name="view_expected"),
    path(
        "shielding/start-up/expected/<uuid:listed>/take-back", list_child.take_back_expected, name="take_back_expected"
    ),
    path("start-up-list", sign.start_up_to_sign, name="start_up_to_sign"),
    # Whoever asks whether anyone else is involved, and the services that are asked (R-INV-2)
    path("children/<uuid:child>/ask", asker.ask_whether_involved, name="ask_whether_involved"),
    path("requests", asker.my_requests, name="my_requests"),
    path("requests/asked/<uuid:asked>", answers.answer_request, name="answer_request"),
    # The ContactPoint teams
    path("shielding/contact-requests", broker.contact_requests, name="contact_requests"),
    path("shielding/contact-requests/<uuid:contact_request>", broker.view_contact_request, name="view_contact_request"),
    path(
        "shielding/contact-requests/<uuid:contact_request>/turn-away",
        broker.turn_away_request,
        name="turn_away_request",
    ),
    path("shielding/contact-requests/asked/<uuid:asked>", broker.record_answer, name="record_answer"),
    path("shielding/children/<uuid:child>/sensitive-services", consent.sensitive_services, name="sensitive_services"),
    path(
        "shielding/children/<uuid:child>/sensitive-services/<uuid:involvement>/withdraw",
        consent.withdraw_for_service,
        name="withdraw_for_service",
    ),
    # New identities: a record that is added hidden, and one that closes (R-REC-7)
    path("shielding/identities", identity.new_identities, name="new_identities"),
    path("shielding/added", identity.hidden_records, name="hidden_records"),
    path("shielding/added/new", identity.add_hidden_record, name="add_hidden_record"),
    path("shielding/added/<uuid:child>", identity.confirm_hidden_record, name="confirm_hidden_record"),
    path("shielding/closings", identity.closings, name="closings"),
    path("shielding/closings/new", identity.ask_closing, name="ask_closing"),
    path("shielding/closings/<uuid:closing>", identity.view_closing, name="view_closing"),
]
