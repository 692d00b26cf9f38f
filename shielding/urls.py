"""Which address leads to which page about shields, and about requests for contact?"""

from django.urls import URLPattern, path

from shielding.views import answers, asker, broker, consent, investigation

urlpatterns: list[URLPattern] = [
    # Overrides looked into
    path("investigations", investigation.investigations, name="investigations"),
    path("investigations/<uuid:investigation>", investigation.view_investigation, name="view_investigation"),
    path("investigations/<uuid:investigation>/explain", investigation.explain_override, name="explain_override"),
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
]
