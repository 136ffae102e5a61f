# SPDX-License-Identifier: GPL-2.0-or-later
# Routers that share debts, with a real Redis.
#
#	make fleet-bench	what sharing costs; a part of make bench

TESTS_ROOT += tests/fleet/spread tests/fleet/faults
TESTS_SLOW += tests/fleet/spread-all

ifeq ($(WITH_SHARE),yes)
FLEET_CHARGES := $(B)/tests/fleet/charges

$(FLEET_CHARGES): $(B)/tests/fleet/charges.o $(SHELL_OBJS) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

.PHONY: fleet-bench
fleet-bench: $(FLEET_CHARGES) $(B)/smtp-tarpit-share
	$(Q)BUILD=$(B) tests/bench/fleet-bench
	$(Q)BUILD=$(B) tests/run --serial tests/bench/fleet-speed
bench: $(if $(SECTIONS),,fleet-bench)
endif
