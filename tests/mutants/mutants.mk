# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make mutants	small wrong changes in the engine, one at a time: which
#			does no test of check-fast see?  EACH=N: of each file
#			(30; 0: all), MUTANTS=FILE: of this one only

EACH	?= 30
MUTANTS ?= $(filter $(addprefix %/, engine.c emit.c error.c gap.c reply.c place.c proxy.c said.c \
	   client.c client_ack.c hold.c policy.c transaction.c server.c source.c smtp.c flow.c \
	   wire.c), $(CORE_SRCS))

# Tests that don't run the engine, read what all changes have in common, or take
# long for what others see, too.
MUTANTS_BLIND := $(foreach folder, lab lint dist unit rules feed, tests/$(folder)/%) \
	build/tests/twin/% build/tests/feed/property_test build/tests/feed/rows_test \
	$(addprefix build/tests/unit/, conf_test text_test log_test \
		notify_test options_test slots_test test_siphash test_addr) \
	build/tests/rules/places build/tests/fuzz/replay-conf \
	build/tests/fuzz/replay-capture build/tests/fuzz/replay-queue \
	build/tests/replay/backlog_test build/tests/faults/engine_floods \
	$(addprefix tests/replay/, harvest15000 reassembly capture_test)

.PHONY: mutants
mutants:
	$(Q)tests/mutants/mutants --each $(EACH) \
		--tests "$(filter-out $(MUTANTS_BLIND),$(TESTS_FAST))" \
		--programs "build/smtp-tarpit-replay build/tests/replay/usage" \
		$(MUTANTS)
