#!/bin/sh
# Installs the Debian packages of the groups named as arguments (packages.txt beside this file) that are not there yet.
# With nothing missing it only looks: no network, no root. Called by the Makefile; `-n` lists what is missing and stops.
set -eu
list=$(dirname "$0")/packages.txt
dry=
[ "${1-}" = -n ] && { dry=1; shift; }

say() { printf '%s\n' "$*" >&2; }

# Is the thing that a package brings already there? $1: probe, $2: package
present() {
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
	file:*) [ -e "${1#file:}" ] ;;
	deb) ! command -v dpkg-query >/dev/null 2>&1 ||
		dpkg-query -W -f '${Status}\n' "$2" 2>/dev/null | grep -q 'install ok installed' ;;
	*) say "$list: unknown probe '$1' of package $2"; exit 3 ;;
	esac
}

missing=
while read -r group package probe rest; do
	case $group in '' | '#'*) continue ;; esac
	for wanted in "$@"; do
		[ "$group" = "$wanted" ] || continue
		present "$probe" "$package" || missing="$missing $package"
	done
done <"$list"
[ -n "$missing" ] || exit 0
[ -z "$dry" ] || { printf '%s\n' $missing; exit 1; }

if ! command -v apt-get >/dev/null 2>&1; then
	say "these packages are missing and apt-get is not there to install them:$missing"
	exit 3
fi
as_root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		say "these packages are missing, and installing them needs root or sudo:$missing"
		exit 3
	fi
	as_root=sudo
fi
say "installing:$missing"
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $apt update && $apt install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
	tail -n 20 "$log" >&2
	say "apt-get could not install:$missing"
	exit 3
fi
