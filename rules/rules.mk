# SPDX-License-Identifier: GPL-2.0-or-later
# The rule installer and the programs of its kernel prefilter.
#
#	make filters	compile rules/filters/*.filter again (needs libpcap)

RULES_SCRIPT	:= rules/smtp-tarpit-rules
RULES_FILTERS	:= $(patsubst %.filter,%.bytecode,$(sort $(wildcard rules/filters/*.filter)))

$(B)/compile-filter: $(B)/rules/compile-filter.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lpcap

.PHONY: filters
filters: $(B)/compile-filter
	$(Q)for f in rules/filters/*.filter; do \
		$(B)/compile-filter $$f >$$f.new || { rm -f $$f.new; exit 1; }; \
		mv $$f.new $${f%.filter}.bytecode; \
	done
