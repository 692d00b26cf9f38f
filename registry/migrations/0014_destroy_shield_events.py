"""The application may delete no event of a shield but with the whole record that is being destroyed (R-REC-5, SEC-46).

The function acts as the owner of the tables. The trigger of the table still asks whether the record is being
destroyed (registry.models.Destroying), which no open record can be.
"""

from django.db import migrations

MAKE = """
    CREATE FUNCTION registry_destroy_shield_events(whose uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ DELETE FROM registry_shieldevent WHERE child_id = whose $$;
    REVOKE ALL ON FUNCTION registry_destroy_shield_events(uuid) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION registry_destroy_shield_events(uuid) TO contactpoint_app;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_archive")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION registry_destroy_shield_events(uuid)")]
