/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/row_stages.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/status.h"
#include "stream/row_spool.h"

struct row_stages {
    const struct layout *it;
    size_t channels, width; /* numbers of a row and channel as they come */
    row_stages_sink *sink;
    void *to;
    struct row_spool *row_spool;       /* NULL: rows need not wait */
    struct cmvn **cmvn;                /* [channels], or NULL */
    struct sliding **sliding;          /* [channels], or NULL */
    struct delta **delta;              /* [channels] */
    struct splice **splice;            /* [channels] */
    float *normal, *derived, *stacked; /* a row of all channels behind each stage */
    bool beyond;                       /* single precision: a number that came out is not finite */
};

struct row_stages *row_stages_create(const struct layout *it, size_t channels, row_stages_sink *sink, void *to)
{
    struct row_stages *row_stages = mem_new(1, sizeof *row_stages);
    bool whole = it->cmvn != CMVN_NONE && it->sliding.window == 0;
    *row_stages = (struct row_stages){.it = it, .channels = channels, .width = it->delta.width, .sink = sink, .to = to};
    row_stages->normal = mem_new(channels * row_stages->width, sizeof(float));
    row_stages->derived = mem_new(channels * it->splice.width, sizeof(float));
    row_stages->stacked = mem_new(channels * it->width, sizeof(float));
    row_stages->delta = mem_new(channels, sizeof *row_stages->delta);
    row_stages->splice = mem_new(channels, sizeof *row_stages->splice);
    if (whole) {
        row_stages->row_spool = row_spool_create(channels * row_stages->width);
        row_stages->cmvn = mem_new(channels, sizeof *row_stages->cmvn);
    } else if (it->cmvn != CMVN_NONE)
        row_stages->sliding = mem_new(channels, sizeof *row_stages->sliding);
    for (size_t c = 0; c < channels; c++) {
        if (whole)
            row_stages->cmvn[c] = cmvn_create(row_stages->width, it->cmvn == CMVN_VARIANCE);
        else if (it->cmvn != CMVN_NONE)
            row_stages->sliding[c] = sliding_create(&it->sliding);
        row_stages->delta[c] = delta_create(&it->delta);
        row_stages->splice[c] = splice_create(&it->splice);
    }
    return row_stages;
}

/* Each stage gives as many rows for one channel as for another. */

static void give_stacked(struct row_stages *row_stages)
{
    while (splice_next(row_stages->splice[0], row_stages->stacked)) {
        for (size_t c = 1; c < row_stages->channels; c++)
            splice_next(row_stages->splice[c], row_stages->stacked + c * row_stages->it->width);
        for (size_t i = 0; i < row_stages->channels * row_stages->it->width; i++)
            row_stages->beyond |= !isfinite(row_stages->stacked[i]);
        row_stages->sink(row_stages->to, row_stages->stacked);
    }
}

static void give_derived(struct row_stages *row_stages)
{
    size_t width = row_stages->it->splice.width;
    while (delta_next(row_stages->delta[0], row_stages->derived)) {
        for (size_t c = 1; c < row_stages->channels; c++)
            delta_next(row_stages->delta[c], row_stages->derived + c * width);
        for (size_t c = 0; c < row_stages->channels; c++)
            splice_push(row_stages->splice[c], row_stages->derived + c * width);
        give_stacked(row_stages);
    }
}

/* rows[channels][width] */
static void take_normal(struct row_stages *row_stages, const float *rows)
{
    for (size_t c = 0; c < row_stages->channels; c++)
        delta_push(row_stages->delta[c], rows + c * row_stages->width);
    give_derived(row_stages);
}

static void give_slid(struct row_stages *row_stages)
{
    while (sliding_next(row_stages->sliding[0], row_stages->normal)) {
        for (size_t c = 1; c < row_stages->channels; c++)
            sliding_next(row_stages->sliding[c], row_stages->normal + c * row_stages->width);
        take_normal(row_stages, row_stages->normal);
    }
}

static const char *take_spooled(void *to, float *rows)
{
    struct row_stages *row_stages = to;
    for (size_t c = 0; c < row_stages->channels; c++)
        cmvn_fill(row_stages->cmvn[c], rows + c * row_stages->width, rows + c * row_stages->width);
    take_normal(row_stages, rows);
    return NULL;
}

static const char *end(struct row_stages *row_stages, int *status)
{
    const char *why =
        row_stages->row_spool != NULL ? row_spool_pour(row_stages->row_spool, take_spooled, row_stages, status) : NULL;
    if (why != NULL)
        return why;
    for (size_t c = 0; row_stages->sliding != NULL && c < row_stages->channels; c++)
        sliding_push(row_stages->sliding[c], NULL);
    if (row_stages->sliding != NULL)
        give_slid(row_stages);
    for (size_t c = 0; c < row_stages->channels; c++)
        delta_push(row_stages->delta[c], NULL);
    give_derived(row_stages);
    if ((why = delta_failure(row_stages->delta[0])) != NULL)
        *status = EXIT_BAD_DATA;
    for (size_t c = 0; c < row_stages->channels; c++)
        splice_push(row_stages->splice[c], NULL);
    give_stacked(row_stages);
    return why;
}

static const char *push(struct row_stages *row_stages, const float *rows, int *status)
{
    if (rows == NULL)
        return end(row_stages, status);
    if (row_stages->row_spool != NULL) {
        for (size_t c = 0; c < row_stages->channels; c++)
            cmvn_add(row_stages->cmvn[c], rows + c * row_stages->width);
        return row_spool_push(row_stages->row_spool, rows, status);
    }
    if (row_stages->sliding == NULL) {
        take_normal(row_stages, rows);
        return NULL;
    }
    for (size_t c = 0; c < row_stages->channels; c++)
        sliding_push(row_stages->sliding[c], rows + c * row_stages->width);
    give_slid(row_stages);
    return NULL;
}

const char *row_stages_push(struct row_stages *row_stages, const float *rows, int *status)
{
    const char *why = push(row_stages, rows, status);
    if (why != NULL || !row_stages->beyond)
        return why;
    *status = EXIT_BAD_DATA;
    return "a number of its rows is beyond single precision";
}

void row_stages_destroy(struct row_stages *row_stages)
{
    if (row_stages == NULL)
        return;
    for (size_t c = 0; c < row_stages->channels; c++) {
        if (row_stages->cmvn != NULL)
            cmvn_destroy(row_stages->cmvn[c]);
        if (row_stages->sliding != NULL)
            sliding_destroy(row_stages->sliding[c]);
        delta_destroy(row_stages->delta[c]);
        splice_destroy(row_stages->splice[c]);
    }
    row_spool_destroy(row_stages->row_spool);
    free(row_stages->cmvn);
    free(row_stages->sliding);
    free(row_stages->delta);
    free(row_stages->splice);
    free(row_stages->normal);
    free(row_stages->derived);
    free(row_stages->stacked);
    free(row_stages);
}
