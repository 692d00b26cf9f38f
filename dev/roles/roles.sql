-- Who may do what in the database that this runs in. Run by an administrator (a superuser, or a role with CREATEROLE);
-- safe to run again. Passwords are set beside it, by whoever runs it.
--   contactpoint_owner    owns the database and its tables, runs migrations; the application never logs in as it
--   contactpoint_app      the application: may only use what it was granted
--   contactpoint_auditor  reads, nothing else; grant it to a person's own login
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['contactpoint_owner', 'contactpoint_app', 'contactpoint_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
    IF EXISTS (
        SELECT FROM pg_roles
        WHERE rolname IN ('contactpoint_owner', 'contactpoint_app', 'contactpoint_auditor')
        AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
    ) THEN
        RAISE EXCEPTION 'A role of ContactPoint has powers over the whole server. Take them away first.';
    END IF;
    IF NOT pg_has_role('contactpoint_owner', 'MEMBER') THEN
        EXECUTE format('GRANT contactpoint_owner TO %I', current_user);
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO contactpoint_owner', current_database());
END
$$;
ALTER ROLE contactpoint_owner LOGIN;
ALTER ROLE contactpoint_app LOGIN;
