# SPDX-License-Identifier: GPL-2.0-or-later
# Lengths of answers inside TLS: how they are learnt, and what they tell.

TESTS_FAST += tests/probe/captures

ifeq ($(WITH_TLS),yes)
$(B)/tests/probe/learn_test: $(addprefix $(B)/, tests/probe/learn_test.o \
		nfq/probe/learn.o) $(SIZES_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka

TEST_BINS += $(B)/tests/probe/learn_test
TESTS_FAST += $(B)/tests/probe/learn_test
TESTS_ROOT += tests/probe/probe
endif
