# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzers.  NAME_fuzz.c holds one harness; see tests/fuzz/README.md.
#
#	make fuzz		each harness for T seconds (T=60), with clang's
#				libFuzzer, AddressSanitizer and UBSan;
#				FUZZ=NAME: this one only
#	make fuzz-merge		add what they found to the committed corpora,
#				as few inputs as reach the same
#	make fuzz-afl		the harness FUZZ=NAME for T seconds under AFL++
#
# What is found is kept in build/fuzz/work/NAME; an input that breaks an
# invariant in build/fuzz/NAME-crash-*.

T		?= 60
FUZZ_CC		?= clang
FUZZ_B		:= build/fuzz
FUZZ_OPT	:= -O1 -fsanitize=fuzzer-no-link,address,undefined \
		   -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_CFLAGS	= -std=c11 -D_GNU_SOURCE -g $(FUZZ_OPT) -DENGINE_CHECKS $(WARN) -Infq -Infq/replay
FUZZ_LDFLAGS	:= -fsanitize=fuzzer,address,undefined

# What each is made of, besides input.c; the engine comes first.
FUZZ_stream	:= $(addprefix tests/fuzz/, world.c kernel.c peers.c oracle.c \
		   finder.c talk.c) $(addprefix tests/lib/, kernel.c packet.c)
FUZZ_wire	:= tests/lib/packet.c
FUZZ_smtp	:= tests/fuzz/finder.c

FUZZ_sizes	:= tests/lib/packet.c
FUZZ_save	:= tests/lib/packet.c
FUZZ_state	:= nfq/daemon/state.c nfq/process/log.c
FUZZ_conf	:= nfq/conf/conf.c nfq/conf/text.c
FUZZ_capture	:= nfq/replay/capture.c
FUZZ_queue	:= tests/fuzz/qkernel.c $(addprefix nfq/daemon/, queue_info.c queue_ct.c \
		   queue.c queue_setup.c slots.c)
FUZZ_control	:= tests/fuzz/qkernel.c $(SHELL_SRCS)
FUZZ_LIBS_conf	:= -lconfuse
FUZZ_LIBS_capture := -lpcap
FUZZ_LIBS_queue	:= -lnetfilter_queue -lmnl -Wl,--wrap=send
FUZZ_LIBS_control := $(DAEMON_LIBS)

FUZZ_NAMES	:= stream wire smtp sizes queue conf state save control capture
ifeq ($(WITH_FEED),yes)
FUZZ_feed	:= tests/feed/attack.c $(filter nfq/feed/%,$(FEED_READER_SRCS))
FUZZ_LIBS_feed	:= $(FEED_READER_LIBS)
FUZZ_NAMES	+= feed
$(FUZZ_B)/tests/fuzz/feed_fuzz.o: FUZZ_CFLAGS += -Infq/feed
$(B)/tests/fuzz/feed_fuzz.o: ALL_CFLAGS += -Infq/feed
endif
FUZZ		?= $(FUZZ_NAMES)

# A harness, for the fuzzers and as a plain program over the corpus.
define fuzz_program
$(FUZZ_B)/fuzz-$(1): $$(addprefix $(FUZZ_B)/, $$(patsubst %.c,%.o, \
		tests/fuzz/$(1)_fuzz.c tests/fuzz/input.c $$(FUZZ_$(1)) \
		$$(CORE_SRCS)))
	$$(call say,LINK,$$@)
	$$(Q)$$(FUZZ_CC) $$(FUZZ_LDFLAGS) -o $$@ $$^ $$(FUZZ_LIBS_$(1))

$(B)/tests/fuzz/replay-$(1): $$(addprefix $(B)/, $$(patsubst %.c,%.o, \
		tests/fuzz/replay.c tests/lib/tap.c tests/fuzz/$(1)_fuzz.c \
		tests/fuzz/input.c \
		$$(FUZZ_$(1)))) $$(CHECKED_OBJS)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(FUZZ_LIBS_$(1))

TEST_BINS	+= $(B)/tests/fuzz/replay-$(1)
TESTS_FAST	+= $(B)/tests/fuzz/replay-$(1)
endef
$(foreach name,$(FUZZ_NAMES),$(eval $(call fuzz_program,$(name))))

# The harness of the capture files looks into the replay tool.
$(B)/tests/fuzz/capture_fuzz.o: ALL_CFLAGS += -Infq/replay

$(FUZZ_B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,FUZZ,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -MMD -MP -c -o $@ $<

$(FUZZ_B)/rules/sources.o: $(B)/rules/sources.c
	@mkdir -p $(@D)
	$(call say,FUZZ,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -c -o $@ $<

-include $(shell find $(FUZZ_B) -name '*.d' -type f 2>/dev/null)

.PHONY: fuzz fuzz-merge fuzz-afl
fuzz: $(FUZZ:%=$(FUZZ_B)/fuzz-%)
	$(Q)set -e; for name in $(FUZZ); do \
		echo "# $$name, $(T) s"; \
		mkdir -p $(FUZZ_B)/work/$$name; \
		nice $(FUZZ_B)/fuzz-$$name -max_total_time=$(T) -timeout=20 \
			-max_len=1024 -print_final_stats=1 \
			-artifact_prefix=$(FUZZ_B)/$$name- \
			$(FUZZ_B)/work/$$name tests/fuzz/corpus/$$name; \
	done

fuzz-merge: $(FUZZ:%=$(FUZZ_B)/fuzz-%)
	$(Q)set -e; for name in $(FUZZ); do \
		mkdir -p $(FUZZ_B)/work/$$name; \
		tests/fuzz/merge $(FUZZ_B)/fuzz-$$name \
			$(FUZZ_B)/work/$$name tests/fuzz/corpus/$$name; \
	done

# The compiler wrapper links AFL++'s own driver for LLVMFuzzerTestOneInput().
fuzz-afl:
	$(Q)$(MAKE) --no-print-directory FUZZ_CC=afl-clang-fast \
		FUZZ_B=build/afl FUZZ_OPT=-O1 FUZZ_LDFLAGS=-fsanitize=fuzzer \
		build/afl/fuzz-$(FUZZ)
	$(Q)AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
		AFL_NO_UI=1 nice afl-fuzz -V $(T) -i tests/fuzz/corpus/$(FUZZ) \
		-o build/afl/$(FUZZ) -- build/afl/fuzz-$(FUZZ)

# How much of the engine the corpora and the other fast tests reach.
#	make cover		lines of the engine's files; fails below 95 %;
#				COVER=--missing: and which are not reached
.PHONY: cover
cover:
	$(Q)find build/cov -name '*.gcda' -delete 2>/dev/null || true
	$(Q)$(MAKE) --no-print-directory MODE=cov check-fast || \
		echo "# some tests failed; what they reached counts all the same"
	$(Q)tests/fuzz/cover $(COVER) 95 $(patsubst %.c,build/cov/%.o,$(CORE_SRCS))
