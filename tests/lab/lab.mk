# SPDX-License-Identifier: GPL-2.0-or-later
TESTS_FAST += tests/lab/run-test

LAB_STALLS := $(B)/tests/lab/stalls

$(LAB_STALLS): $(B)/tests/lab/stalls.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -pthread

TEST_BINS += $(LAB_STALLS)
