/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/series.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/status.h"
#include "stream/row_spool.h"

struct series {
    const struct extraction *it;
    size_t channels, width; /* numbers of a row and channel as they come */
    series_sink *sink;
    void *to;
    struct row_spool *row_spool;       /* NULL: rows need not wait */
    struct cmvn **cmvn;                /* [channels], or NULL */
    struct sliding **sliding;          /* [channels], or NULL */
    struct delta **delta;              /* [channels] */
    struct splice **splice;            /* [channels] */
    float *normal, *derived, *stacked; /* a row of all channels behind each stage */
    bool beyond;                       /* single precision: a number that came out is not finite */
};

struct series *series_create(const struct extraction *it, size_t channels, series_sink *sink, void *to)
{
    struct series *series = mem_new(1, sizeof *series);
    bool whole = it->cmvn != CMVN_NONE && it->sliding.window == 0;
    *series = (struct series){.it = it, .channels = channels, .width = it->delta.width, .sink = sink, .to = to};
    series->normal = mem_new(channels * series->width, sizeof(float));
    series->derived = mem_new(channels * it->splice.width, sizeof(float));
    series->stacked = mem_new(channels * it->width, sizeof(float));
    series->delta = mem_new(channels, sizeof *series->delta);
    series->splice = mem_new(channels, sizeof *series->splice);
    if (whole) {
        series->row_spool = row_spool_create(channels * series->width);
        series->cmvn = mem_new(channels, sizeof *series->cmvn);
    } else if (it->cmvn != CMVN_NONE)
        series->sliding = mem_new(channels, sizeof *series->sliding);
    for (size_t c = 0; c < channels; c++) {
        if (whole)
            series->cmvn[c] = cmvn_create(series->width, it->cmvn == CMVN_VARIANCE);
        else if (it->cmvn != CMVN_NONE)
            series->sliding[c] = sliding_create(&it->sliding);
        series->delta[c] = delta_create(&it->delta);
        series->splice[c] = splice_create(&it->splice);
    }
    return series;
}

/* Each stage gives as many rows for one channel as for another. */

static void give_stacked(struct series *series)
{
    while (splice_next(series->splice[0], series->stacked)) {
        for (size_t c = 1; c < series->channels; c++)
            splice_next(series->splice[c], series->stacked + c * series->it->width);
        for (size_t i = 0; i < series->channels * series->it->width; i++)
            series->beyond |= !isfinite(series->stacked[i]);
        series->sink(series->to, series->stacked);
    }
}

static void give_derived(struct series *series)
{
    size_t width = series->it->splice.width;
    while (delta_next(series->delta[0], series->derived)) {
        for (size_t c = 1; c < series->channels; c++)
            delta_next(series->delta[c], series->derived + c * width);
        for (size_t c = 0; c < series->channels; c++)
            splice_push(series->splice[c], series->derived + c * width);
        give_stacked(series);
    }
}

/* rows[channels][width] */
static void take_normal(struct series *series, const float *rows)
{
    for (size_t c = 0; c < series->channels; c++)
        delta_push(series->delta[c], rows + c * series->width);
    give_derived(series);
}

static void give_slid(struct series *series)
{
    while (sliding_next(series->sliding[0], series->normal)) {
        for (size_t c = 1; c < series->channels; c++)
            sliding_next(series->sliding[c], series->normal + c * series->width);
        take_normal(series, series->normal);
    }
}

static const char *take_spooled(void *to, float *rows)
{
    struct series *series = to;
    for (size_t c = 0; c < series->channels; c++)
        cmvn_fill(series->cmvn[c], rows + c * series->width, rows + c * series->width);
    take_normal(series, rows);
    return NULL;
}

static const char *end(struct series *series, int *status)
{
    const char *why =
        series->row_spool != NULL ? row_spool_pour(series->row_spool, take_spooled, series, status) : NULL;
    if (why != NULL)
        return why;
    for (size_t c = 0; series->sliding != NULL && c < series->channels; c++)
        sliding_push(series->sliding[c], NULL);
    if (series->sliding != NULL)
        give_slid(series);
    for (size_t c = 0; c < series->channels; c++)
        delta_push(series->delta[c], NULL);
    give_derived(series);
    if ((why = delta_failure(series->delta[0])) != NULL)
        *status = EXIT_BAD_DATA;
    for (size_t c = 0; c < series->channels; c++)
        splice_push(series->splice[c], NULL);
    give_stacked(series);
    return why;
}

static const char *push(struct series *series, const float *rows, int *status)
{
    if (rows == NULL)
        return end(series, status);
    if (series->row_spool != NULL) {
        for (size_t c = 0; c < series->channels; c++)
            cmvn_add(series->cmvn[c], rows + c * series->width);
        return row_spool_push(series->row_spool, rows, status);
    }
    if (series->sliding == NULL) {
        take_normal(series, rows);
        return NULL;
    }
    for (size_t c = 0; c < series->channels; c++)
        sliding_push(series->sliding[c], rows + c * series->width);
    give_slid(series);
    return NULL;
}

const char *series_push(struct series *series, const float *rows, int *status)
{
    const char *why = push(series, rows, status);
    if (why != NULL || !series->beyond)
        return why;
    *status = EXIT_BAD_DATA;
    return "a number of its rows is beyond single precision";
}

void series_destroy(struct series *series)
{
    if (series == NULL)
        return;
    for (size_t c = 0; c < series->channels; c++) {
        if (series->cmvn != NULL)
            cmvn_destroy(series->cmvn[c]);
        if (series->sliding != NULL)
            sliding_destroy(series->sliding[c]);
        delta_destroy(series->delta[c]);
        splice_destroy(series->splice[c]);
    }
    row_spool_destroy(series->row_spool);
    free(series->cmvn);
    free(series->sliding);
    free(series->delta);
    free(series->splice);
    free(series->normal);
    free(series->derived);
    free(series->stacked);
    free(series);
}
