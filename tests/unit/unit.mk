# SPDX-License-Identifier: GPL-2.0-or-later
# Unit tests (cmocka), and what must hold of the code as such.
#
#	make lint-length	no function over 100 lines

UNIT_NAMES := addr flow proxy records sink siphash sizes smtp source told wire
UNIT_TESTS := $(UNIT_NAMES:%=$(B)/tests/unit/test_%)

$(B)/tests/unit/test_sink $(B)/tests/unit/test_told: $(B)/tests/lib/packet.o
UNIT_LDFLAGS_flow := -Wl,--wrap=calloc,--wrap=free
$(UNIT_TESTS): %: %.o $(B)/tests/unit/unit.o $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka \
		$(UNIT_LDFLAGS_$(@:$(B)/tests/unit/test_%=%))

$(B)/tests/unit/core-objects: $(CORE_OBJS)
	@mkdir -p $(@D)
	$(Q)echo $^ > $@

TEST_BINS += $(UNIT_TESTS) $(B)/tests/unit/core-objects
TESTS_FAST += $(UNIT_TESTS) tests/unit/headers-alone tests/unit/layers \
	tests/unit/function-length tests/unit/questions
TESTS_FAST += tests/unit/purity tests/unit/report
TESTS_SLOW += tests/unit/valgrind tests/unit/foreign

.PHONY: lint lint-length
lint-length:
	$(Q)tests/unit/function-length >build/function-length.tap || \
		{ grep -v '^ok' build/function-length.tap; exit 1; }

lint: lint-length
