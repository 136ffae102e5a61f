# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed and packaged, and the machine it is installed on.

TEST_BINS += $(B)/print-options
TESTS_FAST += tests/dist/manual tests/dist/install tests/dist/pages
TESTS_ROOT += tests/dist/doctor tests/dist/fail2ban tests/dist/procd \
	      tests/dist/readme

TESTS_SLOW += $(addprefix tests/dist/, scripts reproducible variants package \
	      service static image rpm recipes openrc demo)
