/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of reassignment: how points are estimated, pruned and added up.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_REASSIGN_OPTIONS_H
#define SPECPIPE_TOOLS_REASSIGN_REASSIGN_OPTIONS_H

#include <math.h>

#include "signal/reassign/hermite.h"
#include "signal/reassign/reassign.h"
#include "tools/shared/frame_options.h"
#include "tools/reassign/grid_options.h"

/* Along which axes points move. */
enum moves { MOVES_BOTH, MOVES_TIME, MOVES_FREQUENCY, MOVES_NONE };
const char *moves_name(size_t i);

enum gridding { GRIDDING_NEAREST, GRIDDING_BILINEAR };
const char *gridding_name(size_t i);

/* The kinds of spectra, without phases. */
const char *reassign_kind_name(size_t i);

struct reassign_options {
    enum estimator method;
    enum moves moves;
    enum gridding gridding; /* CHOICE_UNSET: not given */
    enum accumulation accumulate;
    enum keep keep;
    enum spectrum kind;  /* CHOICE_UNSET: power, or complex with `squeeze` */
    struct extent reach; /* longest move in time */
    double fill;         /* percent of the energy that stays around its bin; NAN: not given */
    double tolerance;    /* of the mixed derivative; NAN: not given */
    double floor;        /* dB */
    double depth;        /* dB below the strongest point of a frame */
    long tapers;         /* 0: the window */
    bool squeeze;
};
#define REASSIGN_OPTIONS_DEFAULT \
    { \
        .kind = CHOICE_UNSET, .gridding = CHOICE_UNSET, .fill = NAN, .tolerance = NAN, .floor = -160, .depth = 120 \
    }

/* clang-format off: one option a line */
#define OPTIONS_POINTS(options) \
    OPTION_CHOICE(0, "method", "NAME", &(options)->method, estimator_name, \
                  "estimate time and frequency from the slope and ramp of the window (Auger and Flandrin), or from " \
                  "phase differences (Nelson)"), \
        OPTION_CHOICE(0, "reassign", "NAME", &(options)->moves, moves_name, "move energy along these axes"), \
        OPTION_EXTENT( \
            0, "reach", "LENGTH", &(options)->reach, EXTENT_SAMPLES, ZERO_REFUSED, \
            "longest move in time; 3/4 of the window when not given; points that would move further are not moved"), \
        OPTION_COUNT( \
            0, "tapers", "NUMBER", &(options)->tapers, 1, MOST_TAPERS, \
            "average over this many Hermite windows instead of --window, which reduces the variance of noise"), \
        OPTION_CHOICE(0, "keep", "NAME", &(options)->keep, keep_name, "keep only these points"), \
        OPTION_NUMBER( \
            0, "tolerance", "NUMBER", &(options)->tolerance, 0, INFINITY, \
            "for --keep: distance of the mixed derivative from 0 (lines) or 1 (impulses); 0.25 when not given, " \
            "0.5 for both"), \
        OPTION_NUMBER(0, "floor", "DB", &(options)->floor, -300, 300, "discard points below this level"), \
        OPTION_NUMBER(0, "depth", "DB", &(options)->depth, 0, 300, \
                      "discard points this far below the strongest of their frame")
#define OPTIONS_SUMS(options) \
    OPTION_CHOICE('k', "kind", "NAME", &(options)->kind, reassign_kind_name, \
                  "quantity in the rows; power when not given; a full-scale sine reads 1, or 0 dB"), \
        OPTION_CHOICE( \
            0, "gridding", "NAME", &(options)->gridding, gridding_name, \
            "add a point to the nearest cell, or share it among four; bilinear when not given, nearest with --hop"), \
        OPTION_NUMBER( \
            0, "fill", "PERCENT", &(options)->fill, 0, 100, \
            "leave this share of the energy around its bin, so that no cell is empty; 10 when not given, 0 with " \
            "--hop, --gridding or --keep"), \
        OPTION_CHOICE(0, "accumulate", "NAME", &(options)->accumulate, accumulation_name, \
                      "quantity to add up in a cell"), \
        OPTION_FLAG(0, "synchrosqueeze", &(options)->squeeze, \
                    "write complex rows, moved in frequency only; --inverse needs --hop 1")
/* clang-format on */

/* Checks the options against each other, before any input is known. NULL or a sentence. */
const char *reassign_options_check(const struct reassign_options *options);

/*
 * Sets *setting, all but want_points and want_energy, and *frames, as frame_options_resolve does, for samples at `rate`
 * Hz. NULL or a sentence.
 *
 * dense  true for rows, false for tables. Rows have these defaults without --hop: they are an eighth of the window apart,
 *        with a frame each, or have four frames if --row-hop is given; powers are shared among four cells, and a tenth
 *        fills the cells between points. Without --fft-size and --win-length, too, the window has 25 ms
 */
const char *reassign_options_resolve(struct reassign_setting *setting, struct stft_setting *frames,
                                     const struct reassign_options *options, const struct frame_options *frame_options,
                                     const struct grid_options *grid_options, double rate, bool dense);

/* Warns if the window does not end at zero, which makes the af estimator inexact. */
void reassign_options_warn(const struct estimate_setting *estimate);

#endif
