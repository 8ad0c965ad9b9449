/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/descriptors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct descriptors {
    const struct layout *it;
    size_t channels, bins, length;  /* length: of a frame */
    struct spectral_shape **shapes; /* [channels]: flux remembers a row */
    struct chroma *chroma;
    float *magnitude, *power, *bands, *samples;
};

struct descriptors *descriptors_create(const struct layout *it, size_t channels)
{
    const struct melspec_setting *setting = &it->melspec;
    struct descriptors *descriptors = mem_new(1, sizeof *descriptors);
    *descriptors = (struct descriptors){.it = it, .channels = channels, .bins = setting->mel.fft_size / 2 + 1};
    descriptors->length = melspec_length(setting);
    descriptors->shapes = mem_new(channels, sizeof *descriptors->shapes);
    struct spectral_shape_setting shape = {.wanted = it->shapes,
                                           .count = it->shape_count,
                                           .length = setting->mel.fft_size,
                                           .rate = setting->mel.rate,
                                           .bands = setting->mel.bands,
                                           .frame = descriptors->length};
    for (size_t c = 0; c < channels; c++)
        descriptors->shapes[c] = spectral_shape_create(&shape);
    if (it->chroma)
        descriptors->chroma = chroma_create(
            &(struct chroma_setting){.notes = NOTES, .length = setting->mel.fft_size, .rate = setting->mel.rate});
    descriptors->magnitude = mem_new(descriptors->bins, sizeof(float));
    descriptors->power = mem_new(descriptors->bins, sizeof(float));
    descriptors->bands = mem_new(setting->mel.bands, sizeof(float));
    descriptors->samples = mem_new(descriptors->length, sizeof(float));
    return descriptors;
}

/* powers[count] out, and magnitudes[count] where it is not NULL, of a full scale of 1 */
static void unscale(const struct layout *it, float *powers, float *magnitudes, const float *numbers, size_t count)
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
static void take_frame(struct descriptors *descriptors, struct spectral_shape_input *input, const float *frame,
                       int64_t row, int64_t came)
{
    const struct melspec_setting *setting = &descriptors->it->melspec;
    int64_t length = (int64_t)descriptors->length, hop = (int64_t)setting->hop;
    int64_t start = framing_start(setting->framing, length, hop) + row * hop, end = came - start;
    for (int64_t n = 0; n < length; n++)
        descriptors->samples[n] = (float)((double)frame[n] / setting->scale);
    input->samples = descriptors->samples;
    input->begin = (size_t)(start >= 0 ? 0 : -start < length ? -start : length);
    input->end = (size_t)(end < 0 ? 0 : end < length ? end : length);
    if (input->end < input->begin)
        input->end = input->begin;
}

void descriptors_fill(struct descriptors *descriptors, float *to, const struct melspec *melspec, const float *energies,
                      size_t channel, int64_t row, int64_t came)
{
    const struct layout *it = descriptors->it;
    size_t place = it->chroma ? it->chroma_place : it->shape_count;
    float shapes[SHAPE_COUNT];
    struct spectral_shape_input input = {.magnitude = descriptors->magnitude, .power = descriptors->bands};
    unscale(it, descriptors->power, descriptors->magnitude, melspec_spectrum(melspec, channel), descriptors->bins);
    unscale(it, descriptors->bands, NULL, energies, it->melspec.mel.bands);
    if (!it->spectra)
        take_frame(descriptors, &input, melspec_frame(melspec, channel), row, came);
    spectral_shape_fill(descriptors->shapes[channel], shapes, &input);
    to = mempcpy(to, shapes, place * sizeof *to);
    if (it->chroma) {
        chroma_fill(descriptors->chroma, to, descriptors->power);
        to += NOTES;
    }
    memcpy(to, shapes + place, (it->shape_count - place) * sizeof *to);
}

void descriptors_destroy(struct descriptors *descriptors)
{
    if (descriptors == NULL)
        return;
    for (size_t c = 0; c < descriptors->channels; c++)
        spectral_shape_destroy(descriptors->shapes[c]);
    chroma_destroy(descriptors->chroma);
    free(descriptors->shapes);
    free(descriptors->magnitude);
    free(descriptors->power);
    free(descriptors->bands);
    free(descriptors->samples);
    free(descriptors);
}
