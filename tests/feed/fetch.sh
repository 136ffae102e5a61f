# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Programs of others for tests that source this: their packages are unpacked under
# build/dist/, not installed.

# fetch NAME PACKAGE...: unpacked in $CACHE/NAME; false where they can't be had
CACHE=$LAB_TOP/build/dist
fetch() {
	local name=$1 deb new
	shift
	[ ! -e "$CACHE/$name/.complete" ] || return 0
	command -v apt-get >/dev/null || return
	mkdir -p "$CACHE" && new=$(mktemp -d "$CACHE/.$name.XXXXXX") || return
	(cd "$new" && { apt-get download -q "$@" ||
		{ apt-get update -q && apt-get download -q "$@"; }; } \
		>"$CACHE/$name.log" 2>&1) || return
	for deb in "$new"/*.deb; do
		dpkg -x "$deb" "$new" || return
		rm "$deb"
	done
	touch "$new/.complete"
	rm -rf "${CACHE:?}/$name"
	mv "$new" "$CACHE/$name"
}
