/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of the grid of reassigned spectra: the frequencies of its columns and the distance between its rows.
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
        "distance between rows, in samples or as a time; when not given, that of --hop, or an eighth of the window"), \
        OPTION_CHOICE(0, "axis", "NAME", &(grid)->axis, scale_name, "space the columns evenly on this scale"), \
        OPTION_COUNT('x', "width", "COLUMNS", &(grid)->width, 1, MOST_NUMBERS / 2, \
                     "number of columns; when not given, one per FFT bin, or by --division on the axis pitch"), \
        OPTION_BAND('F', "freq", &(grid)->frequencies, \
                    "frequencies of the first and last column; 0 Hz to half the sample rate when not given"), \
        OPTION_COUNT(0, "division", "NUMBER", &(grid)->division, 1, 1200, \
                     "columns per semitone, for --axis pitch; 1 when not given"), \
        OPTION_FREQUENCY(0, "tuning", &(grid)->tuning, 1, 1e6, "frequency of A4, for --axis pitch")
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
