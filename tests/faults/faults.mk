# SPDX-License-Identifier: GPL-2.0-or-later
# Faults, hostile input, privilege: see README.md here.

FAULT_SHIM := $(B)/tests/faults/shim.so
FAULT_PROBE := $(B)/tests/faults/sandbox_probe

$(FAULT_SHIM): tests/faults/shim.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -g -O1 $(WARN) -fPIC -shared -o $@ $< -ldl

$(FAULT_PROBE): $(FAULT_PROBE).o $(addprefix $(B)/nfq/, process/sandbox.o \
		process/calls.o process/log.o daemon/calls.o share/calls.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcap-ng -lseccomp

FAULT_FLOODS := $(B)/tests/faults/engine_floods

$(FAULT_FLOODS): $(FAULT_FLOODS).o $(B)/tests/lib/packet.o $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

TEST_BINS += $(FAULT_SHIM) $(FAULT_PROBE) $(FAULT_FLOODS)
TESTS_FAST += $(FAULT_FLOODS)
TESTS_ROOT += $(addprefix tests/faults/, daemon kernel limits privilege attackers)
