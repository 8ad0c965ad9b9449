/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selects channels of rows: `all`, a list such as `1,3` (in that order), or `mix`, their mean.
 */
#ifndef SPECPIPE_STREAM_CHANNEL_CHOICE_H
#define SPECPIPE_STREAM_CHANNEL_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "stream/header.h"

struct channel_choice {
    bool all, mix;            /* the rows need no choice; their mean is asked for */
    bool listed;              /* a list was given, of an input of several channels */
    long count;               /* channels of the result */
    long from[MOST_CHANNELS]; /* [count] of a list: channels, from 0 */
};

/* Parses a choice among `channels` channels. NULL or a sentence. */
const char *channel_choice_parse(struct channel_choice *choice, const char *text, long channels);

/*
 * to[rows * choice->count * width]  out
 * from[rows * channels * width]   channel-major rows
 */
void channel_choice_rows(const struct channel_choice *choice, float *to, const float *from, size_t rows,
                         size_t channels, size_t width);

#endif
