# SPDX-License-Identifier: GPL-2.0-or-later
# smtp-tarpit-replay: the engine driven by captures.  libpcap is linked here.

REPLAY_SRCS := $(addprefix nfq/replay/, main.c feed.c capture.c streams.c \
	       follow.c probe.c model.c order.c play.c slice.c backlog.c \
	       curve.c report.c json.c write.c plot.c)
REPLAY_OBJS := $(REPLAY_SRCS:%.c=$(B)/%.o)
REPLAY_LIBS := -lpcap

PROGRAMS += $(B)/smtp-tarpit-replay

$(B)/nfq/replay/main.o: ALL_CFLAGS += -DVERSION='"$(VERSION)"'

$(B)/smtp-tarpit-replay: $(CORE_OBJS) $(REPLAY_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(REPLAY_LIBS)
