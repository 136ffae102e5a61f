# SPDX-License-Identifier: GPL-2.0-or-later
# Unit tests of the daemon around the engine.

DAEMON_TESTS := options

UNIT_DAEMON := $(DAEMON_TESTS:%=$(B)/tests/unit/%_test)
TESTS_FAST += $(UNIT_DAEMON)
TEST_BINS += $(UNIT_DAEMON)

$(B)/tests/unit/options_test: $(addprefix $(B)/, tests/unit/options_test.o \
			      nfq/options.o nfq/addr.o)

$(UNIT_DAEMON):
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka
