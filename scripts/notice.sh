#!/bin/sh
# Writes NOTICE: who wrote what is linked into the cordon binary, and under
# which terms. Reads the module cache; run `make notice` after a change of go.mod.
set -eu
cd "$(dirname "$0")/.."

rule() { printf '%s\n' "--------------------------------------------------------------------------------"; }

# Modules that only tests use are not shipped; docs/decisions/dependencies.md says which.
test_only=$(awk -F'|' '$3 ~ /tests only/ {gsub(/[ `]/, "", $2); print $2}' docs/decisions/dependencies.md)
modules=$(awk '$1 == "require" && NF >= 3 && $2 != "(" {print $2, $3} /^\t/ {print $1, $2}' go.mod | LC_ALL=C sort)

licence_name() {
	if grep -q 'Apache License' "$1"; then
		if grep -q 'Permission is hereby granted, free of charge' "$1"; then echo 'MIT and Apache-2.0'; else echo Apache-2.0; fi
	elif grep -q 'Redistributions of source code' "$1"; then
		if grep -qi 'neither the name\|names of the authors' "$1"; then echo BSD-3-Clause; else echo BSD-2-Clause; fi
	elif grep -q 'Permission is hereby granted, free of charge' "$1"; then echo MIT
	elif grep -q 'Permission to use, copy, modify, and' "$1"; then echo ISC
	else echo 'see text'; fi
}

shipped() {
	echo "$modules" | while read -r path version; do
		echo "$test_only" | grep -qx "$path" && continue
		echo "$path $version"
	done
}

cat <<'HEAD'
Cordon
Copyright 2026 the Cordon authors

Licensed under the Apache License, Version 2.0; see LICENSE.

The cordon binary contains the Go standard library and the modules below. Their
licence texts follow, each complete.

HEAD

printf '  %-44s %-38s %s\n' "Go standard library and runtime" "" BSD-3-Clause
shipped | while read -r path version; do
	dir=$(go mod download -json "$path@$version" | sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p')
	[ -n "$dir" ] || { echo "no copy of $path $version: run go mod download" >&2; exit 1; }
	first=$(ls "$dir" | LC_ALL=C grep -E '^(LICENSE|LICENCE|COPYING)(\.txt|\.md)?$' | head -n 1)
	[ -n "$first" ] || { echo "$path $version carries no licence file" >&2; exit 1; }
	printf '  %-44s %-38s %s\n' "$path" "$version" "$(licence_name "$dir/$first")"
done
cat <<'SQLITE'

modernc.org/sqlite contains SQLite, which its authors placed in the public
domain; modernc.org/libc contains parts of musl libc (MIT) and others, named below.
SQLITE

goroot=$(go env GOROOT)
rule
printf 'Go standard library and runtime\n\n'
cat "$goroot/LICENSE"

shipped | while read -r path version; do
	dir=$(go mod download -json "$path@$version" | sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p')
	# Left out: a logo's origin (not shipped), a vector extension that is not
	# linked, and SQLite's flattened list, whose linked parts stand here themselves.
	ls "$dir" | LC_ALL=C grep -E '^(LICENSE|LICENCE|COPYING|NOTICE)' | LC_ALL=C sort |
		grep -vx -e LICENSE-LOGO -e LICENSE-SQLITE_VEC |
		while read -r file; do
			[ "$path $file" = "modernc.org/sqlite LICENSE-3RD-PARTY.md" ] && continue
			rule
			if licence=$(licence_name "$dir/$file"); [ "$licence" = Apache-2.0 ] && cmp -s "$dir/$file" LICENSE; then
				printf '%s %s: %s\n\nThe Apache License, Version 2.0, word for word as in the file LICENSE.\n' "$path" "$version" "$file"
			else
				printf '%s %s: %s\n\n' "$path" "$version" "$file"
				tr -d '\r' <"$dir/$file"
			fi
			printf '\n'
		done
done
