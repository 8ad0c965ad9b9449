/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows that a picture shows: a stream's own, or spectra made here of sound. Picked by time, they are the same rows
 * as without picking: of sound, reading starts a frame or two early, on the same grid.
 */
#ifndef SPECPIPE_TOOLS_RENDER_VISIBLE_ROWS_H
#define SPECPIPE_TOOLS_RENDER_VISIBLE_ROWS_H

#include "signal/rows/envelope.h"
#include "stream/reader.h"
#include "tools/shared/frame_options.h"

/* What the frames of sound shall fit: pixels of time and frequency. */
struct zoom {
    bool follow; /* (the default) let the FFT size follow the zoom, where the length of the sound is known */
    double time_pixels, value_pixels, pixels_per_second; /* of a panel; per second 0: time_pixels for all of it */
    struct band frequencies;
};

struct visible_rows {
    struct reader in;
    struct header header; /* of the rows */
    const char *failure;
    int status;
    /* the rest is the rows' own */
    struct stft_setting frames;
    struct stft *stft;         /* NULL: the input has rows of its own */
    struct envelope *envelope; /* NULL: no waveform is wanted */
    bool limited;              /* the end of the input is not wanted, and so not checked */
    int64_t skip, left;        /* rows to drop first; to give then (-1: all) */
    int64_t wave_skip, wave_left;
    const float *block; /* rows or samples read but not given */
    size_t count;
    bool ended;
    float *row, *wave;
    int64_t done; /* rows or samples read */
};

/*
 * Opens the input; rows.in.header then tells of it. `counted`: its rows must be known.
 * NULL, or a sentence; then `status` holds the exit status.
 */
const char *visible_rows_open(struct visible_rows *rows, const char *path, const struct reader_wish *wish,
                              bool counted);

/* Decides on the frames of sound and on the rows that are wanted; rows.header then tells of them. As visible_rows_open. */
const char *visible_rows_start(struct visible_rows *rows, const struct reader_wish *wish,
                               const struct frame_options *frame_options, const struct zoom *zoom, bool waveform);

/* Reads the next block; false at the end and after a failure. Then take all that visible_rows_next and visible_rows_wave give. */
bool visible_rows_read(struct visible_rows *rows);

/* The next row of the block, laid out as the header says; NULL: none is left. */
const float *visible_rows_next(struct visible_rows *rows);

/* The waveform's extent at the next row: [channels][2], as envelope_next gives it. NULL: none is left. */
const float *visible_rows_wave(struct visible_rows *rows);

void visible_rows_close(struct visible_rows *rows);

#endif
