/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/decimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "signal/resample/downsample.h"
#include "signal/resample/extension.h"
#include "signal/resample/overlap_save.h"
#include "signal/resample/polyphase.h"

enum {
    MOST_STAGES = 6,
    COARSE = 64,
    GREATEST_RATIO = 512,
    GREATEST_TERM = 16384,
    PART = 4096,
    MOST_MIRRORED = 1 << 20
};

NAMES(decimation_name, "fir", "iir", "box")

/*
 * One stage: filtering and resampling by overlap-save. Ratios whose terms are too large for a block use interpolated
 * taps instead, after a stage that has the sharp filter and leaves at least twice the rate.
 */
struct filter_stage {
    int64_t up, down;
    struct lowpass filter;
    double stop;                       /* cycles per input sample */
    struct overlap_save *overlap_save; /* one of these two is NULL */
    struct polyphase *polyphase;
};

struct decimate {
    struct decimate_setting setting;
    size_t channels, stages;
    struct filter_stage (*stage)[MOST_STAGES]; /* [channels] */
    struct extension **extension;              /* [channels], for fir; NULL: zeros */
    int64_t before, after;                     /* samples of the extension that the filters reach */
    bool started;                              /* the extension before the signal has been pushed */
    struct downsample **simple;                /* [channels], for iir and box */
    int64_t pushed, returned;                  /* samples per channel */
    bool ended;
    size_t ready, room;
    size_t most;        /* samples per channel of one push */
    float *channel;     /* [most] */
    float *later;       /* [most]: samples that wait while the beginning is passed on */
    float *part;        /* [MOST_STAGES][PART]: samples on their way from stage to stage */
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
 * A stage by up / down from `rate` (in units of the final rate), with the stop band from `stop` on. Its attenuation is
 * some dB better than required, since the errors of stages add up and the formula of Kaiser's window is an estimate.
 * Interpolated taps leave some ten images of a tone, which add up where an output coincides with a sample.
 */
static struct filter_stage stage_of(const struct decimate_setting *setting, double rate, double stop, int64_t up,
                                    int64_t down)
{
    double more = by_blocks(up, down) ? 5 : 25; /* dB */
    int64_t shared = common_divisor(up, down);
    return (struct filter_stage){
        .up = up / shared,
        .down = down / shared,
        .stop = stop / rate,
        .filter = lowpass_design(setting->pass / 2 / rate, stop / rate, setting->attenuation + more)};
}

/* Divides the remaining ratio by up / down, in lowest terms. */
static void divide_ratio(int64_t *left_up, int64_t *left_down, int64_t up, int64_t down)
{
    int64_t a = common_divisor(*left_down, down), b = common_divisor(*left_up, up);
    *left_up = *left_up / b * (down / a);
    *left_down = *left_down / a * (up / b);
    a = common_divisor(*left_up, *left_down);
    *left_up /= a;
    *left_down /= a;
}

/*
 * stage out: the stages in order. Returns their number. A coarse stage only has to keep aliases out of the band that
 * the last stage passes.
 */
static size_t choose_stages(struct filter_stage stage[MOST_STAGES], const struct decimate_setting *setting)
{
    int64_t up = setting->up, down = setting->down;
    double rate = (double)down / (double)up, edge = setting->stop / 2;
    size_t count = 0;
    for (; rate > GREATEST_RATIO; rate /= COARSE) {
        stage[count++] = stage_of(setting, rate, rate / COARSE - edge, 1, COARSE);
        divide_ratio(&up, &down, 1, COARSE);
    }
    if (by_blocks(up, down)) {
        stage[count++] = stage_of(setting, rate, edge, up, down);
        return count;
    }
    int64_t halves = (int64_t)rate; /* leaves two to four times the final rate */
    stage[count++] = stage_of(setting, rate, edge, 2, halves);
    divide_ratio(&up, &down, 2, halves);
    rate *= 2 / (double)halves;
    /* Images are above rate - edge. Overlap-save makes none: its spectrum ends at rate / 2, and may alias from 1. */
    double stop = by_blocks(up, down) ? 1 : rate - edge;
    stage[count++] = stage_of(setting, rate, stop, up, down);
    return count;
}

/* The first output of a stage that can differ from zero, if the first sample is at position `first`. */
static int64_t first_output(const struct filter_stage *stage, int64_t first)
{
    double position = (double)first - stage->filter.half;
    return (int64_t)floor(position * (double)stage->up / (double)stage->down) - 1;
}

/*
 * Creates the stages of one channel, whose first sample is at position `first`: each starts where the one before does,
 * the last one with output `wanted`.
 */
static void create_stages(struct filter_stage stage[MOST_STAGES], size_t stages, size_t room, size_t most,
                          int64_t first, int64_t wanted)
{
    for (size_t i = 0; i < stages; i++) {
        int64_t output = i + 1 == stages ? wanted : first_output(&stage[i], first);
        size_t part = i == 0 ? most : room;
        if (by_blocks(stage[i].up, stage[i].down))
            stage[i].overlap_save =
                overlap_save_create(&stage[i].filter, stage[i].stop, stage[i].up, stage[i].down, first, output, part);
        else
            stage[i].polyphase = polyphase_create(&stage[i].filter, stage[i].up, stage[i].down, first, output, part);
        first = output;
    }
}

/* Half the length of all filters of a chain, in input samples. */
static double reach_of(const struct filter_stage *stage, size_t stages)
{
    double reach = 0, step = 1;
    for (size_t i = 0; i < stages; i++) {
        reach += step * stage[i].filter.half;
        step *= (double)stage[i].down / (double)stage[i].up;
    }
    return reach;
}

/* The delay of a causal chain in output samples. */
static int64_t lag(const struct decimate_setting *setting, const struct filter_stage *stage, size_t stages)
{
    double reach = reach_of(stage, stages);
    return setting->causal ? (int64_t)ceil(reach * (double)setting->up / (double)setting->down) : 0;
}

/* Grows the buffer of ready samples: a block of a stage may return more than was pushed. */
static void make_room(struct decimate *decimate, size_t more)
{
    if (decimate->ready + more <= decimate->room)
        return;
    decimate->room = 2 * (decimate->ready + more);
    decimate->interleaved =
        mem_grow(decimate->interleaved, decimate->room * decimate->channels, sizeof *decimate->interleaved);
}

/* Limits the transition band to the input's Nyquist frequency; above it, images would pass. */
static void limit_edges(struct decimate_setting *setting)
{
    double most = (double)setting->down / (double)setting->up; /* in new Nyquist frequencies */
    if (setting->stop <= most)
        return;
    setting->stop = most;
    setting->pass = fmin(setting->pass, 0.95 * most);
}

/* Sets how far the signal goes on beyond its ends. */
static void plan_extension(struct decimate *decimate)
{
    const struct decimate_setting *setting = &decimate->setting;
    if (setting->padding == PADDING_ZEROS)
        return;
    int64_t reach = (int64_t)ceil(reach_of(decimate->stage[0], decimate->stages));
    int64_t kept = setting->padding == PADDING_CONSTANT ? 1 : reach < MOST_MIRRORED ? reach + 1 : MOST_MIRRORED;
    decimate->after = reach;
    decimate->before = setting->causal ? 2 * reach + setting->down / setting->up + 1 : reach;
    decimate->extension = mem_new(decimate->channels, sizeof(struct extension *));
    for (size_t c = 0; c < decimate->channels; c++)
        decimate->extension[c] = extension_create(setting->padding, (size_t)kept);
}

struct decimate *decimate_create(const struct decimate_setting *setting, size_t channels, size_t most)
{
    struct decimate *decimate = mem_new(1, sizeof *decimate);
    decimate->setting = *setting;
    limit_edges(&decimate->setting);
    setting = &decimate->setting;
    decimate->channels = channels;
    if (setting->method == DECIMATION_FIR) {
        decimate->stage = mem_new(channels, sizeof *decimate->stage);
        for (size_t c = 0; c < channels; c++)
            decimate->stages = choose_stages(decimate->stage[c], setting);
        plan_extension(decimate);
        for (size_t c = 0; c < channels; c++)
            create_stages(decimate->stage[c], decimate->stages, PART, most, -decimate->before,
                          -lag(setting, decimate->stage[c], decimate->stages));
    } else {
        decimate->simple = mem_new(channels, sizeof *decimate->simple);
        for (size_t c = 0; c < channels; c++)
            decimate->simple[c] = downsample_create(setting->method == DECIMATION_IIR, setting->down);
    }
    decimate->most = most;
    decimate->channel = mem_new(most, sizeof *decimate->channel);
    decimate->later = mem_new(most, sizeof *decimate->later);
    decimate->part = mem_new(MOST_STAGES * PART, sizeof *decimate->part);
    make_room(decimate, most);
    return decimate;
}

int64_t decimate_rows(const struct decimate_setting *setting, int64_t samples)
{
    int64_t whole = samples / setting->down, rest = samples % setting->down; /* samples * up may exceed 64 bits */
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
    const struct filter_stage *stage = &decimate->stage[0][i];
    *about = (struct decimate_stage){.ratio = (double)stage->down / (double)stage->up,
                                     .taps = 2 * (size_t)stage->filter.half - 1,
                                     .blocks = stage->overlap_save != NULL};
    return true;
}

/* Passes `count` samples of one channel (0: the end) through the stages from `i` on; the output is added to `ready`. */
static void run_stages(struct decimate *decimate, size_t channel, size_t i, const float *samples, size_t count)
{
    struct filter_stage *stage = &decimate->stage[channel][i];
    bool last = i + 1 == decimate->stages;
    float *to = decimate->part + i * PART;
    size_t made = 0;
    if (stage->overlap_save != NULL)
        overlap_save_push(stage->overlap_save, samples, count);
    else
        polyphase_push(stage->polyphase, samples, count);
    while ((made = stage->overlap_save != NULL ? overlap_save_next(stage->overlap_save, to, PART)
                                               : polyphase_next(stage->polyphase, to, PART)) > 0) {
        if (!last) {
            run_stages(decimate, channel, i + 1, to, made);
            continue;
        }
        make_room(decimate, made);
        for (size_t k = 0; k < made; k++)
            decimate->interleaved[decimate->ready++ * decimate->channels + channel] = to[k];
    }
    if (count == 0 && !last)
        run_stages(decimate, channel, i + 1, NULL, 0);
}

/* Passes on `count` samples of the extension, a part at a time. */
static void run_extension(struct decimate *decimate, size_t c, size_t most, int64_t from, int64_t count,
                          void (*fill)(const struct extension *extension, float *samples, int64_t from, size_t count))
{
    for (size_t part = 0; count > 0; count -= (int64_t)part, from += (int64_t)part) {
        part = count < (int64_t)most ? (size_t)count : most;
        fill(decimate->extension[c], decimate->channel, from, part);
        run_stages(decimate, c, 0, decimate->channel, part);
    }
}

/* Passes on the extension and all samples kept of the beginning. */
static void start_channel(struct decimate *decimate, size_t c)
{
    const float *head = NULL;
    size_t count = extension_head(decimate->extension[c], &head);
    run_extension(decimate, c, decimate->most, -decimate->before, count > 0 ? decimate->before : 0, extension_before);
    for (size_t part = 0; count > 0; count -= part, head += part) {
        part = count < decimate->most ? count : decimate->most;
        run_stages(decimate, c, 0, head, part);
    }
}

/* Passes `count` samples of one channel (0: the end), and the extension of the signal, through the stages. */
static void run_channel(struct decimate *decimate, size_t c, size_t count)
{
    struct extension *extension = decimate->extension != NULL ? decimate->extension[c] : NULL;
    const float *head = NULL;
    size_t before = extension != NULL ? extension_head(extension, &head) : 0, begun = 0;
    if (extension == NULL) {
        run_stages(decimate, c, 0, decimate->channel, count);
        return;
    }
    extension_push(extension, decimate->channel, count);
    if (!decimate->started) {
        begun = extension_head(extension, &head) - before; /* of these samples, which start_channel passes on */
        if (count > 0 && !extension_is_full(extension))
            return;
        memmove(decimate->later, decimate->channel + begun, (count - begun) * sizeof *decimate->later);
        start_channel(decimate, c);
        memcpy(decimate->channel, decimate->later, (count - begun) * sizeof *decimate->later);
    }
    if (count > begun)
        run_stages(decimate, c, 0, decimate->channel, count - begun);
    if (count == 0) {
        run_extension(decimate, c, decimate->most, 1, before > 0 ? decimate->after : 0, extension_after);
        run_stages(decimate, c, 0, NULL, 0);
    }
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
            run_channel(decimate, c, count);
        ready = decimate->ready;
    }
    decimate->started = decimate->extension == NULL || count == 0 || extension_is_full(decimate->extension[0]);
    decimate->pushed += (int64_t)count;
    decimate->ended = count == 0;
    int64_t left = decimate_rows(&decimate->setting, decimate->pushed) - decimate->returned;
    decimate->ready = decimate->ended && (int64_t)ready > left ? (size_t)left : ready;
}

size_t decimate_next(struct decimate *decimate, const float **samples)
{
    size_t count = decimate->ready;
    *samples = decimate->interleaved;
    decimate->returned += (int64_t)count;
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
            polyphase_destroy(decimate->stage[c][i].polyphase);
        }
        if (decimate->extension != NULL)
            extension_destroy(decimate->extension[c]);
        if (decimate->simple != NULL)
            downsample_destroy(decimate->simple[c]);
    }
    free(decimate->stage);
    free(decimate->simple);
    free(decimate->extension);
    free(decimate->channel);
    free(decimate->later);
    free(decimate->part);
    free(decimate->interleaved);
    free(decimate);
}
