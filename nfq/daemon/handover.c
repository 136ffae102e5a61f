// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * handover.c - a restart that loses no hold
 *
 * Owns the form in which one process gives the next what it has: the two
 * netlink sockets (a queue belongs to its socket, and lives while that does),
 * and a memory file with the engine's state and the places of its packets.
 * They wait in the service manager's store (sd_notify(3) FDSTORE=1,
 * sd_listen_fds(3)).
 *
 * Promises all or nothing: what does not fit together is closed, and then the
 * kernel drops it and the servers send it again.
 *
 * The memory file: struct header, queue_save(), engine_save().  It is read by
 * the same program only: numbers are as in memory.
 */
#include "handover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app.h"
#include "process/log.h"

#define LISTEN_FDS_START	3	/* sd_listen_fds(3) */
#define FDS_MAX			32

enum given { FAST, HOLD, STATE, GIVEN };

static const char *const names[GIVEN] = {
	"smtp-tarpit-fast", "smtp-tarpit-hold", "smtp-tarpit-state"
};

static const char magic[8] = "tarpit2";

struct header {
	char magic[8];
	uint64_t queue_bytes, engine_bytes;
};

/* ------------------------------------------------------------------- give */

static bool failed(const char *what)
{
	log_error("handover: %s: %s", what, strerror(errno));
	return false;
}

/* Return: descriptor of a memory file with all state; -1 on failure */
static int write_state(const struct app *app)
{
	struct header h = {
		.queue_bytes = queue_save_bytes(app->queue),
		.engine_bytes = engine_save_bytes(app->engine),
	};
	size_t size = sizeof(h) + h.queue_bytes + h.engine_bytes;
	int fd = memfd_create(names[STATE], MFD_CLOEXEC);
	uint8_t *bytes;

	if (fd < 0)
		return -1;
	if (ftruncate(fd, (off_t)size) < 0)
		goto failed;
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED)
		goto failed;
	memcpy(h.magic, magic, sizeof(magic));
	memcpy(bytes, &h, sizeof(h));
	queue_save(app->queue, bytes + sizeof(h));
	engine_save(app->engine, bytes + sizeof(h) + h.queue_bytes);
	munmap(bytes, size);
	return fd;
failed:
	close(fd);
	return -1;
}

bool handover_give(struct app *app)
{
	int fds[GIVEN] = { queue_fd(app->queue), queue_hold_fd(app->queue),
			   write_state(app) };
	bool ok = fds[STATE] >= 0 || failed("state");
	int i;

	for (i = 0; i < GIVEN && ok; i++)
		ok = notify_store(&app->notify, fds[i], names[i]) ||
		     failed(names[i]);
	/* the manager looks the sender up: it must not be gone by then */
	if (ok)
		ok = notify_barrier(&app->notify) ||
		     failed("the service manager does not answer");
	if (fds[STATE] >= 0)
		close(fds[STATE]);
	return ok;
}

/* ------------------------------------------------------------------- take */

/* Find our descriptors among those that the manager passed. */
static void find_given(int *fds)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	const char *list = getenv("LISTEN_FDNAMES");
	int i, k, count;

	for (k = 0; k < GIVEN; k++)
		fds[k] = -1;
	if (!pid || !n || !list || strtol(pid, NULL, 10) != (long)getpid())
		return;
	count = (int)strtol(n, NULL, 10);
	for (i = 0; i < count && i < FDS_MAX; i++) {
		size_t length = strcspn(list, ":");
		int fd = LISTEN_FDS_START + i;

		fcntl(fd, F_SETFD, FD_CLOEXEC);
		for (k = 0; k < GIVEN; k++)
			if (strlen(names[k]) == length &&
			    !strncmp(names[k], list, length) && fds[k] < 0)
				break;
		if (k < GIVEN)
			fds[k] = fd;
		else
			close(fd);
		list += length;
		list += *list == ':';
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}

static const uint8_t *map_state(int fd, size_t *size, struct header *h)
{
	const uint8_t *bytes;
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (size_t)st.st_size < sizeof(*h))
		return NULL;
	*size = (size_t)st.st_size;
	bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return NULL;
	memcpy(h, bytes, sizeof(*h));
	if (!memcmp(h->magic, magic, sizeof(magic)) &&
	    h->queue_bytes <= *size - sizeof(*h) &&
	    h->engine_bytes == *size - sizeof(*h) - h->queue_bytes)
		return bytes;
	munmap((void *)(uintptr_t)bytes, *size);
	return NULL;
}

/* Packets and holds were saved at one moment, but trust nothing. */
static void reconcile(struct app *app)
{
	uint32_t slot;

	for (slot = 0; slot < engine_slots(app->engine); slot++) {
		bool wanted = engine_slot_is_held(app->engine, slot);
		bool there = queue_has(app->queue, slot);
		struct action drop = { .kind = ACTION_DISCARD, .slot = slot };

		if (there && !wanted)
			queue_act(app->queue, &drop);
		else if (wanted && !there)
			engine_lost(app->engine, slot);
	}
}

/* Both descriptors are taken, also on failure. */
static bool adopt(struct app *app, const int *fds, const struct header *h,
		  const uint8_t *bytes)
{
	const struct settings *s = &app->settings;
	struct queue_conf conf = {
		.first = s->queue_num, .hold_queues = s->hold_queues,
		.slots = engine_slots(app->engine),
		.mark_mask = s->mark_mask,
	};

	bytes += sizeof(*h);
	app->queue = queue_adopt(&conf, fds[FAST], fds[HOLD], bytes,
				 h->queue_bytes);
	if (!app->queue)
		return false;
	if (engine_load(app->engine, app->now_ns, bytes + h->queue_bytes,
			h->engine_bytes)) {
		reconcile(app);
		return true;
	}
	queue_free(app->queue);
	app->queue = NULL;
	engine_free(app->engine);
	app->engine = engine_new(&s->engine, app->now_ns);
	return false;
}

bool handover_take(struct app *app)
{
	const uint8_t *bytes = NULL;
	int fds[GIVEN], i, found = 0;
	struct header h;
	size_t size;
	bool ok = false;

	find_given(fds);
	for (i = 0; i < GIVEN; i++)
		found += fds[i] >= 0;
	if (!found)
		return true;
	if (found == GIVEN)
		bytes = map_state(fds[STATE], &size, &h);
	if (bytes) {
		ok = adopt(app, fds, &h, bytes);
		fds[FAST] = fds[HOLD] = -1;
		munmap((void *)(uintptr_t)bytes, size);
	}
	for (i = 0; i < GIVEN; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	/* what is stored is used up: the next one gets newer ones */
	for (i = 0; i < GIVEN; i++)
		notify_forget(&app->notify, names[i]);
	if (ok)
		log_notice("took %u held segments over from the process before",
			   engine_stats(app->engine)->held_now);
	else
		log_warning("the segments that the process before held do not fit these settings: servers send them again");
	return app->engine != NULL;
}
