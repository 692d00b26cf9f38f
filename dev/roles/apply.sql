-- For psql: the roles with their passwords, then the grants; safe to run again. Passwords come from the environment
-- (OWNER_PASSWORD, APP_PASSWORD), where no list of processes shows them.
\set ON_ERROR_STOP on
\getenv owner OWNER_PASSWORD
\getenv app APP_PASSWORD
\ir roles.sql
ALTER ROLE contactpoint_owner PASSWORD :'owner';
ALTER ROLE contactpoint_app PASSWORD :'app';
SET ROLE contactpoint_owner;
\ir privileges.sql
