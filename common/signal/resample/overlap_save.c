/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/overlap_save.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/whole.h"
#include "signal/transform/fft.h"

enum { LEAST_BLOCK = 2048, FILTERS_A_BLOCK = 6 /* a sixth of a block overlaps */ };

struct overlap_save {
    int64_t up, down;
    int64_t half;   /* half the length of the filter, samples */
    int64_t margin; /* the same in units, rounded up; a unit is `down` input samples or `up` outputs */
    int64_t units;  /* in a block */
    int64_t unit;   /* number of the unit whose outputs are computed next */
    int64_t wanted; /* number of the first output wanted */
    struct fft *in, *out;
    size_t bins;         /* below `stop` */
    float *response;     /* [bins] */
    int64_t base, total; /* positions of the first sample kept, and after the last one pushed */
    bool ended;
    size_t room;
    float *kept;           /* [room] */
    size_t returned, made; /* valid outputs in `out` that have not been returned: from, up to */
};

/* The filter's response at the block's bins: the transform of its taps around time 0, which is real. */
static void measure_response(struct overlap_save *overlap_save, const struct lowpass *lowpass)
{
    int64_t size = overlap_save->units * overlap_save->down;
    float *taps = fft_frame(overlap_save->in);
    double sum = 0, scale = (double)overlap_save->up / (double)overlap_save->down;
    for (int64_t t = -overlap_save->half; t <= overlap_save->half; t++)
        sum += lowpass_at(lowpass, (double)t);
    for (int64_t t = -overlap_save->half; t <= overlap_save->half; t++)
        taps[t < 0 ? size + t : t] = (float)(lowpass_at(lowpass, (double)t) / sum);
    fft_forward(overlap_save->in);
    for (size_t k = 0; k < overlap_save->bins; k++)
        overlap_save->response[k] = (float)((double)fft_bins(overlap_save->in)[k][0] * scale);
}

struct overlap_save *overlap_save_create(const struct lowpass *lowpass, double stop, int64_t up, int64_t down,
                                         int64_t first, int64_t output, size_t most)
{
    assert(stop <= 0.5);
    struct overlap_save *overlap_save = mem_new(1, sizeof *overlap_save);
    overlap_save->up = up;
    overlap_save->down = down;
    overlap_save->half = (int64_t)lowpass->half;
    overlap_save->margin = (overlap_save->half + down - 1) / down;
    int64_t wish =
        FILTERS_A_BLOCK * 2 * overlap_save->half > LEAST_BLOCK ? FILTERS_A_BLOCK * 2 * overlap_save->half : LEAST_BLOCK;
    overlap_save->units = 4;
    while (overlap_save->units * down < wish || overlap_save->units < 4 * overlap_save->margin)
        overlap_save->units *= 2;
    overlap_save->unit = floor_div(output, up);
    overlap_save->wanted = output;
    overlap_save->in = fft_create((size_t)(overlap_save->units * down));
    overlap_save->out = fft_create((size_t)(overlap_save->units * up));
    overlap_save->bins = (size_t)fmin(ceil(stop * (double)(overlap_save->units * down)) + 1,
                                      (double)(overlap_save->units * down / 2 + 1));
    overlap_save->response = mem_new(overlap_save->bins, sizeof *overlap_save->response);
    measure_response(overlap_save, lowpass);
    overlap_save->total = first;
    overlap_save->base = (overlap_save->unit - overlap_save->margin) * down;
    overlap_save->base = overlap_save->base < first ? overlap_save->base : first; /* zeros before the signal */
    overlap_save->room = (size_t)(first - overlap_save->base) + (size_t)(overlap_save->units * down) * 2 + 2 * most;
    overlap_save->kept = mem_new(overlap_save->room, sizeof *overlap_save->kept);
    return overlap_save;
}

void overlap_save_push(struct overlap_save *overlap_save, const float *samples, size_t count)
{
    size_t have = (size_t)(overlap_save->total - overlap_save->base);
    int64_t needed = (overlap_save->unit - overlap_save->margin) * overlap_save->down;
    overlap_save->ended |= count == 0;
    if (count == 0)
        return;
    if (have + count > overlap_save->room) {
        size_t gone = needed > overlap_save->base ? (size_t)(needed - overlap_save->base) : 0;
        gone = gone < have ? gone : have;
        memmove(overlap_save->kept, overlap_save->kept + gone, (have - gone) * sizeof *overlap_save->kept);
        overlap_save->base += (int64_t)gone;
        have -= gone;
        assert(have + count <= overlap_save->room);
    }
    mem_copy(overlap_save->kept + have, samples, count * sizeof *samples);
    overlap_save->total += (int64_t)count;
}

/* Copies the block's samples, and zeros after the end of the signal. */
static void load_block(struct overlap_save *overlap_save)
{
    int64_t start = (overlap_save->unit - overlap_save->margin) * overlap_save->down,
            size = overlap_save->units * overlap_save->down;
    int64_t there = overlap_save->total - start < size ? overlap_save->total - start : size;
    float *block = fft_frame(overlap_save->in);
    there = there > 0 ? there : 0;
    memcpy(block, overlap_save->kept + (start - overlap_save->base), (size_t)there * sizeof *block);
    memset(block + there, 0, (size_t)(size - there) * sizeof *block);
}

/* Multiplies by the response. Bins above the new Nyquist frequency, in the transition band, alias as in decimation. */
static void filter_bins(struct overlap_save *overlap_save)
{
    const float(*from)[2] = (const float(*)[2])fft_bins(overlap_save->in);
    float(*to)[2] = fft_bins(overlap_save->out);
    size_t points = (size_t)(overlap_save->units * overlap_save->up), last = points / 2;
    size_t straight = overlap_save->bins < last + 1 ? overlap_save->bins : last + 1;
    for (size_t k = 0; k < straight; k++) {
        to[k][0] = from[k][0] * overlap_save->response[k];
        to[k][1] = from[k][1] * overlap_save->response[k];
    }
    memset(to + straight, 0, (last + 1 - straight) * sizeof *to);
    if (overlap_save->bins > last && points % 2 == 0)
        to[last][0] *= 2; /* both halves of the spectrum fold there */
    for (size_t k = last + 1; k < overlap_save->bins && points > k; k++) {
        to[points - k][0] += from[k][0] * overlap_save->response[k];
        to[points - k][1] -= from[k][1] * overlap_save->response[k];
    }
}

static void make_block(struct overlap_save *overlap_save)
{
    load_block(overlap_save);
    fft_forward(overlap_save->in);
    filter_bins(overlap_save);
    fft_inverse(overlap_save->out);
    int64_t first = overlap_save->unit * overlap_save->up,
            skip = overlap_save->wanted > first ? overlap_save->wanted - first : 0;
    overlap_save->returned = (size_t)(overlap_save->margin * overlap_save->up + skip);
    overlap_save->made = (size_t)((overlap_save->units - overlap_save->margin) * overlap_save->up);
    overlap_save->unit += overlap_save->units - 2 * overlap_save->margin;
}

/*
 * Whether all samples of the next block have been pushed; after the end, whether the filter of any output reaches the
 * signal.
 */
static bool ready(const struct overlap_save *overlap_save)
{
    int64_t start = (overlap_save->unit - overlap_save->margin) * overlap_save->down;
    if (overlap_save->ended)
        return overlap_save->unit * overlap_save->down < overlap_save->total + overlap_save->half;
    return start + overlap_save->units * overlap_save->down <= overlap_save->total;
}

/* The outputs left in the current block; after the end, those whose filter reaches the signal. */
static size_t left(const struct overlap_save *overlap_save)
{
    size_t all = overlap_save->made - overlap_save->returned;
    if (!overlap_save->ended)
        return all;
    int64_t first_of_block = (overlap_save->unit - overlap_save->units + overlap_save->margin) * overlap_save->up;
    int64_t end = floor_div((overlap_save->total + overlap_save->half) * overlap_save->up + overlap_save->down - 1,
                            overlap_save->down);
    int64_t some = end - first_of_block - (int64_t)overlap_save->returned;
    return some < (int64_t)all ? (size_t)(some > 0 ? some : 0) : all;
}

size_t overlap_save_next(struct overlap_save *overlap_save, float *output, size_t most)
{
    size_t count = 0;
    while (count < most) {
        if (overlap_save->returned >= overlap_save->made) {
            if (!ready(overlap_save))
                break;
            make_block(overlap_save);
        }
        size_t part = left(overlap_save) < most - count ? left(overlap_save) : most - count;
        if (part == 0)
            break;
        memcpy(output + count, fft_frame(overlap_save->out) + overlap_save->returned, part * sizeof *output);
        overlap_save->returned += part;
        count += part;
    }
    return count;
}

void overlap_save_destroy(struct overlap_save *overlap_save)
{
    if (overlap_save == NULL)
        return;
    fft_destroy(overlap_save->in);
    fft_destroy(overlap_save->out);
    free(overlap_save->response);
    free(overlap_save->kept);
    free(overlap_save);
}
