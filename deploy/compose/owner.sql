-- Runs once, when a server of compose.yaml begins with an empty directory. The service's user owns its database and
-- nothing else: a superuser is bound by no row-level security. The superuser stays without a password: nobody reaches
-- it but from within the container.
\set password `cat /run/secrets/owner-password`
CREATE ROLE kyc LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE kyc OWNER kyc;
ALTER ROLE postgres PASSWORD NULL;
