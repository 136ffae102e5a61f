#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The nftables backend: its text as it should be, and its life in the kernel.
# "nft_test.sh --rewrite" writes the expected texts anew.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
own_namespace "$@"

none=$scratch/none.conf
: >"$none"

# text NAME ARG...: the dry run's output is that in the file NAME.nft
text() {
	local name=$1
	shift
	"$rules" install --dry-run --config "$none" --backend nft "$@" \
		>"$scratch/$name" 2>&1
	[ "${rewrite:-}" != --rewrite ] || cp "$scratch/$name" "$here/golden/$name.nft"
	same "text: $*" "$here/golden/$name.nft" "$scratch/$name"
}

rewrite=${1:-}
text router --server 192.0.2.25,2001:db8::25 --trusted 10.0.0.0/8,fd00::/8 \
	--proxy-protocol 198.51.100.5,2001:db8:5::/48
text host --mode host --port 25,587,2525-2530 --prefix4 24 --prefix6 56 \
	--mark-mask 0x840 --queue-num 77 --known-timeout 60
text interface --in-interface eth1,ppp+ --no-prefilter

if ! command -v nft >/dev/null; then
	skip "life in the kernel" "nft was not found"
	done_testing
fi

if ! nft -c 'table inet x { chain y { queue num 0 bypass; }; }' 2>/dev/null; then
	fails "without nft_queue: a clear word" "lacks: nft_queue; nothing was changed" \
		"$rules" install --backend nft --mode host --config "$none"
	equal "and nothing is there" "" "$(nft list tables)"
fi
accept_for_queue

nft add table inet other
nft add chain inet other c '{ type filter hook prerouting priority -150; }'
nft add rule inet other c tcp dport 25 accept
nft list ruleset >"$scratch/before"

# shellcheck disable=SC2120 # ok() passes them
install() {
	"$rules" install --config "$none" --backend nft --mode host "$@"
}

ok "installs" install --trusted 10.0.0.0/8 --proxy-protocol 10.0.0.5 --prefix6 56
nft list ruleset >"$scratch/first"
ok "installs again" install --trusted 10.0.0.0/8 --proxy-protocol 10.0.0.5 --prefix6 56
nft list ruleset >"$scratch/second"
same "twice is once" "$scratch/first" "$scratch/second"
equal "status" "installed=yes backend=nft mptcp=stripped mode=host queue=2500 prefix4=32 prefix6=56 known4=0 known6=0 nets4=0 nets6=0 owing4=0 owing6=0 whole=yes listener=no 0" \
	"$("$rules" status | grep -v -e ^sum= -e _max= | tr '\n' ' ')$?"
ok "show" "$rules" show
"$rules" known add 198.51.100.7
"$rules" known add 2001:db8:1:2345::9
equal "known: a source's first address" "198.51.100.7 2001:db8:1:2300::" \
	"$("$rules" known | cut -d ' ' -f 1 | tr '\n' ' ' | sed 's/ $//')"
equal "known: seconds left" "yes" \
	"$("$rules" known | awk '{ if ($2 <= 3600 && $2 >= 3590) n++ }
	END { print n == 2 ? "yes" : "no" }')"
ok "known: del" "$rules" known del 2001:db8:1:23ff::1
fails "known: del of one that isn't" "known" "$rules" known del 2001:db8:1:23ff::1
equal "known: one is left" 1 "$("$rules" known | grep -c .)"
ok "known: flush" "$rules" known flush
equal "known: none is left" 0 "$("$rules" known | grep -c .)"
nft flush chain inet smtp_tarpit hold
"$rules" status >"$scratch/out"
equal "status sees a rule missing" "3 whole=no" "$? $(grep '^whole' "$scratch/out")"
ok "install mends it" install --trusted 10.0.0.0/8 --proxy-protocol 10.0.0.5 --prefix6 56
ok "status agrees" "$rules" status
ok "removes" "$rules" remove
nft list ruleset >"$scratch/after"
same "remove leaves nothing" "$scratch/before" "$scratch/after"
nft delete table inet other

# One backend takes the place of another.
install >/dev/null
for variant in iptables-nft iptables-legacy; do
	ok "$variant takes its place" "$rules" install --config "$none" --mode host \
		--iptables $variant
	ok "and it takes that of $variant" install
	equal "which is said" "taken out: those that were installed by $variant" \
		"$(tail -n 1 "$scratch/out")"
	equal "$variant: no rule and no set is left" "" \
		"$("$variant-save" | grep smtp-tarpit; ipset list -n)"
done
"$rules" remove >/dev/null
nft flush ruleset

# What the rules do with packets: with real ones, between two sockets.
ip link set lo up
# counter CHAIN...: packets that their rules queued
counter() {
	nft list table inet smtp_tarpit | awk -v chains=" $* " '
		/^\tchain/ { ours = index(chains, " " $2 " ") }
		/counter/ && ours { for (i = 1; i < NF; i++) if ($i == "packets") n += $(i + 1) }
		END { print n + 0 }'
}

replies() {
	counter reply known error unjudged waits
}

# session FAMILY LINE...: a server's lines, what comes between them, and its end.
# Behind "judged:" a line has the mark with which the daemon lets it go; with "known:"
# the client becomes known.
session() {
	rules=$rules python3 - "$@" <<-'END'
	import os, socket, subprocess, sys
	host = "127.0.0.1" if sys.argv[1] == "4" else "::1"
	kind = socket.AF_INET if sys.argv[1] == "4" else socket.AF_INET6
	mark = """add table inet marker
	    add chain inet marker c { type filter hook output priority -158; }
	    add rule inet marker c tcp sport 25 meta mark set 0x30000000"""
	listener = socket.create_server((host, 25), family=kind)
	with socket.create_connection((host, 25), 5) as client:
	    server = listener.accept()[0]
	    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
	    for line in sys.argv[2:]:
	        if line == "known:":
	            subprocess.run([os.environ["rules"], "known", "add", host], check=True)
	            continue
	        judged = line.startswith("judged:")
	        line = line.removeprefix("judged:").encode().decode("unicode_escape").encode("latin1")
	        if judged:
	            subprocess.run(["nft", mark], check=True)
	        server.sendall(line)
	        while line:
	            line = line[len(client.recv(99)):]
	        if judged:
	            subprocess.run(["nft", "delete table inet marker"], check=True)
	    client.sendall(b"QUIT\r\n")
	    server.recv(99)
	    server.close()
	    client.recv(1)
	END
}

# marked VALUE: a session whose server segments were given this mark before
marked() {
	nft add table inet marker
	nft add chain inet marker c '{ type filter hook output priority -158; }'
	nft add rule inet marker c tcp sport 25 meta mark set "$1"
	session 4 "${some[@]}"
	nft delete table inet marker
}

some=('220 hello\r\n' '\0\r\n' '250 Ok\r\n')
good=('220 mx.example ESMTP\r\n' '250 2.1.0 Ok\r\n' '354 End data with <CR><LF>.<CR><LF>\r\n'
	'250 2.0.0 Ok: queued as 5512355555\r\n' '221 2.0.0 Bye\r\n')
ehlo='250-mx.example\r\n250-SIZE 5000\r\n250 8BITMIME\r\n'

# queued WANT NAME FAMILY LINE...: so many of the server's segments
queued() {
	local want=$1 name=$2 before
	shift 2
	before=$(replies)
	session "$@"
	equal "IPv$1: $name" "$want" $(($(replies) - before))
}

ok "installs for packets" install
for family in 4 6; do
	queued 0 "good replies stay in the kernel" $family "${good[@]}"
	before=$(counter unjudged)
	session $family "$ehlo" "${good[@]}"
	equal "IPv$family: one of many lines is queued, and is not judged" 1 \
		$(($(counter unjudged) - before))
	queued 1 "what the daemon has judged makes the flow unknown again" $family \
		'220 hello\r\n' "$ehlo" "judged:$ehlo" "${good[@]}"
	before=$(counter waits) watched=$(counter reply)
	session $family "$ehlo" "$ehlo" "judged:$ehlo"
	equal "IPv$family: a second one waits behind one that is not judged" 1 \
		$(($(counter waits) - before))
	[ "$(counter reply)" -gt "$watched" ]
	report $? "IPv$family: and they are watched, whatever becomes of one"
	before=$(counter error)
	session $family '550 no\r\n' "${good[@]}"
	equal "IPv$family: a 550 is watched at once" 1 $(($(counter error) - before))
done
for family in 4 6; do
	before=$(counter known)
	session $family '220 hello\r\n' known:
	equal "IPv$family: the end of a connection is queued, its client is known since" 1 \
		$(($(counter known) - before))
	"$rules" known flush
done
for addr in 127.0.0.1 ::1; do
	before=$(counter client)
	"$here/in_flow.py" $addr 100 0x10
	equal "$addr: a client's segment passes" 0 $(($(counter client) - before))
	"$here/in_flow.py" $addr 0 0x10
	equal "$addr: without room it is queued" 1 $(($(counter client) - before))
done
"$rules" known add 127.0.0.1
before=$(replies)
session 4 "${some[@]}"
after=$(replies)
[ $((after - before)) -gt 3 ]
report $? "of a known source all are queued: $((after - before))"
"$rules" known flush
before=$(counter hold)
marked 0x10000007
after=$(counter hold)
[ $((after - before)) -gt 3 ]
report $? "mark HOLD goes to the hold chain: $((after - before))"
equal "and makes the source known" 127.0.0.1 "$("$rules" known | cut -d ' ' -f 1)"
[ "$(counter client)" -gt 0 ]
report $? "and the client's segments are queued from then on"
"$rules" known flush
before=$(replies)
marked 0x20000000
equal "mark EXEMPT: none is queued" "$before" "$(replies)"
ok "installs without prefilter" install --no-prefilter
session 4 "${some[@]}"
[ "$(replies)" -gt 3 ]
report $? "without prefilter all are queued: $(replies)"
ok "installs with a trusted client" install --no-prefilter --trusted 127.0.0.0/8
session 4 "${some[@]}"
equal "of a trusted client none is queued" 0 "$(replies)"
ok "installs with another port" install --port 26
session 4 "${some[@]}"
equal "of another port none is queued" 0 "$(replies)"
"$rules" remove >/dev/null
done_testing
