# SPDX-License-Identifier: GPL-2.0-or-later
# Routers that share debts, with a real Redis.
TESTS_ROOT += tests/fleet/spread tests/fleet/faults
