# SPDX-License-Identifier: GPL-2.0-or-later
TESTS_FAST += tests/captures/set
TESTS_ROOT += tests/captures/live tests/captures/real-harvest
