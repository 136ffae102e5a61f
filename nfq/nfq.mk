# SPDX-License-Identifier: GPL-2.0-or-later
# The engine (pure) and the daemon around it.

CORE_SRCS := $(addprefix nfq/, addr.c siphash.c wire.c smtp.c source.c \
	     policy.c server.c flow.c hold.c engine.c ask.c logged.c save.c trace.c \
	     options.c)
CORE_OBJS := $(CORE_SRCS:%.c=$(B)/%.o)

# What surrounds it, and does all I/O.  main.c is only the table of commands.
SHELL_SRCS := $(addprefix nfq/, log.c loop.c text.c conf.c check.c state.c notify.c \
	      inject.c slots.c queue.c queue_setup.c control.c report.c run.c \
	      ctl.c watch.c sandbox.c handover.c http.c \
	      known.c fleet.c template.c rules.c rules_iptables.c rules_nft.c \
	      rules_saved.c rules_main.c \
	      doctor.c doctor_system.c doctor_rules.c doctor_feed.c \
	      doctor_hold.c) \
	      rules/sources.c	# made, see rules.mk
PKG_CONFIG ?= pkg-config
has_library = $(shell $(PKG_CONFIG) --exists $(1) && echo yes || echo no)

# Routers that share debts: built in where hiredis is, with TLS where OpenSSL is;
# WITH_FLEET=no and WITH_TLS=no leave them out.
WITH_FLEET ?= $(call has_library,hiredis)
WITH_TLS ?= $(call has_library,openssl)
ifeq ($(WITH_FLEET),yes)
CFLAGS_fleet := -DWITH_FLEET
SHELL_SRCS += $(addprefix nfq/, fleet_link.c fleet_store.c fleet_tls.c)
FLEET_LIBS += -lhiredis
ifeq ($(WITH_TLS),yes)
CFLAGS_fleet_tls := -DWITH_TLS
FLEET_LIBS += -lssl -lcrypto
endif
endif

SHELL_OBJS := $(SHELL_SRCS:%.c=$(B)/%.o)
DAEMON_SRCS := $(SHELL_SRCS) nfq/main.c
DAEMON_OBJS := $(DAEMON_SRCS:%.c=$(B)/%.o)
DAEMON_LIBS := -lnetfilter_queue -lmnl -lconfuse -lcap-ng $(FLEET_LIBS)

# Metrics over HTTP: built in where libmicrohttpd is; WITH_HTTP=no leaves it out.
WITH_HTTP ?= $(call has_library,libmicrohttpd)
ifeq ($(WITH_HTTP),yes)
CFLAGS_http := -DWITH_HTTP
DAEMON_LIBS += -lmicrohttpd
endif

# The filter of system calls: WITH_SECCOMP=no leaves it out.
WITH_SECCOMP ?= yes
ifeq ($(WITH_SECCOMP),yes)
CFLAGS_sandbox := -DWITH_SECCOMP
DAEMON_LIBS += -lseccomp
endif

# Whose options are errors then.
CFLAGS_options := $(if $(filter yes,$(WITH_HTTP)),,-DWITHOUT_HTTP) \
	$(if $(filter yes,$(WITH_FLEET)),,-DWITHOUT_FLEET) \
	$(if $(filter yes,$(WITH_TLS)),,-DWITHOUT_TLS)

CFLAGS_main := -DVERSION='"$(VERSION)"'

$(B)/smtp-tarpit: $(CORE_OBJS) $(DAEMON_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

PROGRAMS += $(B)/smtp-tarpit
