# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of smtp-tarpit-replay, and captures whose outcome is known.
#
#	make golden	write tests/golden/*.trace anew
#	make bench-replay	how fast captures are replayed
#	make bench-engine	instructions that a packet costs the engine (valgrind)

REPLAY_USAGE := $(B)/tests/replay/usage
REPLAY_UNIT := $(B)/tests/replay/backlog_test

$(REPLAY_USAGE): $(B)/tests/replay/usage.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(REPLAY_UNIT): $(addprefix $(B)/, tests/replay/backlog_test.o \
		nfq/replay/backlog.o nfq/replay/curve.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka

TEST_BINS += $(REPLAY_USAGE) $(REPLAY_UNIT)
TESTS_FAST += $(REPLAY_UNIT) tests/replay/model_test \
	      tests/replay/capture_test tests/replay/harvest15000 \
	      tests/replay/reassembly \
	      tests/golden/golden

.PHONY: golden
golden: $(B)/smtp-tarpit-replay
	$(Q)BUILD=$(B) tests/golden/golden --write

# Before the other benchmarks, which load the machine.
.PHONY: bench bench-replay
bench: bench-replay
bench-replay: $(B)/smtp-tarpit-replay $(REPLAY_USAGE)
	$(Q)BUILD=$(B) tests/bench/replay-bench

.PHONY: bench-engine
bench-engine:
	$(Q)$(MAKE) --no-print-directory B=$(B)/plain REPLAY_LTO= \
		$(B)/plain/smtp-tarpit-replay
	$(Q)BUILD=$(B)/plain tests/bench/engine-bench
