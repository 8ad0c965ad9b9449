/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cells of reassigned spectra as the command line asks for them: which frequencies the columns stand for, how far
 * apart rows are; and the header that says so.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_GRID_OPTIONS_H
#define SPECPIPE_TOOLS_REASSIGN_GRID_OPTIONS_H

#include "cli/option.h"
#include "signal/reassign/reassign.h"
#include "stream/header.h"

struct grid_options {
    const char *axis;
    struct band frequencies;
    long width, division; /* 0: not given */
    double tuning;        /* Hz of A4 */
    struct extent row_hop;
};
#define GRID_OPTIONS_DEFAULT \
    { \
        .axis = "linear", .frequencies = {NAN, NAN}, .tuning = 440 \
    }

/* clang-format off: one option a line */
#define OPTIONS_GRID(it) \
    OPTION_EXTENT( \
        0, "row-hop", "LENGTH", &(it)->row_hop, EXTENT_SAMPLES, ZERO_REFUSED, \
        "distance of rows, in samples or as a time; --hop when not given, a quarter of the window without either"), \
        OPTION_NAME(0, "axis", "NAME", &(it)->axis, scale_name, "scale on which columns are equally far apart"), \
        OPTION_COUNT( \
            'x', "width", "COLUMNS", &(it)->width, 1, MOST_NUMBERS / 2, \
            "how many columns; one for each bin of the FFT when not given, on the axis pitch as --division says"), \
        OPTION_BAND('F', "freq", &(it)->frequencies, "first and last column; up to half the sample rate"), \
        OPTION_COUNT(0, "division", "NUMBER", &(it)->division, 1, 1200, \
                     "columns per semitone, for --axis pitch; 1 when not given"), \
        OPTION_FREQUENCY(0, "tuning", &(it)->tuning, 1, 1e6, "the pitch A4, for --axis pitch")
/* clang-format on */

/* grid out: its scale, columns and row_hop, from what `frames` says of frames. NULL or a sentence. */
const char *grid_options_resolve(struct grid_setting *grid, const struct grid_options *grid_options,
                                 const struct stft_setting *frames);

#endif
