/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of the grid of reassigned spectra: the frequencies of its columns and the distance of its rows.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_GRID_OPTIONS_H
#define SPECPIPE_TOOLS_REASSIGN_GRID_OPTIONS_H

#include <math.h>

#include "cli/option.h"
#include "signal/reassign/grid.h"
#include "signal/transform/stft.h"
#include "stream/header.h"

struct grid_options {
    unsigned axis; /* place in the table of scales */
    struct band frequencies;
    long width, division; /* columns; columns per semitone. 0: not given */
    double tuning;        /* Hz of A4 */
    struct extent row_hop;
};
#define GRID_OPTIONS_DEFAULT \
    { \
        .axis = 0 /* linear */, .frequencies = {NAN, NAN}, .tuning = 440 \
    }

/* clang-format off: one option a line */
#define OPTIONS_GRID(grid) \
    OPTION_EXTENT( \
        0, "row-hop", "LENGTH", &(grid)->row_hop, EXTENT_SAMPLES, ZERO_REFUSED, \
        "distance of rows, in samples or as a time; --hop when not given, an eighth of the window without either"), \
        OPTION_CHOICE(0, "axis", "NAME", &(grid)->axis, scale_name, "scale on which columns are equally far apart"), \
        OPTION_COUNT( \
            'x', "width", "COLUMNS", &(grid)->width, 1, MOST_NUMBERS / 2, \
            "how many columns; one for each bin of the FFT when not given, on the axis pitch as --division says"), \
        OPTION_BAND('F', "freq", &(grid)->frequencies, "first and last column; up to half the sample rate"), \
        OPTION_COUNT(0, "division", "NUMBER", &(grid)->division, 1, 1200, \
                     "columns per semitone, for --axis pitch; 1 when not given"), \
        OPTION_FREQUENCY(0, "tuning", &(grid)->tuning, 1, 1e6, "the pitch A4, for --axis pitch")
/* clang-format on */

/*
 * Sets the grid's scale, columns and row_hop from the options, and hop, bins, bin_width and rate from those of the
 * frames. NULL or a sentence.
 */
const char *grid_options_resolve(struct grid_setting *grid, const struct grid_options *options,
                                 const struct stft_setting *frames);

/* Notes a tuning other than 440 Hz in the header of the rows, for the names of notes. NULL or why there is no room. */
const char *grid_options_note(const struct grid_options *options, struct header *header);

#endif
