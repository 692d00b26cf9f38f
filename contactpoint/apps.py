"""The roof as a Django app: its management commands are found, and no connection is made as too mighty a role."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from contactpoint.database import refuse_powerful_role


class RoofConfig(AppConfig):
    name = "contactpoint"
    verbose_name = "ContactPoint"

    def ready(self) -> None:
        from contactpoint import nightly  # noqa: F401 - names its job, and needs the models

        connection_created.connect(refuse_powerful_role, dispatch_uid="refuse_powerful_role")
