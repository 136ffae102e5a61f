# SPDX-License-Identifier: GPL-2.0-or-later
# Tests.  Each folder under tests/ registers its own, in tests/NAME/NAME.mk:
#
#	TESTS_FAST += FILE	needs no root, seconds; runs beside others
#	TESTS_ROOT += FILE	namespaces, real time; runs alone
#	TEST_BINS += FILE	built before the tests run
#
# A FILE is a program that prints TAP (see tests/run).
#
#	make check		all tests that can run here
#	make check-fast		those that need no root
#	make check-e2e		those that do
#	make deps		install what build and tests need (apt-get, root)
#	make demo		a harvest, without and with the tarpit (root);
#				MTA=postfix: of the real one

# These three are included by the Makefile itself.
-include $(filter-out tests/bench/bench.mk tests/fuzz/fuzz.mk tests/vm/vm.mk, \
	   $(sort $(wildcard tests/*/*.mk)))

.PHONY: deps check check-fast check-e2e check-build demo

deps:
	$(Q)tests/deps

# In recipes, since fragments that are read later append to the lists too.
check-build:
	$(Q)tests/deps --soft
	$(Q)$(MAKE) --no-print-directory all $(sort $(TEST_BINS))

check: check-build
	$(Q)BUILD=$(B) tests/run $(sort $(TESTS_FAST)) --serial $(sort $(TESTS_ROOT))

check-fast: check-build
	$(Q)BUILD=$(B) tests/run $(sort $(TESTS_FAST))

check-e2e: check-build
	$(Q)BUILD=$(B) tests/run --serial $(sort $(TESTS_ROOT))

demo:
	$(Q)BUILD=$(B) MAKE="$(MAKE) --no-print-directory" tests/demo/demo $(MTA)
