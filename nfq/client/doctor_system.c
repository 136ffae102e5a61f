// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_system.c - what smtp-tarpit doctor asks of the kernel and the daemon
 *
 * Owns the checks that read /proc and /sys, ask the kernel for NFQUEUE, and
 * ask the daemon what it warns of.  Must not change anything.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "daemon/queue.h"
#include "doctor.h"
#include "kernels.h"
#include "process/status.h"
#include "request.h"

#define PROC_QUEUES	"/proc/net/netfilter/nfnetlink_queue"
#define CONNTRACK	"/proc/sys/net/netfilter/nf_conntrack_"
#define BRIDGE		"/proc/sys/net/bridge/bridge-nf-call-"
#define LINEAR_LENGTH	4096	/* held in one queue; below, it is cheap */
#define MARGIN_S	10	/* of conntrack's timeouts over a hold */

void doctor_kernel(struct doctor *d)
{
	uint32_t each = d->settings.engine.max_held / d->settings.hold_queues;
	const char *fault, *mended;
	struct kernel_version v;
	struct utsname u;

	if (uname(&u) < 0 || !kernel_version(u.release, u.version, &v)) {
		doctor_note(d, "the kernel's version is not known");
		return;
	}
	doctor_good(d, "%s %s", u.sysname, u.release);
	fault = kernel_fault(&v, &mended);
	if (fault) {
		doctor_note(d, "%s", fault);
		doctor_remedy("take a kernel of %s or later, unless your distribution has fixed this one",
			      mended);
	}
	if (!kernel_verdicts_linear(&v) || each <= LINEAR_LENGTH)
		return;
	doctor_note(d, "this kernel searches the queue for each verdict (fixed in 7.0, 6.18.14 and 6.12.75): with max-held = %u reached, %u segments in each of %u hold queues cost processor time",
		    d->settings.engine.max_held, each,
		    d->settings.hold_queues);
	doctor_remedy("raise hold-queues to %u if so many replies are ever held",
		      d->settings.engine.max_held / LINEAR_LENGTH + 1 > 64 ?
		      64 : d->settings.engine.max_held / LINEAR_LENGTH + 1);
}

/* An obsolete command without effect; it also has the module loaded. */
static int ask_for_queues(void)
{
	_Alignas(8) char buffer[1024];
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER,
						     SOCK_CLOEXEC);
	struct nlmsghdr *nlh = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, 0);
	ssize_t n = -1;
	int error;

	nfq_nlmsg_cfg_put_cmd(nlh, AF_INET, NFQNL_CFG_CMD_PF_BIND);
	nlh->nlmsg_flags |= NLM_F_ACK;
	if (!socket)
		return errno;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 &&
	    mnl_socket_sendto(socket, nlh, nlh->nlmsg_len) > 0)
		n = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
	/* This form of the call says what the kernel answered in errno. */
	error = n < 0 || mnl_cb_run(buffer, (size_t)n, 0, 0, NULL, NULL) < 0 ?
		errno : 0;
	mnl_socket_close(socket);
	return error;
}

void doctor_queue(struct doctor *d)
{
	int error = d->root ? ask_for_queues() : 0;

	if (!error && access(PROC_QUEUES, F_OK) == 0) {
		doctor_good(d, "the kernel has NFQUEUE");
		return;
	}
	doctor_finding(d, "the kernel has no NFQUEUE%s%s", error ? ": " : "",
		       error ? strerror(error) : "");
	doctor_remedy("modprobe nfnetlink_queue; a kernel of your own needs CONFIG_NETFILTER_NETLINK_QUEUE");
}

/* --------------------------------------------------------------- who listens */

struct row {
	unsigned int owner, waiting, dropped, unseen;
	bool there;
};

static struct row find_row(const struct text *t, unsigned int queue)
{
	struct row row = { 0, 0, 0, 0, false };
	const char *at = t->bytes;
	char line[DOCTOR_LINE_MAX];
	unsigned int number;

	/* number port waiting mode range dropped unseen id 1 */
	while (!row.there && doctor_line(&at, line))
		row.there = sscanf(line, "%u %u %u %*u %*u %u %u", &number,
				   &row.owner, &row.waiting, &row.dropped,
				   &row.unseen) == 5 && number == queue;
	return row;
}

/* The first socket of a process has its id for a port, mostly. */
static void owner_name(unsigned int owner, char *name)
{
	struct text t = { .max = 64 };
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/comm", owner);
	*name = '\0';
	if (doctor_read(path, &t) && t.bytes)
		snprintf(name, 64, "%.*s", (int)strcspn(t.bytes, "\n"),
			 t.bytes);
	text_free(&t);
}

static void check_depths(struct doctor *d, const struct text *t,
			 unsigned int n)
{
	unsigned int i, waiting = 0, dropped = 0, unseen = 0, none = 0;

	for (i = 0; i < n; i++) {
		struct row row = find_row(t, d->settings.queue_num + i);

		none += !row.there;
		waiting += row.waiting;
		dropped += row.dropped;
		unseen += row.unseen;
	}
	if (none) {
		doctor_finding(d, "no program listens on %u of the queues %u to %u",
			       none, d->settings.queue_num,
			       d->settings.queue_num + n - 1);
		doctor_remedy("the configuration and the running daemon differ: systemctl restart smtp-tarpit");
	}
	if (dropped || unseen) {
		doctor_finding(d, "the kernel dropped %u packets since a queue was full, %u since the queue's socket was full",
			       dropped, unseen);
		doctor_remedy("give the daemon more processor time, or raise hold-queues");
	}
	if (!none && !dropped && !unseen)
		doctor_good(d, "queues %u to %u: %u packets wait, and none was dropped",
			    d->settings.queue_num,
			    d->settings.queue_num + n - 1, waiting);
}

void doctor_listener(struct doctor *d)
{
	struct text t = { .max = 65536 };
	struct row row;
	char name[64];

	doctor_read(PROC_QUEUES, &t);
	row = find_row(&t, d->settings.queue_num);
	owner_name(row.owner, name);
	if (!row.there) {
		doctor_finding(d, "no program listens on queue %u: all replies pass",
			       d->settings.queue_num);
		doctor_remedy("systemctl start smtp-tarpit, or: smtp-tarpit run");
	} else if (*name && strcmp(name, "smtp-tarpit")) {
		doctor_finding(d, "%s (process %u) listens on queue %u", name,
			       row.owner, d->settings.queue_num);
		doctor_remedy("stop it, or choose another queue-num");
	} else {
		check_depths(d, &t, QUEUE_HOLD + d->settings.hold_queues);
	}
	text_free(&t);
}

bool doctor_status(const struct doctor *d, struct text *answer)
{
	char bytes[4096], why[REQUEST_WHY_MAX];
	FILE *f;
	size_t n;

	if (request_try(d->settings.control, "status lines", &f, why))
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		text_add_bytes(answer, bytes, n);
	fclose(f);
	return answer->bytes != NULL;
}

void doctor_daemon(struct doctor *d)
{
	struct text answer = { .max = 65536 };
	char value[DOCTOR_LINE_MAX], line[DOCTOR_LINE_MAX], *text;
	const char *at;

	if (!doctor_status(d, &answer)) {
		doctor_finding(d, "the daemon does not answer at %s", d->settings.control);
		doctor_remedy("systemctl start smtp-tarpit, and look at journalctl -u smtp-tarpit");
		return;
	}
	doctor_value(&answer, "version", value);
	if (strcmp(value, program_version)) {
		doctor_finding(d, "version %s runs, %s is installed", value,
			       program_version);
		doctor_remedy("systemctl restart smtp-tarpit; no hold is lost");
	} else {
		doctor_good(d, "version %s answers at %s", value,
			    d->settings.control);
	}
	if (!strcmp(doctor_value(&answer, "mode", value), "dry-run") ||
	    !strcmp(value, "off"))
		doctor_note(d, "the daemon holds nothing: mode %s", value);
	for (at = answer.bytes; doctor_line(&at, line); ) {
		text = strchr(line, '=');
		if (strncmp(line, "warning.", 8) || !text)
			continue;
		doctor_finding(d, "the daemon warns: %s", text + 1);
		doctor_remedy("see smtp-tarpit(8), and smtp-tarpit status");
	}
	text_free(&answer);
}

/* ------------------------------------------------------- conntrack, bridges */

static void check_timeout(struct doctor *d, const char *name)
{
	unsigned long timeout_s,
		wanted_s = d->settings.engine.max_hold_ns / NS_PER_S + MARGIN_S;
	char path[128];

	snprintf(path, sizeof(path), CONNTRACK "%s", name);
	if (!doctor_number(path, &timeout_s) || timeout_s >= wanted_s)
		return;
	doctor_finding(d, "conntrack forgets a connection after %lu s, before the longest hold ends (max-hold = %lu)",
		       timeout_s, wanted_s - MARGIN_S);
	doctor_remedy("sysctl net.netfilter.nf_conntrack_%s=300, or lower max-hold",
		      name);
}

void doctor_conntrack(struct doctor *d)
{
	unsigned long used, most;

	if (!doctor_number(CONNTRACK "count", &used) ||
	    !doctor_number(CONNTRACK "max", &most)) {
		doctor_note(d, "conntrack is not loaded; the rules load it");
		return;
	}
	if (used >= most - most / 10) {
		doctor_finding(d, "%lu of %lu connections are tracked: the kernel will drop new ones",
			       used, most);
		doctor_remedy("sysctl net.netfilter.nf_conntrack_max=%lu",
			      2 * most);
	} else {
		doctor_good(d, "%lu of %lu connections are tracked", used,
			    most);
	}
	check_timeout(d, "tcp_timeout_max_retrans");
	check_timeout(d, "tcp_timeout_unacknowledged");
	check_timeout(d, "tcp_timeout_established");
}

static void check_bridged(struct doctor *d, const char *interface)
{
	static const char *const families[] = { "iptables", "ip6tables" };
	unsigned long on;
	char path[256];
	size_t i;

	for (i = 0; i < sizeof(families) / sizeof(*families); i++) {
		snprintf(path, sizeof(path), BRIDGE "%s", families[i]);
		if (doctor_number(path, &on) && on)
			continue;
		doctor_finding(d, "%s is a port of a bridge, and bridged packets do not meet %s",
			       interface, families[i]);
		doctor_remedy("modprobe br_netfilter; sysctl net.bridge.bridge-nf-call-%s=1",
			      families[i]);
	}
}

void doctor_bridge(struct doctor *d)
{
	char list[sizeof(d->settings.in_interface)], path[256], *rest = list;
	char *interface;
	unsigned int before = d->findings, ports = 0;

	strcpy(list, d->settings.in_interface);
	while ((interface = strsep(&rest, ", "))) {
		snprintf(path, sizeof(path), "/sys/class/net/%s/brport",
			 interface);
		if (!*interface || access(path, F_OK))
			continue;
		ports++;
		check_bridged(d, interface);
	}
	if (d->findings == before)
		doctor_good(d, ports ? "bridged packets meet the rules" :
			    "in-interface names no port of a bridge");
}
