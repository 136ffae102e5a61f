# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# tap.sh - what the tests of the rules share: results in TAP about files and
# commands, a namespace of their own, a scratch folder.  Sourced, never run.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
rules=$top/rules/smtp-tarpit-rules
# shellcheck source=../lib/tap.sh
. "$top/tests/lib/tap.sh"

# own_namespace "$@": go on in a network namespace without a name, or skip all
own_namespace() {
	[ -z "${STP_RULES_INSIDE:-}" ] || return 0
	if [ "$(id -u)" != 0 ] || ! unshare -n true 2>/dev/null; then
		echo "1..1"
		echo "ok 1 - ${0##*/} # SKIP needs root and network namespaces"
		exit 0
	fi
	STP_RULES_INSIDE=yes exec unshare -n --kill-child -- bash "$0" "$@"
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/stp-rules.XXXXXX") || exit 1
clean_up() { :; }
trap 'clean_up; rm -rf "$scratch"' EXIT

# report STATUS NAME [FILE...]: a failure shows what is in the files
report() {
	local status=$1 name=$2 file
	shift 2
	tap_result "$status" "$name"
	[ "$status" != 0 ] || return 0
	for file; do
		sed 's/^/# /' "$file"
	done
}

# ok NAME COMMAND...: it succeeds
ok() {
	local name=$1
	shift
	"$@" >"$scratch/out" 2>&1
	report $? "$name" "$scratch/out"
}

# fails NAME PATTERN COMMAND...: it fails, with a message of one line of ours
# that matches, and without any other word
fails() {
	local name=$1 pattern=$2 status
	shift 2
	"$@" >"$scratch/out" 2>&1
	status=$?
	[ $status -ne 0 ] && [ "$(grep -c . "$scratch/out")" = 1 ] &&
		grep -q -E -e "^smtp-tarpit-rules: .*$pattern" "$scratch/out"
	report $? "$name" "$scratch/out"
}

# same NAME WANT GOT: two files are equal
same() {
	diff -u "$2" "$3" >"$scratch/diff" 2>&1
	report $? "$1" "$scratch/diff"
}

# equal NAME WANT GOT: two texts are equal
equal() {
	printf 'want: %s\ngot:  %s\n' "$2" "$3" >"$scratch/diff"
	[ "$2" = "$3" ]
	report $? "$1" "$scratch/diff"
}

done_testing() {
	plan
	[ "$TAP_FAILED" -eq 0 ]
	exit
}
