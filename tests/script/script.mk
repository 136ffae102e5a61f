# SPDX-License-Identifier: GPL-2.0-or-later
# Stream scripts: the engine in virtual time, tests/script/README.md

SCRIPT_SRCS := $(addprefix tests/script/, main.c run.c lines.c expect.c \
	       oracle.c world.c stream.c packet.c parse.c)
SCRIPT_OBJS := $(SCRIPT_SRCS:%.c=$(B)/%.o)
SCRIPT_RUNNER := $(B)/tests/script/script-runner

$(SCRIPT_RUNNER): $(SCRIPT_OBJS) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

TEST_BINS += $(SCRIPT_RUNNER)
TESTS_FAST += $(SCRIPT_RUNNER)
