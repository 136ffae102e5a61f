# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A clean Debian that is booted by its systemd, for tests that source this file
# behind clean.sh:
#
#	boot ACT	run `$0 --inside ACT OUT` in namespaces of its own and
#			print what it found
#	inside ACT OUT	there: start systemd, and the function ACT beside it
#
# Nothing of the host is touched but a control group, which is removed.

# ------------------------------------------------------------------ outside

# need_groups: skip all where systemd can have no control group
need_groups() {
	GROUPS_TOP=$(findmnt -n -l -t cgroup2 -o TARGET | head -n 1)
	[ -n "$GROUPS_TOP" ] && mkdir "$GROUPS_TOP/smtp-tarpit-test$$" 2>/dev/null &&
		rmdir "$GROUPS_TOP/smtp-tarpit-test$$" ||
		plan_skip "no control group can be made for systemd"
}

# Groups that systemd made, the inner ones first.
remove_group() {
	find "$1" -depth -type d -exec rmdir {} +
}

boot() {
	local act=$1
	GROUP=$GROUPS_TOP/smtp-tarpit-test$BASHPID
	mkdir "$GROUP" && OUT=$(mktemp) &&
		SCRATCH=$(mktemp -d "$CACHE/work.XXXXXX") || exit 1
	OUTSIDE=$(stat -L -c %i /proc/self/ns/net)
	export SCRATCH OUTSIDE
	# shellcheck disable=SC2016 # for the other shell
	sh -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' - "$GROUP" \
		setsid unshare --mount --net --pid --fork --kill-child --cgroup --ipc \
		--uts --propagation private -- "$0" --inside "$act" "$OUT" \
		>"$OUT.boot" 2>&1 &
	JOB=$!
	trap 'kill -KILL $JOB 2>/dev/null; wait $JOB 2>/dev/null
		until_true 10 remove_group "$GROUP"; rm -rf "$SCRATCH" "$OUT" "$OUT".*' EXIT
	until_true 240 test -e "$OUT.done"
	cat "$OUT"
	[ -e "$OUT.done" ] ||
		not_ok "$act came to its end" "$(cat "$OUT.boot")"
	[ ! -e "$OUT.failed" ] || TAP_FAILED=$((TAP_FAILED + 1))
}

# ------------------------------------------------------------------- inside

mount_for_systemd() {
	local one
	umount "$ROOT/dev"
	mount -t tmpfs none "$ROOT/dev"
	for one in null zero full random urandom tty; do
		touch "$ROOT/dev/$one"
		mount --bind "/dev/$one" "$ROOT/dev/$one"
	done
	touch "$ROOT/dev/console" "$SCRATCH/console"
	mount --bind "$SCRATCH/console" "$ROOT/dev/console"
	mkdir "$ROOT/dev/shm" "$ROOT/dev/pts"
	mount -t devpts -o newinstance,ptmxmode=0666 none "$ROOT/dev/pts"
	ln -s pts/ptmx "$ROOT/dev/ptmx"
	ln -s /dev/null "$ROOT/etc/systemd/system/console-getty.service"
	ln -s /proc/self/fd "$ROOT/dev/fd"
	mount -t sysfs none "$ROOT/sys" &&
		mount -t cgroup2 none "$ROOT/sys/fs/cgroup"
}

inside() {
	mount_root
	mount_for_systemd || exit 1
	LAB_DIR=$SCRATCH
	(
		OUT=$2
		trap finish EXIT
		"$1" >"$OUT" 2>&1
	) &
	exec chroot "$ROOT" env -i container=test \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd \
		--log-target=journal
}

# However it came to its end.
finish() {
	local status=$?
	[ "$TAP_FAILED$status" = 00 ] || {
		diag "status $status" "$(ctl status 'smtp-tarpit*' 2>&1)" \
			"$(in_root journalctl --no-pager -o cat -n 60 2>&1)" \
			>>"$OUT"
		touch "$OUT.failed"
	}
	touch "$OUT.done"
}

ctl() {
	in_root systemctl --no-pager "$@"
}

main_pid() {
	ctl show -P MainPID smtp-tarpit
}

is_up() {
	[[ $(ctl is-system-running) =~ running|degraded ]]
}
