# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make bench	what the tarpit costs: a table, and build/bench.json

BENCH_BINS := $(addprefix $(B)/tests/bench/, pingpong plain-loop pour \
	passes flood)

$(B)/tests/bench/pingpong: $(B)/tests/bench/pingpong.o
$(B)/tests/bench/plain-loop: $(B)/tests/bench/plain-loop.o
$(B)/tests/bench/pour: $(B)/tests/bench/pour.o
$(B)/tests/bench/passes: $(B)/tests/bench/passes.o
$(addprefix $(B)/tests/bench/, pour passes): \
	$(addprefix $(B)/, tests/lib/packet.o nfq/core/addr.o)
$(B)/tests/bench/flood: $(B)/tests/vm/flood.o
$(BENCH_BINS):
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lnetfilter_queue -lmnl

.PHONY: bench
bench: all $(BENCH_BINS)
	$(Q)BUILD=$(B) tests/bench/bench $(SECTIONS)
