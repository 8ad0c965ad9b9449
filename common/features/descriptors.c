/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/descriptors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "signal/mel/chroma.h"

struct descriptors {
    const struct layout *layout;
    size_t channels, bins, length;  /* length: of a frame, samples */
    struct spectral_shape **shapes; /* [channels]: flux remembers a row */
    struct chroma *chroma;          /* NULL: no chroma columns */
    float *magnitude, *power;       /* [bins], full scale 1 */
    float *bands;                   /* [bands], power, full scale 1 */
    float *samples;                 /* [length], full scale 1 */
};

struct descriptors *descriptors_create(const struct layout *layout, size_t channels)
{
    const struct melspec_setting *setting = &layout->melspec;
    struct descriptors *descriptors = mem_new(1, sizeof *descriptors);
    *descriptors = (struct descriptors){.layout = layout, .channels = channels};
    descriptors->bins = setting->mel.fft_size / 2 + 1;
    descriptors->length = melspec_length(setting);
    descriptors->shapes = mem_new(channels, sizeof *descriptors->shapes);
    struct spectral_shape_setting shape = {.wanted = layout->shapes,
                                           .count = layout->shape_count,
                                           .length = setting->mel.fft_size,
                                           .rate = setting->mel.rate,
                                           .bands = setting->mel.bands,
                                           .frame = descriptors->length};
    for (size_t c = 0; c < channels; c++)
        descriptors->shapes[c] = spectral_shape_create(&shape);
    if (layout->chroma)
        descriptors->chroma = chroma_create(&(struct chroma_setting){
            .notes = CHROMA_NOTES, .length = setting->mel.fft_size, .rate = setting->mel.rate});
    descriptors->magnitude = mem_new(descriptors->bins, sizeof(float));
    descriptors->power = mem_new(descriptors->bins, sizeof(float));
    descriptors->bands = mem_new(setting->mel.bands, sizeof(float));
    descriptors->samples = mem_new(descriptors->length, sizeof(float));
    return descriptors;
}

/*
 * powers[count]      out: full scale 1
 * magnitudes[count]  out: their roots; may be NULL
 * numbers[count]     of the recipe's spectrum and full scale
 */
static void unscale_bins(const struct layout *layout, float *powers, float *magnitudes, const float *numbers,
                         size_t count)
{
    bool power = layout->melspec.spectrum == BIN_POWER;
    double one = layout->melspec.spectrum_scale * layout->melspec.scale * (power ? layout->melspec.scale : 1);
    for (size_t k = 0; k < count; k++) {
        double value = (double)numbers[k] / one;
        powers[k] = (float)(power ? value : value * value);
        if (magnitudes != NULL)
            magnitudes[k] = (float)(power ? sqrt(value) : value);
    }
}

/* Sets the samples of the row's frame, and the range of them that is within the signal. */
static void set_frame(struct descriptors *descriptors, struct spectral_shape_input *input, const float *frame,
                      int64_t row, int64_t samples)
{
    const struct melspec_setting *setting = &descriptors->layout->melspec;
    int64_t length = (int64_t)descriptors->length, hop = (int64_t)setting->hop;
    int64_t start = framing_start(setting->framing, length, hop) + row * hop, end = samples - start;
    for (int64_t n = 0; n < length; n++)
        descriptors->samples[n] = (float)((double)frame[n] / setting->scale);
    input->samples = descriptors->samples;
    input->begin = (size_t)(start >= 0 ? 0 : -start < length ? -start : length);
    input->end = (size_t)(end < 0 ? 0 : end < length ? end : length);
    if (input->end < input->begin)
        input->end = input->begin;
}

void descriptors_fill(struct descriptors *descriptors, float *columns, const struct melspec *melspec,
                      const float *energies, size_t channel, int64_t row, int64_t samples)
{
    const struct layout *layout = descriptors->layout;
    size_t before = layout->chroma ? layout->chroma_place : layout->shape_count;
    float shapes[SHAPE_COUNT];
    struct spectral_shape_input input = {.magnitude = descriptors->magnitude, .power = descriptors->bands};
    unscale_bins(layout, descriptors->power, descriptors->magnitude, melspec_spectrum(melspec, channel),
                 descriptors->bins);
    unscale_bins(layout, descriptors->bands, NULL, energies, layout->melspec.mel.bands);
    if (!layout->from_spectra)
        set_frame(descriptors, &input, melspec_frame(melspec, channel), row, samples);
    spectral_shape_fill(descriptors->shapes[channel], shapes, &input);
    columns = mempcpy(columns, shapes, before * sizeof *columns);
    if (layout->chroma) {
        chroma_fill(descriptors->chroma, columns, descriptors->power);
        columns += CHROMA_NOTES;
    }
    memcpy(columns, shapes + before, (layout->shape_count - before) * sizeof *columns);
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
