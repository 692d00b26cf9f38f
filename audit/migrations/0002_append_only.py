"""The application's own role cannot change the log: a trigger can be switched off, a missing privilege cannot (R-AUDIT-2)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON audit_event FROM contactpoint_app",
            "GRANT UPDATE, DELETE ON audit_event TO contactpoint_app",
        )
    ]
