/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words on a picture and in it: axes, labels, title, and the text chunks that hold every parameter.
 */
#ifndef SPECPIPE_PICTURE_CAPTION_H
#define SPECPIPE_PICTURE_CAPTION_H

#include "image/png.h"
#include "image/ticks.h"
#include "picture/panels.h"

enum { MOST_TEXTS = 16, TEXT_ROOM = 640 };

struct caption {
    struct axis time, value, level;
    const char *value_label, *level_label, *title;
    char time_label[64], made_by[128];
    const char *panel_names[MOST_CHANNELS];
    char panel_name[MOST_CHANNELS][32];
    size_t texts;
    struct png_text text[MOST_TEXTS];
    char value_of[MOST_TEXTS][TEXT_ROOM];
};

/* The range of levels of a picture that spec-render made. NULL or a sentence. */
const char *caption_read_range(struct range *range, const char *png);

/* Once the rows have been counted, the width and the range are settled. */
void caption_of(struct caption *caption, const struct picture *picture, const struct range *range);

#endif
