/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The extractor computes rows of features from the rows of an input, samples or spectra.
 *
 * Push rows of the input, take rows of features; pushing nothing ends the run. The features do not depend on how the
 * input was pushed. Where a row depends on the whole file (top_db, CMVN without a window), rows are kept in a temporary
 * file until the end of the run; otherwise a row is ready when its last sample, and the later rows that deltas,
 * splicing or CMVN need, have been pushed. Memory depends on the layout alone.
 */
#ifndef SPECPIPE_FEATURES_EXTRACTOR_H
#define SPECPIPE_FEATURES_EXTRACTOR_H

#include "features/layout.h"

struct extractor;

/*
 * `most` is the most rows of one push; the layout is copied, but not its window's name. Returns NULL, or a sentence about
 * the recipe. Call extractor_destroy even after a failure.
 */
const char *extractor_create(struct extractor **extractor, const struct layout *layout, size_t channels, size_t most);

/*
 * rows[count][channels] of samples, or [count][channels][bins] of spectra, used until next returns false; count 0 ends
 * the run. All ready rows must have been taken before.
 */
void extractor_push(struct extractor *extractor, const float *rows, size_t count);

/* row[channels][layout->width] out. False: push more, the run is over, or it has failed. */
bool extractor_next(struct extractor *extractor, float *row);

/*
 * Why the run has failed (a number that is not finite, a full disk), as a sentence, and the exit status for it; NULL:
 * it has not. Known once next has returned false.
 */
const char *extractor_failure(const struct extractor *extractor);
int extractor_status(const struct extractor *extractor);

/* The bands without a bin: list[bands] out, and their number. */
size_t extractor_empty(const struct extractor *extractor, size_t *list);

/* Whether all numbers pushed were 0. */
bool extractor_silent(const struct extractor *extractor);

void extractor_destroy(struct extractor *extractor);

#endif
