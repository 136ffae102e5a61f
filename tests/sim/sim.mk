# SPDX-License-Identifier: GPL-2.0-or-later
# Sources of every kind against the engine, in virtual time.

SIM_SRCS := $(addprefix tests/sim/, main.c cases.c harvests.c deliveries.c \
	    bounds.c crowd.c harvester.c sender.c server.c tcp.c net.c bytes.c)
SIM_OBJS := $(SIM_SRCS:%.c=$(B)/%.o) $(addprefix $(B)/tests/lib/, kernel.o packet.o tap.o)
SIM := $(B)/tests/sim/sim

$(SIM): $(SIM_OBJS) $(CHECKED_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

TEST_BINS += $(SIM)
TESTS_FAST += $(SIM)
