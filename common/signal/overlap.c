/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/overlap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/whole.h"
#include "signal/fft.h"

enum { LEAST_BLOCK = 2048, FILTERS_A_BLOCK = 6 /* a sixth of the work is for samples that are seen twice */ };

struct overlap {
    int64_t up, down;
    int64_t half;   /* the filter reaches so far to both sides */
    int64_t margin; /* the same in units of `down` samples */
    int64_t units;  /* of `down` samples, or `up` outputs, in a block */
    int64_t unit;   /* the unit whose outputs are made next */
    int64_t wanted; /* the first output that shall leave */
    struct fft *in, *out;
    size_t bins;         /* that the filter passes */
    float *response;     /* [bins] */
    int64_t base, total; /* positions of the first sample kept and behind the last one that came */
    bool ended;
    size_t room;
    float *kept;
    size_t made, given; /* outputs of the block in `out`: from where to where they are good */
};

/* The filter's response at the block's bins: the transform of its taps, laid about time 0. It is real. */
static void measure_response(struct overlap *overlap, const struct lowpass *lowpass)
{
    int64_t size = overlap->units * overlap->down;
    float *taps = fft_frame(overlap->in);
    double sum = 0, scale = (double)overlap->up / (double)overlap->down;
    for (int64_t t = -overlap->half; t <= overlap->half; t++)
        sum += lowpass_at(lowpass, (double)t);
    for (int64_t t = -overlap->half; t <= overlap->half; t++)
        taps[t < 0 ? size + t : t] = (float)(lowpass_at(lowpass, (double)t) / sum);
    fft_forward(overlap->in);
    for (size_t k = 0; k < overlap->bins; k++)
        overlap->response[k] = (float)((double)fft_bins(overlap->in)[k][0] * scale);
}

struct overlap *overlap_create(const struct lowpass *lowpass, double stop, int64_t up, int64_t down, int64_t first,
                               int64_t output, size_t most)
{
    assert(stop <= 0.5);
    struct overlap *overlap = mem_new(1, sizeof *overlap);
    overlap->up = up;
    overlap->down = down;
    overlap->half = (int64_t)lowpass->half;
    overlap->margin = (overlap->half + down - 1) / down;
    int64_t wish =
        FILTERS_A_BLOCK * 2 * overlap->half > LEAST_BLOCK ? FILTERS_A_BLOCK * 2 * overlap->half : LEAST_BLOCK;
    overlap->units = 4;
    while (overlap->units * down < wish || overlap->units < 4 * overlap->margin)
        overlap->units *= 2;
    overlap->unit = floor_div(output, up);
    overlap->wanted = output;
    overlap->in = fft_create((size_t)(overlap->units * down));
    overlap->out = fft_create((size_t)(overlap->units * up));
    overlap->bins =
        (size_t)fmin(ceil(stop * (double)(overlap->units * down)) + 1, (double)(overlap->units * down / 2 + 1));
    overlap->response = mem_new(overlap->bins, sizeof *overlap->response);
    measure_response(overlap, lowpass);
    overlap->total = first;
    overlap->base = (overlap->unit - overlap->margin) * down;
    overlap->base = overlap->base < first ? overlap->base : first; /* zeros before the signal */
    overlap->room = (size_t)(first - overlap->base) + (size_t)(overlap->units * down) * 2 + 2 * most;
    overlap->kept = mem_new(overlap->room, sizeof *overlap->kept);
    return overlap;
}

void overlap_push(struct overlap *overlap, const float *samples, size_t count)
{
    size_t have = (size_t)(overlap->total - overlap->base);
    int64_t needed = (overlap->unit - overlap->margin) * overlap->down;
    overlap->ended |= count == 0;
    if (count == 0)
        return;
    if (have + count > overlap->room) {
        size_t gone = needed > overlap->base ? (size_t)(needed - overlap->base) : 0;
        gone = gone < have ? gone : have;
        memmove(overlap->kept, overlap->kept + gone, (have - gone) * sizeof *overlap->kept);
        overlap->base += (int64_t)gone;
        have -= gone;
        assert(have + count <= overlap->room);
    }
    memcpy(overlap->kept + have, samples, count * sizeof *samples);
    overlap->total += (int64_t)count;
}

/* The block's samples, and zeros behind the end of the signal. */
static void lay_block(struct overlap *overlap)
{
    int64_t start = (overlap->unit - overlap->margin) * overlap->down, size = overlap->units * overlap->down;
    int64_t there = overlap->total - start < size ? overlap->total - start : size;
    float *block = fft_frame(overlap->in);
    there = there > 0 ? there : 0;
    memcpy(block, overlap->kept + (start - overlap->base), (size_t)there * sizeof *block);
    memset(block + there, 0, (size_t)(size - there) * sizeof *block);
}

/* Bins beyond the new Nyquist frequency, where the transition band goes so far, fold back as they do in time. */
static void filter_bins(struct overlap *overlap)
{
    const float(*from)[2] = (const float(*)[2])fft_bins(overlap->in);
    float(*to)[2] = fft_bins(overlap->out);
    size_t points = (size_t)(overlap->units * overlap->up), last = points / 2;
    size_t straight = overlap->bins < last + 1 ? overlap->bins : last + 1;
    for (size_t k = 0; k < straight; k++) {
        to[k][0] = from[k][0] * overlap->response[k];
        to[k][1] = from[k][1] * overlap->response[k];
    }
    memset(to + straight, 0, (last + 1 - straight) * sizeof *to);
    if (overlap->bins > last && points % 2 == 0)
        to[last][0] *= 2; /* both halves of the spectrum meet there */
    for (size_t k = last + 1; k < overlap->bins && points > k; k++) {
        to[points - k][0] += from[k][0] * overlap->response[k];
        to[points - k][1] -= from[k][1] * overlap->response[k];
    }
}

static void make_block(struct overlap *overlap)
{
    lay_block(overlap);
    fft_forward(overlap->in);
    filter_bins(overlap);
    fft_inverse(overlap->out);
    int64_t first = overlap->unit * overlap->up, skip = overlap->wanted > first ? overlap->wanted - first : 0;
    overlap->given = (size_t)(overlap->margin * overlap->up + skip);
    overlap->made = (size_t)((overlap->units - overlap->margin) * overlap->up);
    overlap->unit += overlap->units - 2 * overlap->margin;
}

/* Whether all samples of the next block are there; after the end, whether any output's filter reaches the signal. */
static bool ready(const struct overlap *overlap)
{
    int64_t start = (overlap->unit - overlap->margin) * overlap->down;
    if (overlap->ended)
        return overlap->unit * overlap->down < overlap->total + overlap->half;
    return start + overlap->units * overlap->down <= overlap->total;
}

/* Outputs of the current block that may leave: after the end, those before the first one that sees nothing. */
static size_t left(const struct overlap *overlap)
{
    size_t all = overlap->made - overlap->given;
    if (!overlap->ended)
        return all;
    int64_t first_of_block = (overlap->unit - overlap->units + overlap->margin) * overlap->up;
    int64_t end = floor_div((overlap->total + overlap->half) * overlap->up + overlap->down - 1, overlap->down);
    int64_t some = end - first_of_block - (int64_t)overlap->given;
    return some < (int64_t)all ? (size_t)(some > 0 ? some : 0) : all;
}

size_t overlap_next(struct overlap *overlap, float *output, size_t most)
{
    size_t count = 0;
    while (count < most) {
        if (overlap->given >= overlap->made) {
            if (!ready(overlap))
                break;
            make_block(overlap);
        }
        size_t part = left(overlap) < most - count ? left(overlap) : most - count;
        if (part == 0)
            break;
        memcpy(output + count, fft_frame(overlap->out) + overlap->given, part * sizeof *output);
        overlap->given += part;
        count += part;
    }
    return count;
}

void overlap_destroy(struct overlap *overlap)
{
    if (overlap == NULL)
        return;
    fft_destroy(overlap->in);
    fft_destroy(overlap->out);
    free(overlap->response);
    free(overlap->kept);
    free(overlap);
}
