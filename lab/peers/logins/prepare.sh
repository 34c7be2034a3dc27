#!/bin/sh
# Gets the packages of the services in this folder, at the versions that are written down here, below target/.
# The tests of lab/verify find them there; without them they leave these services out and say so.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${CARGO_TARGET_DIR:-$here/../../../target}/verify/logins
mkdir -p "$to/node" "$to/python"
cp "$here"/node/* "$to/node/"
cp "$here"/python/* "$to/python/"
(cd "$to/node" && npm ci --no-audit --no-fund --ignore-scripts)
python3 -m venv "$to/python/venv"
"$to/python/venv/bin/pip" install --quiet --disable-pip-version-check -r "$to/python/requirements.txt"
