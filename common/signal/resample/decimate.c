/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/decimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "signal/resample/downsample.h"
#include "signal/resample/overlap_save.h"
#include "signal/resample/polyphase.h"

enum { MOST_STAGES = 6, COARSE = 64, GREATEST_RATIO = 512, GREATEST_TERM = 16384, PART = 4096 };

NAMES(decimation_name, "fir", "iir", "box")

/*
 * One stage: filtering and resampling by Fourier transforms; or, for ratios whose terms are too great for a block of
 * them, by taps that are interpolated, behind a stage that has done the sharp filtering and left twice the rate.
 */
struct resample_stage {
    int64_t up, down;
    struct lowpass filter;
    double stop;                       /* cycles per sample of its input */
    struct overlap_save *overlap_save; /* one of these two */
    struct polyphase *between;
};

struct decimate {
    struct decimate_setting setting;
    size_t channels, stages;
    struct resample_stage (*stage)[MOST_STAGES]; /* [channels] */
    struct downsample **simple;                  /* [channels]: of iir and box */
    int64_t taken, given;                        /* samples per channel */
    bool ended;
    size_t ready, room;
    float *channel;     /* [most] */
    float *part;        /* [MOST_STAGES][room]: what passes from stage to stage */
    float *interleaved; /* [room][channels] */
};

static int64_t common_divisor(int64_t a, int64_t b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

static bool by_blocks(int64_t up, int64_t down)
{
    return up <= GREATEST_TERM && down <= GREATEST_TERM;
}

/*
 * A stage from `rate` (in units of the last one) by up / down: passes what shall pass, stops from `stop` on. Some dB
 * better than asked for, as leftovers of several stages add up and the formula for Kaiser's window is an estimate.
 * Taps between samples leave images of a tone, ten or so, which all add up where an output lies upon a sample.
 */
static struct resample_stage stage_of(const struct decimate_setting *setting, double rate, double stop, int64_t up,
                                      int64_t down)
{
    double more = by_blocks(up, down) ? 5 : 25; /* dB */
    int64_t shared = common_divisor(up, down);
    return (struct resample_stage){
        .up = up / shared,
        .down = down / shared,
        .stop = stop / rate,
        .filter = lowpass_design(setting->pass / 2 / rate, stop / rate, setting->attenuation + more)};
}

/* Takes up / down off the ratio that is left. */
static void take_off(int64_t *left_up, int64_t *left_down, int64_t up, int64_t down)
{
    int64_t a = common_divisor(*left_down, down), b = common_divisor(*left_up, up);
    *left_up = *left_up / b * (down / a);
    *left_down = *left_down / a * (up / b);
    a = common_divisor(*left_up, *left_down);
    *left_up /= a;
    *left_down /= a;
}

/* The stages from first to last; how many. A coarse stage need only keep clear what the last one passes. */
static size_t choose_stages(struct resample_stage stage[MOST_STAGES], const struct decimate_setting *setting)
{
    int64_t up = setting->up, down = setting->down;
    double rate = (double)down / (double)up, edge = setting->stop / 2;
    size_t count = 0;
    for (; rate > GREATEST_RATIO; rate /= COARSE) {
        stage[count++] = stage_of(setting, rate, rate / COARSE - edge, 1, COARSE);
        take_off(&up, &down, 1, COARSE);
    }
    if (by_blocks(up, down)) {
        stage[count++] = stage_of(setting, rate, edge, up, down);
        return count;
    }
    int64_t halves = (int64_t)rate; /* to two to four times the last rate */
    stage[count++] = stage_of(setting, rate, edge, 2, halves);
    take_off(&up, &down, 2, halves);
    rate *= 2 / (double)halves;
    /* Images lie beyond rate - edge. A transform makes none: it ends at rate / 2, which is 1 or more, and folds up to 1. */
    double stop = by_blocks(up, down) ? 1 : rate - edge;
    stage[count++] = stage_of(setting, rate, stop, up, down);
    return count;
}

/* The first output that a stage's filter makes differ from zero, when the first sample lies at `first`. */
static int64_t first_output(const struct resample_stage *stage, int64_t first)
{
    double position = (double)first - stage->filter.half;
    return (int64_t)floor(position * (double)stage->up / (double)stage->down) - 1;
}

/* Stages of one channel: each begins where the one before does, the last one with the output wanted. */
static void create_stages(struct resample_stage stage[MOST_STAGES], size_t stages, size_t room, size_t most,
                          int64_t wanted)
{
    int64_t first = 0;
    for (size_t i = 0; i < stages; i++) {
        int64_t output = i + 1 == stages ? wanted : first_output(&stage[i], first);
        size_t part = i == 0 ? most : room;
        if (by_blocks(stage[i].up, stage[i].down))
            stage[i].overlap_save =
                overlap_save_create(&stage[i].filter, stage[i].stop, stage[i].up, stage[i].down, first, output, part);
        else
            stage[i].between = polyphase_create(&stage[i].filter, stage[i].up, stage[i].down, first, output, part);
        first = output;
    }
}

/* Outputs by which a causal chain lags: those that the reach of all its filters takes. */
static int64_t lag(const struct decimate_setting *setting, const struct resample_stage *stage, size_t stages)
{
    double reach = 0, step = 1;
    for (size_t i = 0; i < stages; i++) {
        reach += step * stage[i].filter.half;
        step *= (double)stage[i].down / (double)stage[i].up;
    }
    return setting->causal ? (int64_t)ceil(reach * (double)setting->up / (double)setting->down) : 0;
}

/* More room for what is ready: a block of a stage may give more than was pushed. */
static void make_room(struct decimate *decimate, size_t more)
{
    if (decimate->ready + more <= decimate->room)
        return;
    decimate->room = 2 * (decimate->ready + more);
    decimate->interleaved =
        mem_grow(decimate->interleaved, decimate->room * decimate->channels, sizeof *decimate->interleaved);
}

/* Nothing lies above the input's Nyquist frequency: a transition band that goes beyond it would let images pass. */
static void keep_within_input(struct decimate_setting *setting)
{
    double most = (double)setting->down / (double)setting->up; /* in new Nyquist frequencies */
    if (setting->stop <= most)
        return;
    setting->stop = most;
    setting->pass = fmin(setting->pass, 0.95 * most);
}

struct decimate *decimate_create(const struct decimate_setting *setting, size_t channels, size_t most)
{
    struct decimate *decimate = mem_new(1, sizeof *decimate);
    decimate->setting = *setting;
    keep_within_input(&decimate->setting);
    setting = &decimate->setting;
    decimate->channels = channels;
    if (setting->method == DECIMATION_FIR) {
        decimate->stage = mem_new(channels, sizeof *decimate->stage);
        for (size_t c = 0; c < channels; c++) {
            decimate->stages = choose_stages(decimate->stage[c], setting);
            create_stages(decimate->stage[c], decimate->stages, PART, most,
                          -lag(setting, decimate->stage[c], decimate->stages));
        }
    } else {
        decimate->simple = mem_new(channels, sizeof *decimate->simple);
        for (size_t c = 0; c < channels; c++)
            decimate->simple[c] = downsample_create(setting->method == DECIMATION_IIR, setting->down);
    }
    decimate->channel = mem_new(most, sizeof *decimate->channel);
    decimate->part = mem_new(MOST_STAGES * PART, sizeof *decimate->part);
    make_room(decimate, most);
    return decimate;
}

int64_t decimate_rows(const struct decimate_setting *setting, int64_t samples)
{
    int64_t whole = samples / setting->down, rest = samples % setting->down; /* the product may not fit into 64 bits */
    return whole * setting->up + (rest * setting->up + setting->down - 1) / setting->down;
}

double decimate_start(const struct decimate *decimate)
{
    const struct decimate_setting *setting = &decimate->setting;
    if (setting->method == DECIMATION_BOX)
        return ((double)setting->down - 1) / 2;
    if (setting->method == DECIMATION_IIR)
        return 0;
    return -(double)lag(setting, decimate->stage[0], decimate->stages) * (double)setting->down / (double)setting->up;
}

void decimate_edges(const struct decimate *decimate, double *pass, double *stop)
{
    *pass = decimate->setting.pass;
    *stop = decimate->setting.stop;
}

bool decimate_stage(const struct decimate *decimate, size_t i, struct decimate_stage *about)
{
    if (i >= decimate->stages)
        return false;
    const struct resample_stage *stage = &decimate->stage[0][i];
    *about = (struct decimate_stage){.ratio = (double)stage->down / (double)stage->up,
                                     .taps = 2 * (size_t)stage->filter.half - 1,
                                     .blocks = stage->overlap_save != NULL};
    return true;
}

/* Runs `count` samples of one channel (0: the end) through the stages from `i` on; what comes out is added to `ready`. */
static void run(struct decimate *decimate, size_t channel, size_t i, const float *samples, size_t count)
{
    struct resample_stage *stage = &decimate->stage[channel][i];
    bool last = i + 1 == decimate->stages;
    float *to = decimate->part + i * PART;
    size_t made = 0;
    if (stage->overlap_save != NULL)
        overlap_save_push(stage->overlap_save, samples, count);
    else
        polyphase_push(stage->between, samples, count);
    while ((made = stage->overlap_save != NULL ? overlap_save_next(stage->overlap_save, to, PART)
                                               : polyphase_next(stage->between, to, PART)) > 0) {
        if (!last) {
            run(decimate, channel, i + 1, to, made);
            continue;
        }
        make_room(decimate, made);
        for (size_t k = 0; k < made; k++)
            decimate->interleaved[decimate->ready++ * decimate->channels + channel] = to[k];
    }
    if (count == 0 && !last)
        run(decimate, channel, i + 1, NULL, 0);
}

void decimate_push(struct decimate *decimate, const float *samples, size_t count)
{
    size_t ready = 0;
    for (size_t c = 0; c < decimate->channels; c++) {
        for (size_t i = 0; i < count; i++)
            decimate->channel[i] = samples[i * decimate->channels + c];
        decimate->ready = 0;
        if (decimate->simple != NULL)
            decimate->ready = downsample_run(decimate->simple[c], decimate->interleaved + c, decimate->channels,
                                             decimate->channel, count);
        else
            run(decimate, c, 0, decimate->channel, count);
        ready = decimate->ready;
    }
    decimate->taken += (int64_t)count;
    decimate->ended = count == 0;
    int64_t left = decimate_rows(&decimate->setting, decimate->taken) - decimate->given;
    decimate->ready = decimate->ended && (int64_t)ready > left ? (size_t)left : ready;
}

size_t decimate_next(struct decimate *decimate, const float **samples)
{
    size_t count = decimate->ready;
    *samples = decimate->interleaved;
    decimate->given += (int64_t)count;
    decimate->ready = 0;
    return count;
}

void decimate_destroy(struct decimate *decimate)
{
    if (decimate == NULL)
        return;
    for (size_t c = 0; c < decimate->channels; c++) {
        for (size_t i = 0; decimate->stage != NULL && i < decimate->stages; i++) {
            overlap_save_destroy(decimate->stage[c][i].overlap_save);
            polyphase_destroy(decimate->stage[c][i].between);
        }
        if (decimate->simple != NULL)
            downsample_destroy(decimate->simple[c]);
    }
    free(decimate->stage);
    free(decimate->simple);
    free(decimate->channel);
    free(decimate->part);
    free(decimate->interleaved);
    free(decimate);
}
