#!/bin/sh
# Makes the secrets of the compose files, once: a password for each role, and the addresses of the database with them.
set -eu
cd "$(dirname "$0")"

if [ -e secrets ]; then
    echo "deploy/compose/secrets is there already; the database was made with its passwords" >&2
    exit 1
fi
# Engines hand the files over as they are, so the programs' users must be able to read them. The folder keeps everybody else out.
umask 077
mkdir secrets
for role in owner auth mall; do
    case $role in owner) user=cfmall ;; *) user=cfmall_$role ;; esac
    password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s' "$password" > "secrets/${role}_password"
    printf 'postgres://%s:%s@postgres/cfmall' "$user" "$password" > "secrets/${role}_url"
done
chmod 644 secrets/*
