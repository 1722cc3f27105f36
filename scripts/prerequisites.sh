#!/bin/sh
# Says in a sentence what is missing to build Cordon and ends with status 1;
# silent when all is there. Without an argument: Go. With one or more words,
# these instead: node (the web app), race (the race detector), postgres (tests
# of the PostgreSQL store), chromium (tests in a browser).
set -eu

# at_least VERSION MAJOR MINOR: whether a version such as go1.26.8 or v20.20.1
# is not older. What cannot be read is older.
at_least() {
	numbers=${1#"${1%%[0-9]*}"}
	major=${numbers%%.*}
	rest=${numbers#*.}
	minor=${rest%%[!0-9]*}
	case "$major$minor" in
	'' | *[!0-9]*) return 1 ;;
	esac
	[ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "${minor:-0}" -ge "$3" ]; }
}

missing() {
	echo "$*" >&2
	exit 1
}

need_go() {
	command -v go >/dev/null 2>&1 ||
		missing "Cordon is built with Go 1.26 or newer, and no go command was found. Install it from https://go.dev/dl/ and try again."
	version=$(go env GOVERSION 2>/dev/null) || version=unknown
	at_least "$version" 1 26 ||
		missing "Cordon is built with Go 1.26 or newer; this is $version. Install a newer one from https://go.dev/dl/ and try again."
}

need_node() {
	command -v node >/dev/null 2>&1 ||
		missing "The web app is built with Node 20.20 or newer, and no node command was found. Install it from https://nodejs.org/ (it brings npm along) and try again. Without Node, make build WEB=no builds the server with the page of its API only."
	version=$(node --version 2>/dev/null) || version=unknown
	at_least "$version" 20 20 ||
		missing "The web app is built with Node 20.20 or newer; this is $version. Install a newer one from https://nodejs.org/ and try again."
	command -v npm >/dev/null 2>&1 ||
		missing "The web app is built with npm, which was not found although Node is there. Install it (Debian and Ubuntu: apt-get install npm) and try again."
}

need_race() {
	command -v "$(go env CC)" >/dev/null 2>&1 ||
		missing "The race detector of make check needs a C compiler, and $(go env CC) was not found. Install gcc or clang, or run make test, which does without."
}

need_postgres() {
	command -v initdb >/dev/null 2>&1 && return
	for path in /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$path" ] && return
	done
	missing "The tests of the PostgreSQL store need a PostgreSQL server, and none was found. Install it (Debian and Ubuntu: apt-get install postgresql) and try again; without it make test skips them."
}

need_chromium() {
	[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return
	for name in chromium chromium-browser google-chrome; do
		command -v "$name" >/dev/null 2>&1 && return
	done
	missing "The journeys in a browser need Chromium, and none was found. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path, and try again; without it make test skips them."
}

[ $# -gt 0 ] || set -- go
for what in "$@"; do
	case "$what" in
	go | node | race | postgres | chromium) "need_$what" ;;
	*) missing "prerequisites.sh does not know \"$what\"" ;;
	esac
done
