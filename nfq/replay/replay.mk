# SPDX-License-Identifier: GPL-2.0-or-later
# smtp-tarpit-replay: the engine driven by captures.  libpcap is linked here.
#
#	make picture	draw what a captured harvest learns, for README (gnuplot)

REPLAY_SRCS := $(addprefix nfq/replay/, main.c feed.c capture.c streams.c \
	       follow.c probe.c model.c order.c play.c slice.c backlog.c \
	       curve.c report.c json.c write.c plot.c tls.c) nfq/conf/profile.c
REPLAY_LIBS := -lpcap

# Millions of packets go through many small functions: where the compiler can
# (gcc), engine and tool are compiled as one, which takes a tenth off.
ifeq ($(MODE),release)
REPLAY_LTO := $(shell echo 'int main(void) { return 0; }' | \
	      $(CC) -flto=auto -x c -o /dev/null - 2>/dev/null && echo -flto=auto)
endif
REPLAY_B := $(B)$(if $(REPLAY_LTO),/lto)
REPLAY_OBJS := $(patsubst %.c,$(REPLAY_B)/%.o,$(CORE_SRCS) $(REPLAY_SRCS))

PROGRAMS += $(B)/smtp-tarpit-replay

$(REPLAY_B)/nfq/replay/main.o: ALL_CFLAGS += -DVERSION='"$(VERSION)"'

$(B)/lto/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(CFLAGS_$(basename $(notdir $<))) $(REPLAY_LTO) \
		-MMD -MP -c -o $@ $<

$(B)/smtp-tarpit-replay: $(REPLAY_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $(REPLAY_LTO) -ffile-prefix-map=$(CURDIR)=. \
		-o $@ $^ $(REPLAY_LIBS)

.PHONY: picture
picture: $(B)/smtp-tarpit-replay
	$(Q)mkdir -p nfq/doc
	$(Q)$< --plot nfq/doc/harvest.svg pcaps/postfix-harvest-pipelined.pcap
