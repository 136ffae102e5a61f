# shellcheck shell=sh disable=SC3043 # dash and busybox have local, too
# SPDX-License-Identifier: GPL-2.0-or-later
# Results in the Test Anything Protocol, for tests that source this file.

TAP_N=0
TAP_FAILED=0

# tap_result STATUS NAME [TEXT...]: 0 is good; the texts tell why another isn't
tap_result() {
	local status="$1" name="$2"
	shift 2
	TAP_N=$((TAP_N + 1))
	if [ "$status" = 0 ]; then
		echo "ok $TAP_N - $name"
		return
	fi
	TAP_FAILED=$((TAP_FAILED + 1))
	echo "not ok $TAP_N - $name"
	[ $# = 0 ] || diag "$@"
}

# diag TEXT...: lines for whoever reads a failure
diag() {
	printf '%s\n' "$@" | sed 's/^/# /'
}

# plan [N]: so many come, or came
plan() {
	echo "1..${1:-$TAP_N}"
}

# plan_skip REASON: nothing here can run
plan_skip() {
	echo "1..0 # SKIP $1"
	exit 0
}

ok() {
	tap_result 0 "$1"
}

# not_ok NAME [TEXT...]
not_ok() {
	tap_result 1 "$@"
}

# skip NAME REASON
skip() {
	TAP_N=$((TAP_N + 1))
	echo "ok $TAP_N - $1 # SKIP $2"
}

# check NAME COMMAND...: ok if it succeeds; its output tells why not
check() {
	local name="$1" out
	shift
	if out=$("$@" 2>&1); then
		tap_result 0 "$name"
	else
		tap_result 1 "$name" "$* failed: $out"
	fi
}

# same NAME WANT GOT
same() {
	if [ "$2" = "$3" ]; then
		tap_result 0 "$1"
	else
		tap_result 1 "$1" "want: $2" "got:  $3"
	fi
}
