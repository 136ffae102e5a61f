#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The snippets for firewall managers: each brings the rules back after what its
# manager does to the tables when it reloads.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"
own_namespace "$@"

managers=$top/rules/managers
mkdir "$scratch/bin"
cat >"$scratch/bin/smtp-tarpit-rules" <<END
#!/bin/sh
exec "$rules" "\$@" --config "$scratch/tarpit.conf"
END
chmod +x "$scratch/bin/smtp-tarpit-rules"
# The snippets look into the system's folders first.
for folder in /usr/local/sbin /usr/sbin; do
	[ ! -e $folder/smtp-tarpit-rules ] || {
		skip "snippets" "smtp-tarpit is installed on this machine"
		done_testing
	}
done
PATH=$PATH:$scratch/bin
export PATH
printf 'mode = host\niptables = iptables-nft\n' >"$scratch/tarpit.conf"

whole() {
	[ "$(smtp-tarpit-rules status | grep '^whole=')" = whole=yes ]
}

# mended NAME COMMAND...: it brings the rules back
mended() {
	local name=$1
	shift
	whole && { report 1 "$name: they were not gone"; return; }
	ok "$name" "$@"
	ok "$name: all of them" whole
}

if command -v shellcheck >/dev/null; then
	ok "shellcheck" shellcheck "$managers/ufw.after.init" \
		"$managers/firewalld.sh" \
		"$managers/shorewall.started" "$managers/fw4.include"
else
	skip "shellcheck" "was not found"
fi

# ufw with MANAGE_BUILTINS=yes (its flush_builtins()).
ok "ufw: start" "$managers/ufw.after.init" start
for hook in INPUT OUTPUT FORWARD PREROUTING POSTROUTING; do
	iptables-nft -t mangle -F $hook
	ip6tables-nft -t mangle -F $hook
done
mended "ufw: start after a flush" "$managers/ufw.after.init" start
ok "ufw: stop leaves them" "$managers/ufw.after.init" stop
ok "ufw: flush-all leaves them" "$managers/ufw.after.init" flush-all
ok "ufw: status" "$managers/ufw.after.init" status
! "$managers/ufw.after.init" nonsense 2>/dev/null
report $? "ufw: another word is an error"

# firewalld: -F, -X and -Z in each table of iptables, then the signal; or before the
# listener hears any, which dbus-monitor tells by the loss of its name.
cat >"$scratch/bin/dbus-monitor" <<'END'
#!/bin/sh
[ "$1" = --system ] || exit
echo "signal time=1.0 sender=org.freedesktop.DBus -> destination=:1.3 member=NameAcquired"
for tool in iptables-nft ip6tables-nft; do
	for table in mangle raw; do
		$tool -t $table -F
		$tool -t $table -X
	done
done
echo "signal time=2.0 sender=:1.4 -> destination=(null destination) serial=9 path=/org/fedoraproject/FirewallD1; interface=org.fedoraproject.FirewallD1; member=$MEMBER"
END
chmod +x "$scratch/bin/dbus-monitor"
# Where the machine has a real one, ours must come first.
sed "s|^PATH=|PATH=$scratch/bin:|" "$managers/firewalld.sh" \
	>"$scratch/firewalld"
chmod +x "$scratch/firewalld"
for member in Reloaded NameLost; do
	MEMBER=$member "$scratch/firewalld" >"$scratch/out" 2>&1
	equal "firewalld: ends with an error when D-Bus does" 1 $?
	equal "firewalld: installs again after $member" "1 1" \
		"$(grep -c '^already installed' "$scratch/out") $(
		grep -c '^installed' "$scratch/out")"
	ok "firewalld: all of them" whole
done
if command -v systemd-analyze >/dev/null; then
	sed "s|/usr/local/sbin/smtp-tarpit-firewalld|$scratch/firewalld|" \
		"$managers/firewalld.service" \
		>"$scratch/smtp-tarpit-firewalld.service"
	equal "firewalld: the unit has no unknown word" "" \
		"$(systemd-analyze verify "$scratch/smtp-tarpit-firewalld.service" 2>&1 |
		grep 'smtp-tarpit-firewalld.service:[0-9]')"
else
	skip "firewalld: the unit" "systemd-analyze was not found"
fi

# Shorewall replaces all tables.
for tool in iptables-nft ip6tables-nft; do
	printf '*mangle\n:PREROUTING ACCEPT\nCOMMIT\n*raw\n:OUTPUT ACCEPT\nCOMMIT\n' |
		$tool-restore
done
mended "shorewall: started" sh -c ". '$managers/shorewall.started'"
"$rules" remove >/dev/null

# fw4: its script while the daemon is stopped, and while it runs.
printf '#!/bin/sh\n[ "$1" = status ] && [ -e %s/runs ]\n' "$scratch" >"$scratch/bin/smtp-tarpit"
chmod +x "$scratch/bin/smtp-tarpit"
ok "fw4: the tarpit is stopped" sh -c ". '$managers/fw4.include'"
equal "fw4: its rules stay away" installed=no "$(smtp-tarpit-rules status | sed -n 1p)"
touch "$scratch/runs"
mended "fw4: the tarpit runs" sh -c ". '$managers/fw4.include'"
"$rules" remove >/dev/null
# Its chain as it writes it where flows are offloaded; a counter stands for the flow
# table, which not every kernel has.
if command -v nft >/dev/null; then
	{
		echo 'table inet fw4'
		echo 'flush table inet fw4'
		echo 'table inet fw4 { chain forward {'
		echo 'type filter hook forward priority filter; policy drop;'
		echo 'meta l4proto { tcp, udp } counter comment "offload"'
		echo 'ct state vmap { established : accept, related : accept }'
		printf '}\n}\n'
		echo "include \"$managers/fw4.nft\""
	} >"$scratch/fw4.nft"
	ok "fw4: its rules and ours" nft -f "$scratch/fw4.nft"
	ok "fw4: again, at a reload" nft -f "$scratch/fw4.nft"
	equal "fw4: mail never reaches the rule that offloads" "dport sport offload vmap" \
		"$(nft list chain inet fw4 forward | grep -o -w 'sport\|dport\|offload\|vmap' |
			xargs)"
	nft delete table inet fw4
else
	skip "fw4: its rules and ours" "nft was not found"
fi
equal "fw4: the section names the script" 1 \
	"$(grep -c "option path '/usr/share/smtp-tarpit/fw4.include'" "$managers/fw4.firewall")"
done_testing
