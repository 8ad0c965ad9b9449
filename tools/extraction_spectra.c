/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Input that is a spectrum already: which ones will do, and how their scale is undone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "signal/transform/window.h"
#include "tools/analysis.h"
#include "tools/extraction.h"

/* Of the transform behind spectra, in samples; 0: there is none that can be. */
static size_t transform_length(const struct header *spectra)
{
    double length = ratio_value(spectra->samplerate) / spectra->step + 0.5;
    return length >= 1 && length <= MOST_FFT_SIZE + 0.5 ? (size_t)length : 0;
}

const char *extraction_refuse(const struct header *input)
{
    if (header_is(input, "samples"))
        return NULL;
    if (!header_is(input, "power") && !header_is(input, "magnitude"))
        return sentence("features are made of samples or of power or magnitude spectra, and these are %s rows",
                        input->kind);
    if (strcmp(input->axis, "hz") != 0 || input->first > 0 || input->first < 0 || !(input->step > 0))
        return "bands are made of spectra whose columns are evenly spaced in hertz, from 0 on";
    if (input->samplerate.over <= 0)
        return "these spectra do not say which rate their samples had";
    return transform_length(input) == 0 || transform_length(input) / 2 + 1 != (size_t)input->width
               ? "these spectra do not reach from 0 Hz to half the rate of their samples"
               : NULL;
}

/*
 * Rows of spectra: the length of their transform, and what undoes their scale. Of rows that do not say how they were
 * made the numbers are taken as they are.
 */
void extraction_take_spectra(struct extraction *it, const struct header *input)
{
    struct stft_setting made;
    int64_t samples = 0;
    struct melspec_setting *setting = &it->melspec;
    it->spectra = true;
    it->bins = header_is(input, "power") ? BIN_POWER : BIN_MAGNITUDE;
    setting->mel.fft_size = transform_length(input);
    setting->win_length = setting->mel.fft_size; /* no frame is cut of spectra */
    setting->hop = 1;
    it->inner = it->outer = 1;
    if (analysis_recall(&made, &samples, input) == NULL) {
        double *weights = mem_new(made.win_length, sizeof *weights);
        if (window_fill(weights, NULL, made.win_length, made.window, made.symmetric) == NULL)
            stft_scale(&it->inner, &it->outer, &made, weights);
        free(weights);
    }
}

bool extraction_undo(const struct extraction *it, float *to, const float *row)
{
    size_t fft = it->melspec.mel.fft_size;
    double exponent = it->bins == BIN_POWER ? 2 : 1;
    float inner = (float)pow(it->melspec.scale / it->inner, exponent);
    float outer = (float)pow(it->melspec.scale / it->outer, exponent);
    bool negative = false;
    for (size_t k = 0; k <= fft / 2; k++) {
        negative |= row[k] < 0;
        to[k] = row[k] * (k == 0 || 2 * k == fft ? outer : inner);
    }
    return !negative;
}
