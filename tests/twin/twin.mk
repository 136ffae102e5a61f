# SPDX-License-Identifier: GPL-2.0-or-later
# Two worlds that differ in one answer; see tests/twin/README.md.
#
#	make twin		the harness for T seconds (T=60) under libFuzzer
#				with sanitizers

TWIN_SRCS := $(addprefix tests/twin/, judge.c world.c frame.c tcp.c mta.c \
	     client.c talk.c) tests/fuzz/packet.c tests/fuzz/input.c
TWIN := $(B)/tests/twin/twin
TWIN_FUZZ := build/fuzz/fuzz-twin

$(TWIN): $(TWIN_SRCS:%.c=$(B)/%.o) $(B)/tests/twin/main.o $(CHECKED_OBJS)
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

TESTS_ROOT += $(addprefix tests/twin/real/, closed-window icmp unacknowledged)
# Two labs are compared by time, so it wants a machine that is not busy.
TESTS_SLOW += tests/twin/real/twin
TESTS_ALONE += tests/twin/real/twin

.PHONY: twin
twin: $(TWIN_FUZZ)
	@mkdir -p build/fuzz/work/twin
	$(Q)nice $(TWIN_FUZZ) -max_total_time=$(T) -timeout=20 -max_len=512 \
		-print_final_stats=1 -artifact_prefix=build/fuzz/twin- \
		build/fuzz/work/twin tests/twin/corpus

#	make attacker T=3600	search for the strategy that learns most, for so
#				many seconds of processor time
ATTACKER := $(B)/tests/twin/attacker

$(ATTACKER): $(addprefix $(B)/, tests/twin/attacker.o tests/sim/net.o \
	     tests/sim/tcp.o tests/sim/server.o tests/sim/bytes.o \
	     tests/lib/kernel.o tests/lib/packet.o) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm

TEST_BINS += $(ATTACKER)
TESTS_FAST += $(ATTACKER)

.PHONY: attacker
attacker: $(ATTACKER)
	$(Q)nice $(ATTACKER) $(T)

#	make good-mail		how long good mail waits, as a table (HOURS=6)
GOODMAIL := $(B)/tests/twin/goodmail
HOURS	?= 6

$(GOODMAIL): $(addprefix $(B)/, tests/twin/goodmail.o tests/sim/net.o \
	     tests/sim/tcp.o tests/sim/server.o tests/sim/bytes.o \
	     tests/lib/kernel.o tests/lib/packet.o) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm

TEST_BINS += $(GOODMAIL)
TESTS_FAST += $(GOODMAIL)

.PHONY: good-mail
good-mail: $(GOODMAIL)
	$(Q)$(GOODMAIL) $(HOURS)
