// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit-metrics: the daemon's metrics, over HTTP
 *
 * It has no capability and sees no packet; the control socket lets it ask for
 * the status, and for nothing else.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "http.h"
#include "metrics.h"
#include "process/log.h"
#include "process/side.h"
#include "process/status.h"

static bool enter_sandbox(const struct side *s)
{
	const struct sandbox sandbox = {
		.user = SIDE_METRICS_USER, .calls = &metrics_calls, .config = "",
		.state = "", .control = "", .connects = { AF_UNIX, AF_UNSPEC },
	};
	char error[SANDBOX_ERROR_MAX];

	if (!s->settings.sandbox || sandbox_enter(&sandbox, error))
		return true;
	log_error("%s", error);
	return false;
}

static int serve(struct side *s)
{
	struct http *http = NULL;
	bool ready = side_open(s) && (http = http_open(s)) && enter_sandbox(s);

	if (ready)
		log_notice("READY");
	while (ready && !s->stop) {
		side_wait(s, http_next_ns(http, loop_now_ns()));
		http_run(http);
	}
	http_close(http);
	side_close(s);
	return ready ? STATUS_OK : STATUS_FAILED;
}

int main(int argc, char **argv)
{
	static struct side s = {
		.name = "smtp-tarpit-metrics", .who = OPTIONS_METRICS,
		.help = "Serve the daemon's metrics to Prometheus, on loopback.",
	};
	int status = side_parse(&s, argc, argv);

	if (status >= 0)
		return status;
	if (s.settings.metrics_port)
		return serve(&s);
	log_notice("metrics-port is 0: there is nothing to serve; set it in the configuration");
	return STATUS_OK;
}
