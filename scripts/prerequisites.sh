#!/bin/sh
# Says in a sentence what is missing to build Cordon (with "race": to run the
# tests under the race detector; with "postgres": to test the PostgreSQL store)
# and ends with status 1; silent when all is there.
set -eu

if [ "${1:-}" = postgres ]; then
	command -v initdb >/dev/null 2>&1 && exit 0
	for path in /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$path" ] && exit 0
	done
	echo "The tests of the PostgreSQL store need a PostgreSQL server, and none was found. Install it (Debian and Ubuntu: apt-get install postgresql) and try again; without it make test skips them." >&2
	exit 1
fi

if ! command -v go >/dev/null 2>&1; then
	echo "Cordon is built with Go 1.26 or newer, and no go command was found. Install it from https://go.dev/dl/ and try again." >&2
	exit 1
fi

version=$(go env GOVERSION 2>/dev/null) || version=unknown
numbers=${version##*go}
major=${numbers%%.*}
rest=${numbers#*.}
minor=${rest%%[!0-9]*}
case "$major$minor" in
'' | *[!0-9]*) major=0 minor=0 ;;
esac
if [ "$major" -lt 1 ] || { [ "$major" -eq 1 ] && [ "${minor:-0}" -lt 26 ]; }; then
	echo "Cordon is built with Go 1.26 or newer; this is $version. Install a newer one from https://go.dev/dl/ and try again." >&2
	exit 1
fi

if [ "${1:-}" = race ] && ! command -v "$(go env CC)" >/dev/null 2>&1; then
	echo "The race detector of make check needs a C compiler, and $(go env CC) was not found. Install gcc or clang, or run make test, which does without." >&2
	exit 1
fi
