#!/bin/sh
# Tests of the web app: what is pure, then the journeys in a real browser
# against the binary that was just built. Without Chromium the journeys are left
# out, but for CI, where none may be missing.
set -eu
cd "$(dirname "$0")/.."
scripts/web.sh packages
(cd web && npm test --silent)
if ! scripts/prerequisites.sh chromium; then
	[ -z "${CI:-}" ] || exit 1
	exit 0
fi
cd web && CORDON_BIN="$PWD/../bin/cordon" npm run --silent e2e
