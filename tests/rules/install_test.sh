#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The installer, with iptables-nft and iptables-legacy: it installs all of the
# rules or none, twice is once, remove leaves nothing, and whatever happens,
# the rules of others stay as they are.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
own_namespace "$@"

# Everything that the kernel has, without counters and times.
state() {
	local tool
	for tool in iptables-nft ip6tables-nft iptables-legacy ip6tables-legacy; do
		echo "$tool"
		"$tool-save" 2>/dev/null | grep -v '^#' | sed 's/\[[0-9:]*\]//'
	done
	ipset list -t 2>/dev/null | grep -v '^Size in memory\|^Header'
}

# The same without empty tables, which an iptables leaves once it was used.
rules_only() {
	state | grep -e '^-A' -e '^Name' -e '^:[^PIFO]'
}

# Rules that somebody else has, around ours and in the other tables.
foreign_rules() {
	local tool
	for tool in "$1" "ip6${1#ip}"; do
		"$tool" -t mangle -A PREROUTING -p udp --dport 53 -j MARK --set-mark 7
		"$tool" -t mangle -N smtp-other
		"$tool" -t mangle -A PREROUTING -p tcp -j smtp-other
		"$tool" -t mangle -A smtp-other -m comment --comment \
			"not -j smtp-tarpit" -j RETURN
		"$tool" -t raw -A OUTPUT -p udp -j CT --notrack
		"$tool" -A INPUT -p tcp --dport 22 -j ACCEPT
	done
	ipset create other hash:ip
}

# "whole=yes 0": what status says of the rules, and its exit status
whole() {
	"$rules" status >"$scratch/status"
	local status=$?
	echo "$(grep '^whole=' "$scratch/status") $status"
}

# How many processes a command starts: in a namespace of their own they have numbers
# in a row.
# shellcheck disable=SC2016
count_processes() {
	unshare -p --fork --mount-proc sh -c '
		before=$(exec sh -c "echo \$\$")
		"$@" >&2 || exit
		echo $(($(exec sh -c "echo \$\$") - before - 1))' sh "$@" 2>"$scratch/said"
}

# It runs at each boot of small routers, too.
test_processes() {
	local v=$1 n
	set -- --iptables "$v" --server 192.0.2.25,2001:db8::25 --trusted 10.0.0.0/8
	n=$(count_processes "$rules" install "$@")
	[ "${n:-99}" -le 30 ]
	report $? "$v: an install takes ${n:-no} processes, at most 30" "$scratch/said"
	n=$(count_processes "$rules" install "$@")
	[ "${n:-99}" -le 30 ]
	report $? "$v: one that changes nothing takes ${n:-no}" "$scratch/said"
	"$rules" remove >/dev/null
}

forget_all() {
	local tool table
	for tool in "$1" "ip6${1#ip}"; do
		for table in mangle raw filter; do
			"$tool" -t $table -F
			"$tool" -t $table -X
		done
	done
	ipset destroy
}

test_life() {
	local v=$1
	foreign_rules "$v"
	rules_only >"$scratch/before"

	ok "$v: installs" "$rules" install --iptables "$v" \
		--server 192.0.2.25,2001:db8::25 --trusted 10.0.0.0/8,fd00::/8 \
		--proxy-protocol 198.51.100.5,2001:db8::5
	state >"$scratch/first"
	ok "$v: installs again" "$rules" install --iptables "$v" \
		--server 192.0.2.25,2001:db8::25 --trusted 10.0.0.0/8,fd00::/8 \
		--proxy-protocol 198.51.100.5,2001:db8::5
	state >"$scratch/second"
	same "$v: twice is once" "$scratch/first" "$scratch/second"
	rules_only | grep -v smtp-tarpit >"$scratch/others"
	grep -v smtp-tarpit "$scratch/before" >"$scratch/want"
	same "$v: rules of others stay, in their order" "$scratch/want" "$scratch/others"
	equal "$v: each queue rule has its bypass" 0 \
		"$(state | grep NFQUEUE | grep -v -c -e '--queue-bypass')"

	"$v" -t mangle -A PREROUTING -p udp --dport 54 -j MARK --set-mark 8
	state >"$scratch/first"
	ok "$v: installs a third time" "$rules" install \
		--server 192.0.2.25,2001:db8::25 --trusted 10.0.0.0/8,fd00::/8 \
		--proxy-protocol 198.51.100.5,2001:db8::5
	state >"$scratch/second"
	same "$v: a rule added behind ours changes nothing" \
		"$scratch/first" "$scratch/second"
	"$v" -t mangle -D PREROUTING -p udp --dport 54 -j MARK --set-mark 8

	"$rules" known add 198.51.100.7
	ok "$v: installs with other settings" "$rules" install --mode host --port 25,587
	equal "$v: the old ones are gone" 0 "$(state | grep -c 192.0.2.25)"
	equal "$v: who is known stays known" "198.51.100.7" \
		"$("$rules" known | cut -d ' ' -f 1)"
	"$v" -t mangle -D smtp-tarpit-hold 1
	equal "$v: status sees a rule missing" "whole=no 3" \
		"$(whole)"
	"$rules" install --mode host --port 25,587 >/dev/null
	equal "$v: install mends it" "whole=yes 0" \
		"$(whole)"

	ok "$v: installs with a prefix" "$rules" install --mode host --prefix4 24
	"$rules" known add 198.51.100.7
	equal "$v: a source is a network" "198.51.100.0" \
		"$("$rules" known | cut -d ' ' -f 1)"
	ok "$v: installs for one family" "$rules" install --server 192.0.2.25
	equal "$v: the other family's rules and set are gone" 0 \
		"$("ip6${v#ip}-save" | grep -c '"smtp-tarpit')$(ipset list -n | grep known6)"

	ok "$v: removes" "$rules" remove
	rules_only >"$scratch/after"
	same "$v: remove leaves nothing" "$scratch/before" "$scratch/after"
	ok "$v: removes what is not there" "$rules" remove
	equal "$v: status says that it is gone" "installed=no" "$("$rules" status)"
	forget_all "$v"
}

test_first() {
	local v=$1
	foreign_rules "$v"
	"$rules" install --iptables "$v" --any-server --position first >/dev/null
	equal "$v: --position first puts the jumps before the others'" \
		"smtp-tarpit-marked smtp-tarpit" "$("$v" -t mangle -S PREROUTING |
		sed -n '2,3s/.* //p' | tr '\n' ' ' | sed 's/ $//')"
	"$rules" install --iptables "$v" --any-server >/dev/null
	equal "$v: last keeps only that for marked packets there" "1 1" \
		"$("$v" -t mangle -S PREROUTING | sed -n '2p' | grep -c 'mark ! .*tarpit') $(
		"$v" -t mangle -S PREROUTING | tail -n 1 | grep -c 'tarpit')"
	"$rules" remove >/dev/null
	forget_all "$v"
}

# Another version had other chains.
test_other_version() {
	local v=$1
	foreign_rules "$v"
	rules_only >"$scratch/before"
	"$rules" install --iptables "$v" --any-server >/dev/null
	rules_only >"$scratch/plain"
	"$v" -t mangle -N smtp-tarpit-later
	"$v" -t mangle -A smtp-tarpit-later -j RETURN
	"$v" -t mangle -I smtp-tarpit-good -g smtp-tarpit-later
	"$v" -t mangle -I PREROUTING -j smtp-tarpit-later
	ok "$v: installs over another version" \
		"$rules" install --iptables "$v" --any-server
	rules_only >"$scratch/after"
	same "$v: whose chains are gone" "$scratch/plain" "$scratch/after"
	"$v" -t mangle -N smtp-tarpit-later
	"$v" -t mangle -A smtp-tarpit-later -g smtp-tarpit-good
	ok "$v: removes another version" "$rules" remove
	rules_only >"$scratch/after"
	same "$v: and leaves nothing of it" "$scratch/before" "$scratch/after"
	forget_all "$v"
}

# fake TOOL WHAT: a TOOL comes first that refuses what has WHAT in it
fake() {
	local real
	real=$(command -v "$1")
	mkdir -p "$scratch/bin"
	cat >"$scratch/bin/$1" <<-END
	#!/bin/sh
	cat >"$scratch/input"
	if grep -q -e '$2' "$scratch/input"; then
		echo "kernel says no" >&2
		exit 1
	fi
	exec $real "\$@" <"$scratch/input"
	END
	chmod +x "$scratch/bin/$1"
}

# Without the target that takes Multipath TCP's option out, the rest goes in.
test_no_strip() {
	local v=$1 family
	for family in "$v" "ip6${v#ip}"; do
		fake "$family-restore" TCPOPTSTRIP
	done
	ok "$v: installs where the option of MPTCP can't be stripped" \
		env PATH="$scratch/bin:$PATH" "$rules" install --iptables "$v" --any-server
	equal "$v: and says so" "1 whole=yes 0" \
		"$(grep -c "^installed.*can't take Multipath" "$scratch/out") $(whole)"
	equal "$v: status too" "mptcp=kept" "$(grep mptcp "$scratch/status")"
	equal "$v: twice is once" 1 "$(env PATH="$scratch/bin:$PATH" "$rules" install \
		--iptables "$v" --any-server | grep -c '^already')"
	"$rules" install --iptables "$v" --any-server --no-prefilter >/dev/null
	"$rules" status >"$scratch/status"
	equal "$v: where it can be, it is" "mptcp=stripped" "$(grep mptcp "$scratch/status")"
	"$rules" remove >/dev/null
	rm -r "${scratch:?}/bin"
}

# A step of the installation fails: everything is as it was, or, where half of it
# was done, nothing of ours is left.
test_failure() {
	local v=$1 what=$2 pattern=$3 tool
	for tool in "$v-restore" "ip6${v#ip}-restore"; do
		fake "$tool" "$what"
	done
	state >"$scratch/before"
	fails "$v: fails without $what" "$pattern" env PATH="$scratch/bin:$PATH" \
		"$rules" install --iptables "$v" --mode host --queue-num 4000 --prefix6 56
	if [ "${4:-}" = half ]; then
		same "$v: nothing of ours is left" "$scratch/foreign" <(rules_only)
	else
		same "$v: and nothing has changed" "$scratch/before" <(state)
	fi
	rm -r "${scratch:?}/bin"
}

test_failures() {
	local v=$1
	foreign_rules "$v"
	rules_only >"$scratch/foreign"
	# Both tables are there from the start: an empty one is no trace.
	test_failure "$v" "-m bpf" "lacks: xt_bpf; nothing"
	test_failure "$v" "CT --notrack" "lacks: xt_CT; nothing"
	test_failure "$v" "from 60" "kernel says no; nothing"
	for position in last first; do
		"$rules" install --iptables "$v" --server 192.0.2.25,2001:db8::25 \
			--in-interface eth0,eth1 --position $position >/dev/null
		test_failure "$v" "-m bpf" "lacks: xt_bpf; nothing"
		test_failure "$v" "from 60" "kernel says no; all rules were taken out" half
	done
	"$rules" remove >/dev/null
	forget_all "$v"
}

# in_room KIB COMMAND...: with so much room for its files
in_room() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m sh -c 'mount -t tmpfs -o size="$1"k none "$2" && TMPDIR=$2 && export TMPDIR &&
		shift 2 && "$@"' sh "$1" "$scratch/room" "${@:2}"
}

# Where there is no room for its files, it changes nothing, and does not say it did.
test_no_room() {
	local v=$1 kib wrong='' done_n=0 failed_n=0
	mkdir "$scratch/room"
	{
		echo '*mangle'
		seq -f '-A OUTPUT -d 198.51.%g.0/24 -j ACCEPT' 0 199
		echo COMMIT
	} | "$v-restore" --noflush
	rules_only >"$scratch/foreign"
	"$rules" install --iptables "$v" --any-server >/dev/null
	rules_only >"$scratch/before"
	for kib in $(seq 40 4 140); do
		if in_room "$kib" "$rules" remove >/dev/null 2>&1; then
			done_n=$((done_n + 1))
			rules_only | cmp -s - "$scratch/foreign" || wrong="$wrong $kib"
		else
			failed_n=$((failed_n + 1))
			rules_only | cmp -s - "$scratch/before" || wrong="$wrong $kib"
		fi
		"$rules" install --iptables "$v" --any-server >/dev/null
	done
	equal "$v: removes all or nothing, whatever room there is" "" "$wrong"
	ok "$v: of each there was some" [ $((done_n > 0 && failed_n > 0)) = 1 ]
	"$rules" remove >/dev/null
	forget_all "$v"
}

# Who reads its answer may go away.
test_no_reader() {
	mkdir "$scratch/left"
	TMPDIR=$scratch/left "$rules" install --dry-run --backend iptables --any-server \
		2>/dev/null | head -n 1 >/dev/null
	equal "without a reader it leaves no files" "" "$(ls "$scratch/left")"
}

# A client's segment without room is queued, behind an extension header too.
test_closed_window() {
	local v=$1
	ip link add sink type veth peer name gone
	ip link set sink up arp off
	ip addr add fd00::9/64 dev sink nodad
	"$rules" install --iptables "$v" --any-server >/dev/null
	"$here/closed_window.py" fd00::9 fd00::2
	equal "$v: closed windows are seen" queued_client6=2 \
		"$("$rules" status | grep queued_client6)"
	"$rules" remove >/dev/null
	ip link del sink
	forget_all "$v"
}

# asked: packets of clients that were queued
asked() {
	"$rules" status | awk -F = '/^queued_client/ { n += $2 } END { print n }'
}

# The same in the midst of a connection; and a SYN is met there, too.
test_in_flow() {
	local v=$1 addr strip
	ip link set lo up
	"$rules" install --iptables "$v" --mode host >/dev/null
	for addr in 127.0.0.1 ::1; do
		strip=$v
		[ "${addr%:*}" = "$addr" ] || strip=ip6${v#ip}
		"$here/in_flow.py" $addr 100 0x10
		equal "$v: $addr: a segment passes" 0 "$(asked)"
		"$here/in_flow.py" $addr 0 0x10
		equal "$v: $addr: without room it is queued" 1 "$(asked)"
		"$here/in_flow.py" $addr 100 0x02
		equal "$v: $addr: of three connections' and one more SYN" 4 \
			"$("$strip" -t mangle -nvxL smtp-tarpit-syn | awk '/TCPOPTSTRIP/ { print $1 }')"
		"$rules" remove >/dev/null
		"$rules" install --iptables "$v" --mode host >/dev/null
	done
	"$rules" remove >/dev/null
	forget_all "$v"
}

# by BACKEND TAKEN ARGUMENT...: an install by another one takes the first one's place
by() {
	local backend=$1 taken=$2
	shift 2
	ok "$backend takes the place of $taken" "$rules" install --any-server "$@"
	equal "$backend: which is said" "taken out: those that were installed by $taken" \
		"$(tail -n 1 "$scratch/out")"
	equal "$backend: and is so" "installed=yes backend=$backend whole=yes" \
		"$("$rules" status | grep -e ^installed= -e ^backend= -e ^whole= |
			tr '\n' ' ' | sed 's/ $//')"
}

test_replaced() {
	local one two
	for one in iptables-nft iptables-legacy; do
		two=iptables-legacy
		[ $one = iptables-nft ] || two=iptables-nft
		"$rules" install --iptables $one --any-server >/dev/null
		by $two $one --iptables $two
		state >"$scratch/before"
		fake "$one-restore" '-A smtp-tarpit'
		fails "$one can't be installed: $two stays" "nothing was changed" \
			env PATH="$scratch/bin:$PATH" "$rules" install \
			--iptables $one --any-server
		rm -r "${scratch:?}/bin"
		state >"$scratch/after"
		same "and nothing has changed" "$scratch/before" "$scratch/after"
		"$rules" remove >/dev/null
		nft add table inet smtp_tarpit
		by $one nft --iptables $one
		equal "nft's table is gone" "" "$(nft list tables inet)"
		"$rules" remove >/dev/null
		equal "remove leaves nothing" "" "$(rules_only)"
	done
}

# Which backend was taken, and why.
test_why() {
	iptables-nft -A INPUT -p udp -j ACCEPT
	equal "auto says why it is not nft" \
		"queue=2500 (auto: rules of iptables are in use)" \
		"$("$rules" install --any-server | sed 's/.* queue/queue/')"
	"$rules" remove >/dev/null
	iptables-nft -F INPUT
	fake nft queue
	equal "or what the kernel lacks" "queue=2500 (auto: this kernel has no nft_queue)" \
		"$(PATH="$scratch/bin:$PATH" "$rules" install --any-server |
			sed 's/.* queue/queue/')"
	"$rules" remove >/dev/null
	rm -r "${scratch:?}/bin"
	equal "not where it was asked for" "queue=2500" \
		"$("$rules" install --any-server --backend iptables |
			sed 's/.* queue/queue/')"
	"$rules" remove >/dev/null
}

for variant in iptables-nft iptables-legacy; do
	test_life $variant
	test_processes $variant
	test_first $variant
	test_other_version $variant
	test_failures $variant
	test_no_strip $variant
	test_in_flow $variant
done
test_no_room iptables-nft
test_closed_window iptables-nft
test_no_reader
test_replaced
test_why
done_testing
