#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 300
"""What the rules do with packets, in the kernel: a client, a router and a server
in namespaces of their own, for each backend, as router with and without DNAT, and
on the mail host.

ICMP errors that quote a segment of a server go to the queue; a reset does, and
what follows it when conntrack has forgotten the flow; SYNs past max-connections
are dropped; Multipath TCP's option is taken out; what the daemon makes passes,
and gets the address that its receiver knows.  A balancer's packets are all queued.

Nobody listens: packets pass, and the queue rules count them.  Where the kernel
has no nft_queue, nft is given "accept" in its place.
"""
import contextlib
import ctypes
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import traceback

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
RULES = os.path.join(TOP, "rules/smtp-tarpit-rules")
LIBC = ctypes.CDLL(None, use_errno=True)
MARK = 0x30000000
HOLD = 0x10000000
ETH_P_ALL = 3
SO_MARK = 36
NOT_SERVED = 2601
PATIENCE_S = 5
IPPROTO_MPTCP = 262
QUEUE_RULE = re.compile(r"^\[([0-9]+):.*-A smtp-tarpit-?(\S*) .*-j NFQUEUE ", re.M)

count = 0
failed = 0


def ok(good, name, *why):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good and why:
        print("# " + " ".join(str(one) for one in why))


def run(*argv, **more):
    done = subprocess.run(argv, check=False, capture_output=True, text=True, **more)
    if done.returncode:
        raise RuntimeError(f"{argv}: {done.stdout}{done.stderr}")
    return done.stdout


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def pack(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.inet_pton(family, address)


def ip(src, dst, protocol, payload, options=b""):
    """An IP packet; options stand in IPv4's header, or in a header of IPv6's own."""
    if ":" in src:
        if options:
            payload = struct.pack("!BB6s", protocol, 0, b"\x01\x04" + bytes(4)) + payload
            protocol = 60
        return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + \
            pack(src) + pack(dst) + payload
    words = 5 + len(options) // 4
    head = struct.pack("!BBHHHBBH", 0x40 | words, 0, words * 4 + len(payload), 1, 0,
                       64, protocol, 0) + pack(src) + pack(dst) + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def with_sum(src, dst, protocol, segment, at):
    pseudo = pack(src) + pack(dst) + struct.pack("!IHBB", len(segment), 0, 0, protocol)
    if ":" not in src:
        pseudo = pack(src) + pack(dst) + struct.pack("!BBH", 0, protocol, len(segment))
    return segment[:at] + struct.pack("!H", checksum(pseudo + segment)) + segment[at + 2:]


def tcp(src, sport, dst, dport, seq=1, ack=1, flags=0x10, window=100, options=b"",
        data=b""):
    segment = struct.pack("!HHIIBBHHH", sport, dport, seq & 0xffffffff,
                          ack & 0xffffffff, (5 + len(options) // 4) << 4, flags,
                          window, 0, 0) + options + data
    return ip(src, dst, 6, with_sum(src, dst, 6, segment, 16))


def icmp_error(src, dst, quoted, kind, outer=b""):
    body = struct.pack("!BBHI", kind, 0, 0, 1400) + quoted
    if ":" in src:
        return ip(src, dst, 58, with_sum(src, dst, 58, body, 2), outer)
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    return ip(src, dst, 1, body, outer)


class Seen:
    """A TCP segment as it was captured."""

    def __init__(self, packet):
        self.ok = False
        if packet[0] >> 4 == 4 and packet[9] == 6:
            head, self.src, self.dst = (packet[0] & 15) * 4, packet[12:16], packet[16:20]
        elif packet[0] >> 4 == 6 and packet[6] == 6:
            head, self.src, self.dst = 40, packet[8:24], packet[24:40]
        else:
            return
        (self.sport, self.dport, self.seq, self.ack, offset, self.flags,
         self.window) = struct.unpack("!HHIIBBH", packet[head:head + 16])
        self.options = packet[head + 20:head + (offset >> 4) * 4]
        self.data = packet[head + (offset >> 4) * 4:]
        self.ok = True


class Lab:
    def __init__(self, backend, mode, family, folder):
        self.backend, self.mode, self.family = backend, mode, family
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.name = f"stp-paths-{os.getpid()}"
        six = family == 6
        self.client = "2001:db8:1::2" if six else "198.51.100.2"
        self.public = "2001:db8:1::1" if six else "198.51.100.1"
        self.server = "2001:db8:2::25" if six else "192.0.2.25"
        self.inside = "2001:db8:2::1" if six else "192.0.2.1"
        bits = "64" if six else "24"
        self.config = os.path.join(folder, "none.conf")
        self.env = dict(os.environ, PATH=folder + ":" + os.environ["PATH"])
        for one in "crs":
            run("ip", "netns", "add", self.ns(one))
            self.ip(one, "link", "set", "lo", "up")
        for one, other, near, far in (("c", "r", self.client, self.public),
                                      ("s", "r", self.server, self.inside)):
            self.ip(one, "link", "add", "out", "type", "veth", "peer", "name",
                    f"to-{one}", "netns", self.ns(other))
            for ns, device, address in ((one, "out", near), (other, f"to-{one}", far)):
                self.ip(ns, "addr", "add", f"{address}/{bits}", "dev", device,
                        *(["nodad"] if six else []))
                self.ip(ns, "link", "set", device, "up")
            self.ip(one, *(["-6"] if six else []), "route", "add", "default", "via", far)
        for one in "crs":
            for key, value in (("net/ipv4/ip_forward", 1),
                               ("net/ipv6/conf/all/forwarding", 1),
                               ("net/netfilter/nf_conntrack_tcp_timeout_close", 1)):
                self.sysctl(one, key, value)
        self.known = self.server
        if mode == "dnat":
            self.known = self.public
            tool = "ip6tables-nft" if six else "iptables-nft"
            to = f"[{self.server}]:25" if six else f"{self.server}:25"
            self.do("r", tool, "-t", "nat", "-A", "PREROUTING", "-i", "to-c", "-p", "tcp",
                    "--dport", "25", "-j", "DNAT", "--to-destination", to)
        self.guard = "s" if mode == "host" else "r"

    def ns(self, one):
        return f"{self.name}-{one}"

    def do(self, one, *argv):
        return run("ip", "netns", "exec", self.ns(one), *argv, env=self.env)

    def ip(self, one, *argv):
        run("ip", "-n", self.ns(one), *argv)

    def sysctl(self, one, key, value):
        self.do(one, "sh", "-c", f"echo {value} >/proc/sys/{key} 2>/dev/null || :")

    @contextlib.contextmanager
    def inside_of(self, one):
        fd = os.open(f"/run/netns/{self.ns(one)}", os.O_RDONLY)
        LIBC.setns(fd, 0)
        os.close(fd)
        try:
            yield
        finally:
            LIBC.setns(self.home, 0)

    def rules(self, *argv):
        return self.do(self.guard, RULES, *argv)

    def install(self, *more):
        backend = ["--backend", "nft"] if self.backend == "nft" else \
            ["--iptables", self.backend]
        where = ["--mode", "host"] if self.mode == "host" else ["--server", self.server]
        self.rules("install", "--config", self.config, *backend, *where, *more)

    def queued(self):
        """Packets of the client's side that were queued, and of the server's."""
        if self.backend == "nft":
            sums, chain = {}, ""
            for line in self.do(self.guard, "nft", "list", "table", "inet",
                                "smtp_tarpit").splitlines():
                words = line.split()
                if words[:1] == ["chain"]:
                    chain = words[1]
                if "packets" in words and "bypass" in line:
                    n = int(words[words.index("packets") + 1])
                    side = "client" if chain in ("client", "stray", "quoted", "icmp_error",
                                                 "icmp6_error") else "server"
                    sums[side] = sums.get(side, 0) + n
            return sums.get("client", 0), sums.get("server", 0)
        tool = self.backend.replace("ip", "ip6", 1) if self.family == 6 else self.backend
        sums = [0, 0]
        for packets, chain in QUEUE_RULE.findall(self.do(self.guard, f"{tool}-save", "-c")):
            sums[chain != "client"] += int(packets)
        return tuple(sums)

    def raw(self, one, packet, mark=0):
        with self.inside_of(one):
            family = socket.AF_INET6 if self.family == 6 else socket.AF_INET
            s = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
        if mark:
            s.setsockopt(socket.SOL_SOCKET, SO_MARK, mark)
        at = slice(24, 40) if self.family == 6 else slice(16, 20)
        s.sendto(packet, (socket.inet_ntop(family, packet[at]), 0))
        s.close()

    def listen(self, backlog=50):
        family = socket.AF_INET6 if self.family == 6 else socket.AF_INET
        with self.inside_of("s"):
            s = socket.socket(family, socket.SOCK_STREAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((self.server, 25))
            s.listen(backlog)
        s.settimeout(PATIENCE_S)
        return s

    def connect(self, timeout=PATIENCE_S):
        family = socket.AF_INET6 if self.family == 6 else socket.AF_INET
        with self.inside_of("c"):
            s = socket.socket(family, socket.SOCK_STREAM)
        s.settimeout(timeout)
        try:
            s.connect((self.known, 25))
        except OSError:
            s.close()
            return None
        s.settimeout(PATIENCE_S)
        return s

    def capture(self, one):
        with self.inside_of(one):
            s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        s.settimeout(PATIENCE_S)
        return s

    def close(self):
        for one in "crs":
            subprocess.run(["ip", "netns", "del", self.ns(one)], check=False,
                           capture_output=True)
        os.close(self.home)


def wait_for(capture, wanted):
    """The first segment that is wanted; None if none comes."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            seen = Seen(capture.recv(65536))
        except TimeoutError:
            return None
        if seen.ok and wanted(seen):
            return seen
    return None


def icmp_errors(lab, port):
    """ICMP errors of all kinds, on a connection from this port that is there."""
    six = lab.family == 6
    segment = tcp(lab.known, 25, lab.client, port)
    other = tcp(lab.known, NOT_SERVED, lab.client, port)
    # A conntrack that doesn't know what is quoted can't undo DNAT.
    strange = segment if lab.mode != "dnat" else None
    nop = b"\x01\x01\x01\x00"

    def sent(packet, wants=1):
        before = now = sent.before
        lab.raw("c", packet)
        end = time.monotonic() + (PATIENCE_S if wants else 0.1)
        while time.monotonic() < end and now == before:
            now = lab.queued()[0]
        sent.before = now
        return now - before

    sent.before = lab.queued()[0]
    kinds = (1, 2, 3, 4) if six else (3, 4, 11, 12)
    got = [sent(icmp_error(lab.client, lab.known, segment, kind)) for kind in kinds]
    ok(got == [1] * 4, f"{lab.title}: an ICMP error that quotes a held flow is queued", got)
    if strange:
        far = tcp(lab.server, 25, "2001:db8:9::9" if six else "203.0.113.9", 4444)
        ok(sent(icmp_error(lab.client, lab.known, far, kinds[1])) == 1,
           f"{lab.title}: so is one that quotes a flow which nobody knows")
        with_options = ip(lab.server, lab.client, 6, segment[40 if six else 20:], nop)
        ok(sent(icmp_error(lab.client, lab.known, with_options, kinds[1])) == 1,
           f"{lab.title}: and one that quotes a packet with options")
        if six:
            ok(sent(icmp_error(lab.client, lab.known, segment, 2, nop)) == 1,
               f"{lab.title}: and one with an extension header itself")
    ok(sent(icmp_error(lab.client, lab.known, other, kinds[1]), 0) == 0,
       f"{lab.title}: one that quotes another port is not")
    echo = icmp_error(lab.client, lab.known, segment, 128 if six else 8)
    ok(sent(echo, 0) == 0, f"{lab.title}: nor is another kind of ICMP")


def injected(lab, client, capture_c, capture_s, last):
    """What the daemon sends in the names of both."""
    port = client.getsockname()[1]
    before = lab.queued()
    lab.raw(lab.guard, tcp(lab.server, 25, lab.client, port, last.seq + len(last.data),
                           last.ack, window=0), MARK)
    seen = wait_for(capture_c, lambda s: s.sport == 25 and s.window == 0)
    ok(seen and seen.src == pack(lab.known),
       f"{lab.title}: what is made for the client comes from the address that it knows",
       seen and seen.src)
    ok(lab.queued() == before, f"{lab.title}: and is not queued", before, lab.queued())
    # conntrack has no say in it: a number that it would not take, and
    # with DNAT a connection that it would take for another.
    lab.raw(lab.guard, tcp(lab.client, port, lab.server, 25, last.ack + (1 << 30),
                           last.seq, window=7), MARK)
    seen = wait_for(capture_s, lambda s: s.dport == 25 and s.window == 7)
    ok(seen and seen.src == pack(lab.client) and seen.sport == port,
       f"{lab.title}: what is made for the server comes from the client")
    ok(lab.queued()[0] == before[0], f"{lab.title}: and is not queued")	# its answer is


def wants_hold(lab, there):
    """As the daemon marks a reply that it wants to hold."""
    tool = "ip6tables-nft" if lab.family == 6 else "iptables-nft"
    hook = "OUTPUT" if lab.mode == "host" else "PREROUTING"
    lab.do(lab.guard, tool, "-t", "raw", "-I" if there else "-D", hook, "-p", "tcp",
           "--sport", "25", "-j", "MARK", "--set-mark", hex(HOLD))


def balancer(lab):
    """All that it and the server say, good as it is, from the SYN on; it is no source."""
    lab.rules("remove")
    lab.install("--proxy-protocol", lab.client, "--trusted", lab.client,
                "--max-connections", "2")
    lab.rules("known", "flush")
    listener = lab.listen()
    there = [lab.connect() for _ in range(3)]
    ok(all(there), f"{lab.title}: max-connections is not for a balancer", there)
    client, server = there[0], listener.accept()[0]
    ok(lab.queued()[0] >= 6 and lab.queued()[1] >= 3,
       f"{lab.title}: a balancer's handshake is queued", lab.queued())
    before = lab.queued()
    client.sendall(b"PROXY TCP4 192.0.2.1 192.0.2.2 1 25\r\n")
    server.recv(99)
    ok(lab.queued()[0] > before[0], f"{lab.title}: its header is", before, lab.queued())
    before = lab.queued()
    server.sendall(b"250 ok\r\n")
    client.recv(99)
    ok(lab.queued()[1] > before[1], f"{lab.title}: a good reply to it is", before,
       lab.queued())
    wants_hold(lab, True)
    server.sendall(b"550 no\r\n")
    client.recv(99)
    wants_hold(lab, False)
    ok(lab.rules("known").split() == [], f"{lab.title}: a hold does not make it known",
       lab.rules("known"))
    for one in *there, server, listener:
        one.close()
    lab.rules("remove")


def one_flow(lab):
    """A connection of a known source whose replies the daemon has marked."""
    lab.install("--prefix6", "128")
    listener = lab.listen()
    capture_c, capture_s = lab.capture("c"), lab.capture("s")
    client = lab.connect()
    server = listener.accept()[0]
    port = client.getsockname()[1]
    wants_hold(lab, True)
    server.sendall(b"550 no\r\n")
    client.recv(99)
    wants_hold(lab, False)
    ok(lab.rules("known").split()[:1] == [lab.client],
       f"{lab.title}: a hold makes the source known")
    client.sendall(b"RSET\r\n")
    server.recv(99)
    client_n, server_n = lab.queued()
    client.sendall(b"DATA\r\n")
    server.recv(99)
    ok(lab.queued()[0] > client_n, f"{lab.title}: the client's data is queued from then on")
    server.sendall(b"250 ok\r\n")
    client.recv(99)
    last = wait_for(capture_c, lambda s: s.data == b"250 ok\r\n")
    icmp_errors(lab, port)
    injected(lab, client, capture_c, capture_s, last)
    client_n, server_n = lab.queued()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    server.close()
    wait_for(capture_c, lambda s: s.flags & 4)
    ok(lab.queued()[1] > server_n, f"{lab.title}: the server's reset is queued")
    if lab.mode != "dnat":
        subprocess.run(["ip", "netns", "exec", lab.ns(lab.guard), "conntrack", "-F"],
                       capture_output=True, check=False)
        client_n = lab.queued()[0]
        lab.raw("c", tcp(lab.client, port, lab.server, 25, last.ack, last.seq,
                         data=b"QUIT\r\n"))
        wait_for(capture_s, lambda s: s.data == b"QUIT\r\n")
        ok(lab.queued()[0] > client_n,
           f"{lab.title}: and what the client sends when conntrack has forgotten the flow")
    for one in client, listener, capture_c, capture_s:
        one.close()


def many_connections(lab):
    listener = lab.listen()
    lab.rules("known", "flush")
    for more, allowed, what in (
            (["--max-connections", "3"], 3, "the fourth connection of three is dropped"),
            (["--max-connections", "3", "--trusted", lab.client], 5, "never a trusted one"),
            (["--max-connections", "0"], 5, "nor is any where there is no bound")):
        lab.do(lab.guard, "conntrack", "-F")
        lab.install(*more)
        there = [lab.connect(PATIENCE_S if i < allowed else 0.5) for i in range(5)]
        ok([one is not None for one in there] == [i < allowed for i in range(5)],
           f"{lab.title}: {what}", there)
        for one in there:
            if one:
                one.close()
    listener.close()


def multipath(lab):
    """A SYN with MP_CAPABLE (RFC 8684) to a server that speaks it: does its answer
    have the option?"""
    family = socket.AF_INET6 if lab.family == 6 else socket.AF_INET
    try:
        with lab.inside_of("s"):
            listener = socket.socket(family, socket.SOCK_STREAM, IPPROTO_MPTCP)
    except OSError:
        ok(True, f"{lab.title}: Multipath TCP # SKIP not in this kernel")
        return
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((lab.server, 25))
    listener.listen(5)
    capture = lab.capture("c")
    option = struct.pack("!BBBB", 30, 4, 0x01, 0x01)

    def answered(port):
        lab.raw("c", tcp(lab.client, port, lab.known, 25, flags=2,
                         options=b"\x02\x04\x05\xb4" + option))
        seen = wait_for(capture, lambda s: s.dport == port and s.flags == 0x12)
        return seen and b"\x1e" in seen.options

    lab.rules("remove")
    without = answered(7777)
    lab.install()
    got = answered(7778)
    ok((without, got) == (True, False),
       f"{lab.title}: Multipath TCP's option is taken out of a SYN", without, got)
    capture.close()
    listener.close()


def make_nft(folder):
    """An nft that can queue; its "accept" is told apart by a comment."""
    real = shutil.which("nft")
    if subprocess.run([real, "-c", "table inet x { chain y { queue num 0 bypass; }; }"],
                      capture_output=True, check=False).returncode == 0:
        return
    path = os.path.join(folder, "nft")
    with open(path, "w", encoding="ascii") as f:
        f.write("#!/bin/sh\n"
                'for last; do :; done\n'
                'case " $* " in\n'
                f'*" -f "*) sed \'s/\\(queue num [0-9]* bypass\\)/accept comment "\\1"/\' '
                f'"$last" | {real} -f - ;;\n'
                f'*) exec {real} "$@" ;;\n'
                "esac\n")
    os.chmod(path, 0o755)


def test_backend(backend, folder):
    for mode in "router", "dnat", "host":
        for family in 4, 6:
            lab = Lab(backend, mode, family, folder)
            lab.title = f"{backend}, {mode}, IPv{family}"
            try:
                one_flow(lab)
                many_connections(lab)
                multipath(lab)
                balancer(lab)
            finally:
                lab.close()


def start(backend, folder):
    """All of one backend, in a process of its own, since labs wait most of the time.
    What it says goes to a file: its results begin with 1."""
    path = os.path.join(folder, f"said-{backend}")
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child, backend, path
    with open(path, "w", encoding="utf-8") as sys.stdout:
        try:
            test_backend(backend, folder)
            status = failed != 0
        except BaseException:  # pylint: disable=broad-except
            traceback.print_exc()
            status = 2
    os._exit(status)


def finish(child, backend, path):
    """Say what that process said; it must have come to its end."""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with open(path, encoding="utf-8") as f:
        for line in f:
            good, number, rest = re.fullmatch(r"(ok|not ok)?( [0-9]+ - )?(.*)", line,
                                              re.DOTALL).groups()
            if good and number:
                ok(good == "ok", rest.rstrip("\n"))
            else:
                print(line, end="")
    if status not in (0, 1):
        ok(False, f"{backend}: it comes to its end", status)


def end(number, _):
    """Who ends this has the labs closed: each where it is used."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def main():
    signal.signal(signal.SIGTERM, end)
    if os.geteuid() != 0 or not shutil.which("conntrack"):
        print("1..0 # SKIP needs root and conntrack")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        make_nft(folder)
        with open(os.path.join(folder, "none.conf"), "w", encoding="ascii"):
            pass
        for one in [start(backend, folder) for backend in
                    ("iptables-legacy", "iptables-nft", "nft")]:
            finish(*one)
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
