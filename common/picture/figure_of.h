/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of a picture's figure: levels as colours; for line plots, some of them are then replaced.
 */
#ifndef SPECPIPE_PICTURE_FIGURE_OF_H
#define SPECPIPE_PICTURE_FIGURE_OF_H

#include "picture/caption.h"

/* The settings point into the caption, which must last until figure_draw. */
struct figure_setting figure_of_picture(const struct picture *picture, const struct caption *caption);

#endif
