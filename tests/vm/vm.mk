# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels that are not this one; see tests/vm/run.
#
#	make check-kernel	the end-to-end set on Debian's stock kernel and a
#				newer one, under qemu

VM_TOOLS := $(B)/vm/peer $(B)/vm/flood

# Plain and static whatever MODE says: they run in the guest's initramfs.
$(VM_TOOLS): $(B)/vm/%: tests/vm/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O2 $(WARN) -static -o $@ $<

TEST_BINS  += $(VM_TOOLS)
TESTS_SLOW += tests/vm/run

.PHONY: check-kernel
check-kernel: all $(VM_TOOLS)
	$(Q)BUILD=$(B) tests/run --serial tests/vm/run
