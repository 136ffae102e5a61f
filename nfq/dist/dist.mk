# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed, and how it is packaged.
#
#	make install	into DESTDIR and PREFIX
#	make install-openrc	the service for OpenRC too
#	make uninstall	take it out again
#	make dist-files	make man pages and samples from the table of options
#	make deb	Debian packages, into build/deb/
#	make rpm	RPM packages, into build/rpm/
#	make static	one small file that needs no library, for routers
#	make image	the same in a container's image (buildah, podman, docker)
#	make dist	a source archive

# The processes beside the daemon that are built: each has a unit, a user and a
# page.
SIDES := $(if $(filter yes,$(WITH_SHARE)),smtp-tarpit-share) \
	 $(if $(filter yes,$(WITH_HTTP)),smtp-tarpit-metrics)
ALL_SIDES := smtp-tarpit-share smtp-tarpit-metrics
# Built where OpenSSL is.
PROBES := $(if $(filter yes,$(WITH_TLS)),smtp-tarpit-probe)

MAN8 := nfq/man/smtp-tarpit.8 nfq/man/smtp-tarpit-rules.8 \
	nfq/man/smtp-tarpit-feed.8 $(SIDES:%=nfq/man/%.8)
MAN5 := nfq/man/smtp-tarpit.conf.5
MAN1 := nfq/man/smtp-tarpit-replay.1 $(PROBES:%=nfq/man/%.1)

# bash looks for a command's completion in a file of its name; they may be
# packaged apart, so that each is a copy.
COMPLETED := smtp-tarpit smtp-tarpit-rules smtp-tarpit-replay smtp-tarpit-feed \
	$(SIDES) $(PROBES)

$(B)/print-options: nfq/dist/print-options.c $(B)/nfq/conf/options.o $(B)/nfq/core/addr.o
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# Where they go; a test has them made elsewhere, to compare.
DIST_OUT ?= nfq

.PHONY: dist-files
dist-files: $(B)/print-options
	$(Q)sed -e '/^@OPTIONS@$$/{' -e 'r /dev/stdin' -e d -e '}' \
		nfq/man/smtp-tarpit.conf.5.in >$(DIST_OUT)/man/smtp-tarpit.conf.5 \
		<<<"$$($(B)/print-options mdoc)"
	$(Q)$(B)/print-options sample >$(DIST_OUT)/dist/smtp-tarpit.conf

dist-files: SHELL := /bin/bash

# A template, with this installation's folders in it.
define install_template
	sed -e 's|@SBINDIR@|$(SBINDIR)|g' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
		-e 's|@BINDIR@|$(BINDIR)|g' $(1) >$(DESTDIR)$(2)
endef

PAGES := $(wildcard nfq/doc/*.md)

# README and the pages, which lie in one folder there: so do their links.  What a
# link leads to in the source stays in the source.
define install_pages
	for page in $(1); do \
		sed -e 's|](nfq/doc/|](|g' -e 's|](../../README.md|](README.md|g' \
			-e 's|\[\([^]]*\)\](\.\./[^)]*)|\1|g' \
			$$page >$(DESTDIR)$(DOCDIR)/$${page##*/} && \
		chmod 644 $(DESTDIR)$(DOCDIR)/$${page##*/} || exit; \
	done
endef

.PHONY: install install-rules install-doc install-service install-openrc uninstall
install: all install-rules install-doc install-service
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(BINDIR) $(DESTDIR)$(SYSCONFDIR)
	install -m 755 $(B)/smtp-tarpit $(DESTDIR)$(SBINDIR)/
	$(if $(strip $(SIDES)),install -m 755 $(SIDES:%=$(B)/%) $(DESTDIR)$(SBINDIR)/)
	install -m 755 $(B)/smtp-tarpit-replay $(PROBES:%=$(B)/%) $(DESTDIR)$(BINDIR)/
	[ ! -e $(B)/smtp-tarpit-feed ] || \
		install -m 755 $(B)/smtp-tarpit-feed $(DESTDIR)$(SBINDIR)/
	[ -e $(DESTDIR)$(SYSCONFDIR)/smtp-tarpit.conf ] || \
		install -m 644 nfq/dist/smtp-tarpit.conf $(DESTDIR)$(SYSCONFDIR)/

install-rules:
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(DATADIR)/managers
	install -m 755 rules/smtp-tarpit-rules $(DESTDIR)$(SBINDIR)/
	install -m 644 rules/managers/* $(DESTDIR)$(DATADIR)/managers/
	cd $(DESTDIR)$(DATADIR)/managers && chmod 755 \
		$$(grep -l '^#!' *)

install-doc:
	install -d $(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(DOCDIR)
	install -m 644 $(MAN8) $(DESTDIR)$(MANDIR)/man8/
	install -m 644 $(MAN5) $(DESTDIR)$(MANDIR)/man5/
	install -m 644 $(MAN1) $(DESTDIR)$(MANDIR)/man1/
	$(call install_pages,README.md $(PAGES))
	install -m 644 nfq/doc/harvest.svg nfq/dist/grafana.json \
		$(DESTDIR)$(DOCDIR)/
	install -m 644 nfq/dist/fail2ban/smtp-tarpit.conf \
		$(DESTDIR)$(DOCDIR)/fail2ban-smtp-tarpit.conf
	install -m 644 nfq/dist/fail2ban/smtp-tarpit-charge.conf \
		$(DESTDIR)$(DOCDIR)/fail2ban-smtp-tarpit-charge.conf
	install -m 644 nfq/dist/crowdsec/profile.yaml \
		$(DESTDIR)$(DOCDIR)/crowdsec-profile.yaml
	install -d $(DESTDIR)$(DATADIR)
	install -m 755 nfq/dist/crowdsec/smtp-tarpit-bouncer $(DESTDIR)$(DATADIR)/

install-service:
	install -d $(DESTDIR)$(UNITDIR)/nftables.service.d $(DESTDIR)$(SYSUSERSDIR) \
		$(DESTDIR)$(COMPLETIONDIR)
	$(call install_template,nfq/dist/smtp-tarpit.service,$(UNITDIR)/smtp-tarpit.service)
	$(call install_template,nfq/dist/smtp-tarpit-rules.service,$(UNITDIR)/smtp-tarpit-rules.service)
	install -m 644 nfq/dist/nftables.service.conf \
		$(DESTDIR)$(UNITDIR)/nftables.service.d/smtp-tarpit.conf
	for one in $(SIDES); do \
		$(call install_template,nfq/dist/$$one.service,$(UNITDIR)/$$one.service) && \
		install -m 644 nfq/dist/$$one.sysusers \
			$(DESTDIR)$(SYSUSERSDIR)/$$one.conf || exit; \
	done
	$(call install_template,nfq/dist/smtp-tarpit-feed.service,$(UNITDIR)/smtp-tarpit-feed.service)
	for one in $(PROBES); do \
		$(call install_template,nfq/dist/$$one.service,$(UNITDIR)/$$one.service) && \
		install -m 644 nfq/dist/$$one.timer $(DESTDIR)$(UNITDIR)/ || exit; \
	done
	install -m 644 nfq/dist/smtp-tarpit.sysusers \
		$(DESTDIR)$(SYSUSERSDIR)/smtp-tarpit.conf
	for one in $(COMPLETED); do \
		install -m 644 nfq/dist/smtp-tarpit.bash-completion \
			$(DESTDIR)$(COMPLETIONDIR)/$$one || exit; \
	done

install-openrc:
	install -d $(DESTDIR)$(SYSCONFDIR)/init.d
	$(call install_template,nfq/dist/smtp-tarpit.openrc,$(SYSCONFDIR)/init.d/smtp-tarpit)
	for one in $(SIDES); do \
		$(call install_template,nfq/dist/$$one.openrc,$(SYSCONFDIR)/init.d/$$one) || exit; \
	done
	chmod 755 $(DESTDIR)$(SYSCONFDIR)/init.d/smtp-tarpit*

# The configuration is the admin's, and stays.
uninstall:
	rm -f $(DESTDIR)$(SYSCONFDIR)/init.d/smtp-tarpit \
		$(ALL_SIDES:%=$(DESTDIR)$(SYSCONFDIR)/init.d/%)
	rm -f $(DESTDIR)$(SBINDIR)/smtp-tarpit $(DESTDIR)$(SBINDIR)/smtp-tarpit-rules \
		$(DESTDIR)$(SBINDIR)/smtp-tarpit-feed \
		$(ALL_SIDES:%=$(DESTDIR)$(SBINDIR)/%)
	rm -f $(DESTDIR)$(BINDIR)/smtp-tarpit-replay $(DESTDIR)$(BINDIR)/smtp-tarpit-probe
	rm -rf $(DESTDIR)$(DATADIR) $(DESTDIR)$(DOCDIR)
	rm -f $(addprefix $(DESTDIR)$(MANDIR)/man8/,$(notdir $(MAN8)))
	rm -f $(addprefix $(DESTDIR)$(MANDIR)/man5/,$(notdir $(MAN5)))
	rm -f $(addprefix $(DESTDIR)$(MANDIR)/man1/,$(notdir $(MAN1)))
	rm -f $(DESTDIR)$(UNITDIR)/smtp-tarpit.service \
		$(DESTDIR)$(UNITDIR)/smtp-tarpit-rules.service \
		$(DESTDIR)$(UNITDIR)/smtp-tarpit-feed.service \
		$(DESTDIR)$(UNITDIR)/smtp-tarpit-probe.service \
		$(DESTDIR)$(UNITDIR)/smtp-tarpit-probe.timer \
		$(DESTDIR)$(UNITDIR)/nftables.service.d/smtp-tarpit.conf \
		$(ALL_SIDES:%=$(DESTDIR)$(UNITDIR)/%.service)
	! [ -d $(DESTDIR)$(UNITDIR)/nftables.service.d ] || \
		rmdir --ignore-fail-on-non-empty $(DESTDIR)$(UNITDIR)/nftables.service.d
	rm -f $(DESTDIR)$(SYSUSERSDIR)/smtp-tarpit.conf \
		$(ALL_SIDES:%=$(DESTDIR)$(SYSUSERSDIR)/%.conf) \
		$(addprefix $(DESTDIR)$(COMPLETIONDIR)/,$(COMPLETED))

.PHONY: dist
dist:
	$(Q)mkdir -p $(B)
	git archive --format=tar.gz --prefix=smtp-tarpit-$(RELEASE)/ \
		-o $(B)/smtp-tarpit-$(RELEASE).tar.gz HEAD

# Packages of a clean export, so that nothing of the work tree gets in.
.PHONY: deb
deb:
	$(Q)nfq/dist/make-deb $(B)/deb

.PHONY: rpm
rpm:
	$(Q)nfq/dist/make-rpm $(B)/rpm

STRIP ?= strip

.PHONY: static
static:
	$(Q)CC="$(CC)" PKG_CONFIG="$(PKG_CONFIG)" STRIP="$(STRIP)" \
		CFLAGS="$(CFLAGS)" LDFLAGS="$(LDFLAGS)" MAKE="$(MAKE)" \
		WITH_SECCOMP="$(WITH_SECCOMP)" \
		nfq/dist/make-static $(B)/static $(B)/smtp-tarpit-static

IMAGE ?= smtp-tarpit

.PHONY: image
image: static
	$(Q)nfq/dist/make-image $(B)/smtp-tarpit-static $(IMAGE)
