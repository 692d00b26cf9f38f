"""Which address leads to which page about shields?"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
