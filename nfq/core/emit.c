// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * emit.c - actions that are no verdict: events, segments made here, ends of slots
 *
 * A leaf: whoever has something to say calls it.
 */
#include "core.h"

#include <string.h>

void emit_slot(struct engine *e, enum action_kind kind, uint32_t slot)
{
	struct action action = { .kind = kind, .slot = slot };

	emit(e, &action);
}

/* In place and field by field: it happens several times for each reply. */
void event_begin(struct event *event, const struct flow *f,
		 enum event_kind kind, enum reason reason)
{
	event->kind = kind;
	event->reason = reason;
	event->client.family = f->client_family;
	event->server.family = event->peer.family = f->key.family;
	memcpy(event->client.b, f->client, 16);
	memcpy(event->server.b, f->key.server, 16);
	memcpy(event->peer.b, f->key.client, 16);
	event->client_port = f->client_port;
	event->server_port = f->key.server_port;
	event->peer_port = f->key.client_port;
	event->code = 0;
	event->enhanced = (struct enhanced){ .class = 0 };
	event->replies = event->bytes = 0;
	event->charged = event->settled = false;
	event->wait_ns = event->delay_ns = event->debt_ns = 0;
}

void emit_bare(struct engine *e, const struct bare *bare, bool to_client)
{
	struct action action = { .kind = ACTION_INJECT, .slot = ENGINE_NO_SLOT,
				 .bytes = e->bare, .to_client = to_client };

	if (e->sink->mute_injects)
		return;
	action.len_bytes = wire_bare(bare, e->bare);
	emit(e, &action);
}

void emit_event(struct engine *e, const struct event *event)
{
	struct action action = { .kind = ACTION_EVENT, .event = event,
				 .slot = ENGINE_NO_SLOT };

	if (event_is_wanted(e, event->kind))
		emit(e, &action);
}
