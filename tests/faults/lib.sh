# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# For tests of faults: mail that flows while something happens, and what must
# hold when it is over.  A test sources this file alone.
#
# Times are in milliseconds unless a name says otherwise.

FAULTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$FAULTS/../lab/lab.sh"

INTERVAL=2
HOSTS=()	# where traffic goes; all addresses of the server
# All memory is taken at the start; small tables, so that they show it soon.
SMALL=(--max-held 4000 --max-flows 4096 --max-sources 4096)

# field JOB NAME: of the JSON that a job printed
field() {
	sed -n "s/.*\"$2\": \([^,}]*\).*/\1/p" "$LAB_DIR/$1.log" | tail -n 1
}

# at_least COUNTER N; for until_true
at_least() {
	[ "$(counter "$1")" -ge "$2" ]
}

# some_held [SECONDS]: three replies that have so long to wait yet, or one second;
# for until_true
some_held() {
	"$LAB_ASK" status --held --control "$LAB_DIR/control" |
		sed -n 's/.* left_s=\([0-9]*\).*/\1/p' |
		awk -v least="${1:-1}" '$1 >= least { n++ } END { exit n < 3 }'
}

# whole JOB NAME: of its JSON, an integer
whole() {
	local value
	value=$(field "$1" "$2")
	echo "${value%.*}"
}

# sent_of JOB: for the table
sent_of() {
	echo "$(field "$1" sent) messages and $(field "$1" refusals) refusals"
}

# of_daemon NAME: a line of /proc/PID/status, its number
of_daemon() {
	awk -v want="$1:" '$1 == want { print $2 }' \
		"/proc/$(cat "$LAB_DIR/tarpit.pid")/status"
}

daemon_fds() {
	find "/proc/$(cat "$LAB_DIR/tarpit.pid")/fd" -mindepth 1 2>/dev/null |
		wc -l
}

# daemon option...: start it; what it has then is what it must have at the end
daemon() {
	lab_forget tarpit	# an earlier one was ready, too
	lab_daemon r --policy reply --interval "$INTERVAL" --server-budget 0 \
		"${SMALL[@]}" "$@" || return
	FDS=$(daemon_fds)
	SIZE_KIB=$(of_daemon VmSize)
}

# begin NAME [option...]: lab, servers, daemon, rules; options are the daemon's
begin() {
	local name=$1
	shift
	lab_start routed
	lab_job mta s "$FAULTS/sink.py"
	until_logged mta READY || bail "$name: the mail server starts"
	daemon "$@" || bail "$name: the tarpit starts"
	rules || bail "$name: the rules"
}

rules() {
	lab_rules r install --mode router --server "$SERVER4,$SERVER6" \
		--max-connections 0 \
		>"$LAB_DIR/rules.log" 2>&1
}

# traffic NAME [option...]: mail from now on
traffic() {
	local name=$1
	shift
	: >"$LAB_DIR/unguarded"
	lab_job traffic c "$FAULTS/traffic.py" --interval "$INTERVAL" \
		--ids "$LAB_DIR/ids" "$@" \
		"${HOSTS[@]-"$SERVER4"}" "${HOSTS[@]-"$SERVER6"}"
	until_logged traffic READY 30 || bail "$name: mail flows"
}

# waiting: packets in the kernel's queues
waiting() {
	# shellcheck disable=SC2016 # awk's
	lab_in r awk '{ n += $3 } END { print n + 0 }' \
		/proc/net/netfilter/nfnetlink_queue
}

nothing_waits() {
	[ "$(counter held_now)$(counter gated_now)$(waiting)" = 000 ]
}

# misses: ids that were taken, but are not at the sink, or there twice
misses() {
	sed -n 's/^took //p' "$LAB_DIR/mta.log" | sort >"$LAB_DIR/took"
	sort "$LAB_DIR/ids" | comm -23 - <(uniq "$LAB_DIR/took") | wc -l
	uniq -d "$LAB_DIR/took" | wc -l
}

# unguarded, guarded: from here, until here, there is no daemon, or are no rules
unguarded() {
	printf '%s ' "$(now_ms)" >>"$LAB_DIR/unguarded"
}

guarded() {
	now_ms >>"$LAB_DIR/unguarded"
}

# early: replies that came early, but for those that came unguarded, or were read
# within two seconds
early() {
	awk '/^[0-9]+ [0-9]+$/ { from[++n] = $1; to[n] = $2 + 2000 }
	/^early / {
		bad++
		for (i = 1; i <= n; i++)
			if ($2 >= from[i] && $2 <= to[i]) {
				bad--
				break
			}
	}
	END { print bad + 0 }' "$LAB_DIR/unguarded" "$LAB_DIR/traffic.log"
}

# mail_went_on NAME [MOST_EARLY]: ends the traffic, and looks at it
mail_went_on() {
	lab_kill traffic
	same "$1: no session broke" 0 "$(field traffic broken)"
	same "$1: no message lost, none twice" "0 0" "$(misses | xargs)"
	within "$1: replies early" 0 "$(early)" "${2:-0}"
	diag "$1: $(tail -n 1 "$LAB_DIR/traffic.log")"
}

# nothing_left NAME [UNHELD]: of state, memory and descriptors; so many more may
# have ended, since their turn was over before their packet came
nothing_left() {
	local held unheld=${2:-0}
	check "$1: nothing is held, in no queue" until_true 20 nothing_waits
	same "$1: descriptors" "$FDS" "$(daemon_fds)"
	within "$1: memory grew by, KiB" -100000 \
		$(($(of_daemon VmSize) - SIZE_KIB)) 1024
	held=$(counter held_total)
	# What the kernel lost, and the server sent again, was held twice; what
	# passed unseen on its way to its hold was not held.
	within "$1: each hold has ended in one way" \
		$((held - $(counter lost_total))) "$(ends)" \
		$((held + unheld + $(counter id_gaps_total)))
}

# ends: holds that have ended
ends() {
	echo $(($(counter released_total) + $(counter early_total) +
		$(counter abandoned_total) + $(counter reset_total)))
}

# table_row FAULT MEASURED: a row of README.md's table
table_row() {
	diag "| $1 | $2 |"
}
