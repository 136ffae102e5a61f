#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ufw beside the table of nftables: what it enables, reloads, disables and resets leaves
# the table as it is, and replies meet the table whatever ufw's rules are.  ufw is not
# installed: its package is unpacked under build/dist/, its settings are in the scratch
# folder.  Where a packet would be queued, it is counted and passes.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
LAB_TOP=$top
# shellcheck source-path=SCRIPTDIR source=../feed/fetch.sh
. "$top/tests/feed/fetch.sh"
[ -n "${STP_RULES_INSIDE:-}" ] || fetch ufw ufw		# not from a namespace
own_namespace "$@"

for need in nft iptables-nft python3; do
	command -v $need >/dev/null || {
		skip "ufw" "$need was not found"
		done_testing
	}
done
[ -e "$CACHE/ufw/.complete" ] || {
	skip "ufw" "its package is out of reach"
	done_testing
}
root=$scratch/ufw
cp -r "$CACHE/ufw" "$root"
cp "$root"/usr/share/ufw/iptables/*.rules "$root"/usr/share/ufw/*.init \
	"$root/usr/share/ufw/ufw.conf" "$root/etc/ufw/"
# ufw runs "iptables", of whichever kind this machine has chosen.
mkdir "$scratch/bin"
for name in iptables ip6tables iptables-restore ip6tables-restore; do
	ln -s "$(command -v "${name%-restore}-nft${name#"${name%-restore}"}")" "$scratch/bin/$name"
done
PATH=$scratch/bin:$PATH

ufw() {
	PYTHONPATH=$root/usr/lib/python3/dist-packages \
		python3 "$root/usr/sbin/ufw" --rootdir="$root" --datadir="$root" "$@"
}

# counted CHAIN: the packets of its rules that would be queued
counted() {
	nft list chain inet smtp_tarpit "$1" | awk '
		/counter/ { for (i = 1; i < NF; i++) if ($i == "packets") n += $(i + 1) }
		END { print n + 0 }'
}

# session LINE...: the lines come through, and the connection ends
session() {
	python3 - "$@" <<-'END'
	import socket, sys
	listener = socket.create_server(("127.0.0.1", 25))
	with socket.create_connection(("127.0.0.1", 25), 5) as client:
	    server = listener.accept()[0]
	    for line in sys.argv[1:]:
	        server.sendall(line.encode() + b"\r\n")
	        assert client.recv(99) == line.encode() + b"\r\n"
	END
}

# seen NAME: a 550 is, what is good is not
seen() {
	local name=$1 before
	before=$(counted error)
	ok "$name: a session" session "220 mx.example" "250 Ok" "550 no" "221 Bye"
	equal "$name: its 550 is looked at" 1 $(($(counted error) - before))
}

ip link set lo up
: >"$scratch/none"
"$top/${BUILD:-build}/smtp-tarpit" rules-text --backend nft --mode host \
	--config "$scratch/none" | sed 's/queue num [0-9]* bypass/accept/' >"$scratch/table"
ok "the table loads" nft -f "$scratch/table"
ours >"$scratch/before" || exit 1
seen "before ufw"
beside "enable" ufw --force enable
beside "allow 25/tcp" ufw allow 25/tcp
nft list ruleset | grep -q 'policy drop'
report $? "its rules are nftables'"
seen "beside ufw"
beside "reload" ufw reload
beside "limit 25/tcp" ufw limit 25/tcp
beside "disable" ufw disable
beside "reset" ufw --force reset
ok "ours are taken out" nft delete table inet smtp_tarpit
left=$(nft list ruleset | grep -c smtp_tarpit)
equal "of ours nothing is left" 0 "$left"
done_testing
