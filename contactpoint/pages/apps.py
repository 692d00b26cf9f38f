"""What is the package of the design system called inside Django?"""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "contactpoint.pages"
    label = "pages"
