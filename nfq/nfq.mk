# SPDX-License-Identifier: GPL-2.0-or-later
# The engine (pure) and the daemon around it.

CORE_SRCS := $(addprefix nfq/, addr.c siphash.c wire.c smtp.c source.c \
	     policy.c flow.c hold.c engine.c ask.c save.c trace.c options.c)
CORE_OBJS := $(CORE_SRCS:%.c=$(B)/%.o)

DAEMON_SRCS := $(addprefix nfq/, main.c)
DAEMON_OBJS := $(DAEMON_SRCS:%.c=$(B)/%.o)
DAEMON_LIBS := -lnetfilter_queue -lmnl

$(B)/smtp-tarpit: $(CORE_OBJS) $(DAEMON_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS)
