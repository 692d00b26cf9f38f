"""Which address leads to which page of the assessment?"""

from django.urls import path

from readiness.views import framework, guidance, guidance_read, returns

urlpatterns = [
    path("readiness", returns.list_returns, name="list_returns"),
    path("readiness/framework", framework.view_framework, name="readiness_framework"),
    path("readiness/begin", returns.begin_return, name="begin_return"),
    path("readiness/returns/<uuid:monthly>", returns.view_return, name="view_return"),
    path("readiness/returns/<uuid:monthly>/questions/<str:question>", returns.answer_question, name="answer_question"),
    path("readiness/returns/<uuid:monthly>/submit", returns.submit_return, name="submit_return"),
    path("readiness/returns/<uuid:monthly>/sign", returns.sign_return, name="sign_return"),
    path("guidance", guidance.list_guidance, name="guidance"),
    path("guidance/search", guidance.search_guidance, name="search_guidance"),
    path("guidance/readers", guidance_read.guidance_readers, name="guidance_readers"),
    path("guidance/readers/<slug:guide>", guidance_read.guidance_unread, name="guidance_unread"),
    path("guidance/missing", guidance_read.missing_guidance, name="missing_guidance"),
    path("guidance/documents/<slug:guide>", guidance.view_guidance, name="view_guidance"),
    path("guidance/documents/<slug:guide>/versions", guidance.guidance_versions, name="guidance_versions"),
    path(
        "guidance/documents/<slug:guide>/versions/<int:version>",
        guidance.view_guidance_version,
        name="view_guidance_version",
    ),
    path(
        "guidance/documents/<slug:guide>/versions/<int:version>/read",
        guidance_read.read_guidance,
        name="read_guidance",
    ),
    path(
        "guidance/documents/<slug:guide>/versions/<int:older>/to/<int:newer>",
        guidance.compare_guidance,
        name="compare_guidance",
    ),
]
