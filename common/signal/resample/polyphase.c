/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/polyphase.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/whole.h"

/* LANES interleaved partial sums: they vectorise, and every machine adds in the same order. */
enum { LANES = 8, PHASES = 1024 };

struct polyphase {
    int64_t up, down;
    int64_t reach;       /* samples from the first tap to the whole part of the position */
    size_t taps;         /* of one phase: a multiple of LANES, with zeros at the end */
    float *table;        /* [PHASES + 1][taps] */
    int64_t whole, rest; /* position of the next output: whole + rest / up */
    int64_t base, total; /* positions of the first sample kept, and after the last one pushed */
    bool ended;
    size_t room;
    float *kept;
};

static void fill_phase(float *to, const struct lowpass *lowpass, const struct polyphase *stage, double fraction)
{
    double sum = 0;
    for (size_t k = 0; k < stage->taps; k++)
        sum += lowpass_at(lowpass, (double)k - (double)stage->reach - fraction);
    for (size_t k = 0; k < stage->taps; k++) /* the gain of each phase at 0 Hz is 1 */
        to[k] = (float)(lowpass_at(lowpass, (double)k - (double)stage->reach - fraction) / sum);
}

struct polyphase *polyphase_create(const struct lowpass *lowpass, int64_t up, int64_t down, int64_t first,
                                   int64_t output, size_t most)
{
    struct polyphase *stage = mem_new(1, sizeof *stage);
    stage->up = up;
    stage->down = down;
    stage->reach = (int64_t)lowpass->half - 1;
    stage->taps = (2 * (size_t)lowpass->half + LANES - 1) / LANES * LANES;
    stage->table = mem_new((PHASES + 1) * stage->taps, sizeof *stage->table);
    for (size_t i = 0; i <= PHASES; i++)
        fill_phase(stage->table + i * stage->taps, lowpass, stage, (double)i / PHASES);
    stage->whole = floor_div(output, up) * down; /* output * down may exceed 64 bits */
    int64_t left = (output - floor_div(output, up) * up) * down;
    stage->whole += left / up;
    stage->rest = left % up;
    stage->total = first;
    stage->base =
        stage->whole - stage->reach < first ? stage->whole - stage->reach : first; /* zeros before the signal */
    stage->room = (size_t)(first - stage->base) + 2 * stage->taps + 2 * most + 2 * (size_t)(down / up) + LANES;
    stage->kept = mem_new(stage->room, sizeof *stage->kept);
    return stage;
}

void polyphase_push(struct polyphase *stage, const float *samples, size_t count)
{
    size_t have = (size_t)(stage->total - stage->base), extra = count;
    if (count == 0) { /* zeros after the signal, as many as the taps of the last output need */
        stage->ended = true;
        extra = stage->taps + LANES;
    }
    if (have + extra > stage->room) {
        int64_t needed = stage->whole - stage->reach;
        size_t gone = needed > stage->base ? (size_t)(needed - stage->base) : 0;
        gone = gone < have ? gone : have;
        memmove(stage->kept, stage->kept + gone, (have - gone) * sizeof *stage->kept);
        stage->base += (int64_t)gone;
        have -= gone;
        assert(have + extra <= stage->room);
    }
    if (count > 0)
        mem_copy(stage->kept + have, samples, count * sizeof *samples);
    else
        memset(stage->kept + have, 0, extra * sizeof *stage->kept);
    stage->total += (int64_t)count;
}

/* The sum of LANES numbers, always in the same order. Written out, as a loop over halves would go through memory. */
static float total_of(const float sum[LANES])
{
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

static float one_output(const struct polyphase *stage)
{
    double phase = (double)stage->rest / (double)stage->up * PHASES;
    size_t low = (size_t)phase;
    float share = (float)(phase - (double)low), sum[LANES] = {0};
    const float *restrict samples = stage->kept + (stage->whole - stage->reach - stage->base);
    const float *restrict a = stage->table + low * stage->taps, *restrict b = a + stage->taps;
    for (size_t i = 0; i < stage->taps; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += (a[i + k] + share * (b[i + k] - a[i + k])) * samples[i + k];
    return total_of(sum);
}

size_t polyphase_next(struct polyphase *stage, float *output, size_t most)
{
    size_t count = 0;
    int64_t taps = (int64_t)stage->taps, step = stage->down / stage->up, more = stage->down % stage->up;
    while (count < most) {
        int64_t start = stage->whole - stage->reach;
        if (stage->ended ? start >= stage->total : start + taps > stage->total)
            break;
        output[count++] = one_output(stage);
        stage->whole += step;
        stage->rest += more;
        if (stage->rest >= stage->up) {
            stage->rest -= stage->up;
            stage->whole++;
        }
    }
    return count;
}

void polyphase_destroy(struct polyphase *stage)
{
    if (stage == NULL)
        return;
    free(stage->table);
    free(stage->kept);
    free(stage);
}
