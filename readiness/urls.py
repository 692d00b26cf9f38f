"""Which address leads to which page of the assessment?"""

from django.urls import path

from readiness.views import areas, decisions, details, england, evidence, framework, national, returns

QUESTION = "readiness/returns/<uuid:monthly>/questions/<str:question>"

urlpatterns = [
    path("readiness", returns.list_returns, name="list_returns"),
    path("readiness/framework", framework.view_framework, name="readiness_framework"),
    path("readiness/begin", returns.begin_return, name="begin_return"),
    path("readiness/returns/<uuid:monthly>", returns.view_return, name="view_return"),
    path(QUESTION, returns.answer_question, name="answer_question"),
    path("readiness/returns/<uuid:monthly>/submit", returns.submit_return, name="submit_return"),
    path("readiness/returns/<uuid:monthly>/sign", returns.sign_return, name="sign_return"),
    path("readiness/england", england.view_england, name="view_england"),
    path("readiness/england.csv", england.export_england, name="export_england"),
    path("readiness/england/months.csv", england.export_trend, name="export_trend"),
    path("readiness/themes/<str:theme>.csv", england.export_theme, name="export_theme"),
    path("readiness/themes/<str:theme>", england.view_theme, name="view_theme"),
    path("readiness/national", national.moderate_home, name="moderate_home"),
    path("readiness/national/returns/<uuid:given>", national.moderate_return, name="moderate_return"),
    path("readiness/national/evaluation", national.close_evaluation, name="close_evaluation"),
    path("readiness/areas/<uuid:area>", areas.view_area, name="view_area"),
    path("readiness/areas/<uuid:area>/recommend", national.recommend, name="recommend"),
    path("readiness/areas/<uuid:area>/withdraw", national.withdraw, name="withdraw_readiness"),
    path("readiness/decisions/<uuid:decision>", decisions.view_decision, name="view_decision"),
    path("readiness/decisions/<uuid:decision>/decide", national.decide, name="decide_readiness"),
    path("readiness/decisions/<uuid:decision>/appeal", decisions.appeal, name="appeal"),
    path("readiness/decisions/<uuid:decision>/answer", national.answer_appeal, name="answer_appeal"),
    path("readiness/conditions/<int:condition>/met", national.meet_condition, name="meet_condition"),
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
