/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The extractor runs an extraction: rows of the input go in, rows of features come out, to whoever takes them.
 *
 * Where something is relative to the whole file (--top-db, --cmvn without a window), rows wait in a temporary file until
 * its end; otherwise they leave at once. Memory depends on the extraction alone.
 */
#ifndef SPECPIPE_FEATURES_EXTRACTOR_H
#define SPECPIPE_FEATURES_EXTRACTOR_H

#include <stdint.h>

#include "features/row_stages.h"

struct extractor;

/* `most` is the most rows of one push. NULL, or what is wrong with the recipe; `extractor` is to be destroyed in any case. */
const char *extractor_create(struct extractor **extractor, const struct layout *layout, size_t channels, size_t most,
                             row_stages_sink *sink, void *to);

/*
 * Rows of the input [count][channels], or of spectra [count][channels][bins]; count 0 ends the run. NULL, or why it
 * cannot go on (a number that is not finite, a full disk): then *status holds the exit status.
 */
const char *extractor_push(struct extractor *extractor, const float *rows, size_t count, int *status);

/* The bands without a bin: list[bands] out, and their number. */
size_t extractor_empty(const struct extractor *extractor, size_t *list);

/* Whether all samples so far were 0. */
bool extractor_silent(const struct extractor *extractor);

void extractor_destroy(struct extractor *extractor);

#endif
