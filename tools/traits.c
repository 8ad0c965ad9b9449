/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/traits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct traits {
    const struct extraction *it;
    size_t channels, bins, length;  /* length: of a frame */
    struct spectral_shape **shapes; /* [channels]: flux remembers a row */
    struct chroma *chroma;
    float *magnitude, *power, *bands, *samples;
};

struct traits *traits_create(const struct extraction *it, size_t channels)
{
    const struct melspec_setting *setting = &it->melspec;
    struct traits *traits = mem_new(1, sizeof *traits);
    *traits = (struct traits){.it = it, .channels = channels, .bins = setting->mel.fft_size / 2 + 1};
    traits->length = melspec_length(setting);
    traits->shapes = mem_new(channels, sizeof *traits->shapes);
    struct spectral_shape_setting shape = {.wanted = it->shapes,
                                           .count = it->shape_count,
                                           .length = setting->mel.fft_size,
                                           .rate = setting->mel.rate,
                                           .bands = setting->mel.bands,
                                           .frame = traits->length};
    for (size_t c = 0; c < channels; c++)
        traits->shapes[c] = spectral_shape_create(&shape);
    if (it->chroma)
        traits->chroma = chroma_create(
            &(struct chroma_setting){.notes = NOTES, .length = setting->mel.fft_size, .rate = setting->mel.rate});
    traits->magnitude = mem_new(traits->bins, sizeof(float));
    traits->power = mem_new(traits->bins, sizeof(float));
    traits->bands = mem_new(setting->mel.bands, sizeof(float));
    traits->samples = mem_new(traits->length, sizeof(float));
    return traits;
}

/* powers[count] out, and magnitudes[count] where it is not NULL, of a full scale of 1 */
static void unscale(const struct extraction *it, float *powers, float *magnitudes, const float *numbers, size_t count)
{
    bool power = it->melspec.spectrum == BIN_POWER;
    double one = it->melspec.spectrum_scale * it->melspec.scale * (power ? it->melspec.scale : 1);
    for (size_t k = 0; k < count; k++) {
        double value = (double)numbers[k] / one;
        powers[k] = (float)(power ? value : value * value);
        if (magnitudes != NULL)
            magnitudes[k] = (float)(power ? sqrt(value) : value);
    }
}

/* The frame, and which part of it lies within the signal. */
static void take_frame(struct traits *traits, struct spectral_shape_input *input, const float *frame, int64_t row,
                       int64_t came)
{
    const struct melspec_setting *setting = &traits->it->melspec;
    int64_t length = (int64_t)traits->length, hop = (int64_t)setting->hop;
    int64_t start = framing_start(setting->framing, length, hop) + row * hop, end = came - start;
    for (int64_t n = 0; n < length; n++)
        traits->samples[n] = (float)((double)frame[n] / setting->scale);
    input->samples = traits->samples;
    input->begin = (size_t)(start >= 0 ? 0 : -start < length ? -start : length);
    input->end = (size_t)(end < 0 ? 0 : end < length ? end : length);
    if (input->end < input->begin)
        input->end = input->begin;
}

void traits_fill(struct traits *traits, float *to, const struct melspec *melspec, const float *energies, size_t channel,
                 int64_t row, int64_t came)
{
    const struct extraction *it = traits->it;
    size_t place = it->chroma ? it->chroma_place : it->shape_count;
    float shapes[SHAPE_COUNT];
    struct spectral_shape_input input = {.magnitude = traits->magnitude, .power = traits->bands};
    unscale(it, traits->power, traits->magnitude, melspec_spectrum(melspec, channel), traits->bins);
    unscale(it, traits->bands, NULL, energies, it->melspec.mel.bands);
    if (!it->spectra)
        take_frame(traits, &input, melspec_frame(melspec, channel), row, came);
    spectral_shape_fill(traits->shapes[channel], shapes, &input);
    to = mempcpy(to, shapes, place * sizeof *to);
    if (it->chroma) {
        chroma_fill(traits->chroma, to, traits->power);
        to += NOTES;
    }
    memcpy(to, shapes + place, (it->shape_count - place) * sizeof *to);
}

void traits_destroy(struct traits *traits)
{
    if (traits == NULL)
        return;
    for (size_t c = 0; c < traits->channels; c++)
        spectral_shape_destroy(traits->shapes[c]);
    chroma_destroy(traits->chroma);
    free(traits->shapes);
    free(traits->magnitude);
    free(traits->power);
    free(traits->bands);
    free(traits->samples);
    free(traits);
}
