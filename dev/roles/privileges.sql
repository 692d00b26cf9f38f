-- What the application and the auditor are granted in this database. Run as contactpoint_owner in a database that it
-- owns, before the first migration; safe to run again.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO contactpoint_app', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO contactpoint_auditor', current_database());
END
$$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO contactpoint_app, contactpoint_auditor;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO contactpoint_app;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO contactpoint_app;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO contactpoint_auditor;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
