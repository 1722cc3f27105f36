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
# One journey goes back to last week, on a server whose clock is late.
go build -o bin/pastserver ./test/pastserver
cd web && CORDON_BIN="$PWD/../bin/cordon" CORDON_PAST_BIN="$PWD/../bin/pastserver" npm run --silent e2e
