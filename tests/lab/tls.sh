# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# How much one source learns inside TLS, where smtp-tarpit-feed reads the mail server's
# log beside the daemon: for what has sourced lab.sh.

# shellcheck source=tests/feed/fetch.sh
. "$LAB_TOP/tests/feed/fetch.sh"

INTERVAL_S=2
TLS_RULES="--port 25,465,587"
# shellcheck disable=SC2034 # of who sources this
PROMISED=130		# hundredths of an address an interval

# tls_start NAME SERVER [option...]: a router, the server behind it, its log read; the
# options are the daemon's, MTA_OPTIONS the server's.  With NOTARPIT=1 the server alone.
tls_start() {
	local name=$1 server=$2
	shift 2
	lab_start routed
	# shellcheck disable=SC2086 # options
	lab_mta "$server" ${MTA_OPTIONS---auth --tls} || bail "$name: the mail server starts"
	[ -z "${NOTARPIT-}" ] || return 0
	RULES_OPTIONS=$TLS_RULES lab_tarpit router \
		--interval $INTERVAL_S "$@" || bail "$name: the tarpit starts"
	lab_feed "$server" || bail "$name: the feed starts"
}

# tls_harvest SECONDS option... STRATEGY: harvest.py's.  Prints "ALL LATER", hundredths
# learnt an interval: all; and all but those of the first second, which come for the
# source's tokens, and but what each of the connections that are open at once heard
# first, whenever that was: it comes before its lines.
tls_harvest() {
	local seconds=$1
	shift
	lab_in c "$LAB_LIB/harvest.py" --interval $INTERVAL_S \
		--times 1000000 --seconds "$seconds" "$@" "$SERVER4" \
		>"$LAB_DIR/harvest.json" || return
	python3 -c "
import json, sys
r = json.load(open(sys.argv[1]))
later = sum(t > 1 for t in r['times_after_first']) + r['learnt'] - r['answered']
print(round(100 * r['learnt_per_interval']),
      round(100 * later * $INTERVAL_S / (r['seconds'] - 1)))
" "$LAB_DIR/harvest.json"
}

# tls_hydra SECONDS PORT: the same of hydra
tls_hydra() {
	local all later
	read -r all later < <(lab_in c "$LAB_LIB/hydra.py" "$1" \
		"$CACHE/hydra" "$SERVER4" "$2") || return
	echo $((100 * all * INTERVAL_S / $1)) $((100 * later * INTERVAL_S / ($1 - 1)))
}

# tls_fetch_hydra: and the libraries that are not here; false where it can't be had
tls_fetch_hydra() {
	local list
	command -v apt-get >/dev/null || return
	mapfile -t list < <(apt-get install -s --no-install-recommends hydra \
		2>/dev/null | awk '$1 == "Inst" { print $2 }')
	fetch hydra "${list[@]:-hydra}"
}

# tls_relay NAME: a real mail server on the client's side; what it is given it delivers
# to the server, inside TLS
tls_relay() {
	RELAY=$1
	lab_job relay c "$LAB_LIB/mta" run "$1" "$LAB_DIR/relay" --relay "$SERVER4"
	until_true 60 relay_takes_mail
}

relay_takes_mail() {
	RELAY_SAID=$(lab_in c "$LAB_LIB/ask.py" --timeout 5 127.0.0.1 "EHLO localhost" QUIT |
		tail -n 1)
	[[ $RELAY_SAID = *' 221'* ]]
}

# relay_why: in a line, why it takes none
relay_why() {
	echo "it said '${RELAY_SAID-}', its log '$(tail -n 1 "$LAB_DIR/relay.log")'"
}

# relay_send MESSAGES RECIPIENT...: it is given so many, each to all of these, and longer
# than a command can be, as what has the usual header is
relay_send() {
	lab_in c python3 - "$@" <<-'END'
	import smtplib, sys
	with smtplib.SMTP("127.0.0.1", 25, "localhost") as smtp:
	    for i in range(int(sys.argv[1])):
	        smtp.sendmail("", [name + "@example.com" for name in sys.argv[2:]],
	                      "Subject: %d\r\n\r\n" % i + 30 * ("x" * 70 + "\r\n"))
	END
}

# relay_said: of how many recipients it says that they were sent to, and refused
relay_said() {
	case $RELAY in
	exim) grep -o -e ' [=-]> [^ ]*@.* C="250' -e ' \*\* [^ ]*@' \
		"$LAB_DIR/relay/var/log/exim4/mainlog" ;;
	*) grep -o -e ' status=sent (250' -e ' status=bounced' "$LAB_DIR/relay.log" ;;
	esac | awk '/ \*\* | status=bounced/ { refused++; next } { sent++ }
		END { print sent + 0, refused + 0 }'
}

# relay_has SENT REFUSED: for until_true
relay_has() {
	[ "$(relay_said)" = "$1 $2" ]
}
