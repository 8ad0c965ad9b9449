/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/transform/stft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/processor.h"
#include "base/sentence.h"
#include "signal/transform/fft.h"
#include "signal/transform/level.h"
#include "signal/transform/window.h"

NAMES(scaling_name, "spectrum", "density", "none")

NAMES(phase_origin_name, "frame", "fft", "center", "signal")

struct stft {
    struct stft_setting setting;
    size_t channels, bins, width;
    float between, at_ends; /* amplitude scale between DC and Nyquist, and at DC and Nyquist */
    float *weights;         /* [win_length] */
    float *flat;            /* [win_length]: the detrended frame */
    struct fft *fft;
    struct framer **framers; /* [channels] */
    int64_t row;
};

static bool is_at_end(const struct stft *stft, size_t bin)
{
    return bin == 0 || 2 * bin == stft->setting.fft_size;
}

/* One function for each kind of row: row[width] out */

static void fill_complex(const struct stft *stft, float *row)
{
    const float(*bins)[2] = (const float(*)[2])fft_bins(stft->fft);
    for (size_t k = 0; k < stft->bins; k++) {
        row[2 * k] = bins[k][0] * stft->between;
        row[2 * k + 1] = bins[k][1] * stft->between;
    }
    for (size_t k = 0; k<stft->bins; k += stft->bins> 1 ? stft->bins - 1 : 1)
        if (is_at_end(stft, k)) {
            row[2 * k] = bins[k][0] * stft->at_ends;
            row[2 * k + 1] = bins[k][1] * stft->at_ends;
        }
}

static void fill_power(const struct stft *stft, float *row)
{
    const float(*bins)[2] = (const float(*)[2])fft_bins(stft->fft);
    float between = stft->between * stft->between, at_ends = stft->at_ends * stft->at_ends;
    fft_power(row, stft->fft, between);
    for (size_t k = 0; k<stft->bins; k += stft->bins> 1 ? stft->bins - 1 : 1)
        if (is_at_end(stft, k))
            row[k] = (bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1]) * at_ends;
}

static void fill_magnitude(const struct stft *stft, float *row)
{
    fill_power(stft, row);
    for (size_t k = 0; k < stft->bins; k++)
        row[k] = sqrtf(row[k]);
}

static void fill_level(const struct stft *stft, float *row)
{
    fill_power(stft, row);
    level_fill(row, row, stft->bins, LEVEL_FLOOR);
}

static void fill_phase(const struct stft *stft, float *row)
{
    const float(*bins)[2] = (const float(*)[2])fft_bins(stft->fft);
    for (size_t k = 0; k < stft->bins; k++)
        row[k] = atan2f(bins[k][1], bins[k][0]);
}

static const struct spectrum_row {
    const char *name;
    size_t numbers; /* per bin */
    void (*fill)(const struct stft *stft, float *row);
} spectra[] = {
    [SPECTRUM_COMPLEX] = {"complex", 2, fill_complex}, [SPECTRUM_MAGNITUDE] = {"magnitude", 1, fill_magnitude},
    [SPECTRUM_POWER] = {"power", 1, fill_power},       [SPECTRUM_DENSITY] = {"density", 1, fill_power},
    [SPECTRUM_LEVEL] = {"level", 1, fill_level},       [SPECTRUM_PHASE] = {"phase", 1, fill_phase},
};

const char *spectrum_name(size_t i)
{
    return i < sizeof spectra / sizeof *spectra ? spectra[i].name : NULL;
}

size_t stft_width(const struct stft_setting *setting)
{
    return (setting->fft_size / 2 + 1) * spectra[setting->spectrum].numbers;
}

void stft_scale(double *between, double *at_ends, const struct stft_setting *setting, const double *weights)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < setting->win_length; i++) {
        sum += weights[i];
        squares += weights[i] * weights[i];
    }
    *between = *at_ends = 1;
    if (setting->scaling == SCALING_SPECTRUM) {
        *between = 2 / sum;
        *at_ends = 1 / sum;
    } else if (setting->scaling == SCALING_DENSITY) {
        *between = sqrt(2 / (setting->rate * squares));
        *at_ends = sqrt(1 / (setting->rate * squares));
    }
}

size_t stft_offset(const struct stft_setting *setting, int64_t row)
{
    int64_t size = (int64_t)setting->fft_size, length = (int64_t)setting->win_length;
    int64_t start =
        framing_start(setting->framing, length, (int64_t)setting->hop) + row % size * ((int64_t)setting->hop % size);
    switch (setting->phase) {
    case PHASE_FRAME:
        return 0;
    case PHASE_FFT:
        return (size_t)((size - length) / 2);
    case PHASE_CENTER:
        return (size_t)((size - length / 2) % size);
    case PHASE_SIGNAL:
        return (size_t)(((start % size) + size) % size);
    }
    return 0;
}

const char *stft_create(struct stft **made, const struct stft_setting *setting, size_t channels, size_t most)
{
    double *weights = mem_new(setting->win_length, sizeof *weights);
    const char *why = window_fill(weights, NULL, setting->win_length, setting->window, setting->symmetric);
    if (why != NULL) {
        free(weights);
        return why;
    }
    struct stft *stft = mem_new(1, sizeof *stft);
    stft->setting = *setting;
    stft->channels = channels;
    stft->bins = setting->fft_size / 2 + 1;
    stft->width = stft_width(setting);
    stft->weights = mem_new(setting->win_length, sizeof *stft->weights);
    stft->flat = mem_new(setting->win_length, sizeof *stft->flat);
    stft->fft = fft_create(setting->fft_size);
    for (size_t i = 0; i < setting->win_length; i++)
        stft->weights[i] = (float)weights[i];
    double between = 1, at_ends = 1;
    stft_scale(&between, &at_ends, setting, weights);
    if (!isfinite(between)) {
        free(weights);
        stft_destroy(stft);
        return sentence("all weights of a %s window of %zu samples are zero", setting->window, setting->win_length);
    }
    stft->between = (float)between;
    stft->at_ends = (float)at_ends;
    free(weights);
    stft->framers = mem_new(channels, sizeof *stft->framers);
    for (size_t c = 0; c < channels; c++)
        stft->framers[c] = framer_create(setting->framing, setting->padding, setting->win_length, setting->hop, most);
    *made = stft;
    return NULL;
}

void stft_push(struct stft *stft, const float *samples, size_t count)
{
    if (stft->channels == 1)
        framer_lend(stft->framers[0], samples, count);
    for (size_t c = 0; c < stft->channels && stft->channels > 1; c++)
        framer_push(stft->framers[c], count > 0 ? samples + c : NULL, count, stft->channels);
}

static const float *detrended(struct stft *stft, const float *frame)
{
    size_t length = stft->setting.win_length;
    if (stft->setting.detrend == DETREND_NONE)
        return frame;
    detrend_subtract(stft->flat, detrend_find(stft->setting.detrend, frame, length), frame, length);
    return stft->flat;
}

__attribute__((always_inline)) static inline void multiply_all(float *restrict to, const float *restrict x,
                                                               const float *restrict weights, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = x[i] * weights[i];
}

FOR_AVX2 static void multiply_avx2(float *to, const float *x, const float *weights, size_t count)
{
    multiply_all(to, x, weights, count);
}

/* to[count] out: x[count] weights[count] */
static void multiply(float *to, const float *x, const float *weights, size_t count)
{
    if (has_avx2())
        multiply_avx2(to, x, weights, count);
    else
        multiply_all(to, x, weights, count);
}

/* Writes the windowed frame into the FFT's buffer from `offset` on, wrapping around at its end. */
static void window_frame(struct stft *stft, const float *frame)
{
    size_t size = stft->setting.fft_size, length = stft->setting.win_length;
    size_t offset = stft_offset(&stft->setting, stft->row);
    size_t first = size - offset < length ? size - offset : length;
    float *to = fft_frame(stft->fft);
    if (size > length && stft->setting.phase == PHASE_SIGNAL)
        memset(to, 0, size * sizeof *to); /* the offset has moved since the last frame */
    multiply(to + offset, frame, stft->weights, first);
    multiply(to, frame + first, stft->weights + first, length - first);
}

bool stft_next(struct stft *stft, float *row)
{
    for (size_t c = 0; c < stft->channels; c++) {
        const float *frame = framer_next(stft->framers[c]);
        if (frame == NULL)
            return false;
        window_frame(stft, detrended(stft, frame));
        fft_forward(stft->fft);
        spectra[stft->setting.spectrum].fill(stft, row + c * stft->width);
    }
    stft->row++;
    return true;
}

void stft_destroy(struct stft *stft)
{
    if (stft == NULL)
        return;
    for (size_t c = 0; stft->framers != NULL && c < stft->channels; c++)
        framer_destroy(stft->framers[c]);
    free(stft->framers);
    free(stft->weights);
    free(stft->flat);
    fft_destroy(stft->fft);
    free(stft);
}
