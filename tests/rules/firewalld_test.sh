#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# firewalld beside the rules, with nftables as its backend.  Its reload, its restart and
# its end leave our table as it is, our install and remove leave its table as it is,
# and replies meet ours while it blocks what it blocks.  Rules of iptables are flushed
# by its reload, and come again by firewalld.sh.  firewalld is not installed, which
# would start it: its packages are unpacked under build/dist/.  It has a bus, a /run, a
# network and process numbers of this test's own, and ends with them.  Where a packet
# would be queued in our table, it is counted and passes; with iptables, it is held.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
LAB_TOP=$top
# shellcheck source-path=SCRIPTDIR source=../feed/fetch.sh
. "$top/tests/feed/fetch.sh"
[ -n "${STP_RULES_INSIDE:-}" ] ||	# not from a namespace
	fetch firewalld firewalld python3-firewall python3-nftables
own_namespaces -n -m -p --fork --mount-proc -- "$@"

for need in nft iptables-nft ipset ip dbus-daemon dbus-monitor; do
	command -v $need >/dev/null || {
		skip "firewalld" "$need was not found"
		done_testing
	}
done
/usr/bin/python3 -c 'import dbus, gi' 2>/dev/null || {
	skip "firewalld" "python3-dbus and python3-gi are not installed"
	done_testing
}
[ -e "$CACHE/firewalld/.complete" ] || {
	skip "firewalld" "its packages are out of reach"
	done_testing
}
root=$CACHE/firewalld
none=$scratch/none.conf
: >"$none"

# --- firewalld, and what it needs -------------------------------------------------

# until_true COMMAND...: false if it is not within a minute
until_true() {
	local left=300
	until "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		[ $left -gt 0 ] || return 1
		sleep 0.2
	done
}

bus_up() {
	cat >"$scratch/bus.conf" <<-END
	<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
	 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
	<busconfig>
	  <type>system</type>
	  <listen>unix:path=$scratch/bus</listen>
	  <policy context="default">
	    <allow own="*"/>
	    <allow send_type="method_call"/>
	    <allow send_destination="*"/>
	    <allow receive_sender="*"/>
	  </policy>
	</busconfig>
	END
	dbus-daemon --config-file="$scratch/bus.conf" --nofork --nopidfile \
		2>"$scratch/bus.log" &
	export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$scratch/bus
	until_true [ -S "$scratch/bus" ]
}

of_firewalld() {
	PYTHONPATH=$root/usr/lib/python3/dist-packages /usr/bin/python3 "$@"
}

firewall() {
	of_firewalld "$root/usr/bin/firewall-cmd" "$@"
}

firewalld_up() {
	PYTHONPATH=$root/usr/lib/python3/dist-packages \
		/usr/bin/python3 "$root/usr/sbin/firewalld" --nofork --nopid \
		--system-config "$scratch/firewalld" \
		--default-config "$root/usr/lib/firewalld" \
		--log-file "$scratch/firewalld.log" >"$scratch/firewalld.out" 2>&1 &
	firewalld=$!
	until_true firewall --state
}

firewalld_down() {
	kill "$firewalld"
	wait "$firewalld"
	! theirs 2>/dev/null
}

restart() {
	firewalld_down && firewalld_up
}

theirs() {
	nft -s list table inet firewalld
}

# --- mail ------------------------------------------------------------------------

# session PORT LINE...: from the client's namespace.  The lines come through, and are
# said as they come.
session() {
	python3 - "$@" <<-'END'
	import ctypes, os, socket, sys
	listener = socket.create_server(("10.9.0.1", int(sys.argv[1])))
	space = os.open("/run/netns/client", os.O_RDONLY)
	assert ctypes.CDLL(None).setns(space, 0x40000000) == 0	# CLONE_NEWNET
	with socket.create_connection(("10.9.0.1", int(sys.argv[1])), 20) as client:
	    client.settimeout(300)
	    server = listener.accept()[0]
	    for line in sys.argv[2:]:
	        client.sendall(b"NOOP\r\n")
	        assert server.recv(99) == b"NOOP\r\n"
	        server.sendall(line.encode() + b"\r\n")
	        assert client.recv(99) == line.encode() + b"\r\n"
	        print(line, flush=True)
	END
}

# blocked NAME PORT: who connects is told so
blocked() {
	session "$2" "220 mx.example" >"$scratch/out" 2>&1
	grep -q 'No route to host' "$scratch/out"
	report $? "$1: port $2 is blocked" "$scratch/out"
}

good=("220 mx.example ESMTP" "250 2.1.0 Ok" "221 2.0.0 Bye")

# counted CHAIN: the packets of its rules that would be queued
counted() {
	nft list chain inet smtp_tarpit "$1" | awk '
		/counter/ { for (i = 1; i < NF; i++) if ($i == "packets") n += $(i + 1) }
		END { print n + 0 }'
}

# seen NAME: a 550 is, what is good is not; and another port is blocked
seen() {
	local name=$1 before
	before="$(counted error) $(counted unjudged)"
	ok "$name: good mail" session 25 "${good[@]}"
	equal "$name: it stays in the kernel" "$before" "$(counted error) $(counted unjudged)"
	before=$(counted error)
	ok "$name: a 550" session 25 "220 mx.example" "550 no"
	equal "$name: is looked at" 1 $(($(counted error) - before))
	blocked "$name" 26
}

# --- with nftables ---------------------------------------------------------------

mount -t tmpfs run /run || exit 1
mkdir /run/lock			# of iptables-legacy
cp -r "$root/etc/firewalld" "$scratch/firewalld"
ip link set lo up
ip netns add client
ip link add host type veth peer name client netns client
ip addr add 10.9.0.1/24 dev host
ip link set host up
ip -n client addr add 10.9.0.2/24 dev client
ip -n client link set client up
bus_up || exit 1
ok "firewalld starts" firewalld_up
blocked "without a service" 25
ok "its zone gets smtp" firewall --permanent --add-service=smtp
ok "which it loads" firewall --reload
theirs >"$scratch/theirs" || exit 1
grep -q 'hook input .*policy accept' "$scratch/theirs"
report $? "its rules are nftables'" "$scratch/theirs"

accept_for_queue
# shellcheck disable=SC2120 # ok() passes them
install() {
	"$rules" install --mode host --config "$none" "$@" </dev/null
}
equal "auto: nftables beside it" "# nft -f -" "$(install --dry-run | head -n 1)"
ok "ours are installed" install --backend nft
ours >"$scratch/before" || exit 1
theirs >"$scratch/after"
same "install leaves its table as it is" "$scratch/theirs" "$scratch/after"
seen "beside firewalld"
beside "reload" firewall --reload
seen "after a reload"
beside "complete reload" firewall --complete-reload
beside "restart" restart
seen "after a restart"
ok "status says so" "$rules" status
beside "smtp is closed" firewall --remove-service=smtp
blocked "what our rules let pass, firewalld still blocks" 25
beside "smtp is open" firewall --add-service=smtp
beside "its end" firewalld_down
ok "it starts beside ours" firewalld_up
theirs >"$scratch/after"
same "its table is as without ours" "$scratch/theirs" "$scratch/after"
ok "ours are taken out" "$rules" remove
theirs >"$scratch/after"
same "remove leaves its table as it is" "$scratch/theirs" "$scratch/after"
equal "of ours nothing is left" 0 "$(nft list ruleset | grep -c smtp_tarpit)"

# --- with iptables ---------------------------------------------------------------

whole() {
	[ "$("$rules" status | grep '^whole=')" = whole=yes ]
}

held() {
	[ "$("$top/${BUILD:-build}/smtp-tarpit" status --lines --control "$scratch/control" |
		sed -n 's/^held_total=//p')" = "$1" ]
}

ok "with iptables" install --iptables iptables-nft
"$top/${BUILD:-build}/smtp-tarpit" run --config "$none" --control "$scratch/control" \
	--interval 200 >"$scratch/tarpit.log" 2>&1 &
tarpit=$!
ok "the daemon" until_true grep -q READY "$scratch/tarpit.log"
firewall --reload >"$scratch/out" 2>&1
! whole
report $? "its reload takes our rules out" "$scratch/out"
printf '#!/bin/sh\nexec "%s" "$@" --mode host --iptables iptables-nft --config "%s"\n' \
	"$rules" "$none" >"$scratch/bin/smtp-tarpit-rules"
sed "s|^PATH=|PATH=$scratch/bin:|" "$top/rules/managers/firewalld.sh" >"$scratch/listens"
chmod +x "$scratch/bin/smtp-tarpit-rules" "$scratch/listens"
"$scratch/listens" >"$scratch/listens.log" 2>&1 &
# installed N: so often, and once where it was installed already: it listens
installed() {
	[ "$(grep -c '^installed' "$scratch/listens.log")" = "$1" ] &&
		grep -q '^already installed' "$scratch/listens.log"
}
ok "firewalld.sh: installs at its start" until_true installed 1
for n in 2 3; do
	ok "firewalld.sh: reload" firewall --reload
	ok "firewalld.sh: installs after it" until_true installed $n
	ok "firewalld.sh: all of them" whole
done
ok "good mail beside firewalld" session 25 "${good[@]}"
session 25 "220 mx.example" "550 no" "221 Bye" >"$scratch/session" 2>&1 &
asks=$!
ok "a 550 is held" until_true held 1
equal "and is not there" "220 mx.example" "$(cat "$scratch/session")"
blocked "meanwhile" 26
kill "$tarpit"
ok "the daemon ends, and it comes" wait "$asks"
equal "whole" "220 mx.example 550 no 221 Bye" "$(xargs <"$scratch/session")"
done_testing
