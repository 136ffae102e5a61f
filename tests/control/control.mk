# SPDX-License-Identifier: GPL-2.0-or-later
# What can be asked of a daemon and told to it, with no kernel below.

CONTROL_TEST := $(B)/tests/control/control_test

$(CONTROL_TEST): $(CONTROL_TEST).o $(addprefix $(B)/tests/fuzz/, qkernel.o input.o) \
		$(SHELL_OBJS) $(CORE_OBJS) $(B)/tests/unit/version.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS) -lcmocka

TEST_BINS += $(CONTROL_TEST)
TESTS_FAST += $(CONTROL_TEST)
