/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn.h - from answers and their lengths to a profile */
#ifndef NFQ_PROBE_LEARN_H
#define NFQ_PROBE_LEARN_H

#include "core/sizes.h"

#define SAMPLES_MAX	1024

/**
 * struct sample - An answer that was got
 * @form:	How it was asked: those of one form should follow one rule
 * @command_bytes, @answer_bytes: Lengths with their ends
 * @split:	It did not come in one record of just its length
 */
struct sample {
	enum sizes_verb verb;
	unsigned int code, form;
	uint32_t command_bytes, answer_bytes;
	bool split;
};

/**
 * struct samples - All of them
 */
struct samples {
	struct sample sample[SAMPLES_MAX];
	size_t n;
};

/**
 * learn_profile() - Find the rules
 *
 * Samples of one verb, code and form are a class: of one length, or as much
 * longer than their commands.  Where a command had one length only, and verbs of
 * it have others, either may be true: then a refused class is none, any other
 * is both.  @p is checked (sizes_profile_check()).
 */
void learn_profile(const struct samples *all, struct sizes_profile *p);

#endif
