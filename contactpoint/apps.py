"""The roof as a Django app: its management commands are found, and each connection is looked at when it is made."""

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from contactpoint.database import mark_database, refuse_another_installation, refuse_powerful_role


class RoofConfig(AppConfig):
    name = "contactpoint"
    verbose_name = "ContactPoint"

    def ready(self) -> None:
        from contactpoint import lookups, nightly  # noqa: F401 - names its job, and needs the models

        connection_created.connect(refuse_powerful_role, dispatch_uid="refuse_powerful_role")
        connection_created.connect(refuse_another_installation, dispatch_uid="refuse_another_installation")
        vault = apps.get_app_config("vault")
        post_migrate.connect(mark_database, sender=vault, dispatch_uid="mark_database")
