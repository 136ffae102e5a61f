# SPDX-License-Identifier: GPL-2.0-or-later
# Stream scripts: the engine in virtual time, tests/script/README.md

SCRIPT_WORLD := $(addprefix $(B)/tests/script/, oracle.o world.o stream.o \
		parse.o) $(addprefix $(B)/tests/lib/, kernel.o packet.o tap.o)
SCRIPT_RUN := $(addprefix $(B)/tests/script/, main.o run.o lines.o expect.o)
SCRIPT_RUNNER := $(B)/tests/script/script-runner
SCRIPT_RANDOM := $(B)/tests/script/script-random

$(SCRIPT_RUNNER): $(SCRIPT_RUN)
$(SCRIPT_RANDOM): $(B)/tests/script/random.o
$(SCRIPT_RUNNER) $(SCRIPT_RANDOM): $(SCRIPT_WORLD) $(CHECKED_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

TEST_BINS += $(SCRIPT_RUNNER) $(SCRIPT_RANDOM)
TESTS_FAST += $(SCRIPT_RUNNER) $(SCRIPT_RANDOM) tests/script/honest_test.py
