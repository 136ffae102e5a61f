# SPDX-License-Identifier: GPL-2.0-or-later
# Captures of real tools against real servers; see pcaps/README.md.
#
#	make pcaps	record them anew (root), and write what must come out

.PHONY: pcaps
pcaps: $(B)/smtp-tarpit-replay
	$(Q)pcaps/make-pcaps
	$(Q)BUILD=$(B) pcaps/values write
	$(Q)BUILD=$(B) tests/golden/golden --write
