-- The role of the tests, on a developer's server only: makes databases, migrates them as the owner, then acts as the
-- application. Run by an administrator after roles.sql; safe to run again.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'contactpoint_test') THEN
        CREATE ROLE contactpoint_test LOGIN CREATEDB;
    END IF;
    GRANT contactpoint_owner, contactpoint_app TO contactpoint_test;
    -- Tables between two tests are emptied by TRUNCATE, which triggers of an append-only table would refuse.
    GRANT SET ON PARAMETER session_replication_role TO contactpoint_test;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'Only a superuser can let the tests pass by append-only triggers: %', SQLERRM;
END
$$;
