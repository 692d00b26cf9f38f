"""A shield's history is never rewritten, not even by the application (R-SHIELD-3)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON registry_shieldevent FROM contactpoint_app",
            "GRANT UPDATE, DELETE ON registry_shieldevent TO contactpoint_app",
        )
    ]
