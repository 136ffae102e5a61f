# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make		build build/smtp-tarpit and build/smtp-tarpit-replay
#	make help	what else there is
#
# Modes never mix: MODE=debug, asan or cov builds into a folder of its own.

MODE	?= release
ifeq ($(MODE),release)
B	:= build
else
B	:= build/$(MODE)
endif

PREFIX		?= /usr/local
SBINDIR		?= $(PREFIX)/sbin
BINDIR		?= $(PREFIX)/bin
MANDIR		?= $(PREFIX)/share/man
DOCDIR		?= $(PREFIX)/share/doc/smtp-tarpit
DATADIR		?= $(PREFIX)/share/smtp-tarpit
SYSCONFDIR	?= /etc
UNITDIR		?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR	?= $(PREFIX)/lib/sysusers.d
COMPLETIONDIR	?= $(PREFIX)/share/bash-completion/completions
DESTDIR		?=

# The changelog names the release, for packages too; a clone adds its commit.
RELEASE	:= $(shell sed -n 's/^smtp-tarpit (\([^)-]*\).*/\1/p;q' nfq/dist/debian/changelog)
COMMIT	:= $(shell git describe --always --dirty --exclude='*' 2>/dev/null)
VERSION	:= $(RELEASE)$(addprefix +,$(COMMIT))

OPT_release	:= -O2 -D_FORTIFY_SOURCE=2
OPT_debug	:= -O0 -DENGINE_CHECKS
OPT_asan	:= -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
		   -fno-omit-frame-pointer -DENGINE_CHECKS
OPT_cov		:= -O0 --coverage
LINK_asan	:= -fsanitize=address,undefined
LINK_cov	:= --coverage

WARN	:= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wvla -Wformat=2 $(if $(CI),-Werror)
# Where a long has 32 bits: times behind 2038, files of any size and number.
WIDE	:= -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
ALL_CFLAGS  = -std=c11 -D_GNU_SOURCE $(WIDE) -g $(OPT_$(MODE)) $(WARN) -Infq \
	      -fstack-protector-strong -fPIE \
	      -ffile-prefix-map=$(CURDIR)=. $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LINK_$(MODE)) $(LDFLAGS)

ifeq ($(V),1)
Q :=
say :=
else
Q := @
say = @printf '  %-7s %s\n' $(1) $(2);
endif

PROGRAMS	:=
TESTS_FAST	:=
TESTS_ROOT	:=
TESTS_SLOW	:=
TEST_BINS	:=

.PHONY: all
all:

-include nfq/nfq.mk
-include nfq/feed/feed.mk
-include nfq/replay/replay.mk
-include rules/rules.mk
-include tests/tests.mk
-include tests/bench/bench.mk
-include tests/fuzz/fuzz.mk
-include tests/vm/vm.mk
-include nfq/dist/dist.mk
-include pcaps/pcaps.mk

all: $(PROGRAMS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(CFLAGS_$(basename $(notdir $<))) -MMD -MP -c -o $@ $<

# What a program says of its version is of the commit that it was built of.  Where
# git tells another user nothing (make install as root), the version stays.
$(addprefix $(B)/,nfq/process/version.o nfq/feed/main.o nfq/probe/main.o) \
	$(REPLAY_B)/nfq/replay/main.o: $(B)/version
$(B)/version: FORCE
	@mkdir -p $(@D)
	@{ [ -e $@ ] && [ -z '$(COMMIT)' ]; } || \
		echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@
.PHONY: FORCE
FORCE:

-include $(shell find $(B) -path $(B)/dist -prune -o -name '*.d' -type f -print 2>/dev/null)

# With sanitizers.  What they find is an exit status that means nothing else.
TARGET	?= check
.PHONY: asan
asan:
	$(Q)ASAN_OPTIONS=exitcode=99:quarantine_size_mb=8 \
		UBSAN_OPTIONS=print_stacktrace=1:exitcode=99 \
		$(MAKE) --no-print-directory MODE=asan $(TARGET)

.PHONY: clean help
clean:
	rm -rf build

help:
	@awk '/^#[ \t]make/ || (/^#\t\t/ && entry) { print substr($$0, 2) } \
		{ entry = /^#[ \t]make/ || (/^#\t\t/ && entry) }' $(MAKEFILE_LIST)
