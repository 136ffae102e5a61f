# SPDX-License-Identifier: GPL-2.0-or-later
# Routers that share debts, with a real Redis.
#
#	make bench SECTIONS=fleet	what sharing costs

TESTS_ROOT += tests/fleet/spread tests/fleet/faults

ifeq ($(WITH_FLEET),yes)
FLEET_CHARGES := $(B)/tests/fleet/charges

$(FLEET_CHARGES): $(B)/tests/fleet/charges.o $(SHELL_OBJS) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

.PHONY: fleet-bench
fleet-bench: $(FLEET_CHARGES)
	$(Q)BUILD=$(B) tests/bench/fleet-bench
bench: $(if $(SECTIONS),$(if $(filter fleet,$(SECTIONS)),fleet-bench),fleet-bench)
endif
