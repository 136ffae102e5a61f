# SPDX-License-Identifier: GPL-2.0-or-later
# Faults, hostile input, privilege: see README.md here.

TESTS_ROOT += $(addprefix tests/faults/, daemon kernel)
