# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make bench		what the tarpit costs: a table, and build/bench.json
#	make bench-kernel	the same in instructions, in a guest that counts them

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

# They run in the guest's initramfs, as those of tests/vm.
BENCH_GUEST := $(B)/tests/bench/starttls $(B)/tests/bench/instructions

$(BENCH_GUEST): $(B)/tests/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O2 $(WARN) -static -o $@ $<

.PHONY: bench-kernel
bench-kernel: all $(BENCH_GUEST) $(B)/vm/peer $(B)/vm/flood
	$(Q)BUILD=$(B) tests/bench/kernel $(KERNELS)
