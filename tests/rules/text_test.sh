#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The rules as text, for many settings: whole for a few of them (golden/*.rules),
# and for the others what differs from these (golden/rows).
# "text_test.sh --rewrite" writes the expected texts anew.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
tarpit=$top/${BUILD:-build}/smtp-tarpit
golden=$here/golden

none=$scratch/none.conf
: >"$none"
printf 'mode = host\nport = {25, 587}\ntrusted = {10.0.0.0/8, fd00::/8}\n' \
	>"$scratch/host.conf"
printf 'server = "192.0.2.1,2001:db8::1" # x\nhold-codes = {550, "4.7.1"}\nprefilter = no\n' \
	>"$scratch/router.conf"

# rules BACKEND ARG...: the text; the sum differs with each change, so it is hidden,
# and most of nftables' prefilter, which is the same in all: nft_test.sh has it
rules() {
	case " $* " in
	*" --config "*) ;;
	*) set -- "$@" --config "$none" ;;
	esac
	"$tarpit" rules-text --backend "$@" 2>&1 |
		sed -e 's/ sum=[0-9]*"/ sum=N"/' \
			-e 's/--bytecode "[0-9]*,[^"]*"/--bytecode "..."/' \
			-e '/chain \(line\|text\)_[0-9]/,/}/d' -e '/ : goto line_/d' \
			-e '/^\t\t*#/d' -e '/^\t\t*0x[0-9a-f, x]*$/d'
}

# whole NAME BACKEND ARG...
whole() {
	local name=$1
	shift
	rules "$@" >"$scratch/$name"
	[ "$rewrite" != --rewrite ] || cp "$scratch/$name" "$golden/$name.rules"
	same "whole text: $*" "$golden/$name.rules" "$scratch/$name"
}

# row BASE BACKEND ARG...: print what differs from the whole text of that name
row() {
	local base=$1
	shift
	echo "== $*"
	rules "$@" | diff "$scratch/$base" - | grep '^[<>]'
}

rewrite=${1:-}
whole router iptables --server 192.0.2.25,2001:db8::25
whole host iptables --mode host
whole router-nft nft --server 192.0.2.25,2001:db8::25
whole host-nft nft --mode host

servers=(
	"--server 192.0.2.25"
	"--server 2001:db8::25"
	"--server 192.0.2.25,2001:db8::25,198.51.100.0/24"
	"--any-server"
	"--in-interface eth1"
	"--in-interface eth0,ppp+"
	"--in-interface eth1 --server 192.0.2.0/24,2001:db8::/32"
	"--config $scratch/router.conf"
	"--config $scratch/router.conf --server 192.0.2.9 --server=2001:db8::9"
	"--server 192.0.2.25 --position first"
)
options=(
	"--server 192.0.2.7"
	"--port 587"
	"--port 25,465,587"
	"--port 2525-2530"
	"--port 25,1000:1010,587"
	"--queue-num 77"
	"--mark-mask 0x840"
	"--mark-mask 0x3"
	"--hold-codes 4xx,5xx"
	"--hold-codes 450"
	"--hold-codes 550,5.1.1"
	"--hold-codes 4.7.1"
	"--trusted 10.0.0.0/8,192.0.2.1,fd00::/8"
	"--trusted 10.0.0.0/8"
	"--proxy-protocol 10.0.0.5,10.1.0.0/24,fd00::5"
	"--proxy-protocol 10.0.0.5 --no-prefilter --max-connections 0"
	"--no-prefilter"
	"--prefilter no --trusted fd00::/8"
	"--prefix4 24 --prefix6 56"
	"--prefix6 128"
	"--network4 16 --network6 32"
	"--known-timeout 60"
	"--no-prefilter --hold-codes 4xx --port 1,2,3"
	"--position first"
	"--config $scratch/host.conf"
)

# The backends do not know of "position first" with nft: it is refused.
all_rows() {
	local one
	for one in "${servers[@]}"; do
		# shellcheck disable=SC2086
		row router iptables $one
		# shellcheck disable=SC2086
		row router-nft nft $one
	done
	for one in "${options[@]}"; do
		# shellcheck disable=SC2086
		row host iptables --mode host $one
		# shellcheck disable=SC2086
		row host-nft nft --mode host $one
	done
}

all_rows | sed "s|$scratch/||" >"$scratch/rows"
[ "$rewrite" != --rewrite ] || cp "$scratch/rows" "$golden/rows"
same "$(grep -c '^==' "$scratch/rows") rows" "$golden/rows" "$scratch/rows"

# Pure: what the makers of rules call, besides each other, does no I/O.
pure="core/addr conf/options conf/rules conf/rules_iptables conf/rules_nft conf/rules_nft_filter
	conf/rules_saved conf/rules_sets conf/template conf/text"
objects=$(for one in $pure; do echo "$top/${BUILD:-build}/nfq/$one.o"; done)
# shellcheck disable=SC2086
nm -g --defined-only $objects "$top/${BUILD:-build}/rules/sources.o" |
	awk 'NF == 3 { print $3 }' >"$scratch/own"
case ${BUILD:-build} in
*/asan | */cov) skip "no I/O" "instrumented objects call the instrument" ;;
*)	# options.c prints its help to a FILE that it is given.
	# shellcheck disable=SC2086
	equal "no I/O" "" "$(nm -u $objects | awk 'NF == 2 { print $2 }' | sort -u |
		grep -v -x -F -f "$scratch/own" | sed 's/^__isoc[0-9]*_//' |
		grep -v -E '^(__)?(v?snprintf|sscanf|mem[a-z]*|str[a-z0-9]*)(_chk)?$' |
		grep -v -E '^(malloc|realloc|free|abort|inet_[np]to[np])$' |
		grep -v -E '^(__)?(fprintf|fputs|fputc|fwrite)(_chk)?$' |
		grep -v -E '^(__stack_chk_fail|__assert_fail|__popcount[a-z0-9]*|_GLOBAL_OFFSET_TABLE_)$')" ;;
esac
"$tarpit" rules-text --any-server --config "$none" >"$scratch/first"
"$tarpit" rules-text --any-server --config "$none" >"$scratch/second"
same "twice the same" "$scratch/first" "$scratch/second"
for family in 4 6; do
	"$tarpit" rules-text --any-server --config "$none" --backend iptables \
		--family $family >"$scratch/first"
	equal "--family $family: its own alone" "$family" \
		"$(sed -n 's/^create smtp-tarpit-known\([46]\) .*/\1/p' "$scratch/first")"
done
done_testing
