from django.apps import AppConfig


class ShieldingConfig(AppConfig):
    name = "shielding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shielding import alerting, answering, arriving, work  # noqa: F401 - connect receivers, name the jobs
