/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/row_stages.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/status.h"
#include "stream/row_spool.h"

struct row_stages {
    const struct layout *layout;
    size_t channels, width;      /* width: numbers per channel of the rows pushed */
    const float *pushed;         /* a row not yet passed to a stage; NULL: none */
    struct row_spool *row_spool; /* CMVN over the whole file; else NULL */
    struct cmvn **cmvn;          /* [channels], with row_spool */
    struct sliding **sliding;    /* [channels]: CMVN over a window; else NULL */
    struct delta **delta;        /* [channels] */
    struct splice **splice;      /* [channels] */
    float *normalised;           /* [channels][width] */
    float *derived;              /* [channels][width with derivatives] */
    bool ended, delta_ended, splice_ended;
    bool overflowed; /* some number of the output was not finite */
    const char *failure;
    int status;
};

struct row_stages *row_stages_create(const struct layout *layout, size_t channels)
{
    struct row_stages *stages = mem_new(1, sizeof *stages);
    bool whole = layout->cmvn != CMVN_NONE && layout->sliding.window == 0;
    bool sliding = layout->cmvn != CMVN_NONE && !whole;
    *stages = (struct row_stages){.layout = layout, .channels = channels, .width = layout->delta.width};
    stages->normalised = mem_new(channels * stages->width, sizeof(float));
    stages->derived = mem_new(channels * layout->splice.width, sizeof(float));
    stages->delta = mem_new(channels, sizeof *stages->delta);
    stages->splice = mem_new(channels, sizeof *stages->splice);
    if (whole) {
        stages->row_spool = row_spool_create(channels * stages->width);
        stages->cmvn = mem_new(channels, sizeof *stages->cmvn);
    } else if (sliding)
        stages->sliding = mem_new(channels, sizeof *stages->sliding);
    for (size_t c = 0; c < channels; c++) {
        if (whole)
            stages->cmvn[c] = cmvn_create(stages->width, layout->cmvn == CMVN_VARIANCE);
        else if (sliding)
            stages->sliding[c] = sliding_create(&layout->sliding);
        stages->delta[c] = delta_create(&layout->delta);
        stages->splice[c] = splice_create(&layout->splice);
    }
    return stages;
}

/* Keeps the first failure. */
static void fail(struct row_stages *stages, int status, const char *why)
{
    if (stages->failure == NULL && why != NULL) {
        stages->failure = why;
        stages->status = status;
    }
}

void row_stages_push(struct row_stages *stages, const float *rows)
{
    stages->ended = rows == NULL;
    stages->pushed = NULL;
    if (stages->row_spool != NULL) {
        for (size_t c = 0; rows != NULL && c < stages->channels; c++)
            cmvn_add(stages->cmvn[c], rows + c * stages->width);
        row_spool_push(stages->row_spool, rows);
    } else if (stages->sliding != NULL)
        for (size_t c = 0; c < stages->channels; c++)
            sliding_push(stages->sliding[c], rows != NULL ? rows + c * stages->width : NULL);
    else
        stages->pushed = rows;
}

/* Every stage returns the same number of rows for each channel, so channel 0 answers for all. */

/* The next row[channels][width] after CMVN; NULL: none is ready. */
static const float *next_normalised(struct row_stages *stages)
{
    float *rows = stages->normalised;
    if (stages->row_spool != NULL) {
        if (!row_spool_next(stages->row_spool, rows))
            return NULL;
        for (size_t c = 0; c < stages->channels; c++)
            cmvn_fill(stages->cmvn[c], rows + c * stages->width, rows + c * stages->width);
        return rows;
    }
    if (stages->sliding != NULL) {
        bool found = true;
        for (size_t c = 0; c < stages->channels; c++)
            found = sliding_next(stages->sliding[c], rows + c * stages->width);
        return found ? rows : NULL;
    }
    const float *pushed = stages->pushed;
    stages->pushed = NULL;
    return pushed;
}

/* Pushes the next row, or the end, into the deltas. False: there is neither. */
static bool feed_delta(struct row_stages *stages)
{
    const float *rows = next_normalised(stages);
    if (stages->row_spool != NULL)
        fail(stages, row_spool_status(stages->row_spool), row_spool_failure(stages->row_spool));
    if (stages->failure != NULL || (rows == NULL && (!stages->ended || stages->delta_ended)))
        return false;
    for (size_t c = 0; c < stages->channels; c++)
        delta_push(stages->delta[c], rows != NULL ? rows + c * stages->width : NULL);
    stages->delta_ended = rows == NULL;
    return true;
}

/* Fills derived with the next row after the deltas. False: none is ready. */
static bool next_derived(struct row_stages *stages)
{
    while (!delta_next(stages->delta[0], stages->derived))
        if (!feed_delta(stages))
            return false;
    for (size_t c = 1; c < stages->channels; c++)
        delta_next(stages->delta[c], stages->derived + c * stages->layout->splice.width);
    return true;
}

/* Pushes the next row, or the end, into the splicing. False: there is neither. */
static bool feed_splice(struct row_stages *stages)
{
    bool found = next_derived(stages);
    if (!found && (!stages->delta_ended || stages->splice_ended))
        return false;
    for (size_t c = 0; c < stages->channels; c++)
        splice_push(stages->splice[c], found ? stages->derived + c * stages->layout->splice.width : NULL);
    stages->splice_ended = !found;
    return true;
}

bool row_stages_next(struct row_stages *stages, float *row)
{
    size_t width = stages->layout->width;
    while (!splice_next(stages->splice[0], row))
        if (!feed_splice(stages)) {
            fail(stages, EXIT_BAD_DATA, delta_failure(stages->delta[0]));
            if (stages->overflowed)
                fail(stages, EXIT_BAD_DATA, "a number of its rows is beyond single precision");
            return false;
        }
    for (size_t c = 1; c < stages->channels; c++)
        splice_next(stages->splice[c], row + c * width);
    for (size_t i = 0; i < stages->channels * width; i++)
        stages->overflowed |= !isfinite(row[i]);
    return true;
}

const char *row_stages_failure(const struct row_stages *stages)
{
    return stages->failure;
}

int row_stages_status(const struct row_stages *stages)
{
    return stages->status;
}

void row_stages_destroy(struct row_stages *stages)
{
    if (stages == NULL)
        return;
    for (size_t c = 0; c < stages->channels; c++) {
        if (stages->cmvn != NULL)
            cmvn_destroy(stages->cmvn[c]);
        if (stages->sliding != NULL)
            sliding_destroy(stages->sliding[c]);
        delta_destroy(stages->delta[c]);
        splice_destroy(stages->splice[c]);
    }
    row_spool_destroy(stages->row_spool);
    free(stages->cmvn);
    free(stages->sliding);
    free(stages->delta);
    free(stages->splice);
    free(stages->normalised);
    free(stages->derived);
    free(stages);
}
