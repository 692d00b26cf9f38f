from django.apps import AppConfig


class ShieldingConfig(AppConfig):
    name = "shielding"
    default_auto_field = "django.db.models.BigAutoField"
