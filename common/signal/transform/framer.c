/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/framer.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/whole.h"
#include "signal/transform/linear_prediction.h"

NAMES(framing_name, "center", "full", "pad", "snip", "reflect", "all", "inside", "open", "last")

NAMES(padding_name, "zeros", "even", "odd", "constant", "predict")

int64_t framing_rows(enum framing framing, int64_t samples, int64_t length, int64_t hop)
{
    if (samples <= 0)
        return 0;
    switch (framing) {
    case FRAMING_CENTER:
        return 1 + samples / hop;
    case FRAMING_FULL: /* scipy counts frames of the padded signal, which is one sample shorter for an odd length */
        return 1 + (samples - length % 2 + hop - 1) / hop;
    case FRAMING_PAD:
        return samples <= length ? 1 : 1 + (samples - length + hop - 1) / hop;
    case FRAMING_SNIP:
        return samples < length ? 0 : 1 + (samples - length) / hop;
    case FRAMING_REFLECT:
        return (samples + hop / 2) / hop;
    case FRAMING_ALL:
    case FRAMING_INSIDE:
        return (samples + hop - 1) / hop;
    case FRAMING_LAST: /* the block in which the signal ends counts, even if it is empty */
        return 1 + samples / hop;
    case FRAMING_OPEN:
        return samples / hop;
    }
    return 0;
}

static bool is_centred(enum framing framing)
{
    return framing == FRAMING_CENTER || framing == FRAMING_FULL || framing == FRAMING_INSIDE || framing == FRAMING_OPEN;
}

int64_t framing_start(enum framing framing, int64_t length, int64_t hop)
{
    if (is_centred(framing))
        return -(length / 2);
    return framing == FRAMING_REFLECT ? hop / 2 - length / 2 : framing == FRAMING_LAST ? hop - length : 0;
}

struct framer {
    enum framing framing;
    enum padding padding;
    int64_t length, hop;
    int64_t next;        /* position of the next frame's first sample */
    int64_t row;         /* number of the next frame */
    int64_t base, end;   /* positions of the first sample kept, and after the last sample kept */
    int64_t lent, total; /* positions of the first sample lent, and after the last sample pushed or lent */
    bool ended;
    size_t room;
    float *kept;        /* samples base .. end - 1 */
    const float *block; /* samples lent .. total - 1, of which the first may be kept too; NULL: all are kept */
    float *edge;        /* [length]: a frame that extends beyond the signal */
    int64_t reach;      /* greatest distance from an end of padding, and of the samples that it mirrors */
    float *before;      /* [reach]: predicted samples -1, -2 ...; NULL: not yet */
    float *behind;      /* [reach]: predicted samples total, total + 1 ...; NULL: not yet */
};

struct framer *framer_create(enum framing framing, enum padding padding, size_t length, size_t hop, size_t most)
{
    struct framer *framer = mem_new(1, sizeof *framer);
    framer->framing = framing;
    framer->padding = padding;
    framer->length = (int64_t)length;
    framer->hop = (int64_t)hop;
    framer->next = framing_start(framing, (int64_t)length, (int64_t)hop);
    /* the last frame ends less than a length and a hop after the last sample, and the first begins as little before */
    framer->reach = framer->length + framer->hop + 2;
    size_t predictor = padding == PADDING_PREDICT ? PREDICTION_SAMPLES : 0;
    /* room for a frame, the source of the padding, and samples before the next frame; the slack makes memmove rare */
    framer->room = 3 * length + 2 * hop + 2 * most + 2 * predictor + 5;
    framer->kept = mem_new(framer->room, sizeof *framer->kept);
    framer->edge = mem_new(length, sizeof *framer->edge);
    return framer;
}

/* The number of samples at an end from which those beyond it are predicted. */
static int64_t predictor(const struct framer *framer)
{
    return framer->padding != PADDING_PREDICT   ? 0
           : framer->total < PREDICTION_SAMPLES ? framer->total
                                                : PREDICTION_SAMPLES;
}

/* The first position that a later frame, the sample before it, or the padding after the end may need. */
static int64_t oldest_needed(const struct framer *framer)
{
    int64_t used = framer->reach > predictor(framer) ? framer->reach : predictor(framer);
    int64_t mirror = framer->total - used;
    int64_t oldest = framer->next - 1 < mirror ? framer->next - 1 : mirror;
    return oldest > framer->base ? oldest : framer->base;
}

static void make_room(struct framer *framer, size_t count)
{
    size_t have = (size_t)(framer->end - framer->base);
    if (have + count <= framer->room)
        return;
    int64_t oldest = oldest_needed(framer);
    size_t gone = (size_t)(oldest - framer->base);
    memmove(framer->kept, framer->kept + gone, (have - gone) * sizeof *framer->kept);
    framer->base = oldest;
    assert(have - gone + count <= framer->room);
}

/* Keeps samples[0], samples[stride] ... after those kept. */
static void keep(struct framer *framer, const float *samples, size_t count, size_t stride)
{
    make_room(framer, count);
    float *to = framer->kept + (framer->end - framer->base);
    if (stride == 1)
        mem_copy(to, samples, count * sizeof *to);
    else
        for (size_t i = 0; i < count; i++)
            to[i] = samples[i * stride];
    framer->end += (int64_t)count;
}

void framer_push(struct framer *framer, const float *samples, size_t count, size_t stride)
{
    framer->ended |= count == 0;
    if (count == 0)
        return;
    keep(framer, samples, count, stride);
    framer->total += (int64_t)count;
}

/* Keeps the beginning of the block, so that each frame is wholly in the samples kept or wholly in the block. */
void framer_lend(struct framer *framer, const float *samples, size_t count)
{
    size_t across = (size_t)framer->length - 1 < count ? (size_t)framer->length - 1 : count;
    framer->ended |= count == 0;
    if (count == 0)
        return;
    keep(framer, samples, across, 1);
    framer->block = samples;
    framer->lent = framer->total;
    framer->total += (int64_t)count;
}

/* Returns the block, after keeping the part of it that is needed. */
static void give_back(struct framer *framer)
{
    int64_t oldest = oldest_needed(framer);
    if (framer->block == NULL)
        return;
    if (oldest > framer->end)
        framer->base = framer->end = oldest;
    keep(framer, framer->block + (framer->end - framer->lent), (size_t)(framer->total - framer->end), 1);
    framer->block = NULL;
}

static const float *samples_from(const struct framer *framer, int64_t position)
{
    return framer->block != NULL && position >= framer->lent ? framer->block + (position - framer->lent)
                                                             : framer->kept + (position - framer->base);
}

static float sample(const struct framer *framer, int64_t position)
{
    return *samples_from(framer, position);
}

/*
 * The mirrored signal at a position outside 0 .. total - 1. Its period is 2 (total - 1). Odd mirroring is about the
 * value at the end as well, so each period adds twice the difference between the last sample and the first.
 */
static float mirrored(const struct framer *framer, int64_t position, bool odd)
{
    int64_t last = framer->total - 1;
    if (last == 0)
        return sample(framer, 0);
    int64_t period = floor_div(position, 2 * last);
    position -= period * 2 * last;
    if (!odd)
        return sample(framer, position <= last ? position : 2 * last - position);
    double value = position <= last ? (double)sample(framer, position)
                                    : 2 * (double)sample(framer, last) - (double)sample(framer, 2 * last - position);
    double rise = period != 0 ? 2 * ((double)sample(framer, last) - (double)sample(framer, 0)) : 0;
    return (float)(value + (double)period * rise);
}

/* The signal mirrored with its ends repeated; its period is 2 total. */
static float reflected(const struct framer *framer, int64_t position)
{
    position -= floor_div(position, 2 * framer->total) * 2 * framer->total;
    return sample(framer, position < framer->total ? position : 2 * framer->total - 1 - position);
}

/* Predicted samples beyond an end, from those at it, in the order of distance: reach numbers. */
static float *predict(const struct framer *framer, int64_t end, int64_t step)
{
    int64_t count = predictor(framer);
    float *given = mem_new((size_t)count, sizeof *given), *beyond = mem_new((size_t)framer->reach, sizeof *beyond);
    for (int64_t i = 0; i < count; i++)
        given[count - 1 - i] = sample(framer, end - step * i);
    prediction_continue(beyond, (size_t)framer->reach, given, (size_t)count);
    free(given);
    return beyond;
}

static float predicted(struct framer *framer, int64_t position)
{
    if (position < 0) {
        if (framer->before == NULL)
            framer->before = predict(framer, 0, -1);
        return framer->before[-1 - position];
    }
    if (framer->behind == NULL)
        framer->behind = predict(framer, framer->total - 1, 1);
    return framer->behind[position - framer->total];
}

static float outside(struct framer *framer, int64_t position)
{
    if (framer->framing == FRAMING_REFLECT)
        return reflected(framer, position);
    switch (framer->padding) {
    case PADDING_ZEROS:
        return 0;
    case PADDING_EVEN:
        return mirrored(framer, position, false);
    case PADDING_ODD:
        return mirrored(framer, position, true);
    case PADDING_CONSTANT:
        return sample(framer, position < 0 ? 0 : framer->total - 1);
    case PADDING_PREDICT:
        return predicted(framer, position);
    }
    return 0;
}

static const float *edge_frame(struct framer *framer)
{
    for (int64_t i = 0; i < framer->length; i++) {
        int64_t position = framer->next + i;
        bool inside = position >= 0 && position < framer->total;
        framer->edge[i] = inside ? sample(framer, position) : outside(framer, position);
    }
    return framer->edge;
}

/*
 * Whether the next frame is ready: the signal so far must be long enough for it to count and, before the end of the
 * signal, its samples and the source of its padding must have been pushed.
 */
static bool ready(const struct framer *framer)
{
    int64_t needed = framer->next + framer->length;
    if (framer->next <= 0 && needed < 2 - framer->next)
        needed = 2 - framer->next; /* the sample before the frame may be mirrored too */
    if (framer->next <= 0 && framer->padding == PADDING_PREDICT && needed < PREDICTION_SAMPLES)
        needed = PREDICTION_SAMPLES;
    return (framer->ended || needed <= framer->total) &&
           framer->row < framing_rows(framer->framing, framer->total, framer->length, framer->hop);
}

const float *framer_next(struct framer *framer)
{
    if (!ready(framer)) {
        give_back(framer);
        return NULL;
    }
    bool inside = framer->next >= 0 && framer->next + framer->length <= framer->total;
    const float *frame = inside ? samples_from(framer, framer->next) : edge_frame(framer);
    framer->next += framer->hop;
    framer->row++;
    return frame;
}

float framer_before(struct framer *framer)
{
    int64_t position = framer->next - framer->hop - 1;
    bool inside = position >= framer->base && position < framer->total;
    return inside ? sample(framer, position) : outside(framer, position);
}

void framer_destroy(struct framer *framer)
{
    if (framer == NULL)
        return;
    free(framer->kept);
    free(framer->edge);
    free(framer->before);
    free(framer->behind);
    free(framer);
}
