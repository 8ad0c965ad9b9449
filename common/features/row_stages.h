/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Row stages are the steps that treat feature rows as a series in time: CMVN, deltas and splicing, in this order, for
 * all channels.
 *
 * Push rows, take rows; pushing NULL ends the run. Rows come out as soon as the rows they depend on are there. CMVN over
 * the whole file needs all of them: then rows wait for the end of the run in a temporary file.
 */
#ifndef SPECPIPE_FEATURES_ROW_STAGES_H
#define SPECPIPE_FEATURES_ROW_STAGES_H

#include "features/layout.h"

struct row_stages;

/* `layout` must outlive the stages. */
struct row_stages *row_stages_create(const struct layout *layout, size_t channels);

/* rows[channels][statics + extras], lent until next returns false; NULL ends the run. All ready rows must have been taken before. */
void row_stages_push(struct row_stages *row_stages, const float *rows);

/* row[channels][layout->width] out. False: push more, the run is over, or it has failed. */
bool row_stages_next(struct row_stages *row_stages, float *row);

/*
 * Why the run cannot go on, as a sentence, and the exit status for it; NULL: it can. Known once next has returned false:
 * a number that single precision cannot hold does come out.
 */
const char *row_stages_failure(const struct row_stages *row_stages);
int row_stages_status(const struct row_stages *row_stages);

void row_stages_destroy(struct row_stages *row_stages);

#endif
