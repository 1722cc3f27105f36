#!/bin/sh
# Installs Cordon as a service of systemd from the files beside this script:
#
#   packaging/install.sh [BINARY]        bin/cordon if no BINARY is named
#   DESTDIR=/some/where packaging/install.sh [BINARY]
#
# It needs nothing from outside. It may be run again to upgrade: the program
# that was there is kept as cordon.previous, settings and data stay as they are.
# It starts nothing. With DESTDIR set it only lays out the files below that
# folder, for a package or a look.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
binary=${1:-$here/../bin/cordon}
root=${DESTDIR:-}

if [ ! -f "$binary" ] || [ ! -x "$binary" ]; then
	echo "There is no program at $binary; build it with make build, or name one." >&2
	exit 1
fi
if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
	echo "Installing a service needs root; run this with sudo." >&2
	exit 1
fi

if [ -z "$root" ] && ! id cordon >/dev/null 2>&1; then
	if command -v useradd >/dev/null 2>&1; then
		useradd --system --user-group --home-dir /var/lib/cordon --no-create-home --shell /usr/sbin/nologin cordon
	else
		adduser -S -D -H -h /var/lib/cordon -s /sbin/nologin cordon
	fi
	echo "Made the account cordon."
fi

mkdir -p "$root/usr/local/bin" "$root/etc/systemd/system" "$root/etc/cordon"
chmod 0755 "$root/etc/cordon"

target=$root/usr/local/bin/cordon
if [ -f "$target" ] && ! cmp -s "$binary" "$target"; then
	cp -p "$target" "$target.previous"
	echo "Kept the program that was there as /usr/local/bin/cordon.previous."
fi
# The new file takes the name in one step: a running server keeps the old one.
cp "$binary" "$target.new"
chmod 0755 "$target.new"
mv -f "$target.new" "$target"

cp "$here/systemd/cordon.service" "$root/etc/systemd/system/cordon.service"
chmod 0644 "$root/etc/systemd/system/cordon.service"
if [ ! -e "$root/etc/cordon/cordon.env" ]; then
	cp "$here/systemd/cordon.env" "$root/etc/cordon/cordon.env"
	# Settings may hold passwords of databases.
	chmod 0600 "$root/etc/cordon/cordon.env"
fi

if [ -n "$root" ]; then
	echo "Laid out below $root."
	exit 0
fi
if command -v systemctl >/dev/null 2>&1; then
	systemctl daemon-reload || true
fi
cat <<'END'
Installed. Settings: /etc/cordon/cordon.env. Data: /var/lib/cordon.
Start it now and with the machine:  systemctl enable --now cordon
The link for the first administrator:  journalctl -u cordon
After an upgrade:  systemctl restart cordon
END
