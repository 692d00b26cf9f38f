"""Which address leads to which page of the assessment?"""

from django.urls import path

from readiness.views import framework, returns

urlpatterns = [
    path("readiness", returns.list_returns, name="list_returns"),
    path("readiness/framework", framework.view_framework, name="readiness_framework"),
    path("readiness/begin", returns.begin_return, name="begin_return"),
    path("readiness/returns/<uuid:monthly>", returns.view_return, name="view_return"),
    path("readiness/returns/<uuid:monthly>/questions/<str:question>", returns.answer_question, name="answer_question"),
    path("readiness/returns/<uuid:monthly>/submit", returns.submit_return, name="submit_return"),
    path("readiness/returns/<uuid:monthly>/sign", returns.sign_return, name="sign_return"),
]
