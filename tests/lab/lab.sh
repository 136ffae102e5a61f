# shellcheck shell=bash
# shellcheck disable=SC2030,SC2031 # rows count for themselves
# SPDX-License-Identifier: GPL-2.0-or-later
# A lab of three network namespaces, for tests that source this file:
#
#	client (c)            router (r)             server (s)
#	eth0 192.0.2.10 ----- rc 192.0.2.1
#	  2001:db8:1::10        2001:db8:1::1
#	                      rs 198.51.100.1 ------ eth0 198.51.100.25
#	                        2001:db8:2::1          2001:db8:2::25
#
# With lab_start bridge, rc and rs are ports of a bridge br0, and the server
# is 192.0.2.25 and 2001:db8:1::25.
#
# What a sanitizer finds in any job ends the test with a status.
#
# Everything is named after the process, lives in $LAB_DIR and is removed when
# the shell exits, however it does.  Nothing of the host's network is touched,
# except that the namespaces are listed in /run/netns.
#
# Knobs of the environment:
#	PCAP=1		keep captures of both sides under build/lab/
#	KEEP=1		keep the logs there too
#	BUILD=DIR	where the programs are (default build)
#
# Times are in milliseconds unless a name says otherwise.  None of them has an
# upper bound: a busy machine is late, and no test fails because of that.  What a
# row means by "at once" is that nothing was held; how late the daemon was, by its
# own account, is printed at each lab's end.

LAB_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LAB_LIB=$LAB_TOP/tests/lab
LAB_BUILD=${BUILD:-build}
[[ $LAB_BUILD == /* ]] || LAB_BUILD=$LAB_TOP/$LAB_BUILD
PATH=$PATH:$LAB_TOP/rules	# wherever the programs were built
# Who asks for counters, over and over: with sanitizers a start takes long, so the
# same version without them, where there is one.
LAB_ASK=$LAB_BUILD/smtp-tarpit
if [[ $LAB_BUILD == */asan && -x $LAB_TOP/build/smtp-tarpit ]] &&
	[ "$("$LAB_TOP/build/smtp-tarpit" --version)" = \
	  "$("$LAB_ASK" --version 2>&1)" ]; then
	LAB_ASK=$LAB_TOP/build/smtp-tarpit
fi
# In its sandbox a daemon cannot read in /proc what it must for this.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
LAB_DIR=
LAB_NS=()

CLIENT4=192.0.2.10
CLIENT6=2001:db8:1::10
ROUTER4=192.0.2.1
ROUTER6=2001:db8:1::1

# ---------------------------------------------------------------- TAP

# shellcheck source=tests/lib/tap.sh
. "$LAB_TOP/tests/lib/tap.sh"
ROWS_DIR=
ROWS_N=0
ROWS_PIDS=()

# within NAME LEAST GOT MOST: integers
within() {
	if [[ $3 =~ ^-?[0-9]+$ ]] && [ "$3" -ge "$2" ] && [ "$3" -le "$4" ]; then
		ok "$1 ($3)"
	else
		not_ok "$1" "want: $2 to $4" "got:  $3"
	fi
}

# no_less NAME LEAST GOT: integers
no_less() {
	within "$1" "$2" "$3" 9223372036854775807
}

# bail REASON: this row, or the whole test, cannot go on
bail() {
	not_ok "$@"
	done_testing
}

# done_testing: exit as the results say; logs where something failed
done_testing() {
	[ "$TAP_FAILED" = 0 ] || [ -z "$LAB_DIR" ] || lab_show_logs
	exit $((TAP_FAILED != 0))
}

# row FUNCTION ARG...: run it in a shell of its own, with a lab of its own,
# beside the other rows; its results come when rows_wait is called
row() {
	[ -n "$ROWS_DIR" ] || ROWS_DIR=$(mktemp -d) || exit 1
	ROWS_N=$((ROWS_N + 1))
	(
		TAP_N=0
		TAP_FAILED=0
		"$@"
		done_testing
	) >"$ROWS_DIR/$ROWS_N" 2>&1 &
	ROWS_PIDS+=($!)
}

# rows_wait: print what the rows found, numbered on
rows_wait() {
	local i line status
	for ((i = 0; i < ${#ROWS_PIDS[@]}; i++)); do
		wait "${ROWS_PIDS[i]}"
		status=$?
		while IFS= read -r line; do
			case $line in
			"ok "* | "not ok "*)
				TAP_N=$((TAP_N + 1))
				echo "${line%%ok *}ok $TAP_N ${line#*ok * }"
				;;
			*) echo "$line" ;;
			esac
		done <"$ROWS_DIR/$((i + 1))"
		[ $status = 0 ] || TAP_FAILED=$((TAP_FAILED + 1))
	done
	rm -rf "$ROWS_DIR"
	ROWS_DIR=
	ROWS_N=0
	ROWS_PIDS=()
}

# ---------------------------------------------------------------- waiting

now_ms() {
	local t=$EPOCHREALTIME
	echo $((${t/./} / 1000))
}

# A machine that does other things, too, may take so many times as long.
LAB_PATIENCE=6

# What takes longer than these seconds hangs; no test judges by it how fast it is.
LAB_HANGS=300

# A pipe in which nothing ever is: to wait by it takes no process.
exec {LAB_NOTHING}<> <(:)

# until_true SECONDS COMMAND...: false if it didn't come true in time, which is what
# it takes at most on a machine that does nothing else
until_true() {
	local end=$((${EPOCHREALTIME/./} + $1 * LAB_PATIENCE * 1000000))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "${EPOCHREALTIME/./}" -lt $end ] || return 1
		# To ask is work, too, for machines that are busy.
		read -rt 0.2 -u "$LAB_NOTHING" || :
	done
}

# until_logged NAME PATTERN [SECONDS]: a line in the log of a job
until_logged() {
	until_true "${3:-30}" grep -q -e "$2" "$LAB_DIR/$1.log"
}

# ---------------------------------------------------------------- namespaces

# lab_need COMMAND...: skip all where something is missing
lab_need() {
	local c
	[ "$(id -u)" = 0 ] || plan_skip "needs root"
	unshare -n true 2>/dev/null || plan_skip "needs network namespaces"
	for c in ip unshare python3 "$@"; do
		command -v "$c" >/dev/null || plan_skip "needs $c"
	done
}

# lab_in c|r|s COMMAND...: run it in that namespace
lab_in() {
	local ns=$LAB_ID$1
	shift
	ip netns exec "$ns" "$@"
}

# lab_job NAME c|r|s COMMAND...: run it in the background, into NAME.log; its
# process id is in $LAB_DIR/NAME.pid and in JOB
lab_job() {
	local name=$1 ns=$LAB_ID$2
	shift 2
	lab_forget "$name"
	ip netns exec "$ns" "$@" >"$LAB_DIR/$name.log" 2>&1 &
	JOB=$!
	echo "$JOB" >"$LAB_DIR/$name.pid"
}

# lab_findings FILE...: what sanitizers wrote there
lab_findings() {
	grep -h -A 30 -e 'ERROR: [A-Za-z]*Sanitizer' -e ': runtime error: ' \
		"$@" 2>/dev/null
}

# lab_forget NAME: a job's log, but for what sanitizers found
lab_forget() {
	lab_findings "$LAB_DIR/$1.log" >>"$LAB_DIR/found"
	rm -f "$LAB_DIR/$1.log"
}

# lab_kill NAME [SIGNAL]: end a job and wait for it; its status
lab_kill() {
	local pid
	pid=$(cat "$LAB_DIR/$1.pid") || return
	kill "-${2:-TERM}" "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

# lab_sysctl c|r|s NAME=VALUE...: NAME with slashes
lab_sysctl() {
	local ns=$1 setting text=
	shift
	for setting; do
		text+="echo '${setting#*=}' >/proc/sys/${setting%%=*} || exit"$'\n'
	done
	lab_in "$ns" sh -c "$text"
}

# lab_ip c|r|s LINE...: ip's commands, in one process: there are many labs
lab_ip() {
	local ns=$LAB_ID$1
	shift
	printf '%s\n' "$@" | ip -n "$ns" -batch -
}

# lab_namespaces NAME...: make these, each with its loopback up
lab_namespaces() {
	local ns
	for ns; do
		ip netns add "$LAB_ID$ns" || exit 1
		LAB_NS+=("$LAB_ID$ns")
		lab_ip "$ns" "link set lo up"
	done
}

# lab_links: client and server, each to the router
lab_links() {
	printf '%s\n' \
		"link add eth0 netns ${LAB_ID}c type veth peer rc netns ${LAB_ID}r" \
		"link add eth0 netns ${LAB_ID}s type veth peer rs netns ${LAB_ID}r" |
		ip -batch - || exit 1
}

# lab_addr c|r|s DEVICE ADDR...
lab_addr() {
	local ns=$1 dev=$2 addr lines=()
	shift 2
	for addr; do
		case $addr in
		*:*) addr+=" nodad" ;;
		esac
		lines+=("addr add dev $dev $addr")
	done
	lab_ip "$ns" "${lines[@]}" "link set $dev up"
}

lab_route_by() {
	lab_ip "$1" "route add default via $2" "route add default via $3"
}

lab_routed() {
	SERVER4=198.51.100.25
	SERVER6=2001:db8:2::25
	lab_sysctl r net/ipv4/ip_forward=1 net/ipv6/conf/all/forwarding=1
	lab_addr c eth0 $CLIENT4/24 $CLIENT6/64
	lab_addr r rc $ROUTER4/24 $ROUTER6/64
	lab_addr r rs 198.51.100.1/24 2001:db8:2::1/64
	lab_addr s eth0 $SERVER4/24 $SERVER6/64
	lab_route_by c $ROUTER4 $ROUTER6
	lab_route_by s 198.51.100.1 2001:db8:2::1
}

lab_bridge() {
	SERVER4=192.0.2.25
	SERVER6=2001:db8:1::25
	lab_ip r "link add br0 type bridge forward_delay 0" \
		"link set rc master br0 up" "link set rs master br0 up" \
		"link set br0 up"
	lab_sysctl r net/bridge/bridge-nf-call-iptables=1 \
		net/bridge/bridge-nf-call-ip6tables=1
	lab_addr c eth0 $CLIENT4/24 $CLIENT6/64
	lab_addr s eth0 $SERVER4/24 $SERVER6/64
}

# lab_start routed|bridge|docker: docker is for docker_host() (docker.sh) to go on
lab_start() {
	LAB_ID=st$BASHPID
	LAB_DIR=$(mktemp -d "${TMPDIR:-/tmp}/$LAB_ID.XXXXXX") || exit 1
	chmod 755 "$LAB_DIR"
	LAB_NS=()
	LAB_BEGAN=$(now_ms)
	trap lab_end EXIT
	trap 'exit 143' TERM
	trap 'exit 130' INT
	lab_namespaces c r s
	lab_links
	case ${1-} in
	bridge) lab_bridge ;;
	docker) ;;
	*) lab_routed ;;
	esac
	[ -z "${PCAP-}" ] || lab_capture
}

lab_capture() {
	local at
	for at in c:eth0:client s:eth0:server; do
		IFS=: read -r ns dev name <<<"$at"
		lab_job "tcpdump-$name" "$ns" tcpdump -U -n -i "$dev" \
			-w "$LAB_DIR/$name.pcap" tcp port 25
		until_logged "tcpdump-$name" "listening on"
	done
}

# lab_end: the trap; also to start afresh
lab_end() {
	local status=$? ns pids found
	[ -n "$LAB_DIR" ] || return
	trap '' TERM INT	# one more would cut this short
	{ for ns in "${LAB_NS[@]}"; do
		# Ours: nobody else has processes in there.
		pids=$(ip netns pids "$ns")
		# shellcheck disable=SC2086 # a list
		[ -z "$pids" ] || kill -KILL $pids
	done
	# Otherwise the shell would tell of each one that was killed.
	wait
	printf '%s\n' "${LAB_NS[@]/#/netns del }" | ip -force -batch -
	} 2>/dev/null
	LAB_NS=()
	lab_late
	found=$(lab_findings "$LAB_DIR"/*.log "$LAB_DIR/found")
	[ -z "$found" ] || diag "$found"
	if [ -n "${PCAP-}${KEEP-}" ]; then
		mkdir -p "$LAB_TOP/build/lab"
		rm -rf "$LAB_DIR"/*/var
		cp -a "$LAB_DIR" "$LAB_TOP/build/lab/"
		diag "kept: $LAB_TOP/build/lab/${LAB_DIR##*/}"
	fi
	rm -rf "$LAB_DIR"
	LAB_DIR=
	[ -z "$found" ] || exit 1
	return $status
}

# lab_late: how late the daemons released what they held, by their own account, and
# how long the machine itself stood still meanwhile
lab_late() {
	local replies most
	read -r replies most < <(cat "$LAB_DIR"/tarpit*.log 2>/dev/null |
		sed -n 's/.* event=release.* late=\([0-9]*\)\.\([0-9]*\).*/\1\2/p' |
		awk '$1 + 0 > most { most = $1 + 0 } END { print NR, most + 0 }')
	[ "$replies" != 0 ] || return
	diag "late: $replies replies, $most ms at most; the machine stood still for $(
		stood_still_ms) ms at most"
}

# lab_json NAME KEY: what a client said there, in $LAB_DIR/NAME.json
lab_json() {
	python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$LAB_DIR/$1.json" "$2"
}

# lab_hundredths NAME KEY: the same of a number, times 100, as a whole one
lab_hundredths() {
	python3 -c 'import json, sys
print(round(100 * json.load(open(sys.argv[1]))[sys.argv[2]]))' \
		"$LAB_DIR/$1.json" "$2"
}

# lab_raw_client: what a raw client of c does is none of its kernel's
lab_raw_client() {
	lab_in c iptables -A OUTPUT -p tcp --tcp-flags RST RST -j DROP
	lab_in c ip6tables -A OUTPUT -p tcp --tcp-flags RST RST -j DROP
}

# stood_still_ms: the longest that the machine stood still since lab_start
stood_still_ms() {
	awk -v began="${LAB_BEGAN:-0}" '$1 >= began && $2 > most { most = $2 }
		END { print most + 0 }' "${STALLS:-/dev/null}"
}

# lab_show_logs: the end of each job's log, as diagnostics
lab_show_logs() {
	local log
	for log in "$LAB_DIR"/*.log; do
		[ -s "$log" ] || continue
		diag "--- ${log##*/}"
		tail -n "${LAB_LOG_LINES:-60}" "$log" | sed 's/^/#   /'
	done
}

# ---------------------------------------------------------------- servers

# A first recipient is taken: what a server starts only then is running.
takes_mail() {
	lab_in s "$LAB_LIB/ask.py" --timeout 5 ${LAB_FIRST:+--first "$LAB_FIRST"} \
		127.0.0.1 "EHLO localhost" \
		"MAIL FROM:<>" "RCPT TO:<user1@example.com>" QUIT |
		grep -q '^[0-9]* 221'
}

# lab_mta NAME [option...]: start a real mail server, see tests/lab/mta, or
# "mini", see minimta.py
lab_mta() {
	local name=$1
	shift
	if [ "$name" = mini ]; then
		lab_job mta s "$LAB_LIB/minimta.py" "$@"
		until_logged mta READY
		return
	fi
	"$LAB_LIB/mta" fetch "$name" >"$LAB_DIR/fetch.log" 2>&1 || {
		diag "$(cat "$LAB_DIR/fetch.log")"
		return 1
	}
	lab_job mta s "$LAB_LIB/mta" run "$name" "$LAB_DIR/mta" "$@"
	until_true 60 takes_mail
}

# lab_balancer ADDR SERVER OPTION...: HAProxy in front of the server, on an address of
# the client's namespace; OPTION as send-proxy or send-proxy-v2.  It asks for the
# server's health each second.
lab_balancer() {
	local addr=$1 server=$2 usr=$LAB_TOP/build/mta/haproxy/usr libraries
	shift 2
	"$LAB_LIB/mta" fetch haproxy >"$LAB_DIR/fetch.log" 2>&1 || {
		diag "$(cat "$LAB_DIR/fetch.log")"
		return 1
	}
	cat >"$LAB_DIR/haproxy.cfg" <<-END
	defaults
		mode tcp
		timeout connect 1m
		timeout client 10m
		timeout server 10m
	listen mx
		bind [$addr]:25
		option smtpchk EHLO balancer.example.net
		timeout check 1m
		server mx [$server]:25 source [$addr] check inter 1s $*
	END
	libraries=$(echo "$usr"/lib/*-linux-gnu*)
	lab_job balancer c env LD_LIBRARY_PATH="$libraries" \
		"$usr/sbin/haproxy" -db -f "$LAB_DIR/haproxy.cfg"
	until_true 20 balancer_answers "$addr"
}

balancer_answers() {
	lab_in c "$LAB_LIB/ask.py" --timeout 5 "$1" QUIT | grep -q '^[0-9]* 221'
}

LAB_POSTFIX=$LAB_TOP/build/mta/postfix/usr	# where tests/lab/mta unpacks it

# lab_source [option...]: smtp-source sends from the client to the server, or to
# its address LAB_TO
lab_source() {
	lab_in c env LD_LIBRARY_PATH="$LAB_POSTFIX/lib/postfix" \
		"$LAB_POSTFIX/sbin/smtp-source" "$@" "[${LAB_TO:-$SERVER4}]:25"
}

# lab_sink: smtp-sink takes all mail, where no mail server shall be measured
lab_sink() {
	"$LAB_LIB/mta" fetch postfix >/dev/null 2>&1 || return
	lab_job sink s env LD_LIBRARY_PATH="$LAB_POSTFIX/lib/postfix" \
		"$LAB_POSTFIX/sbin/smtp-sink" -u nobody "$SERVER4:25" 1000
	until_true 10 lab_in c python3 -c "
import socket; socket.create_connection(('$SERVER4', 25), 1)"
}

# ---------------------------------------------------------------- the tarpit

# lab_rules c|r|s install|remove|show... [option...]
lab_rules() {
	local ns=$1
	shift
	lab_in "$ns" "$LAB_TOP/rules/smtp-tarpit-rules" "$@"
}

# logged_or_ended NAME PATTERN: for until_true
logged_or_ended() {
	grep -q -e "$2" "$LAB_DIR/$1.log" || ! kill -0 "$(cat "$LAB_DIR/$1.pid")"
}

# lab_daemon c|r|s [option...]: start it and wait until it is ready, or has ended
lab_daemon() {
	local ns=$1
	shift
	# shellcheck disable=SC2086 # such as valgrind and its options
	lab_job tarpit "$ns" ${LAB_WRAP-} "$LAB_BUILD/smtp-tarpit" run \
		--control "$LAB_DIR/control" "$@"
	until_true 30 logged_or_ended tarpit READY
	grep -q READY "$LAB_DIR/tarpit.log" || {
		diag "smtp-tarpit did not get ready:" "$(cat "$LAB_DIR/tarpit.log")"
		return 1
	}
}

# lab_tarpit router|host [option...]: the daemon and the rules for it
lab_tarpit() {
	local mode=$1 ns=r
	shift
	[ "$mode" = router ] || ns=s
	lab_daemon $ns "$@" || return
	# shellcheck disable=SC2086 # options
	lab_rules $ns install --mode "$mode" --server "$SERVER4,$SERVER6" \
		${RULES_OPTIONS-} >"$LAB_DIR/rules.log" 2>&1 || {
		diag "the rules could not be installed:" \
			"$(cat "$LAB_DIR/rules.log")"
		return 1
	}
}

# lab_log NAME: where that mail server logs to
lab_log() {
	case $1 in
	exim) echo "$LAB_DIR/mta/var/log/exim4/mainlog" ;;
	*) echo "$LAB_DIR/mta.log" ;;
	esac
}

# lab_feed NAME: the log of that mail server charges, too
lab_feed() {
	lab_job feed r "$LAB_BUILD/smtp-tarpit-feed" \
		--control "$LAB_DIR/control" "$(lab_log "$1")"
	until_logged feed READY && until_true 20 counter_is feeds_now 1
}

# lab_trace [ADDRESS]: follow what the engine does, into trace.log
lab_trace() {
	lab_job trace r "$LAB_BUILD/smtp-tarpit" trace "$@" \
		--control "$LAB_DIR/control"
	until_true 20 is_followed
}

is_followed() {
	lab_in r ss -Hx state connected | grep -q " $LAB_DIR/control "
}

# sanitized [PROGRAM]: was it built with sanitizers?
sanitized() {
	nm "${1:-$LAB_BUILD/smtp-tarpit}" | grep -q __asan_init
}

# counter NAME [SOCKET]: from status --json, the first of that name.  Tests ask
# over and over until it has a value: that has to be cheap.
counter() {
	local json
	json=$("$LAB_ASK" status --json \
		--control "${2-$LAB_DIR/control}")
	[[ $json =~ \"$1\":([^],}]*) ]] && echo "${BASH_REMATCH[1]}"
}

# counter_is NAME VALUE; for until_true
counter_is() {
	[ "$(counter "$1")" = "$2" ]
}

# held_of ADDR: how many holds of that client the log tells of
held_of() {
	grep -c "event=hold client=\[\{0,1\}$1\]\{0,1\}:" "$LAB_DIR/tarpit.log"
}

# has_held NAME N: so many replies, no more and no fewer, from the daemon's start
has_held() {
	same "$1" "$2" "$(counter held_total)"
}

# ---------------------------------------------------------------- clients

# ask [option...] COMMAND...: one session from the client, see ask.py; its
# lines are in REPLIES
ask() {
	REPLIES=$(lab_in c "$LAB_LIB/ask.py" "$@" 2>&1)
}

# reply_at N: REPLY_MS and REPLY_CODE of the Nth reply of the last ask; 0 is the
# greeting; reply_ms N, reply_code N: print one of them
reply_at() {
	local lines
	mapfile -t lines <<<"$REPLIES"
	read -r REPLY_MS REPLY_CODE _ <<<"${lines[$1]-}"
}

reply_ms() {
	reply_at "$1"
	echo "$REPLY_MS"
}

reply_code() {
	reply_at "$1"
	echo "$REPLY_CODE"
}

# reply_is NAME N CODE [LEAST]: the Nth reply, and not before so many ms
reply_is() {
	reply_at "$2"
	if [ "$REPLY_CODE" = "$3" ] && [ "$REPLY_MS" -ge "${4:-0}" ]; then
		ok "$1 ($REPLY_CODE after $REPLY_MS ms)"
	else
		not_ok "$1" "want: $3 after ${4:-0} ms, or later" \
			"got:  ${REPLY_CODE:-nothing} after ${REPLY_MS:-?} ms" \
			"session:" "$REPLIES"
	fi
}
