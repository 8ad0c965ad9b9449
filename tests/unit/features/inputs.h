/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inputs of features: the header of samples, and noise that is the same everywhere.
 */
#ifndef SPECPIPE_TESTS_INPUTS_H
#define SPECPIPE_TESTS_INPUTS_H

#include "stream/header.h"

#include <stdint.h>

/* `rows` samples of each channel; -1: not known */
static inline struct header samples_header(double rate, long channels, int64_t rows)
{
    return (struct header){.kind = "samples",
                           .rate = {rate, 1},
                           .samplerate = {rate, 1},
                           .width = 1,
                           .channels = channels,
                           .axis = "index",
                           .step = 1,
                           .rows = rows,
                           .full_scale = 1};
}

/* samples[count] out: uniform in -0.5 .. 0.5, of a linear congruential generator */
static inline void fill_noise(float *samples, size_t count)
{
    uint32_t state = 12345;
    for (size_t i = 0; i < count; i++) {
        state = state * 1103515245 + 12345;
        samples[i] = (float)((state >> 16) & 0x7fff) / 32768 - 0.5F;
    }
}

#endif
