# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host as Docker makes it, for tests that have read lab.sh: the namespace r is the
# host, s a container on its bridge, c a client outside.  The rules are those that
# Docker Engine installs for a published port 25, in their order (docs.docker.com,
# "Packet filtering and firewalls"), of its iptables backend or of its nftables one.

# docker_host iptables|nft|none: all of it.  The server is SERVER4, SERVER6; clients ask
# ROUTER4, ROUTER6.
docker_host() {
	lab_start docker
	SERVER4=172.17.0.2
	SERVER6=fd00:17::2
	lab_sysctl r net/ipv4/ip_forward=1 net/ipv6/conf/all/forwarding=1
	lab_addr c eth0 "$CLIENT4/24" "$CLIENT6/64"
	lab_addr r rc "$ROUTER4/24" "$ROUTER6/64"
	lab_ip r "link add docker0 type bridge forward_delay 0" \
		"link set rs master docker0 up"
	lab_addr r docker0 172.17.0.1/16 fd00:17::1/64
	lab_addr s eth0 $SERVER4/16 $SERVER6/64
	lab_route_by s 172.17.0.1 fd00:17::1
	[ "$1" = none ] || "docker_$1"
}

docker_iptables() {
	docker_iptables_text "$SERVER4" 172.17.0.0/16 127.0.0.0/8 |
		lab_in r iptables-restore || bail "Docker's rules"
	docker_iptables_text "$SERVER6" fd00:17::/64 ::1/128 |
		lab_in r ip6tables-restore || bail "Docker's rules, IPv6"
}

# docker_iptables_text CONTAINER NETWORK LOOPBACK
docker_iptables_text() {
	local to=$1
	case $1 in *:*) to="[$1]" ;; esac
	cat <<-EOF
		*nat
		:DOCKER - [0:0]
		-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
		-A OUTPUT ! -d $3 -m addrtype --dst-type LOCAL -j DOCKER
		-A POSTROUTING -s $2 ! -o docker0 -j MASQUERADE
		-A POSTROUTING -s $1 -d $1 -p tcp -m tcp --dport 25 -j MASQUERADE
		-A DOCKER -i docker0 -j RETURN
		-A DOCKER ! -i docker0 -p tcp -m tcp --dport 25 -j DNAT --to-destination $to:25
		COMMIT
		*raw
		-A PREROUTING -d $1 ! -i docker0 -j DROP
		COMMIT
		*filter
		:FORWARD DROP [0:0]
		:DOCKER - [0:0]
		:DOCKER-USER - [0:0]
		-A FORWARD -j DOCKER-USER
		-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		-A FORWARD -o docker0 -j DOCKER
		-A FORWARD -i docker0 -j ACCEPT
		-A DOCKER -d $1 ! -i docker0 -o docker0 -p tcp -m tcp --dport 25 -j ACCEPT
		-A DOCKER ! -i docker0 -o docker0 -j DROP
		-A DOCKER-USER -j RETURN
		COMMIT
	EOF
}

docker_nft() {
	{ docker_nft_text ip "$SERVER4" 172.17.0.0/16 127.0.0.0/8 &&
		docker_nft_text ip6 "[$SERVER6]" fd00:17::/64 ::1; } |
		lab_in r nft -f - || bail "Docker's table"
}

# docker_nft_text ip|ip6 CONTAINER NETWORK LOOPBACK
docker_nft_text() {
	local at=${2#[}
	at=${at%]}
	cat <<-EOF
		table $1 docker-bridges {
			chain filter-FORWARD {
				type filter hook forward priority filter; policy drop;
				oifname docker0 ct state established,related accept
				oifname docker0 $1 daddr $at tcp dport 25 accept
				iifname docker0 accept
			}
			chain nat-OUTPUT {
				type nat hook output priority -100; policy accept;
				$1 daddr != $4 fib daddr type local jump published
			}
			chain nat-PREROUTING {
				type nat hook prerouting priority dstnat; policy accept;
				fib daddr type local jump published
			}
			chain nat-POSTROUTING {
				type nat hook postrouting priority srcnat; policy accept;
				oifname != docker0 $1 saddr $3 masquerade
			}
			chain published {
				iifname != docker0 tcp dport 25 dnat to $2:25
			}
			chain raw-PREROUTING {
				type filter hook prerouting priority raw; policy accept;
				$1 daddr $at iifname != docker0 drop
			}
		}
	EOF
}

# docker_proxy ADDRESS...: the userland proxy takes the host's port itself, and the
# container sees the bridge's address; as for IPv6 to a container that has none
docker_proxy() {
	local at
	for at; do
		lab_job "proxy${at//[.:]/-}" r "$LAB_LIB/relay.py" "$at" "$SERVER4"
		until_logged "proxy${at//[.:]/-}" READY || bail "the userland proxy"
	done
}
