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
	own_namespaces -n -- "$@"
}

# own_namespaces OPTION... -- "$@": in those that these options of unshare make
own_namespaces() {
	local options=()

	[ -z "${STP_RULES_INSIDE:-}" ] || return 0
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	if [ "$(id -u)" != 0 ] || ! unshare "${options[@]}" true 2>/dev/null; then
		echo "1..1"
		echo "ok 1 - ${0##*/} # SKIP needs root and network namespaces"
		exit 0
	fi
	rm -rf "$scratch"
	STP_RULES_INSIDE=yes exec unshare "${options[@]}" --kill-child -- bash "$0" "$@"
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/stp-rules.XXXXXX") || exit 1
clean_up() { :; }
trap 'clean_up; rm -rf "$scratch"' EXIT

# accept_for_queue: where the kernel has no nft_queue, an nft is put before the real
# one that gives "accept" with a comment to the kernel in the place of "queue"
accept_for_queue() {
	local real

	! nft -c 'table inet x { chain y { queue num 0 bypass; }; }' 2>/dev/null || return 0
	echo "# no nft_queue in this kernel: accept stands for queue"
	real=$(command -v nft)
	mkdir -p "$scratch/bin"
	cat >"$scratch/bin/nft" <<-END
	#!/bin/sh
	for last; do :; done
	case " \$* " in
	*" -c "*) check=-c input=/dev/stdin ;;
	*" -f "*) check='' input=\$last ;;
	*) exec $real "\$@" ;;
	esac
	sed 's/\\(queue num [0-9]* bypass\\)/accept comment "\\1"/' "\$input" |
		$real \$check -f -
	END
	chmod +x "$scratch/bin/nft"
	PATH=$scratch/bin:$PATH
}

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

# our table of nftables, without what changes as it counts
ours() {
	nft -s -t list table inet smtp_tarpit
}

# beside NAME COMMAND...: it succeeds, and our table is as it was in $scratch/before
beside() {
	ok "$@"
	ours >"$scratch/after" 2>&1
	same "$1: our table is as it was" "$scratch/before" "$scratch/after"
}
