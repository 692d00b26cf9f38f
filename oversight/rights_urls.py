"""Which address leads to which page about the rights of children and parents? (R-AUDIT-4, R-AUDIT-5)"""

from django.urls import path

from oversight.views import complaints, public, subject_access, subject_access_review

ACCESS = "requests-for-what-is-held/<uuid:access_request>"

urlpatterns = [
    path("about-contactpoint", public.about_registry, name="about_registry"),
    path("complain", public.complain, name="complain"),
    path("complain/sent", public.complained, name="complained"),
    path("complain/status", public.complaint_status, name="complaint_status"),
    path("complain/next-step", public.pass_on_complaint, name="pass_on_complaint"),
    path("complaints", complaints.complaints, name="complaints"),
    path("complaints/new", complaints.enter_complaint, name="enter_complaint"),
    path("complaints/<uuid:complaint>", complaints.view_complaint, name="view_complaint"),
    path("complaints/<uuid:complaint>/take", complaints.take_complaint, name="take_complaint"),
    path("requests-for-what-is-held", subject_access.access_requests, name="access_requests"),
    path("requests-for-what-is-held/new", subject_access.ask_access, name="ask_access"),
    path("requests-for-what-is-held/items/<uuid:access_item>", subject_access_review.access_item, name="access_item"),
    path(ACCESS, subject_access.access_request, name="access_request"),
    path(f"{ACCESS}/identity", subject_access.access_identity, name="access_identity"),
    path(f"{ACCESS}/retry", subject_access.retry_access, name="retry_access"),
    path(f"{ACCESS}/withdraw", subject_access.end_access_request, name="end_access_request"),
    path(f"{ACCESS}/preview", subject_access.preview_access, name="preview_access"),
    path(f"{ACCESS}/files/<slug:kind>", subject_access.access_file, name="access_file"),
    path(f"{ACCESS}/review", subject_access_review.review_access, name="review_access"),
    path(f"{ACCESS}/pass-on", subject_access_review.pass_on_access, name="pass_on_access"),
    path(f"{ACCESS}/agree", subject_access_review.agree_access, name="agree_access"),
    path(f"{ACCESS}/send-back", subject_access_review.send_back_access, name="send_back_access"),
    path(f"{ACCESS}/record", subject_access_review.access_record, name="access_record"),
]
