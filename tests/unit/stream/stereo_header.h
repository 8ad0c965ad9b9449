/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header of two channels of samples with everything a recording has: a rate that is a fraction, a start, a date.
 */
#ifndef SPECPIPE_TESTS_STEREO_HEADER_H
#define SPECPIPE_TESTS_STEREO_HEADER_H

#include "stream/header.h"

static const struct header stereo = {.kind = "samples",
                                     .rate = {2000001, 50},
                                     .samplerate = {2000001, 50},
                                     .start = 0.5,
                                     .width = 1,
                                     .channels = 2,
                                     .axis = "index",
                                     .step = 1,
                                     .rows = -1,
                                     .full_scale = 1,
                                     .origin = "2024-05-06T07:08:09.5Z",
                                     .source = "a board",
                                     .more = "hist spec-capture\n"};

#endif
