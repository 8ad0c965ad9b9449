/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reassignment as the command line asks for it, and its account of energy.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_REASSIGN_OPTIONS_H
#define SPECPIPE_TOOLS_REASSIGN_REASSIGN_OPTIONS_H

#include <math.h>

#include "signal/reassign/hermite.h"
#include "signal/reassign/reassign.h"
#include "tools/shared/frame_options.h"
#include "tools/reassign/grid_options.h"

struct reassign_options {
    const char *method, *moves, *gridding, *accumulate, *keep;
    const char *kind; /* NULL: power, or complex with `squeeze` */
    struct extent reach;
    double tolerance, floor, depth;
    long tapers;
    bool squeeze;
};
#define REASSIGN_OPTIONS_DEFAULT \
    { \
        .method = "af", .moves = "both", .gridding = "nearest", .accumulate = "power", .keep = "all", \
        .tolerance = NAN, .floor = -160, .depth = 120 \
    }

const char *moves_name(size_t i);         /* both, time, frequency, none */
const char *gridding_name(size_t i);      /* nearest, bilinear */
const char *reassign_kind_name(size_t i); /* all kinds of spectra but phases */

/* clang-format off: one option a line */
#define OPTIONS_POINTS(it) \
    OPTION_NAME(0, "method", "NAME", &(it)->method, estimator_name, \
                "by the window's slope and ramp (Auger and Flandrin), or by differences of phase (Nelson)"), \
        OPTION_NAME(0, "reassign", "NAME", &(it)->moves, moves_name, "along which axis energy moves"), \
        OPTION_EXTENT(0, "reach", "LENGTH", &(it)->reach, EXTENT_SAMPLES, ZERO_REFUSED, \
                      "longest move in time; 3/4 of the window when not given. What would move further stays"), \
        OPTION_COUNT(0, "tapers", "NUMBER", &(it)->tapers, 1, MOST_TAPERS, \
                     "mean over so many Hermite windows, in which noise averages out; replaces --window"), \
        OPTION_NAME(0, "keep", "NAME", &(it)->keep, keep_name, \
                    "what stays: lines, impulses, either, or all there is"), \
        OPTION_NUMBER(0, "tolerance", "NUMBER", &(it)->tolerance, 0, INFINITY, \
                      "of the mixed derivative, which is 0 on lines and 1 on impulses, for --keep; 0.25 when not " \
                      "given, 0.5 for both"), \
        OPTION_NUMBER(0, "floor", "DB", &(it)->floor, -300, 300, "weaker points go"), \
        OPTION_NUMBER(0, "depth", "DB", &(it)->depth, 0, 300, "points so far below the strongest of their frame go")
#define OPTIONS_SUMS(it) \
    OPTION_NAME('k', "kind", "NAME", &(it)->kind, reassign_kind_name, \
                "what the rows hold, powers when not given; a full-scale sine reads 1, or 0 dB"), \
        OPTION_NAME(0, "gridding", "NAME", &(it)->gridding, gridding_name, \
                    "a point goes to the nearest cell, or is shared by four"), \
        OPTION_NAME(0, "accumulate", "NAME", &(it)->accumulate, accumulation_name, "what is added up in a cell"), \
        OPTION_FLAG(0, "synchrosqueeze", &(it)->squeeze, \
                    "complex rows, moved in frequency only; with --hop 1 they can be inverted")
/* clang-format on */

/* What contradicts itself, whatever the input. NULL or a sentence. */
const char *reassign_options_check(const struct reassign_options *wish);

/*
 * setting out, all of it but want_points and want_energy; frames out, as frame_options_resolve fills it. `dense`: where
 * no hop was asked for, several frames make a row, in which noise averages out and leaves few gaps. NULL or a sentence.
 */
const char *reassign_options_resolve(struct reassign_setting *setting, struct stft_setting *frames,
                                     const struct reassign_options *wish, const struct frame_options *frame_options,
                                     const struct grid_options *grid_options, double rate, bool dense);

/* Warns of a window that af is not exact with. */
void reassign_options_warn(const struct estimate_setting *estimate);

/* Where the energy went, on stderr. */
void reassign_options_account(const struct reassign_energy *energy);

#endif
