/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Row stages are the steps that treat feature rows as a series in time: CMVN, deltas and splicing, in this order, for
 * all channels.
 *
 * Push rows, take rows; pushing NULL ends the run. A row is ready as soon as the rows it depends on have been pushed.
 * CMVN over the whole file depends on all of them, so rows are kept in a temporary file until the end of the run.
 */
#ifndef SPECPIPE_FEATURES_ROW_STAGES_H
#define SPECPIPE_FEATURES_ROW_STAGES_H

#include "features/layout.h"

struct row_stages;

/* `layout` must outlive the stages. */
struct row_stages *row_stages_create(const struct layout *layout, size_t channels);

/*
 * rows[channels][statics + extras], used until next returns false; NULL ends the run. All ready rows must have been
 * taken before.
 */
void row_stages_push(struct row_stages *row_stages, const float *rows);

/* row[channels][layout->width] out. False: push more, the run is over, or it has failed. */
bool row_stages_next(struct row_stages *row_stages, float *row);

/*
 * Why the run has failed, as a sentence, and the exit status for it; NULL: it has not. Known once next has returned
 * false: a row with a number that overflows single precision is still returned.
 */
const char *row_stages_failure(const struct row_stages *row_stages);
int row_stages_status(const struct row_stages *row_stages);

void row_stages_destroy(struct row_stages *row_stages);

#endif
