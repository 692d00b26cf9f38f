from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "readiness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every page asks for its guidance: a document that cannot be used stops the start, and no page."""
        from readiness.guidance.library import read_library  # needs the models

        read_library()
