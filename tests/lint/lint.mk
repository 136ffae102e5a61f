# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make lint	what only reads the code: analyzers, lengths, scripts, pages,
#			prose
#	make messages	list each message that an admin can meet

TESTS_FAST += tests/lint/prose
TESTS_SLOW += tests/lint/analyzers

LINT_TESTS := tests/lint/analyzers tests/unit/function-length \
	      tests/unit/headers-alone tests/unit/purity \
	      tests/lint/prose $(wildcard tests/dist/scripts tests/dist/manual)
lint: check-build
	$(Q)BUILD=$(B) tests/run $(LINT_TESTS)

.PHONY: messages
messages:
	$(Q)tests/lint/messages
