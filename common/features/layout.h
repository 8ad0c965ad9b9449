/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one input becomes: a recipe at the input's rate, and what its rows are called.
 */
#ifndef SPECPIPE_FEATURES_LAYOUT_H
#define SPECPIPE_FEATURES_LAYOUT_H

#include "signal/rows/cmvn.h"
#include "signal/mel/spectral_shape.h"
#include "signal/rows/splice.h"
#include "stream/header.h"
#include "features/recipe.h"

enum row_kind { ROW_MFCC, ROW_MEL, ROW_LOGMEL, ROW_FEATURES };
enum zeroth { ZEROTH_C0, ZEROTH_ENERGY, ZEROTH_BOTH, ZEROTH_NONE };
enum cmvn_kind { CMVN_NONE, CMVN_MEAN, CMVN_VARIANCE };

struct layout {
    struct melspec_setting melspec;
    bool spectra;        /* the input is a spectrum already */
    enum bin_kind bins;  /* then: what kind */
    double inner, outer; /* and what its numbers are divided by, between 0 Hz and half the rate, and at these */
    struct compress_setting compress;
    double top_db; /* 0: none */
    double energy_floor;
    struct cepstrum_setting cepstrum;
    enum row_kind kind;
    enum zeroth zeroth;
    bool zeroth_first;
    enum shape_feature shapes[SHAPE_COUNT];
    size_t shape_count, chroma_place; /* the shapes before the notes */
    bool chroma;
    enum cmvn_kind cmvn;
    struct sliding_setting sliding; /* window 0: of the whole file */
    struct delta_setting delta;
    struct splice_setting splice;
    size_t statics, extras; /* numbers of a row before deltas: those that are derived, and features */
    size_t width;           /* of the rows that come out */
};

enum { NOTES = 12 };

/* Why no features come of rows with such a header, whatever the recipe. NULL: they do. */
const char *layout_refuse(const struct header *input);

/* The recipe at the rate of an input that such a header describes. NULL or a sentence about the options. */
const char *layout_resolve(struct layout *layout, const struct recipe *recipe, const struct header *input);

/* Whether rows have a column for the log energy of the frame; whether they have c0. */
bool layout_has_energy(const struct layout *layout);
bool layout_has_c0(const struct layout *layout);

/* The header of the rows. */
struct header layout_header(const struct layout *layout, const struct header *input);

/*
 * names[width], each of them released by free(): c0 .. c12, e; m01_125Hz ..; centroid .. chroma_B; d_ and dd_ before
 * those of derivatives; _t-1, _t+1 behind those of stacked rows.
 */
char **layout_names(const struct layout *layout);
void layout_names_destroy(char **names, size_t width);

/*
 * The numbers of a row in the order of the names, before derivatives:
 *
 * to[statics + extras]                 out
 * cepstra[coefficients]                c0 first; only of ROW_MFCC
 * levels[bands + energy + extras]      of the bands; the log energy, where there is a column for it; the features
 */
void layout_arrange(const struct layout *layout, float *to, const float *cepstra, const float *levels);

/* The kind of an HTK file: MFCC, FBANK or MELSPEC with qualifiers where the columns are in HTK's order, else USER. */
int layout_htk_kind(const struct layout *layout);

#endif
