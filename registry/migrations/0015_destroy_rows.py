"""The application may delete some rows but with the whole record that is being destroyed alone (R-REC-5, SEC-46).

The function acts as the owner of the tables. The triggers of the tables still ask whether the record is being
destroyed (registry.models.Destroying), which no open record can be.
"""

from django.db import migrations

TABLES = ("registry_shieldevent", "registry_override", "registry_closing")
EACH = "".join(
    f"""
        IF what = '{table}' THEN
            DELETE FROM {table} WHERE child_id = whose AND id::text = ANY(which);
            RETURN;
        END IF;
    """
    for table in TABLES
)
MAKE = f"""
    CREATE FUNCTION registry_destroy_rows(what text, whose uuid, which text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        {EACH}
        RAISE EXCEPTION 'not a table of which rows go with their record alone: %', what;
    END
    $$;
    REVOKE ALL ON FUNCTION registry_destroy_rows(text, uuid, text[]) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION registry_destroy_rows(text, uuid, text[]) TO contactpoint_app;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_archive")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION registry_destroy_rows(text, uuid, text[])")]
