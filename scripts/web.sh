#!/bin/sh
# Builds the web app into web/dist if something in it is newer than the last
# build. The packages are fetched when package-lock.json changed.
set -eu
cd "$(dirname "$0")/../web"
stamp=node_modules/.cordon-installed
if ! [ -e "$stamp" ] || ! cmp -s package-lock.json "$stamp"; then
	echo "Fetching the packages of the web app."
	npm ci --no-audit --no-fund --loglevel=error
	cp package-lock.json "$stamp"
fi
[ "${1:-}" = packages ] && exit
built=dist/manifest.json
if [ -e "$built" ] && [ -z "$(find src public scripts index.html package.json vite.config.ts ../docs/guide -newer "$built" -print | head -n 1)" ]; then
	exit
fi
echo "Building the web app."
npm run --silent build
