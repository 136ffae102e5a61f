# SPDX-License-Identifier: GPL-2.0-or-later
# Tests.  Each folder under tests/ registers its own, in tests/NAME/NAME.mk:
#
#	TESTS_FAST += FILE	needs no root, seconds; runs beside others
#	TESTS_ROOT += FILE	namespaces, real time; waits for most of it and
#				runs beside others, too, unless it is named
#				below
#	TEST_BINS += FILE	built before the tests run
#
# A FILE is a program that prints TAP (see tests/run).
#
#	make check		all tests that can run here; JOBS=1: those that
#				need root one by one
#	make check-fast		those that need no root
#	make check-e2e		those that do
#	make asan		all, with sanitizers, but for what cannot be;
#				TARGET=check-fast: those that need no root
#	make deps		install what build and tests need (apt-get, root)
#	make demo		a harvest, without and with the tarpit (root);
#				MTA=postfix: of the real one

# These three are included by the Makefile itself.
-include $(filter-out tests/bench/bench.mk tests/fuzz/fuzz.mk tests/vm/vm.mk, \
	   $(sort $(wildcard tests/*/*.mk)))

# Compares what takes how long.
TESTS_ALONE := tests/soak/soak
# Computes all the time, with a clock of its own.
TESTS_COMPUTE := tests/vm/run

# Of no use, or impossible, where the programs are instrumented: sanitizers
# (make asan) and coverage (make cover).
#
#	analyzers, function-length, headers-alone, scripts
#				read the same sources in every mode
#	purity			looks up what objects call; instruments are called
#	valgrind, foreign	another instrument; another machine
#	rules/...		no program of ours runs: scripts and the kernel do
#	reproducible, variants, static, package, service, openrc
#				build what users get, with its own flags
#	vm/run			programs are static there, in an initramfs
#
# In tests that run, these rows are skipped:
#
#	faults/limits		"not enough memory at the start": sanitizers
#				reserve more address space than any limit
#	captures/real-harvest	how fast it is replayed
#
# The daemon is in its whole sandbox there, too; what sanitizers find goes to
# its log, and lab.sh and tests/run look for it.
RELEASE_ONLY := tests/lint/analyzers tests/vm/run \
	$(addprefix tests/unit/, function-length headers-alone purity valgrind foreign) \
	$(addprefix tests/rules/, install_test.sh options_test.sh nft_test.sh \
		managers_test.sh prefilter_test.py) \
	$(addprefix tests/dist/, scripts reproducible variants static package \
		service openrc)

# In recipes, since fragments that are read later append to the lists too.
runs = $(sort $(if $(filter release,$(MODE)),$(1),$(filter-out $(RELEASE_ONLY),$(1))))
RUN_FAST = $(call runs,$(TESTS_FAST))
RUN_ROOT = $(call runs,$(filter $(TESTS_COMPUTE),$(TESTS_ROOT))) --beside \
	$(call runs,$(filter-out $(TESTS_ALONE) $(TESTS_COMPUTE),$(TESTS_ROOT))) \
	--serial $(call runs,$(filter $(TESTS_ALONE),$(TESTS_ROOT)))
JOBS	?= 2

.PHONY: deps check check-fast check-e2e check-build demo

deps:
	$(Q)tests/deps

check-build:
	$(Q)tests/deps --soft
	$(Q)$(MAKE) --no-print-directory all $(sort $(TEST_BINS))

check: check-build
	$(Q)BUILD=$(B) MODE=$(MODE) tests/run -J $(JOBS) $(RUN_FAST) $(RUN_ROOT)

check-fast: check-build
	$(Q)BUILD=$(B) MODE=$(MODE) tests/run $(RUN_FAST)

check-e2e: check-build
	$(Q)BUILD=$(B) MODE=$(MODE) tests/run -J $(JOBS) $(RUN_ROOT)

demo:
	$(Q)BUILD=$(B) MAKE="$(MAKE) --no-print-directory" tests/demo/demo $(MTA)
