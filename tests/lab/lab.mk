# SPDX-License-Identifier: GPL-2.0-or-later
TESTS_FAST += tests/lab/run-test
