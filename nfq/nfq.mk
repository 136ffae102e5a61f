# SPDX-License-Identifier: GPL-2.0-or-later
# The engine (pure) and the daemon around it.

CORE_SRCS := $(addprefix nfq/core/, addr.c siphash.c wire.c smtp.c source.c \
	     emit.c error.c logged.c server.c transaction.c policy.c flow.c hold.c gap.c \
	     reply.c place.c check.c proxy.c client_ack.c said.c records.c sizes.c inside.c \
	     told.c client.c engine.c ask.c save.c trace.c) \
	     nfq/conf/options.c
CORE_OBJS := $(CORE_SRCS:%.c=$(B)/%.o)
# What answers inside TLS say by their size, for those that do without the engine.
SIZES_SRCS := $(addprefix nfq/core/, records.c sizes.c) nfq/conf/profile.c
SIZES_OBJS := $(SIZES_SRCS:%.c=$(B)/%.o)
# The engine, which checks itself after each packet (core/check.c).
CHECKED_OBJS := $(CORE_SRCS:%.c=$(B)/checked/%.o)

$(B)/checked/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(CFLAGS_$(basename $(notdir $<))) \
		-DENGINE_CHECKS -MMD -MP -c -o $@ $<

# What surrounds it, folder by folder, from below: a folder calls those before it.
CONF_SRCS := $(addprefix nfq/conf/, text.c conf.c settings.c profile.c settings_profile.c template.c rules.c \
	     rules_iptables.c rules_nft.c rules_nft_filter.c rules_saved.c \
	     rules_sets.c) \
	     rules/sources.c	# made, see rules.mk
PROCESS_SRCS := $(addprefix nfq/process/, log.c loop.c sandbox.c calls.c)
CLIENT_SRCS := $(addprefix nfq/client/, request.c watch.c ctl.c check.c \
	       report_print.c report.c rules_main.c kernels.c doctor_say.c \
	       doctor_ask.c doctor_system.c doctor_rules.c doctor_clients.c \
	       doctor_feed.c doctor_hold.c doctor.c)
SHELL_SRCS := $(CONF_SRCS) $(PROCESS_SRCS) $(addprefix nfq/daemon/, calls.c \
	      notify.c inject.c known.c slots.c state.c queue_info.c queue_ct.c \
	      queue.c queue_setup.c handover.c control_clients.c shared.c app.c \
	      report.c control_requests.c control.c timers.c start.c run.c) \
	      $(CLIENT_SRCS)
PKG_CONFIG ?= pkg-config
has_library = $(shell $(PKG_CONFIG) --exists $(1) && echo yes || echo no)

# What routers share: smtp-tarpit-share is built where hiredis is, with TLS where
# OpenSSL is; WITH_SHARE=no and WITH_TLS=no leave them out.
ifdef WITH_FLEET
$(error WITH_FLEET is WITH_SHARE now)
endif
WITH_SHARE ?= $(call has_library,hiredis)
WITH_TLS ?= $(call has_library,openssl)

SHELL_OBJS := $(SHELL_SRCS:%.c=$(B)/%.o)
DAEMON_SRCS := $(SHELL_SRCS) nfq/process/version.c nfq/client/main.c
DAEMON_OBJS := $(DAEMON_SRCS:%.c=$(B)/%.o)
DAEMON_LIBS := -lnetfilter_queue -lmnl -lconfuse -lcap-ng

# Metrics over HTTP: smtp-tarpit-metrics is built where libmicrohttpd is;
# WITH_HTTP=no leaves it out.
WITH_HTTP ?= $(call has_library,libmicrohttpd)

# The filter of system calls: WITH_SECCOMP=no leaves it out.
WITH_SECCOMP ?= yes
ifeq ($(WITH_SECCOMP),yes)
CFLAGS_sandbox := -DWITH_SECCOMP
CFLAGS_calls := -DWITH_SECCOMP
SECCOMP_LIBS := -lseccomp
DAEMON_LIBS += $(SECCOMP_LIBS)
endif

# Whose options are errors then.
CFLAGS_options := $(if $(filter yes,$(WITH_HTTP)),,-DWITHOUT_HTTP) \
	$(if $(filter yes,$(WITH_SHARE)),,-DWITHOUT_SHARE) \
	$(if $(filter yes,$(WITH_TLS)),,-DWITHOUT_TLS)

CFLAGS_version := -DVERSION='"$(VERSION)"'

$(B)/smtp-tarpit: $(CORE_OBJS) $(DAEMON_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

PROGRAMS += $(B)/smtp-tarpit

# The processes beside it: nothing of the engine is in them.
SIDE_SRCS := $(PROCESS_SRCS) $(addprefix nfq/process/, side.c version.c) nfq/core/addr.c \
	     $(addprefix nfq/conf/, options.c conf.c settings.c text.c)
SIDE_LIBS := -lconfuse -lcap-ng $(SECCOMP_LIBS)

ifeq ($(WITH_SHARE),yes)
ifeq ($(WITH_TLS),yes)
CFLAGS_tls := -DWITH_TLS
TLS_LIBS := -lssl -lcrypto
endif
SHARE_SRCS := $(addprefix nfq/share/, calls.c number.c tls.c link.c address.c \
	      line.c router_out.c news.c store.c router.c main.c) $(SIDE_SRCS)

$(B)/smtp-tarpit-share: $(SHARE_SRCS:%.c=$(B)/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lhiredis $(TLS_LIBS) $(SIDE_LIBS)

PROGRAMS += $(B)/smtp-tarpit-share
endif

ifeq ($(WITH_HTTP),yes)
METRICS_SRCS := $(addprefix nfq/metrics/, main.c http.c ask.c calls.c) \
		$(SIDE_SRCS)

$(B)/smtp-tarpit-metrics: $(METRICS_SRCS:%.c=$(B)/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lmicrohttpd $(SIDE_LIBS)

PROGRAMS += $(B)/smtp-tarpit-metrics
endif

# How long a server's answers inside TLS are: smtp-tarpit-probe is built where
# OpenSSL is.
ifeq ($(WITH_TLS),yes)
PROBE_SRCS := $(addprefix nfq/probe/, main.c ask.c session.c learn.c) $(SIZES_SRCS)

$(B)/nfq/probe/main.o: ALL_CFLAGS += -DVERSION='"$(VERSION)"'

$(B)/smtp-tarpit-probe: $(PROBE_SRCS:%.c=$(B)/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lssl -lcrypto

PROGRAMS += $(B)/smtp-tarpit-probe
endif
