/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plot.h - a picture of what a harvester learnt, without and with the tarpit */
#ifndef NFQ_REPLAY_PLOT_H
#define NFQ_REPLAY_PLOT_H

#include "feed.h"

/**
 * plot_check() - Can a picture of this name be drawn?
 * @path:	Must end in .svg or .png
 * @error:	At least CAPTURE_ERROR_MAX bytes
 */
bool plot_check(const char *path, char *error);

/**
 * plot_draw() - Draw it with gnuplot
 * @error:	At least CAPTURE_ERROR_MAX bytes; says what is wrong
 *
 * Return: false on error
 */
bool plot_draw(const char *path, const struct feed *f, char *error);

#endif
