#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The bytecode beside each filter is what the filter compiles to, fits the
# kernel, and is what the installer puts into the kernel.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
compile=$top/${BUILD:-build}/compile-filter
[ -x "$compile" ] || { echo "1..1"; echo "not ok 1 - $compile was not built"; exit 1; }

for source in "$top"/rules/filters/*.filter; do
	name=$(basename "$source" .filter)
	"$compile" "$source" >"$scratch/$name" 2>&1
	same "$name: bytecode is what its source compiles to" \
		"${source%.filter}.bytecode" "$scratch/$name"
	length=$(sed 's/,.*//' "$scratch/$name")
	[ "$length" -gt 1 ] && [ "$length" -le 64 ]
	report $? "$name: $length instructions of at most 64" "$scratch/$name"
	equal "$name: as many as it says" "$length" \
		"$(($(tr ',' '\n' <"$scratch/$name" | wc -l) - 1))"
done

printf 'ip and\n\n  tcp[0] = = 1 # wrong\n' >"$scratch/wrong.filter"
"$compile" "$scratch/wrong.filter" >"$scratch/out" 2>&1
equal "an expression that is none is refused" "1 1" \
	"$? $(grep -c 'wrong.filter: .*syntax error' "$scratch/out")"
{ echo 'ip[0] = 1'; for i in $(seq 70); do echo " or ip[$i] = $i"; done; } \
	>"$scratch/long.filter"
"$compile" "$scratch/long.filter" >"$scratch/out" 2>&1
equal "a program too long for the kernel is refused" "1 1" \
	"$? $(grep -c 'long.filter: [0-9]* instructions, the kernel takes 64' "$scratch/out")"

if [ "$(id -u)" != 0 ] || ! unshare -n true 2>/dev/null; then
	skip "the programs in the kernel" "needs root and network namespaces"
	done_testing
fi
for variant in iptables-nft iptables-legacy; do
	unshare -n sh -c "
		'$rules' install --iptables $variant --any-server &&
		for tables in $variant ip6${variant#ip}; do
			\$tables -t mangle -S smtp-tarpit &&
			\$tables -t mangle -S smtp-tarpit-new
		done" >"$scratch/installed"
	sed -n 's/.*--bytecode "\([^"]*\)".*/\1/p' "$scratch/installed" >"$scratch/got"
	cat "$top"/rules/filters/{short,empty,suspicious,stamped}4.bytecode \
		"$top"/rules/filters/{short,empty,suspicious,stamped}6.bytecode >"$scratch/want"
	same "$variant: the programs in the kernel are these" "$scratch/want" "$scratch/got"
done
done_testing
