# SPDX-License-Identifier: GPL-2.0-or-later
# smtp-tarpit-feed: the mail server's log charges its sources.
#
# Built where PCRE2 is; WITH_FEED=no leaves it out.  It reads the journal where
# libsystemd is; WITH_JOURNAL=no leaves that out.

WITH_FEED ?= $(call has_library,libpcre2-8)
WITH_JOURNAL ?= $(call has_library,libsystemd)

FEED_READER_SRCS := $(addprefix nfq/feed/, line.c rows.c session.c reader.c) \
	nfq/core/addr.c nfq/core/siphash.c
FEED_SRCS := $(FEED_READER_SRCS) $(addprefix nfq/feed/, say.c lines.c follow.c \
	link.c journal.c main.c) nfq/conf/text.c
FEED_OBJS := $(FEED_SRCS:%.c=$(B)/%.o)
FEED_READER_LIBS := -lpcre2-8
FEED_LIBS := $(FEED_READER_LIBS)

ifeq ($(WITH_JOURNAL),yes)
CFLAGS_journal := -DWITH_JOURNAL
FEED_LIBS += -lsystemd
endif

$(B)/nfq/feed/main.o: ALL_CFLAGS += -DVERSION='"$(VERSION)"'

$(B)/smtp-tarpit-feed: $(FEED_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(FEED_LIBS)

ifeq ($(WITH_FEED),yes)
PROGRAMS += $(B)/smtp-tarpit-feed
endif
