/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selects rows by time: --start, --end and --duration, which count from the first sample of the input, whatever time
 * its header gives to it.
 */
#ifndef SPECPIPE_STREAM_TIME_CHOICE_H
#define SPECPIPE_STREAM_TIME_CHOICE_H

#include "stream/header.h"

struct time_options {
    struct extent start, end, duration; /* EXTENT_NONE: not given */
};

struct time_choice {
    int64_t first, end; /* rows first .. end - 1; end -1: to the last */
};

/*
 * The samples, or the rows with an instant, from --start to before --end. Times are rounded to the nearest sample; of
 * rows that do not name the rate of the samples they were made from, to the nearest row.
 *
 * offset  seconds from the first sample to row 0; of samples 0
 *
 * NULL or a sentence about the command line.
 */
const char *time_choice_find(struct time_choice *choice, const struct time_options *options, const struct header *rows,
                             double offset);

#endif
