/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "signal/transform/window.h"
#include "spectra/spectra_header.h"

/* A length in samples. Times end where the samples do that fit them, or at the nearest. */
static const char *length_of(size_t *length, const char *option, struct extent extent, const struct recipe *recipe,
                             double rate)
{
    double samples = extent_samples(extent, rate);
    if (extent.unit == EXTENT_SECONDS && strcmp(recipe->rounding, "down") == 0)
        samples =
            floor(extent.value * rate * (1 + 1e-12)); /* 0.025 s of 16 kHz are 400, whatever 0.025 is as a double */
    if (!(samples >= 1 && samples <= MOST_FFT_SIZE))
        return sentence("--%s: %g samples are out of range (1 to %d)", option, samples, MOST_FFT_SIZE);
    *length = (size_t)samples;
    return NULL;
}

static size_t power_of_two(size_t least)
{
    size_t size = 1;
    while (size < least)
        size *= 2;
    return size;
}

static const char *resolve_sizes(struct melspec_setting *setting, const struct recipe *recipe, double rate)
{
    size_t fft = (size_t)recipe->fft_size, window = fft, hop = 0;
    const char *why = NULL;
    if (recipe->win_length.unit == EXTENT_PERCENT)
        return "--win-length: a percentage is no length";
    if (recipe->win_length.unit != EXTENT_NONE)
        why = length_of(&window, "win-length", recipe->win_length, recipe, rate);
    if (why != NULL)
        return why;
    if (fft == 0)
        fft = power_of_two(window);
    if (window > fft)
        return sentence("--fft-size %zu is less than the window of %zu samples; the rest would be lost", fft, window);
    if (recipe->hop.unit == EXTENT_PERCENT)
        hop = (size_t)fmax(1, round((double)window * (1 - recipe->hop.value / 100)));
    else if ((why = length_of(&hop, "hop", recipe->hop, recipe, rate)) != NULL)
        return why;
    setting->win_length = window;
    setting->hop = hop;
    setting->mel.fft_size = fft;
    return NULL;
}

static void take_melspec(struct melspec_setting *setting, const struct recipe *recipe, double rate)
{
    setting->scale = recipe->full_scale;
    setting->preemphasis = recipe->preemph;
    setting->emphasis = (enum emphasis)name_index(emphasis_name, recipe->preemph_over);
    setting->framing = (enum framing)name_index(framing_name, recipe->framing);
    setting->padding = (enum padding)name_index(padding_name, recipe->padding);
    setting->place = (enum place)name_index(place_name, recipe->place);
    setting->dither = recipe->dither;
    setting->seed = (uint64_t)recipe->seed;
    setting->detrend = (enum detrend)name_index(detrend_name, recipe->detrend);
    setting->window = recipe->window;
    setting->symmetric = strcmp(recipe->window_form, "symmetric") == 0;
    setting->spectrum = (enum bin_kind)name_index(bin_kind_name, recipe->spectrum);
    setting->spectrum_scale = strcmp(recipe->spectrum_norm, "fft") == 0 ? 1 / (double)setting->mel.fft_size : 1;
    setting->mel.scale = (enum mel_scale)name_index(mel_scale_name, recipe->mel);
    setting->mel.triangles = (enum triangles)name_index(triangles_name, recipe->triangles);
    setting->mel.norm = (enum band_norm)name_index(band_norm_name, recipe->band_norm);
    setting->mel.bands = (size_t)recipe->bands;
    setting->mel.low = isnan(recipe->frequencies.low) ? 0 : recipe->frequencies.low;
    setting->mel.high = isnan(recipe->frequencies.high) ? rate / 2 : recipe->frequencies.high;
    setting->mel.rate = rate;
}

/* LIST: names with commas between them. */
static const char *take_features(struct layout *it, const char *list)
{
    char *copy = mem_text(list != NULL ? list : "");
    const char *why = NULL;
    for (char *rest = copy, *name = strsep(&rest, ","); name != NULL && why == NULL; name = strsep(&rest, ",")) {
        size_t i = name_index(feature_name, name);
        bool again = i == SHAPE_COUNT && it->chroma;
        for (size_t k = 0; k < it->shape_count; k++)
            again = again || it->shapes[k] == (enum shape_feature)i;
        if (list == NULL)
            break;
        if (again)
            why = sentence("--features: '%s' is there twice", name);
        else if (i < SHAPE_COUNT)
            it->shapes[it->shape_count++] = (enum shape_feature)i;
        else if (i == SHAPE_COUNT) {
            it->chroma = true;
            it->chroma_place = it->shape_count;
        } else
            why = sentence("--features: there is no '%s', only centroid, bandwidth, rolloff, flatness, flux, zcr, rms "
                           "and chroma",
                           name);
    }
    free(copy);
    for (size_t k = 0; why == NULL && it->spectra && k < it->shape_count; k++)
        if (spectral_shape_source(it->shapes[k]) == SHAPE_OF_FRAME)
            why = sentence("--features: %s is made of samples, and these are spectra",
                           spectral_shape_name(it->shapes[k]));
    it->extras = it->shape_count + (it->chroma ? NOTES : 0);
    return why;
}

static bool wants_bands(const struct layout *it)
{
    bool found = it->kind != ROW_FEATURES;
    for (size_t k = 0; k < it->shape_count; k++)
        found = found || spectral_shape_source(it->shapes[k]) == SHAPE_OF_BANDS;
    return found;
}

bool layout_has_energy(const struct layout *it)
{
    if (it->kind == ROW_FEATURES)
        return false;
    return it->zeroth == ZEROTH_BOTH || (it->zeroth == ZEROTH_ENERGY && it->kind == ROW_MFCC);
}

bool layout_has_c0(const struct layout *it)
{
    return it->kind == ROW_MFCC && (it->zeroth == ZEROTH_BOTH || it->zeroth == ZEROTH_C0);
}

static void take_logs(struct layout *it, const struct recipe *recipe, double row_rate)
{
    it->compress = (struct compress_setting){.kind = (enum compression)name_index(compression_name, recipe->log),
                                             .floor = recipe->log_floor,
                                             .offset = recipe->log_offset,
                                             .shift = recipe->log_shift,
                                             .gain = recipe->log_gain,
                                             .pcen = {.gain = recipe->pcen_gain,
                                                      .bias = recipe->pcen_bias,
                                                      .power = recipe->pcen_power,
                                                      .eps = recipe->pcen_eps,
                                                      .time = recipe->pcen_time.value,
                                                      .rate = row_rate}};
    if (recipe->pcen_time.unit == EXTENT_SAMPLES)
        it->compress.pcen.time /= it->melspec.mel.rate;
    bool logs = it->compress.kind != COMPRESSION_NONE && it->compress.kind != COMPRESSION_PCEN;
    it->top_db = logs && (it->kind == ROW_MFCC || it->kind == ROW_LOGMEL) ? recipe->top_db : 0;
    it->energy_floor = fmax(recipe->energy_floor, recipe->log_floor);
}

static void take_rows(struct layout *it, const struct recipe *recipe)
{
    size_t bands = it->melspec.mel.bands, cepstra = (size_t)recipe->coefficients;
    it->cepstrum = (struct cepstrum_setting){.bands = bands,
                                             .count = cepstra,
                                             .dct = (enum dct)name_index(dct_name, recipe->dct),
                                             .norm = (enum dct_norm)name_index(dct_norm_name, recipe->dct_norm),
                                             .lifter = recipe->lifter,
                                             .form = (enum lifter)name_index(lifter_name, recipe->lifter_form)};
    it->zeroth_first = strcmp(recipe->zeroth_place, "first") == 0;
    it->statics = it->kind == ROW_FEATURES ? 0 : it->kind == ROW_MFCC ? cepstra - 1 + layout_has_c0(it) : bands;
    it->statics += layout_has_energy(it);
    it->melspec.energy = layout_has_energy(it) ? (enum energy)name_index(energy_name, recipe->energy) : ENERGY_NONE;
    it->cmvn = (enum cmvn_kind)name_index(cmvn_name, recipe->cmvn);
    it->sliding = (struct sliding_setting){.width = it->statics + it->extras,
                                           .window = recipe->cmvn_window,
                                           .least = recipe->cmvn_least,
                                           .centred = strcmp(recipe->cmvn_center, "yes") == 0,
                                           .variance = it->cmvn == CMVN_VARIANCE};
    it->delta = (struct delta_setting){.width = it->statics + it->extras,
                                       .derived = it->statics,
                                       .order = (int)recipe->deltas,
                                       .window = (int)recipe->delta_window,
                                       .form = (enum delta_form)name_index(delta_form_name, recipe->delta_form)};
    it->splice =
        (struct splice_setting){.width = delta_width(&it->delta), .count = recipe->stack, .step = recipe->stack_step};
    it->width = it->splice.width * (size_t)it->splice.count;
}

static const char *check_rows(const struct layout *it, size_t channels)
{
    const char *why = delta_check(&it->delta);
    if (it->statics + it->extras == 0 && it->kind == ROW_FEATURES)
        return "--kind features needs --features";
    if (it->statics + it->extras == 0)
        return "--coefficients 1 and --zeroth none leave no column";
    if (it->spectra && it->melspec.energy != ENERGY_NONE && it->melspec.energy != ENERGY_SPECTRUM)
        return sentence("the %s energy of a frame is not in its spectrum: --zeroth c0, or --energy spectrum",
                        energy_name(it->melspec.energy));
    if (it->width > MOST_NUMBERS / channels)
        return sentence("%zu numbers in a row of %zu channel%s are too many", it->width, channels,
                        channels > 1 ? "s" : "");
    return why;
}

/* Of the transform behind spectra, in samples; 0: there is none that can be. */
static size_t transform_length(const struct header *spectra)
{
    double length = ratio_value(spectra->samplerate) / spectra->step + 0.5;
    return length >= 1 && length <= MOST_FFT_SIZE + 0.5 ? (size_t)length : 0;
}

const char *layout_refuse(const struct header *input)
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
static void set_spectra(struct layout *it, const struct header *input)
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
    if (spectra_header_setting(&made, &samples, input) == NULL) {
        double *weights = mem_new(made.win_length, sizeof *weights);
        if (window_fill(weights, NULL, made.win_length, made.window, made.symmetric) == NULL)
            stft_scale(&it->inner, &it->outer, &made, weights);
        free(weights);
    }
}

const char *layout_resolve(struct layout *it, const struct recipe *recipe, const struct header *input)
{
    *it = (struct layout){.kind = (enum row_kind)name_index(recipe_kind_name, recipe->kind),
                          .zeroth = (enum zeroth)name_index(zeroth_name, recipe->zeroth)};
    bool samples = header_is(input, "samples");
    const char *why = samples ? resolve_sizes(&it->melspec, recipe, header_rate(input)) : NULL;
    if (!samples)
        set_spectra(it, input);
    if (why != NULL)
        return why;
    double rate = samples ? header_rate(input) : ratio_value(input->samplerate);
    take_melspec(&it->melspec, recipe, rate);
    take_logs(it, recipe, samples ? rate / (double)it->melspec.hop : header_rate(input));
    if ((why = take_features(it, recipe->features)) != NULL)
        return why;
    if (it->kind == ROW_FEATURES && !wants_bands(it)) { /* one that there always is */
        it->melspec.mel.bands = 1;
        it->melspec.mel.low = 0;
        it->melspec.mel.high = rate / 2;
    }
    take_rows(it, recipe);
    return check_rows(it, (size_t)input->channels);
}
