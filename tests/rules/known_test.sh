#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The sets of known sources and networks, and of sources that owe: the daemon's way into
# them, how full they are, how long who owes stays, and what a full one does.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
own_namespace "$@"

known=$top/${BUILD:-build}/tests/rules/known
none=$scratch/none.conf
: >"$none"

# add_all BITS4 BITS6: of the networks
add_all() {
	"$known" 198.51.100.7 2001:db8::7 net "$@" 203.0.113.9 2001:db8:1:2::9 |
		tr '\n' ' ' | sed 's/ $//'
}

listed() {
	"$rules" known | cut -d ' ' -f 1 | sort | tr '\n' ' ' | sed 's/ $//'
}

# owing IPSET|NFT: who owes, and how much longer, "ADDR SECONDS"
owing() {
	case $1 in
	ipset) ipset save | sed -n 's/^add smtp-tarpit-owing[46] \([^ ]*\) timeout \([0-9]*\).*/\1 \2/p' ;;
	nft) nft list table inet smtp_tarpit | awk '
		/^\tset/ { ours = $2 ~ /^owing/ }
		ours && /expires/ { sub(/.*[{] /, ""); print }' |
		sed 's/ .*expires \([0-9hms]*[hms]\).*/ \1/' |
		awk '{ s = 0; t = $2
			while (match(t, /^[0-9]+(ms|[hms])/)) {
				n = substr(t, 1, RLENGTH); t = substr(t, RLENGTH + 1)
				s += n ~ /ms$/ ? 0 : n * (n ~ /h$/ ? 3600 : n ~ /m$/ ? 60 : 1)
			}
			print $1, s }' ;;
	esac | sort
}

# owes_for BACKEND SECONDS: all of those who owe stay for so long, or a few seconds less
owes_for() {
	owing "$1" | awk -v s="$2" '$2 <= s && $2 > s - 10 { n++ } END { print n + 0 }'
}

# Who owes stays for longer than he owes, and longer when he owes more; one who owes for
# more than a set of ipset can count, for ever.
who_owes() {
	"$known" owing 100 198.51.100.7 2001:db8::7 >/dev/null
	equal "$1: who owes" "198.51.100.7 2001:db8::" \
		"$(owing "$1" | cut -d ' ' -f 1 | tr '\n' ' ' | sed 's/ $//')"
	equal "$1: stays for longer than he owes" 2 "$(owes_for "$1" 185)"
	"$known" owing 1000 198.51.100.7 2001:db8::7 >/dev/null
	equal "$1: and longer when he owes more" 2 "$(owes_for "$1" 1310)"
	equal "$1: is not known for that" "" "$(listed)"
	equal "$1: status tells" "owing4=1 owing6=1" \
		"$("$rules" status | grep -E '^owing[46]=' | tr '\n' ' ' | sed 's/ $//')"
}

four="198.51.100.7 2001:db8:1::/48 2001:db8:: 203.0.113.0/24"
equal "without rules nothing is added" "added=0" \
	"added=$(add_all 24 48 | grep -c added)"
"$rules" install --iptables iptables-nft --mode host --config "$none" >/dev/null
equal "ipset: sources and networks" \
	"added added added added 4: 1 of 250000 6: 1 of 250000" "$(add_all 24 48)"
equal "ipset: they are there" "$four" "$(listed)"
equal "ipset: status tells" "known4=1 nets4=1 known6=1 nets6=1" \
	"$("$rules" status | grep -E '^(known|nets)[46]=' | tr '\n' ' ' | sed 's/ $//')"
"$known" net 20 40 203.0.113.9 2001:db8:1:2::9 >/dev/null
equal "ipset: networks are as large as the settings say" "2001:db8::/40 203.0.112.0/20" \
	"$(listed | grep -o '[^ ]*/[24]0' | tr '\n' ' ' | sed 's/ $//')"
"$rules" known flush
equal "ipset: flush" "" "$(listed)"
who_owes ipset
"$known" owing 2592000 198.51.100.7 >/dev/null
equal "ipset: a month" "198.51.100.7 0" "$(owing ipset | head -n 1)"
ipset list -t smtp-tarpit-owing4 >"$scratch/out"
equal "ipset: the set of those who owe refuses" 0 "$(grep -c forceadd "$scratch/out")"
ipset create small hash:ip family inet hashsize 64 maxelem 1 timeout 3600
ipset swap small smtp-tarpit-owing4
equal "ipset: who does not fit has his network known" "added added 203.0.113.0/24" \
	"$("$known" owing 100 198.51.100.7 203.0.113.9 | grep added | tr '\n' ' ')$(listed)"
ipset swap small smtp-tarpit-owing4
ipset destroy small
"$rules" known flush
equal "ipset: flush, who owes too" "" "$(listed)$(owing ipset)"

# A full set of the same kind takes another: what comes replaces one, unless its place
# in the table is empty, which is seldom in a large one.
ipset create full hash:ip family inet hashsize 64 maxelem 64 timeout 3600 forceadd
for i in $(seq 1 192); do
	ipset add full "10.0.0.$i" 2>/dev/null || echo "$i"
done >"$scratch/refused"
refused=$(grep -c . "$scratch/refused")
equal "ipset: a full set evicts: $refused of 128 were refused" "64 yes" \
	"$(ipset list -t full | sed -n 's/^Number of entries: //p') $([ "$refused" -lt 80 ] && echo yes)"
ipset destroy full
"$rules" remove >/dev/null

if ! command -v nft >/dev/null; then
	skip "nft" "was not found"
	done_testing
fi
# The table without its queue rules, which this kernel may not have.
"${top}/${BUILD:-build}/smtp-tarpit" rules-text --backend nft --mode host \
	--network4 20 --network6 40 --config "$none" | grep -v '^#' |
	sed -e 's/queue num [0-9]* bypass/accept/' -e 's/size 250000/size 4/' |
	nft -f -
equal "nft: sources and networks" "added added added added" "$(add_all 20 40)"
equal "nft: they are there, and their networks as large as the settings say" \
	"198.51.100.7 2001:db8:: 2001:db8::/40 203.0.112.0/20" "$(listed)"
"$rules" known flush
who_owes nft
equal "nft: who does not fit has his network known" "192.0.0.0/20" \
	"$("$known" owing 100 10.0.1.1 10.0.1.2 10.0.1.3 net 20 40 192.0.2.4 >/dev/null; listed)"
"$rules" known flush
"$known" 198.51.100.7 2001:db8::7 >/dev/null
"$known" 192.0.2.1 192.0.2.2 192.0.2.3 >/dev/null
equal "nft: a full set refuses" "refused" "$("$known" 192.0.2.4)"
# A hold then makes its network known: here of a packet of our own.
ip link set lo up
nft add table inet marker
nft add chain inet marker c '{ type filter hook output priority -160; }'
nft add rule inet marker c tcp sport 25 meta mark set 0x10000000
python3 - <<'END'
import socket
listener = socket.create_server(("127.0.0.9", 25))
with socket.create_connection(("127.0.0.9", 25), 5, ("127.9.9.9", 0)) as client:
    server = listener.accept()[0]
    server.sendall(b"550 no\r\n")
    client.recv(99)
END
equal "nft: a hold of who does not fit makes the network known" 1 \
	"$(listed | grep -c '127.9.0.0/20')"
nft delete table inet marker
nft delete table inet smtp_tarpit
done_testing
