#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# smtp-tarpit-firewalld - install the tarpit's rules after each reload
#
# firewalld flushes the tables of iptables when it reloads, and says on D-Bus
# when it is done.  dbus-monitor gives up its name when it hears all, which is a signal
# too: what was flushed before comes again then.  Ends, with an error, when D-Bus does:
# the unit restarts it.
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin${PATH:+:$PATH}
export PATH

signal="type='signal',interface='org.fedoraproject.FirewallD1',member='Reloaded'"

smtp-tarpit-rules install || exit
dbus-monitor --system "$signal" | while read -r line; do
	case $line in
	*member=NameLost* | *member=Reloaded*) smtp-tarpit-rules install ;;
	esac
done
echo "smtp-tarpit-firewalld: dbus-monitor has ended" >&2
exit 1
