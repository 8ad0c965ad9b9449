/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layout of feature rows: a recipe resolved for one input, with lengths in samples and the columns of the rows, and
 * how the output describes them: header, column names, HTK kind.
 */
#ifndef SPECPIPE_FEATURES_LAYOUT_H
#define SPECPIPE_FEATURES_LAYOUT_H

#include "features/recipe.h"
#include "signal/mel/spectral_shape.h"
#include "signal/rows/cmvn.h"
#include "signal/rows/splice.h"
#include "stream/header.h"

struct layout {
    struct melspec_setting melspec;
    bool from_spectra;        /* the input is spectra, not samples */
    enum bin_kind input_bins; /* if from_spectra: power or magnitude */
    double between;           /* if from_spectra: amplitude scale of the bins between 0 Hz and half the rate */
    double at_ends;           /* if from_spectra: amplitude scale of the bins at these two frequencies */
    struct compress_setting compress;
    double top_db;       /* dB; 0: none */
    double energy_floor; /* of a frame, linear */
    struct cepstrum_setting cepstrum;
    enum row_kind kind;
    enum zeroth zeroth;
    bool zeroth_first;                      /* c0 and energy are the first columns, else the last */
    enum shape_feature shapes[SHAPE_COUNT]; /* [shape_count]: columns of --features, without chroma */
    size_t shape_count;
    bool chroma;
    size_t chroma_place; /* number of shapes before the chroma columns */
    enum cmvn_kind cmvn;
    struct sliding_setting sliding; /* window 0: CMVN over the whole file */
    struct delta_setting delta;
    struct splice_setting splice;
    size_t statics; /* columns that have derivatives */
    size_t extras;  /* columns of --features, which have none */
    size_t width;   /* numbers per channel of an output row */
};

enum { CHROMA_NOTES = 12 };

/* Returns why no recipe can compute features from rows with such a header, or NULL. */
const char *layout_refuse(const struct header *input);

/* Resolves the recipe for an input that layout_refuse accepts. NULL or a sentence about the options. */
const char *layout_resolve(struct layout *layout, const struct recipe *recipe, const struct header *input);

/* Whether rows have a column for the log energy of the frame; for c0. */
bool layout_has_energy(const struct layout *layout);
bool layout_has_c0(const struct layout *layout);

/* The header of the output rows; with descriptors, it lists the columns as spectra/feature_columns.h says. */
struct header layout_header(const struct layout *layout, const struct header *input);

/*
 * Returns the names of the columns, [width], for layout_names_destroy: c0 .. c12, e; m01_125Hz ..; centroid ..
 * chroma_B; with the prefix d_, dd_ or ddd_ for derivatives and the suffix _t-1 or _t+1 for spliced rows.
 */
char **layout_names(const struct layout *layout);
void layout_names_destroy(char **names, size_t width);

/*
 * Puts the numbers of a row into the order of the names, before derivatives:
 *
 * row[statics + extras]                out
 * cepstra[coefficients]                c0 first; only of ROW_MFCC
 * levels[bands + energy + extras]      of the bands; the log energy, where there is a column for it; --features
 */
void layout_arrange(const struct layout *layout, float *row, const float *cepstra, const float *levels);

/*
 * The parmKind of an HTK file: MFCC, FBANK or MELSPEC with qualifiers where the columns are in HTK's order, else USER.
 */
int layout_htk_kind(const struct layout *layout);

#endif
