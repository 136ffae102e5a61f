# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the rules and of their prefilter.

TEST_BINS	+= $(B)/compile-filter
TESTS_FAST	+= tests/rules/options_test.sh
TESTS_ROOT	+= tests/rules/install_test.sh tests/rules/filters_test.sh \
		   tests/rules/prefilter_test.py tests/rules/nft_test.sh
