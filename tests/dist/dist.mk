# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed and packaged, and the machine it is installed on.

TESTS_ROOT += tests/dist/doctor
