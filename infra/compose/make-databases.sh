#!/bin/bash
# Makes the two databases and their owners at PostgreSQL's first start; migrations make all other logins. The owner of
# Guardroom's database may make logins and is no superuser. Runs inside the postgres container, or by hand beside any server.
set -euo pipefail
secrets="${SECRETS:-/run/secrets}"
owner_password="$(sed -n 's/.*"owner":"\([^"]*\)".*/\1/p' "$secrets/database-owner")"
keycloak_password="$(cat "$secrets/keycloak-database")"
[ -n "$owner_password" ] && [ -n "$keycloak_password" ] || { echo 'no passwords in the secrets' >&2; exit 1; }
psql -v ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
\\set owner_password '$owner_password'
\\set keycloak_password '$keycloak_password'
create role gr_owner login nosuperuser nocreatedb createrole inherit password :'owner_password';
create role keycloak login nosuperuser nocreatedb nocreaterole inherit password :'keycloak_password';
create database guardroom owner gr_owner template template0;
create database keycloak owner keycloak template template0;
revoke all on database guardroom from public;
revoke all on database keycloak from public;
SQL
