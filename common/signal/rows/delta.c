/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/rows/delta.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"

enum { MOST_TAPS = 2 * DELTA_MOST_ORDER * DELTA_MOST_WINDOW + 1 };

/* One order of derivatives: each row is a weighted sum of rows of its source, `half` of them on either side. */
struct derivative {
    int half;
    double *taps; /* [2 half + 1] */
    float *rows;  /* [room][derived]: the newest ones, row n at index n % room */
    int64_t count;
};

struct delta {
    struct delta_setting setting;
    int64_t room;            /* rows in every ring */
    float *rows;             /* [room][width]: the rows pushed */
    int64_t count, returned; /* rows pushed, returned */
    bool ended;
    struct derivative derivatives[DELTA_MOST_ORDER + 1]; /* [1] .. [order]; order 0 is the rows pushed */
    double *sum;                                         /* [derived] */
};

NAMES(delta_form_name, "regression", "kaldi", "savgol", "savgol-nearest")

size_t delta_width(const struct delta_setting *setting)
{
    return setting->width + (size_t)setting->order * setting->derived;
}

static bool is_polynomial(enum delta_form form)
{
    return form == DELTA_SAVGOL || form == DELTA_SAVGOL_NEAREST;
}

const char *delta_check(const struct delta_setting *setting)
{
    if (setting->derived > setting->width)
        return sentence("a row of %zu numbers has no %zu to derive", setting->width, setting->derived);
    if (setting->order < 0 || setting->order > DELTA_MOST_ORDER)
        return sentence("deltas have an order from 0 to %d, not %d", DELTA_MOST_ORDER, setting->order);
    if (setting->window < 1 || setting->window > DELTA_MOST_WINDOW)
        return sentence("a delta window has from 1 to %d rows on either side, not %d", DELTA_MOST_WINDOW,
                        setting->window);
    if (is_polynomial(setting->form) && setting->order > 2 * setting->window)
        return sentence("a polynomial of degree %d needs a delta window of at least %d rows on either side",
                        setting->order, (setting->order + 1) / 2);
    return NULL;
}

/* taps[2 window + 1] out: the slope of the regression line */
static void fill_slope(double *taps, int window)
{
    double squares = 0;
    for (int t = 1; t <= window; t++)
        squares += 2 * (double)t * t;
    for (int t = -window; t <= window; t++)
        taps[t + window] = t / squares;
}

/* The sum of t^power over -window .. window: exact, as it is below 2^53. */
static double moment(int window, int power)
{
    double sum = 0;
    for (int t = -window; t <= window; t++) {
        double term = 1;
        for (int i = 0; i < power; i++)
            term *= t;
        sum += term;
    }
    return sum;
}

/*
 * taps[2 window + 1] out: derivative `order` of the least-squares polynomial of that degree. It is the same at all t:
 * order! a, where a is the coefficient of the highest power. With P the polynomial t^order + ... that is orthogonal to
 * all lower powers on -window .. window, a = sum P(t) c(t) / sum P(t)^2. (Gram; Savitzky & Golay 1964)
 */
static void fill_polynomial(double *taps, int window, int order)
{
    double factorial = 1, squares = 0;
    for (int t = -window; t <= window; t++) {
        double x = t, value = x;
        if (order == 2)
            value = x * x - moment(window, 2) / moment(window, 0);
        if (order == 3)
            value = x * x * x - x * moment(window, 4) / moment(window, 2);
        taps[t + window] = value;
        squares += value * value;
    }
    for (int i = 2; i <= order; i++)
        factorial *= i;
    for (int t = 0; t <= 2 * window; t++)
        taps[t] *= factorial / squares;
}

/* taps[2 order window + 1] out: the slope applied `order` times, as one filter */
static void fill_joined(double *taps, int window, int order)
{
    double slope[2 * DELTA_MOST_WINDOW + 1], before[MOST_TAPS] = {1};
    int length = 1;
    fill_slope(slope, window);
    for (int k = 0; k < order; k++) {
        memset(taps, 0, (size_t)(length + 2 * window) * sizeof *taps);
        for (int i = 0; i < length; i++)
            for (int j = 0; j <= 2 * window; j++)
                taps[i + j] += before[i] * slope[j];
        length += 2 * window;
        memcpy(before, taps, (size_t)length * sizeof *taps);
    }
}

static void create_derivative(struct delta *delta, int order)
{
    const struct delta_setting *setting = &delta->setting;
    struct derivative *derivative = &delta->derivatives[order];
    derivative->half = setting->form == DELTA_KALDI ? order * setting->window : setting->window;
    derivative->taps = mem_new(2 * (size_t)derivative->half + 1, sizeof *derivative->taps);
    derivative->rows = mem_new((size_t)delta->room * setting->derived, sizeof *derivative->rows);
    if (is_polynomial(setting->form))
        fill_polynomial(derivative->taps, setting->window, order);
    else if (setting->form == DELTA_KALDI)
        fill_joined(derivative->taps, setting->window, order);
    else
        fill_slope(derivative->taps, setting->window);
}

struct delta *delta_create(const struct delta_setting *setting)
{
    assert(delta_check(setting) == NULL);
    struct delta *delta = mem_new(1, sizeof *delta);
    delta->setting = *setting;
    /* The next row waits for order * window later ones, and needs as many earlier ones. */
    delta->room = 2 * (int64_t)setting->order * setting->window + 2;
    delta->rows = mem_new((size_t)delta->room * setting->width, sizeof *delta->rows);
    delta->sum = mem_new(setting->derived, sizeof *delta->sum);
    for (int k = 1; k <= setting->order; k++)
        create_derivative(delta, k);
    return delta;
}

/* Row n of derivative `order`; 0: the rows pushed */
static float *row_of(const struct delta *delta, int order, int64_t n)
{
    size_t index = (size_t)(n % delta->room);
    return order == 0 ? delta->rows + index * delta->setting.width
                      : delta->derivatives[order].rows + index * delta->setting.derived;
}

static int64_t clip(int64_t n, int64_t least, int64_t most)
{
    return n < least ? least : n > most ? most : n;
}

/*
 * Computes row n of derivative `order` from the `count` rows of `source`. The weights add up to 0, so the middle row
 * can be subtracted from all: the derivatives of a constant are then exactly 0.
 */
static void derive(struct delta *delta, int order, int source, int64_t n, int64_t count)
{
    struct derivative *derivative = &delta->derivatives[order];
    size_t derived = delta->setting.derived;
    int64_t middle = n;
    if (delta->setting.form == DELTA_SAVGOL)
        middle = clip(n, derivative->half, count - 1 - derivative->half);
    const float *base = row_of(delta, source, middle);
    memset(delta->sum, 0, derived * sizeof *delta->sum);
    for (int j = -derivative->half; j <= derivative->half; j++) {
        double tap = derivative->taps[j + derivative->half];
        const float *row = row_of(delta, source, clip(middle + j, 0, count - 1));
        if (row == base)
            continue;
        for (size_t i = 0; i < derived; i++)
            delta->sum[i] += tap * ((double)row[i] - (double)base[i]);
    }
    float *to = row_of(delta, order, n);
    for (size_t i = 0; i < derived; i++)
        to[i] = (float)delta->sum[i];
}

/* Computes all rows of derivative `order` whose source rows have been computed. */
static void derive_ready_rows(struct delta *delta, int order)
{
    struct derivative *derivative = &delta->derivatives[order];
    int source = delta->setting.form == DELTA_REGRESSION ? order - 1 : 0;
    int64_t count = source == 0 ? delta->count : delta->derivatives[source].count;
    int64_t needed = delta->setting.form == DELTA_SAVGOL ? 2 * (int64_t)derivative->half + 1 : 0;
    int64_t ready = delta->ended ? count : count - derivative->half;
    if (count < needed)
        return;
    for (; derivative->count < ready; derivative->count++)
        derive(delta, order, source, derivative->count, count);
}

void delta_push(struct delta *delta, const float *row)
{
    delta->ended = row == NULL;
    if (row != NULL)
        memcpy(row_of(delta, 0, delta->count++), row, delta->setting.width * sizeof *row);
    for (int k = 1; k <= delta->setting.order; k++)
        derive_ready_rows(delta, k);
}

bool delta_next(struct delta *delta, float *row)
{
    const struct delta_setting *setting = &delta->setting;
    int64_t ready = setting->order == 0 ? delta->count : delta->derivatives[setting->order].count;
    if (delta->returned == ready)
        return false;
    size_t derived = setting->derived;
    for (int k = 0; k <= setting->order; k++, row += derived)
        memcpy(row, row_of(delta, k, delta->returned), derived * sizeof *row);
    memcpy(row, row_of(delta, 0, delta->returned) + derived, (setting->width - derived) * sizeof *row);
    delta->returned++;
    return true;
}

const char *delta_failure(const struct delta *delta)
{
    const struct delta_setting *setting = &delta->setting;
    int64_t needed = 2 * (int64_t)setting->window + 1;
    if (!delta->ended || setting->form != DELTA_SAVGOL || setting->order == 0 || delta->count == 0 ||
        delta->count >= needed)
        return NULL;
    return sentence("savgol deltas of window %d need at least %lld rows, and there are %lld", setting->window,
                    (long long)needed, (long long)delta->count);
}

void delta_destroy(struct delta *delta)
{
    if (delta == NULL)
        return;
    for (int k = 1; k <= delta->setting.order; k++) {
        free(delta->derivatives[k].taps);
        free(delta->derivatives[k].rows);
    }
    free(delta->rows);
    free(delta->sum);
    free(delta);
}
