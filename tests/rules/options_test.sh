#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The installer's flags and configuration file, by dry runs: what is read, what
# is refused and with which words.  Needs neither root nor a kernel part.
# shellcheck disable=SC2317 source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"

none=$scratch/none.conf
: >"$none"

# dry ARG...: the rules that would be installed
dry() {
	"$rules" install --dry-run --config "$none" --iptables iptables-nft "$@"
}

with_file() {
	printf '%b' "$1" >"$scratch/test.conf"
	"$rules" install --dry-run --iptables iptables-nft --config "$scratch/test.conf" "${@:2}"
}

bad() {
	fails "refused: ${*:2}" "$1" dry "${@:2}"
}

bad_file() {
	fails "file refused: $2" "test.conf:$1" with_file "$2" --mode host
}

# has NAME PATTERN COMMAND...: its output has a line that matches
has() {
	local name=$1 pattern=$2
	shift 2
	"$@" >"$scratch/out" 2>&1 && grep -q -E -e "$pattern" "$scratch/out"
	report $? "$name" "$scratch/out"
}

# hasnt NAME PATTERN COMMAND...: it succeeds, and no line matches
hasnt() {
	local name=$1 pattern=$2
	shift 2
	"$@" >"$scratch/out" 2>&1 && ! grep -q -E -e "$pattern" "$scratch/out"
	report $? "$name" "$scratch/out"
}

bad "set server to the mail servers' addresses .or in-interface, or any-server.: without it" --mode router
bad "mode: 'bridge' is not one of router.host" --mode bridge
bad 'cannot be set beside server or in-interface' --any-server --server 192.0.2.1
bad 'cannot be set beside server or in-interface' --any-server --in-interface eth0
bad 'cannot be set with mode = host' --mode host --in-interface eth0
bad 'cannot be set with mode = host' --mode host --any-server
bad "server: '192.0.2' is not an address" --server 192.0.2
bad "server: '192.0.2.256' is not an address" --server 192.0.2.256
bad "server: '192.0.2.01' is not an address" --server 192.0.2.01
bad "server: 'mail.example' is not an address or network .names are not resolved" --server 192.0.2.1,mail.example
bad "server: '192.0.2.1/33' is not a network: the prefix has 0 to 32 bits" --server 192.0.2.1/33
bad "server: '192.0.2.1/24' has bits beyond the prefix: did you mean 192.0.2.0/24" --server 192.0.2.1/24
bad "server: '2001:db8:::1' is not an address" --server 2001:db8:::1
bad "server: '2001:db8::1::2' is not an address" --server 2001:db8::1::2
bad "server: '1:2:3:4:5:6:7' is not an address" --server 1:2:3:4:5:6:7
bad "server: '1:2:3:4:5:6:7:8:9' is not an address" --server 1:2:3:4:5:6:7:8:9
bad "server: '12345::' is not an address" --server 12345::
bad "server: '::g' is not an address" --server ::g
bad "server: '::1/129' is not a network: the prefix has 0 to 128 bits" --server ::1/129
bad "'2001:db8:1::/32' has bits beyond the prefix: did you mean 2001:db8::/32" --server 2001:db8:1::/32
bad "server: .*is empty" --server ''
bad "server: '192.0.2.1,,192.0.2.2' has an empty item" --server 192.0.2.1,,192.0.2.2
bad "trusted: '10.0.0.0/8x' is not a network" --any-server --trusted 10.0.0.0/8x
bad "in-interface: 'averyveryverylongname' is not an interface's name" --in-interface averyveryverylongname
bad "in-interface: 'a/b' is not an interface's name" --in-interface a/b
bad "in-interface: ',' has an empty item" --in-interface ,
bad "in-interface: 'eth0,' has an empty item" --in-interface eth0,
bad "in-interface: a comma is missing in 'eth0 eth1'" --in-interface 'eth0 eth1'
bad "port: 'smtp' is not a port .1..65535" --any-server --port smtp
bad "port: '0' is not a port" --any-server --port 0
bad "port: '65536' is not a port" --any-server --port 25,65536
bad 'ends before it begins' --any-server --port 30-25
bad 'more than 15 ports .a range counts as two' --any-server --port 1,2,3,4,5,6,7,8,9,10,11,12,13,14-15,17
bad "port: ',' has an empty item" --any-server --port ,
bad "hold-codes: '5xx,' has an empty item" --any-server --hold-codes 5xx,
bad "queue-num: 'x' is not a number .0..65000" --any-server --queue-num x
bad "queue-num: '65001' is out of range .0..65000" --any-server --queue-num 65001
bad "queue-num: '-1' is not a number" --any-server --queue-num -1
bad "'0x1' is not a mask of two bits" --any-server --mark-mask 0x1
bad "'0xffffffff' is not a mask of two bits" --any-server --mark-mask 0xffffffff
bad "'0x1g' is not a mask of two bits" --any-server --mark-mask 0x1g
bad "'12345678901' is not a mask of two bits" --any-server --mark-mask 12345678901
bad "'0x' is not a mask of two bits" --any-server --mark-mask 0x
bad "known-timeout: '0' is out of range .60..604800" --any-server --known-timeout 0
bad "prefix4: '33' is out of range .8..32" --any-server --prefix4 33
bad "prefix6: '129' is out of range .16..128" --any-server --prefix6 129
bad "position: 'middle' is not one of last.first" --any-server --position middle
bad "backend: 'pf' is not one of auto.iptables.nft" --any-server --backend pf
bad "iptables: 'iptables-bsd' is not one of auto" --any-server --iptables iptables-bsd
bad 'cannot be set with backend = nft' --any-server --backend nft
bad 'server needs a value: NET' --server
bad 'unknown option' --colour red
printf 'port = {25\n' >"$scratch/wrong.conf"
has 'a file with an error: the rest is done, with a warning' \
	'warning: .*wrong.conf:1: port: the brace that is opened here' \
	"$rules" remove --dry-run --config "$scratch/wrong.conf"
fails 'refused: an unknown option of remove' "unknown option '--bogus'" "$rules" remove --bogus
fails 'refused: the same with a word behind it' "unknown option '--bogus'" "$rules" remove --bogus x
fails 'refused: an option like another' "did you mean '--port'" "$rules" install --ports 25
bad 'one word too many' --any-server remove
fails 'refused: an unknown command' "must be one of: install" "$rules" instal
fails 'refused: a file that is not there' 'No such file' \
	"$rules" install --config "$scratch/nowhere"
fails 'refused: a folder as the file' 'must be a regular file' \
	"$rules" install --config "$scratch"
fails 'refused: position with nft' 'cannot be set with backend = nft' "$rules" install \
	--dry-run --config "$none" --backend nft --any-server --position first
if [ "$(id -u)" = 0 ]; then
	fails 'known: an address is missing or nothing is installed' 'not installed|missing' \
		unshare -n "$rules" known add
else
	fails 'known needs root' 'only root' "$rules" known
fi
"$rules" >"$scratch/out" 2>&1
equal 'no command: the usage and status 2' '2 1' \
	"$? $(grep -c '^usage: smtp-tarpit-rules' "$scratch/out")"

has 'one port' '^-A PREROUTING -p tcp -m tcp --sport 25 ' dry --any-server
has 'ports and a range' ' -m multiport --sports 25,587,2000:2010 ' \
	dry --any-server --port 25,587 --port 25,587,2000-2010
has 'IPv6 in its short form' '^-A smtp-tarpit -s 2001:db8::a:0:0:1/128 ' \
	dry --server 2001:0DB8:0:0:000a::1
has 'IPv4 within IPv6' '^-A smtp-tarpit -s 64:ff9b::c000:201/128 ' \
	dry --server 64:ff9b::192.0.2.1
has 'two flags make one list' '^-A smtp-tarpit -s 192.0.2.2/32 ' \
	dry --server 192.0.2.1 --server=192.0.2.2
has 'the first of the two too' '^-A smtp-tarpit -s 192.0.2.1/32 ' \
	dry --server 192.0.2.1 --server=192.0.2.2
hasnt 'servers of one family: rules of one family' 'ip6tables' \
	dry --server 192.0.2.1
hasnt 'and of the other' 'iptables-nft-restore|known4' dry --server 2001:db8::1
has 'an interface' '^-A PREROUTING -i eth1 -p tcp' dry --in-interface eth0,eth1
has 'the mail host itself' '^-A OUTPUT -p tcp -m tcp --sport 25 ' dry --mode host
has 'its clients' '^-A INPUT -p tcp -m tcp --dport 25 .*tarpit-says' dry --mode host
has 'a mark mask' '--set-xmark 0x00000040/0x00000840' dry --mode host --mark-mask 0x840
has 'a queue' 'NFQUEUE --queue-num 78 --queue-bypass' dry --mode host --queue-num 77
hasnt 'no queue without bypass' 'NFQUEUE --queue-num [0-9]+($| -[^-])' dry --mode host
has 'trusted clients' '^-A smtp-tarpit-reply -d 10.0.0.0/8 -j RETURN' \
	dry --mode host --trusted 10.0.0.0/8
has 'no prefilter' '^-A smtp-tarpit-new -j NFQUEUE' dry --mode host --no-prefilter
hasnt 'a mark of the connection is not overwritten by KNOWN' \
	'^-A smtp-tarpit-known -j CONNMARK' dry --mode host
hasnt 'none at all' 'string|smtp-tarpit-(empty|good|suspect)' dry --mode host --no-prefilter
has 'a set for sources' 'create smtp-tarpit-known6 hash:ip family inet6 .*netmask 56 timeout 60' \
	dry --mode host --prefix6 56 --known-timeout 60

has 'file: plain words' '^-A OUTPUT .*--sport 26 ' with_file 'mode = host\nport = 26\n'
has 'file: strings' '^-A smtp-tarpit -s 192.0.2.1/32' \
	with_file 'mode="router"\nserver = "192.0.2.1,2001:db8::1"'
has 'file: lists' '^-A smtp-tarpit -s 2001:db8::1/128' \
	with_file "server = {192.0.2.1,\n '2001:db8::1' }\n"
has 'file: comments' '^-A OUTPUT .*--sport 25 ' \
	with_file '# server = x\nmode = host # y\n// z\n/* port = 7\n port = 8 */ '
has 'file: several on a line' 'queue-num 9 ' with_file 'mode = host queue-num = 9'
has 'file: keys of the daemon are left alone' 'sport 25 ' \
	with_file 'interval = 20\nmode = host\npolicy = "source"\nhold-codes = {550, "5.1.1"}\n'
has 'file: a flag replaces a key' '-s 192.0.2.9/32' \
	with_file 'server = 192.0.2.1\n' --server 192.0.2.9
hasnt 'file: it does not add to it' '192.0.2.1/32' \
	with_file 'server = 192.0.2.1\n' --server 192.0.2.9
has 'file: no prefilter' '^-A smtp-tarpit-new -j NFQUEUE' \
	with_file 'mode = host\nprefilter = false\n'
has 'file: any server' '^-A smtp-tarpit -g' with_file 'any-server = yes'
has 'file: an empty list is none' '^-A smtp-tarpit -g' \
	with_file 'any-server = on server = {} trusted = {}\nin-interface = {}'
has 'none is an empty list' '^-A smtp-tarpit -g' \
	with_file 'any-server = on server = none trusted = "none"\nin-interface = none'
has 'flag: none too' '^-A smtp-tarpit -g' \
	with_file 'server = 192.0.2.1' --server none --any-server
has 'prefilter by a flag' '^-A smtp-tarpit-new -j NFQUEUE' dry --mode host --prefilter no
bad_file "2: port: '99999' is not a port" 'mode = host\nport = 99999\n'
bad_file "3: server: 'x' is not an address" '\n\nserver = {192.0.2.1, x}\n'
bad_file "1: any-server: 'maybe' is neither yes nor no" 'any-server = maybe'
bad_file "2: = was expected after 'mode'" 'port = 25\nmode host\n'
bad_file "2: the value of 'port' is missing" 'mode = host\nport =\n'
bad_file "1: the quote that is opened here is not closed" 'mode = "host\n'
bad_file "1: the comment that is opened here is not closed" '/* mode = host\n'
bad_file "1: a value was expected after 'port', not '='" 'port = = 25\n'
bad_file "1: a key was expected, not '}'" '} port = 25\n'

# Where it is installed, and found by a link.
mkdir -p "$scratch/usr/sbin"
cp "$rules" "$scratch/usr/sbin/"
fails 'without the program: a clear word' 'smtp-tarpit was not found' env PATH=/usr/bin:/bin \
	"$scratch/usr/sbin/smtp-tarpit-rules" install --dry-run --config "$none" \
	--iptables iptables-nft --mode host
cp "$top/${BUILD:-build}/smtp-tarpit" "$scratch/usr/sbin/"
ln -s usr/sbin/smtp-tarpit-rules "$scratch/link"
has 'installed: the program is found' '^-A smtp-tarpit-new -m bpf' "$scratch/link" \
	install --dry-run --config "$none" --iptables iptables-nft --mode host
has 'help tells the defaults' 'auto.iptables.nft, default auto' "$rules" --help
mkdir "$scratch/few"
for tool in sh dash awk mawk sed grep tr cat cksum cut head mktemp rm readlink id sort; do
	ln -s "$(command -v $tool)" "$scratch/few/" 2>/dev/null
done
fails 'without iptables and nft: a clear word' 'iptables was not found \(nor nft\)' \
	env PATH="$scratch/few" "$rules" install --config "$none" --mode host
# A router's shell and tools; the text is the same.
if command -v busybox >/dev/null; then
	mkdir "$scratch/busybox"
	for tool in sh awk sed grep tr cat cut head mktemp rm readlink id sort; do
		ln -s "$(command -v busybox)" "$scratch/busybox/$tool"
	done
	printf 'server = {192.0.2.1, "2001:db8::/32"} trusted = 10.0.0.0/8\n' >"$scratch/test.conf"
	for flags in "--iptables iptables-nft" "--backend nft --prefix4 20"; do
		# shellcheck disable=SC2086
		env PATH="$scratch/busybox" sh "$rules" install --dry-run \
			--config "$scratch/test.conf" $flags >"$scratch/got" 2>&1
		# shellcheck disable=SC2086
		"$rules" install --dry-run --config "$scratch/test.conf" $flags >"$scratch/want"
		same "busybox: $flags" "$scratch/want" "$scratch/got"
	done
else
	skip "busybox" "was not found"
fi
if [ "$(id -u)" = 0 ]; then
	ln -s "$(command -v iptables-nft)" "$(command -v iptables-nft-save)" "$scratch/few/"
	fails 'without ipset: a clear word' 'ipset was not found: install the package ipset' \
		unshare -n "$(command -v env)" PATH="$scratch/few" "$rules" install \
		--config "$none" --iptables iptables-nft --mode host
fi
done_testing
