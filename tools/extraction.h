/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one input becomes: a recipe at the input's rate, and what its rows are called.
 */
#ifndef SPECPIPE_TOOLS_EXTRACTION_H
#define SPECPIPE_TOOLS_EXTRACTION_H

#include "signal/cmvn.h"
#include "signal/shape.h"
#include "signal/stack.h"
#include "stream/header.h"
#include "tools/recipe.h"

enum row_kind { ROW_MFCC, ROW_MEL, ROW_LOGMEL, ROW_FEATURES };
enum zeroth { ZEROTH_C0, ZEROTH_ENERGY, ZEROTH_BOTH, ZEROTH_NONE };
enum cmvn_kind { CMVN_NONE, CMVN_MEAN, CMVN_VARIANCE };

struct extraction {
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
    struct stack_setting stack;
    size_t statics, extras; /* numbers of a row before deltas: those that are derived, and features */
    size_t width;           /* of the rows that come out */
};

enum { NOTES = 12 };

/* The recipe at the rate of an input that such a header describes. NULL or a sentence. */
const char *extraction_resolve(struct extraction *extraction, const struct recipe *recipe, const struct header *input);

/* Whether rows have a column for the log energy of the frame; whether they have c0. */
bool extraction_energy(const struct extraction *extraction);
bool extraction_c0(const struct extraction *extraction);

/* The header of the rows. */
struct header extraction_header(const struct extraction *extraction, const struct header *input);

/*
 * names[width], each of them released by free(): c0 .. c12, e; m01_125Hz ..; centroid .. chroma_B; d_ and dd_ before
 * those of derivatives; _t-1, _t+1 behind those of stacked rows.
 */
char **extraction_names(const struct extraction *extraction);
void extraction_names_destroy(char **names, size_t width);

/* The kind of an HTK file: MFCC, FBANK or MELSPEC with qualifiers where the columns are in HTK's order, else USER. */
int extraction_htk_kind(const struct extraction *extraction);

#endif
