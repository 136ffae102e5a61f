# SPDX-License-Identifier: GPL-2.0-or-later
TESTS_ROOT += $(addprefix tests/e2e/, basic clients exempt faults harvest-tls honest \
	      leak leave many tls tls-sizes docker \
	      matrix several policy harvest oracles)
TESTS_SLOW += tests/e2e/harvest-all
