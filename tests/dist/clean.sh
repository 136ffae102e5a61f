# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A clean Debian that knows nothing of us, for tests that source this file, and
# our packages for it.
#
# The clean system is made once, under build/dist/, from the archive that this
# machine uses.  What a test changes in it is thrown away.

CACHE=$LAB_TOP/build/dist
DEBS=$CACHE/debs

# ------------------------------------------- outside, where the network is

# The archive of this system, as apt knows it: "site suite".
archive() {
	local name
	name=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' |
		awk -v name="$name" '$2 == name && $3 == "main" {
			print $1, $2; exit }'
}

make_root() {
	local site suite
	[ ! -d "$CACHE/clean" ] || return 0
	read -r site suite < <(archive)
	[ -n "${suite-}" ] || return
	rm -rf "$CACHE/clean.new"
	debootstrap --variant=minbase --include=systemd "$suite" \
		"$CACHE/clean.new" "$site" >"$CACHE/debootstrap.log" 2>&1 &&
		mv "$CACHE/clean.new" "$CACHE/clean"
}

# What the packages need, as apt in there says, for later without a network;
# what stands in for nftables, and the other init system.
get_needed() {
	local new=$CACHE/needed.new
	! cmp -s "$DEBS/head" "$CACHE/needed/head" || return 0
	rm -rf "$new"
	mkdir -p "$new/partial" "$CACHE/clean/debs"
	cp /etc/resolv.conf "$CACHE/clean/etc/" 2>/dev/null
	cp "$DEBS"/smtp-tarpit*_*.deb "$CACHE/clean/debs/"
	cp -a "$CACHE"/needed/*.deb "$new/" 2>/dev/null
	mkdir -p "$CACHE/clean/needed"
	unshare -m sh -c '
		mount --bind "$1" "$2/needed"
		chroot "$2" sh -c "apt-get install -q -y --download-only \
			-o Dir::Cache::archives=/needed -o APT::Sandbox::User=root \
			/debs/*.deb openrc iptables ipset"' - "$new" "$CACHE/clean" \
		>"$CACHE/download.log" 2>&1 || return
	cp "$DEBS/head" "$new/"
	rm -rf "$CACHE/needed"
	mv "$new" "$CACHE/needed"
}

# make_debs: packages of what is committed, unless they are there
make_debs() {
	local head
	head=$(git rev-parse HEAD 2>/dev/null)
	[ -z "$head" ] || [ "$head" != "$(cat "$DEBS/head" 2>/dev/null)" ] ||
		return 0
	nfq/dist/make-deb "$DEBS" || return
	rm -f "$DEBS"/*-dbgsym_*.deb
	echo "$head" >"$DEBS/head"
}

# clean_need: skip all where no clean system can be had
clean_need() {
	local one
	lab_need
	for one in debootstrap dpkg-buildpackage dh flock; do
		command -v $one >/dev/null || plan_skip "needs $one"
	done
	mkdir -p "$CACHE"
	# The first one makes them, for those that run beside it too.
	exec 9>"$CACHE/lock"
	flock 9
	make_root || plan_skip "no clean system can be made: see $CACHE/debootstrap.log"
	make_debs >"$CACHE/deb.log" 2>&1 || {
		plan 1
		bail "make deb" "$(cat "$CACHE/deb.log")"
	}
	get_needed || plan_skip "what the packages need is out of reach: see $CACHE/download.log"
	exec 9>&-
}

# ------------------------------- inside, in namespaces, without a network

# in_root COMMAND...: as in a session of its root
in_root() {
	chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}

# The clean system below, and what changes in a folder that is thrown away.
mount_root() {
	[ -n "${SCRATCH-}" ] || SCRATCH=$(mktemp -d "$CACHE/work.XXXXXX") || exit 1
	trap 'umount -R -l "$SCRATCH"
		rm -rf "$SCRATCH"' EXIT
	mount -t tmpfs none "$SCRATCH" || exit 1
	ROOT=$SCRATCH/root
	mkdir "$ROOT" "$SCRATCH/upper" "$SCRATCH/work"
	mount -t overlay -o "lowerdir=$CACHE/clean,upperdir=$SCRATCH/upper,workdir=$SCRATCH/work" \
		none "$ROOT" 2>/dev/null || cp -a "$CACHE/clean/." "$ROOT/"
	mount -t proc none "$ROOT/proc"
	mount -t tmpfs none "$ROOT/run"
	mkdir -p "$ROOT/needed" "$ROOT/debs"
	mount --bind "$CACHE/needed" "$ROOT/needed"
	mount --bind /dev "$ROOT/dev"
	mount --bind "$DEBS" "$ROOT/debs"
	ip link set lo up
}

# Without locks: others install from there, too.
apt() {
	in_root apt-get -q -y -o Dir::Cache::archives=/needed \
		-o APT::Sandbox::User=root -o Debug::NoLocking=yes "$@"
}

# install_packages: all, by apt
install_packages() {
	local packages=("$ROOT"/debs/*.deb)
	apt install "${packages[@]#"$ROOT"}"
}

# iptables_instead: nftables is all that our package needs, but this kernel may not be
# able to queue from it
iptables_instead() {
	apt install iptables ipset
}

# The static libraries for musl, made once, into $MUSL.
static_libraries() {
	MUSL=$CACHE/musl
	[ ! -e "$MUSL/done" ] || return 0
	rm -rf "$MUSL"
	nfq/dist/musl-libs "$MUSL" >"$CACHE/musl.log" 2>&1 &&
		touch "$MUSL/done"
}
