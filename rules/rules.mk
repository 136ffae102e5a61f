# SPDX-License-Identifier: GPL-2.0-or-later
# The rule installer and the programs of its kernel prefilter.
#
#	make filters	compile rules/filters/*.filter again (needs libpcap)

RULES_SCRIPT	:= rules/smtp-tarpit-rules
RULES_FILTERS	:= $(patsubst %.filter,%.bytecode,$(sort $(wildcard rules/filters/*.filter)))

# The templates and programs are part of the binary.
RULES_SOURCES	:= $(sort $(wildcard rules/*.rules)) $(RULES_FILTERS)

$(B)/rules/sources.c: $(RULES_SOURCES) rules/rules.mk
	@mkdir -p $(@D)
	$(Q){ echo '#include "conf/rules_internal.h"'; \
	echo 'const struct rules_source rules_sources[] = {'; \
	for f in $(RULES_SOURCES); do \
		name=$${f##*/}; \
		echo "{ \"$${name%.*}\","; \
		case $$f in *.bytecode) end= ;; *) end='\\n' ;; esac; \
		sed 's/["\\]/\\&/g; s/.*/"&'$$end'"/' $$f; \
		echo '},'; \
	done; \
	echo '{ 0, 0 }'; echo '};'; } >$@

$(B)/rules/sources.o: $(B)/rules/sources.c
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/compile-filter: $(B)/rules/compile-filter.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lpcap

.PHONY: filters
filters: $(B)/compile-filter
	$(Q)for f in rules/filters/*.filter; do \
		$(B)/compile-filter $$f >$$f.new || { rm -f $$f.new; exit 1; }; \
		mv $$f.new $${f%.filter}.bytecode; \
	done
