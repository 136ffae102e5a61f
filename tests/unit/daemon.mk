# SPDX-License-Identifier: GPL-2.0-or-later
# Unit tests of the daemon around the engine.

DAEMON_TESTS := kernels options slots queue text conf profile state notify log

UNIT_DAEMON := $(DAEMON_TESTS:%=$(B)/tests/unit/%_test)
TESTS_FAST += $(UNIT_DAEMON)
TEST_BINS += $(UNIT_DAEMON)

$(UNIT_DAEMON): $(B)/tests/unit/%_test: $(B)/tests/unit/%_test.o \
		$(SHELL_OBJS) $(CORE_OBJS) $(B)/tests/unit/version.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS) -lcmocka

TESTS_ROOT += tests/e2e/control tests/e2e/restart
