/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headers and settings of the tiny pictures that these tests draw.
 */
#ifndef SPECPIPE_TESTS_PICTURE_ROWS_H
#define SPECPIPE_TESTS_PICTURE_ROWS_H

#include "check.h"

#include "picture/picture_setting.h"

#include <stdio.h>

/* Power spectra of `width` columns from 0 Hz, `step` Hz apart, of one channel and full scale 1, at 10 rows a second. */
static inline struct header power_rows(long width, double step)
{
    return (struct header){.kind = "power",
                           .axis = "hz",
                           .step = step,
                           .rate = {10, 1},
                           .width = width,
                           .channels = 1,
                           .rows = -1,
                           .full_scale = 1};
}

/* Columns that are only numbered, of a kind such as cepstrum. */
static inline struct header numbered_rows(const char *kind, long width)
{
    struct header rows = power_rows(width, 1);
    snprintf(rows.kind, sizeof rows.kind, "%s", kind);
    snprintf(rows.axis, sizeof rows.axis, "index");
    return rows;
}

static inline struct view full_view(const struct header *rows)
{
    struct view view;
    assert_null(view_create(&view, rows, NULL, (struct band){NAN, NAN}, 0));
    return view;
}

/* Without axes, in grey, every pixel the nearest row and column. */
static inline struct picture_setting bare_setting(long width, long height)
{
    return (struct picture_setting){.width = width,
                                    .height = height,
                                    .form = PNG_GREY8,
                                    .interpolate = INTERPOLATE_NONE,
                                    .colormap = "viridis",
                                    .scale = 1,
                                    .waveform_peak = 1,
                                    .bare = true,
                                    .range = {.low = -120, .high = 0}};
}

#endif
