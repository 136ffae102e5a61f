# SPDX-License-Identifier: GPL-2.0-or-later
# Two worlds that differ in one answer; see tests/twin/README.md.
#
#	make twin		the harness for T seconds (T=60) under libFuzzer
#				with sanitizers

TWIN_SRCS := $(addprefix tests/twin/, judge.c world.c frame.c tcp.c mta.c \
	     client.c talk.c) tests/fuzz/packet.c tests/fuzz/input.c
TWIN := $(B)/tests/twin/twin
TWIN_FUZZ := build/fuzz/fuzz-twin

$(TWIN): $(TWIN_SRCS:%.c=$(B)/%.o) $(B)/tests/twin/main.o $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(TWIN_FUZZ): $(addprefix build/fuzz/, $(patsubst %.c,%.o, $(TWIN_SRCS) \
	      tests/twin/twin_fuzz.c $(CORE_SRCS)))
	$(call say,LINK,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_LDFLAGS) -o $@ $^

# Its headers are named from the top.
$(B)/tests/twin/%.o: ALL_CFLAGS += -I.
build/fuzz/tests/twin/%.o: FUZZ_CFLAGS += -I.

TEST_BINS += $(TWIN)
TESTS_FAST += $(TWIN)

.PHONY: twin
twin: $(TWIN_FUZZ)
	@mkdir -p build/fuzz/work/twin
	$(Q)nice $(TWIN_FUZZ) -max_total_time=$(T) -timeout=20 -max_len=512 \
		-print_final_stats=1 -artifact_prefix=build/fuzz/twin- \
		build/fuzz/work/twin tests/twin/corpus
