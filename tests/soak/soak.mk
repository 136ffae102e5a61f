# SPDX-License-Identifier: GPL-2.0-or-later
# Mail and harvesters side by side, for long.
#
#	make soak T=600		for so many seconds (root)

TESTS_SLOW += tests/soak/soak

.PHONY: soak
soak: check-build
	$(Q)BENCH=1 BUILD=$(B) T=$(if $(filter command%,$(origin T)),$(T),600) tests/soak/soak
