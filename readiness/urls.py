"""Which address leads to which page of the assessment?"""

from django.urls import path

from readiness import views

urlpatterns = [path("readiness/framework", views.view_framework, name="readiness_framework")]
