/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The texts of a picture: axes, labels and title drawn on it, and the text chunks of the PNG, which state the source,
 * the frames and every parameter of the picture.
 */
#ifndef SPECPIPE_PICTURE_CAPTION_H
#define SPECPIPE_PICTURE_CAPTION_H

#include "image/png.h"
#include "image/tick_names.h"
#include "picture/panels.h"
#include "picture/time_axis.h"
#include "stream/speakers.h"

struct caption {
    struct axis time, value, level;
    const char *value_label, *level_label, *title;
    struct tick_names value_names;
    char strip_label[32];
    char time_label[TIME_LABEL];
    char frames[128]; /* how the rows were computed: window, hop, sample rate */
    bool named;       /* the panels have names */
    const char *panel_names[MOST_CHANNELS];
    char panel_name[MOST_CHANNELS][SPEAKER_NAME];
};

/* Call it once the size and the range are known. The caption points into itself and into `picture`. */
void caption_create(struct caption *caption, const struct picture *picture);

enum { MOST_TEXTS = 20, TEXT_ROOM = 640 };

struct caption_texts {
    size_t count;
    struct png_text text[MOST_TEXTS];
    char value[MOST_TEXTS][TEXT_ROOM];
};

/* The text chunks, for the same picture. Empty texts are left out; long ones are cut to TEXT_ROOM. */
void caption_texts(struct caption_texts *texts, const struct picture *picture);

#endif
