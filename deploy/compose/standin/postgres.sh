#!/bin/sh
# What the official image's entrypoint does with its environment and words, as far as docker-compose.yml uses it.
set -eu
data=${PGDATA:-/var/lib/postgresql/data}
if [ ! -s "$data/PG_VERSION" ]; then
    umask 077
    printf '%s' "${POSTGRES_PASSWORD:?}" >/tmp/password
    initdb -D "$data" -U "${POSTGRES_USER:-postgres}" --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions
    rm /tmp/password
    echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
fi
[ "${1:-}" = postgres ] && shift
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
