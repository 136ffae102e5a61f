// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * follow.c - files that grow, are rotated and truncated
 *
 * Owns the files and inotify(7).  What is watched is a file's folder: it tells
 * when the file grows, and when its name is another file's.  The old file is
 * read on beside the new one, since its writer goes on with it until it is told
 * to reopen its log; up to the next rotation.
 */
#include "follow.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lines.h"

#define PIECE_BYTES	65536

/*
 * struct file - One that is open
 * @at:		How much of it was read
 */
struct file {
	int fd;
	off_t at;
	struct stat is;
	struct lines lines;
};

struct followed {
	const char *path;
	struct file now, old;
};

struct follow {
	int inotify;
	struct followed files[FOLLOW_FILES_MAX];
	size_t n;
};

static void close_file(struct file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

/* Return: false if it is not there */
static bool open_file(struct file *f, const char *path)
{
	f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	f->at = 0;
	f->lines.used = 0;
	f->lines.skips = false;
	if (f->fd < 0)
		return false;
	if (!fstat(f->fd, &f->is) && S_ISREG(f->is.st_mode))
		return true;
	close_file(f);
	return false;
}

static bool watch_folder(struct follow *f, const char *path, char *error)
{
	char copy[PATH_MAX];
	const char *folder;

	if (strlen(path) >= sizeof(copy)) {
		snprintf(error, FOLLOW_ERROR_MAX, "a path is too long");
		return false;
	}
	folder = dirname(strcpy(copy, path));
	if (inotify_add_watch(f->inotify, folder, IN_MODIFY | IN_CREATE |
			      IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
			      IN_ONLYDIR) >= 0)
		return true;
	snprintf(error, FOLLOW_ERROR_MAX, "%s: %s", folder, strerror(errno));
	return false;
}

/* What is in it already was said long ago. */
static bool begin(struct followed *file, const char *path, char *error)
{
	file->path = path;
	file->old.fd = -1;
	if (open_file(&file->now, path)) {
		file->now.at = file->now.is.st_size;
		return true;
	}
	if (errno == ENOENT)
		return true;
	snprintf(error, FOLLOW_ERROR_MAX, "%s: %s", path,
		 errno ? strerror(errno) : "not a file");
	return false;
}

struct follow *follow_open(char *const *paths, size_t n, char *error)
{
	struct follow *f = calloc(1, sizeof(*f));

	if (!f) {
		snprintf(error, FOLLOW_ERROR_MAX, "out of memory");
		return NULL;
	}
	f->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (f->inotify < 0)
		snprintf(error, FOLLOW_ERROR_MAX, "inotify: %s",
			 strerror(errno));
	for (; f->inotify >= 0 && f->n < n; f->n++) {
		errno = 0;
		if (!watch_folder(f, paths[f->n], error) ||
		    !begin(&f->files[f->n], paths[f->n], error))
			break;
	}
	if (f->inotify >= 0 && f->n == n)
		return f;
	follow_close(f);
	return NULL;
}

void follow_close(struct follow *f)
{
	size_t i;

	if (!f)
		return;
	for (i = 0; i < f->n; i++) {
		close_file(&f->files[i].now);
		close_file(&f->files[i].old);
	}
	if (f->inotify >= 0)
		close(f->inotify);
	free(f);
}

int follow_fd(const struct follow *f)
{
	return f->inotify;
}

/* Return: true if there is more */
static bool read_file(struct file *f,
		      void (*on_line)(void *ctx, const char *line, size_t bytes),
		      void *ctx)
{
	static char piece[PIECE_BYTES];
	ssize_t n;

	if (f->fd < 0)
		return false;
	if (!fstat(f->fd, &f->is) && f->is.st_size < f->at) {
		f->at = 0;	/* it was truncated */
		f->lines.used = 0;
	}
	n = pread(f->fd, piece, sizeof(piece), f->at);
	if (n <= 0)
		return false;
	f->at += n;
	lines_add(&f->lines, piece, (size_t)n, on_line, ctx);
	return n == (ssize_t)sizeof(piece);
}

/* Its name is another file's, or a file's again. */
static bool look_again(struct followed *file)
{
	struct stat st;

	if (stat(file->path, &st) < 0 ||
	    (file->now.fd >= 0 && st.st_ino == file->now.is.st_ino &&
	     st.st_dev == file->now.is.st_dev))
		return false;
	close_file(&file->old);
	if (file->now.fd >= 0)
		file->old = file->now;
	return open_file(&file->now, file->path);
}

bool follow_read(struct follow *f,
		 void (*on_line)(void *ctx, const char *line, size_t bytes),
		 void *ctx)
{
	char events[4096];
	bool more = false;
	size_t i;

	/* Which event it was does not matter: all is looked at. */
	while (read(f->inotify, events, sizeof(events)) > 0)
		;
	for (i = 0; i < f->n; i++) {
		struct followed *file = &f->files[i];

		more |= read_file(&file->old, on_line, ctx);
		more |= read_file(&file->now, on_line, ctx);
		if (!more && look_again(file))
			more = true;
	}
	return more;
}
