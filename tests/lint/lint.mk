# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make lint	what only reads the code: analyzers, lengths, scripts, pages

# They read the same code in every mode.
ifeq ($(MODE),release)
TESTS_FAST += tests/lint/analyzers
endif

LINT_TESTS := tests/lint/analyzers tests/unit/function-length \
	      tests/unit/headers-alone tests/unit/purity \
	      $(wildcard tests/dist/scripts tests/dist/manual)
lint: check-build
	$(Q)BUILD=$(B) tests/run $(LINT_TESTS)
