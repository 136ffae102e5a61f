# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the rules and of their prefilter.

TEST_BINS	+= $(B)/compile-filter
TESTS_FAST	+= tests/rules/options_test.sh tests/rules/text_test.sh \
		   tests/rules/both_test.py
TESTS_ROOT	+= tests/rules/install_test.sh tests/rules/filters_test.sh \
		   tests/rules/prefilter_test.py tests/rules/nft_test.sh tests/rules/nft_prefilter \
		   tests/rules/managers_test.sh tests/rules/ufw_test.sh \
		   tests/rules/firewalld_test.sh tests/rules/paths_test.py

PROPERTY_SRCS	:= $(addprefix tests/rules/, property.c stream.c prefilter_check.c nft_kernel.c)
PROPERTY_OBJS	:= $(PROPERTY_SRCS:%.c=$(B)/%.o)
CFLAGS_property	:= -DFILTERS='"$(CURDIR)/rules/filters"'

$(B)/tests/rules/property: $(PROPERTY_OBJS) \
		$(addprefix $(B)/tests/lib/, kernel.o packet.o tap.o) $(CORE_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lpcap

TEST_BINS	+= $(B)/tests/rules/property
TESTS_FAST	+= $(B)/tests/rules/property

CFLAGS_places	:= $(CFLAGS_property)

$(B)/tests/rules/places: $(addprefix $(B)/tests/, rules/places.o \
		rules/prefilter_check.o rules/nft_kernel.o \
		lib/packet.o lib/tap.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lpcap

TEST_BINS	+= $(B)/tests/rules/places
TESTS_FAST	+= $(B)/tests/rules/places

$(B)/tests/rules/known: $(B)/tests/rules/known.o $(SHELL_OBJS) $(CORE_OBJS) \
		$(B)/tests/unit/version.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

TEST_BINS	+= $(B)/tests/rules/known
TESTS_ROOT	+= tests/rules/known_test.sh
