# SPDX-License-Identifier: GPL-2.0-or-later
# The mail server's log charges its sources.

# The engine's part, feed or not.
$(B)/tests/feed/logged_test: $(addprefix $(B)/tests/, feed/logged_test.o \
		lib/packet.o unit/unit.o) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka

TEST_BINS += $(B)/tests/feed/logged_test
TESTS_FAST += $(B)/tests/feed/logged_test

ifeq ($(WITH_FEED),yes)
FEED_TESTS := $(addprefix $(B)/tests/feed/, rows_test property_test charges)
FEED_READER_OBJS := $(FEED_READER_SRCS:%.c=$(B)/%.o)

$(B)/tests/feed/%.o: ALL_CFLAGS += -Infq/feed

$(B)/tests/feed/rows_test: $(B)/tests/feed/rows_test.o $(FEED_READER_OBJS)
$(B)/tests/feed/property_test: $(addprefix $(B)/tests/feed/, \
	property_test.o attack.o) $(FEED_READER_OBJS)
$(B)/tests/feed/charges: $(B)/tests/feed/charges.o $(FEED_READER_OBJS)
$(FEED_TESTS):
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(FEED_READER_LIBS) -lcmocka

TEST_BINS += $(FEED_TESTS)
TESTS_FAST += $(filter-out %/charges,$(FEED_TESTS)) tests/feed/logs_test \
	      tests/feed/follow_test
TESTS_ROOT += tests/feed/path tests/feed/others tests/feed/journal \
	      tests/feed/doctor
endif
