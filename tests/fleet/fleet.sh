# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A lab of several routers between one client and one server, for tests that
# source this file; on top of tests/lab/lab.sh.
#
#	client (c)              routers (r1 r2 r3)          server (s)
#	lo 192.0.2.10, .20      rc          rs              lo 198.51.100.25
#	e1 10.9.1.2 ---------- 10.9.1.1    10.8.1.1 ------- s1 10.8.1.2
#	e2 10.9.2.2 ---------- 10.9.2.1    10.8.2.1 ------- s2 10.8.2.2
#	e3 10.9.3.2 ---------- 10.9.3.1    10.8.3.1 ------- s3 10.8.3.2
#
# The client spreads its connections by their ports (ECMP, hash of layer 4).
# The server answers each through the router by which it came: its packets are
# marked by where they come in, its sockets take the mark of the first one
# (tcp_fwmark_accept), and each mark has a table of routes.  So no router
# rewrites anything, and a router whose links are down leaves its connections to
# the others: routes over links without a carrier are ignored.
#
# All are on one store, DIR/redis.sock.

. "$(dirname "${BASH_SOURCE[0]}")/../lab/lab.sh"

STORE=$LAB_TOP/tests/fleet/store
SERVER4=198.51.100.25
GOOD4=192.0.2.20		# another client, who makes no errors

# fleet_need COMMAND...: skip all where something is missing
fleet_need() {
	lab_need iptables ipset "$@"
	[ -x "$LAB_BUILD/smtp-tarpit-share" ] ||
		plan_skip "smtp-tarpit-share was not built: it needs hiredis"
	"$STORE" fetch >/dev/null 2>&1 || plan_skip "no Redis to be had"
}

fleet_link() {
	local n=$1
	ip link add "e$n" netns "${LAB_ID}c" type veth \
		peer name rc netns "$LAB_ID""r$n"
	ip link add "s$n" netns "${LAB_ID}s" type veth \
		peer name rs netns "$LAB_ID""r$n"
	lab_addr c "e$n" "10.9.$n.2/24"
	lab_addr s "s$n" "10.8.$n.2/24"
	lab_addr "r$n" rc "10.9.$n.1/24"
	lab_addr "r$n" rs "10.8.$n.1/24"
	lab_sysctl "r$n" net/ipv4/ip_forward=1
	lab_ip "r$n" "route add 192.0.2.0/24 via 10.9.$n.2" \
		"route add $SERVER4 via 10.8.$n.2"
	lab_ip s "route add default via 10.8.$n.1 table $n" \
		"rule add fwmark $n table $n"
	lab_in s iptables -w -t mangle -A PREROUTING -i "s$n" \
		-j MARK --set-mark "$n"
}

# fleet_start N: so many routers
fleet_start() {
	local n from_c=() from_s=()
	ROUTERS=$1
	LAB_ID=st$BASHPID
	LAB_DIR=$(mktemp -d "${TMPDIR:-/tmp}/$LAB_ID.XXXXXX") || exit 1
	chmod 755 "$LAB_DIR"
	LAB_NS=()
	LAB_BEGAN=$(now_ms)
	trap lab_end EXIT
	trap 'exit 143' TERM
	trap 'exit 130' INT
	# shellcheck disable=SC2046 # a list
	lab_namespaces c s $(seq -f 'r%.0f' "$1")
	lab_addr c lo $CLIENT4/32 $GOOD4/32
	lab_addr s lo $SERVER4/32
	lab_sysctl c net/ipv4/fib_multipath_hash_policy=1 \
		net/ipv4/conf/default/ignore_routes_with_linkdown=1
	lab_sysctl s net/ipv4/tcp_fwmark_accept=1 net/ipv4/fwmark_reflect=1 \
		net/ipv4/conf/default/ignore_routes_with_linkdown=1
	for ((n = 1; n <= ROUTERS; n++)); do
		fleet_link "$n"
		from_c+=(nexthop via "10.9.$n.1" dev "e$n")
		from_s+=(nexthop via "10.8.$n.1" dev "s$n")
	done
	ip -n "${LAB_ID}c" route add $SERVER4 src $CLIENT4 "${from_c[@]}"
	ip -n "${LAB_ID}s" route add 192.0.2.0/24 src $SERVER4 "${from_s[@]}"
}

# fleet_store [option...]: start the store
fleet_store() {
	lab_job store s "$STORE" run "$LAB_DIR" "$@"
	until_true 10 fleet_ask PING
}

# fleet_ask WORD...: ask the store
fleet_ask() {
	"$STORE" cli "$LAB_DIR" "$@"
}

FLEET_RULES=()	# further options of the rules

# fleet_share N [option...]: what shares for router N
fleet_share() {
	local n=$1
	shift
	lab_job "share$n" "r$n" "$LAB_BUILD/smtp-tarpit-share" --config none \
		--control "$LAB_DIR/control$n" \
		--shared-state "unix:$LAB_DIR/redis.sock" "$@"
	until_logged "share$n" "control$n answers" || {
		diag "smtp-tarpit-share does not reach the router:" \
			"$(cat "$LAB_DIR/share$n.log")"
		return 1
	}
}

# fleet_router N [option...]: the daemon, the rules and the share of a router,
# which gets what is about the store, too
fleet_router() {
	local n=$1 i store=()
	shift
	for ((i = 1; i <= $#; i++)); do
		[[ ${!i} != --shared-* ]] || store+=("${@:i:2}")
	done
	lab_job "tarpit$n" "r$n" "$LAB_BUILD/smtp-tarpit" run --config none \
		--control "$LAB_DIR/control$n" --policy source \
		--shared-state "unix:$LAB_DIR/redis.sock" "$@"
	until_logged "tarpit$n" READY || {
		diag "smtp-tarpit did not get ready:" \
			"$(cat "$LAB_DIR/tarpit$n.log")"
		return 1
	}
	lab_rules "r$n" install --mode router --server "$SERVER4" \
		"${FLEET_RULES[@]}" >"$LAB_DIR/rules$n.log" 2>&1 || {
		diag "the rules could not be installed:" \
			"$(cat "$LAB_DIR/rules$n.log")"
		return 1
	}
	[[ "${store[*]}" == "--shared-state none" ]] ||
		fleet_share "$n" "${store[@]}"
}

# fleet_routers [option...]: all of them
fleet_routers() {
	local n
	for ((n = 1; n <= ROUTERS; n++)); do
		fleet_router "$n" "$@" || return
	done
}

# fleet_answers: all routers have said that the store answers, for until_true
fleet_answers() {
	local n
	for ((n = 1; n <= ROUTERS; n++)); do
		grep -q 'shared state: .* answers' "$LAB_DIR/share$n.log" ||
			return
	done
}

# fleet_counter N NAME
fleet_counter() {
	counter "$2" "$LAB_DIR/control$1"
}

# good_mail: "taken" where a message of somebody else is
good_mail() {
	lab_in c "$LAB_LIB/ask.py" --from $GOOD4 "$SERVER4" \
		"EHLO good.example.net" "MAIL FROM:<good@example.net>" \
		"RCPT TO:<user1@example.com>" DATA . QUIT |
		awk '$2 !~ /^[23]/ { bad = $0 }
			END { print bad != "" || NR != 7 ? "lost " bad : "taken" }'
}

# owes N ADDR: the seconds that ADDR owes, as router N knows; false if none
owes() {
	"$LAB_BUILD/smtp-tarpit" status --sources --control "$LAB_DIR/control$1" |
		sed -n "s/^source=$2\(\/32\)\{0,1\} owes_s=\([0-9]*\).*/\2/p" |
		grep -v '^0$'
}

# fleet_sum NAME: over all routers
fleet_sum() {
	local n sum=0
	for ((n = 1; n <= ROUTERS; n++)); do
		sum=$((sum + $(fleet_counter "$n" "$1")))
	done
	echo $sum
}
