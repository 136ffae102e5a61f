# SPDX-License-Identifier: GPL-2.0-or-later
# Tests, in three tiers; tests/README.md tells where a new one goes.  Each folder
# under tests/ registers its own, in tests/NAME/NAME.mk:
#
#	TESTS_FAST += FILE	pure: needs no root, seconds; computes
#	TESTS_ROOT += FILE	the real path: namespaces, the kernel, mail
#				servers, real time; waits for most of it
#	TESTS_SLOW += FILE	all else: other kernels, packages, analyzers; its
#				head declares its inputs (see tests/run)
#	TEST_BINS += FILE	built before the tests run
#
# A FILE is a program that prints TAP (see tests/run).
#
#	make check-fast		the pure tests: no root, under a minute
#	make check		these, and the real path; JOBS=N: so many of that
#				at a time (4)
#	make check-all		all there is, with sanitizers too where it can be
#	make check-e2e		the real path alone
#	make check-flaky	the real path N times (N=20) on a machine that
#				is made busy and stands still now and then
#	make check-inputs	are the declarations of the slow tests right?
#	make check-due		which of the slow tests would run in CI?
#	make asan		check, with sanitizers, but for what cannot be;
#				TARGET=check-fast: the pure tests
#	make deps		install what build and tests need (apt-get, root)
#	make demo		a harvest, without and with the tarpit (root);
#				MTA=postfix: of the real one; TLS=yes: inside TLS
#
# check WITH="asan due" is what CI runs: beside the rest, the same with sanitizers,
# and the slow tests whose inputs are not those with which they passed last, as
# tests/passed says.

# These three are included by the Makefile itself.
-include $(filter-out tests/bench/bench.mk tests/fuzz/fuzz.mk tests/vm/vm.mk, \
	   $(sort $(wildcard tests/*/*.mk)))

# Compares what takes how long.
TESTS_ALONE += tests/soak/soak
# Slow, and computes all the time.
TESTS_COMPUTE := tests/vm/run tests/lint/analyzers \
	$(addprefix tests/unit/, valgrind foreign) \
	$(addprefix tests/dist/, reproducible variants scripts)

# Of no use, or impossible, where the programs are instrumented: sanitizers
# (make asan) and coverage (make cover).
#
#	analyzers, function-length, headers-alone, layers, questions,
#	scripts, captures/set, lab/run-test, manual, install, procd
#				read the same files in every mode
#	purity			looks up what objects call; instruments are called
#	valgrind, foreign	another instrument; another machine
#	rules/...		no daemon of ours runs: scripts and the kernel do
#	reproducible, variants, static, package, service, openrc
#				build what users get, with its own flags
#	vm/run			programs are static there, in an initramfs
#
# In tests that run, this row is skipped:
#
#	faults/limits		"not enough memory at the start": sanitizers
#				reserve more address space than any limit
#
# The daemon is in its whole sandbox there, too; what sanitizers find goes to
# its log, and lab.sh and tests/run look for it.
RELEASE_ONLY := tests/lint/analyzers tests/vm/run tests/captures/set tests/lab/run-test \
	$(addprefix tests/unit/, function-length headers-alone layers purity questions \
		valgrind foreign) \
	$(addprefix tests/rules/, install_test.sh options_test.sh nft_test.sh \
		managers_test.sh ufw_test.sh firewalld_test.sh prefilter_test.py \
		paths_test.py) \
	$(addprefix tests/dist/, scripts manual install procd reproducible variants \
		static package rpm service openrc)

# In recipes, since fragments that are read later append to the lists too.
in_mode = $(sort $(if $(filter release,$(MODE)),$(1),$(filter-out $(RELEASE_ONLY),$(1))))
# The same with sanitizers, for a run of both: names as tests/run has them.
in_asan = $(patsubst $(B)/%,asan:build/asan/%,$(patsubst tests/%,asan:tests/%,\
	$(sort $(filter-out $(RELEASE_ONLY),$(1)))))
modes = $(call in_mode,$(1)) $(if $(filter asan,$(WITH)),$(call in_asan,$(1)))
SLOW_COMPUTE = $(call modes,$(filter $(TESTS_COMPUTE),$(TESTS_SLOW)))
SLOW_WAIT = $(call modes,$(filter-out $(TESTS_COMPUTE) $(TESTS_ALONE),$(TESTS_SLOW)))
SLOW_ALONE = $(call modes,$(filter $(TESTS_ALONE),$(TESTS_SLOW)))
with_due = $(if $(filter due,$(WITH)),$(1))
JOBS	?= 4
N	?= 20
RUN	= BUILD=$(B) MODE=$(MODE) tests/run -J $(JOBS)
PASSED	:= --passed tests/passed

.PHONY: deps check check-fast check-all check-e2e check-flaky check-inputs check-due \
	check-build check-build-asan demo

deps:
	$(Q)tests/deps

check-build:
	$(Q)tests/deps --soft
	$(Q)$(MAKE) -s --no-print-directory all $(sort $(TEST_BINS))

check-build-asan: check-build
	$(Q)$(MAKE) -s --no-print-directory MODE=asan all-and-tests

# What is built depends on the mode, so make must have been told of it.
.PHONY: all-and-tests
all-and-tests: all
	$(Q)$(MAKE) -s --no-print-directory $(sort $(TEST_BINS))

check: check-build $(if $(filter asan,$(WITH)),check-build-asan)
	$(Q)$(RUN) $(call with_due,$(PASSED)) $(call modes,$(TESTS_FAST)) \
		$(call with_due,$(SLOW_COMPUTE)) --beside $(call modes,$(TESTS_ROOT)) \
		$(call with_due,$(SLOW_WAIT)) $(call with_due,--serial $(SLOW_ALONE))

check-fast: check-build
	$(Q)$(RUN) $(call in_mode,$(TESTS_FAST))

check-all: WITH = asan due
check-all: PASSED += --all
check-all:
	$(Q)tests/deps --all
	$(Q)$(MAKE) --no-print-directory check WITH="$(WITH)" PASSED="$(PASSED)"

check-e2e: check-build
	$(Q)$(RUN) --beside $(call in_mode,$(TESTS_ROOT))

check-flaky: check-build
	$(Q)BUILD=$(B) MODE=$(MODE) tests/flaky $(N) -J $(JOBS) \
		--beside $(call in_mode,$(TESTS_ROOT))

check-inputs:
	$(Q)tests/run --check-inputs $(sort $(TESTS_SLOW))

check-due: WITH = asan
check-due:
	$(Q)tests/run $(PASSED) --list-due $(SLOW_COMPUTE) $(SLOW_WAIT) $(SLOW_ALONE)

demo:
	$(Q)BUILD=$(B) MAKE="$(MAKE) --no-print-directory" tests/demo/demo "$(or $(MTA),mini)" $(TLS)
