"""Which address leads to which page of the assessment?"""

from django.urls import path

from readiness.views import details, evidence, framework, returns

QUESTION = "readiness/returns/<uuid:monthly>/questions/<str:question>"

urlpatterns = [
    path("readiness", returns.list_returns, name="list_returns"),
    path("readiness/framework", framework.view_framework, name="readiness_framework"),
    path("readiness/begin", returns.begin_return, name="begin_return"),
    path("readiness/returns/<uuid:monthly>", returns.view_return, name="view_return"),
    path(QUESTION, returns.answer_question, name="answer_question"),
    path("readiness/returns/<uuid:monthly>/submit", returns.submit_return, name="submit_return"),
    path("readiness/returns/<uuid:monthly>/sign", returns.sign_return, name="sign_return"),
    path("readiness/returns/<uuid:monthly>/reopen", details.reopen_return, name="reopen_return"),
    path("readiness/returns/<uuid:monthly>/assign", details.assign_themes, name="assign_themes"),
    path("readiness/returns/<uuid:monthly>/risks/add", details.add_risk, name="add_risk"),
    path("readiness/returns/<uuid:monthly>/dates", details.plan_dates, name="plan_dates"),
    path("readiness/returns/<uuid:monthly>/carry-over", details.carry_over_details, name="carry_over_details"),
    path("readiness/risks/<uuid:risk>", details.change_risk, name="change_risk"),
    path(f"{QUESTION}/autosave", details.autosave_answer, name="autosave_answer"),
    path(f"{QUESTION}/evidence", evidence.add_evidence, name="add_evidence"),
    path("readiness/evidence/<uuid:evidence>", evidence.download_evidence, name="download_evidence"),
    path("readiness/evidence/<uuid:evidence>/remove", evidence.remove_evidence, name="remove_evidence"),
]
