/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.h - what the daemon tells of itself, in the forms it is wanted in */
#ifndef NFQ_REPORT_H
#define NFQ_REPORT_H

#include <stdint.h>

#include "conf/text.h"

struct app;

/** report_text() - For people: `smtp-tarpit status` */
void report_text(const struct app *app, struct text *t);

/** report_json() - One JSON object: counters, gauges, queues, warnings */
void report_json(const struct app *app, struct text *t);

/** report_prometheus() - Text exposition format, version 0.0.4 */
void report_prometheus(const struct app *app, struct text *t);

/** report_lines() - The same figures as key=value lines */
void report_lines(const struct app *app, struct text *t);

/** report_held() - A key=value line for each connection with held bytes */
void report_held(const struct app *app, struct text *t, uint32_t most);

/** report_sources() - A line for each source, most recently charged first */
void report_sources(const struct app *app, struct text *t, uint32_t most);

#endif
