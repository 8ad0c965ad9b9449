/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/name_match.h"
#include "base/sentence.h"
#include "signal/transform/window.h"
#include "spectra/spectra_header.h"

/* Converts the length that an option gives to samples. ROUNDING_DOWN: whole samples that fit into a time. */
static const char *resolve_length(size_t *length, const char *option, struct extent extent, enum rounding rounding,
                                  double rate)
{
    double samples = extent_samples(extent, rate);
    /* 0.025 s of 16 kHz are 400, whatever 0.025 is as a double */
    if (extent.unit == EXTENT_SECONDS && rounding == ROUNDING_DOWN)
        samples = floor(extent.value * rate * (1 + 1e-12));
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

/* Sets window, hop and FFT size of samples. */
static const char *resolve_sizes(struct melspec_setting *setting, const struct frame_recipe *frames, double rate)
{
    size_t fft = (size_t)frames->fft_size, window = fft, hop = 0;
    const char *why = NULL;
    if (frames->win_length.unit == EXTENT_PERCENT)
        return "--win-length: a percentage is not a length";
    if (frames->win_length.unit != EXTENT_NONE)
        why = resolve_length(&window, "win-length", frames->win_length, frames->rounding, rate);
    if (why != NULL)
        return why;
    if (fft == 0)
        fft = power_of_two(window);
    if (window > fft)
        return sentence("--fft-size %zu is less than the window length of %zu samples", fft, window);
    if (frames->hop.unit == EXTENT_PERCENT)
        hop = (size_t)fmax(1, round((double)window * (1 - frames->hop.value / 100)));
    else if ((why = resolve_length(&hop, "hop", frames->hop, frames->rounding, rate)) != NULL)
        return why;
    setting->win_length = window;
    setting->hop = hop;
    setting->mel.fft_size = fft;
    return NULL;
}

static void set_melspec(struct melspec_setting *setting, const struct recipe *recipe, double rate)
{
    const struct frame_recipe *frames = &recipe->frames;
    setting->scale = recipe->full_scale;
    setting->preemphasis = frames->preemph;
    setting->emphasis = frames->preemph_over;
    setting->framing = frames->framing;
    setting->padding = frames->padding;
    setting->place = frames->place;
    setting->dither = frames->dither;
    setting->seed = (uint64_t)recipe->seed;
    setting->detrend = frames->detrend;
    setting->window = frames->window;
    setting->symmetric = frames->window_form == WINDOW_SYMMETRIC;
    setting->spectrum = recipe->spectrum;
    setting->spectrum_scale = recipe->spectrum_norm == SPECTRUM_NORM_FFT ? 1 / (double)setting->mel.fft_size : 1;
    setting->mel.scale = recipe->mel;
    setting->mel.triangles = recipe->triangles;
    setting->mel.norm = recipe->band_norm;
    setting->mel.bands = (size_t)recipe->bands;
    setting->mel.low = isnan(recipe->frequencies.low) ? 0 : recipe->frequencies.low;
    setting->mel.high = isnan(recipe->frequencies.high) ? rate / 2 : recipe->frequencies.high;
    setting->mel.rate = rate;
}

static bool has_shape(const struct layout *layout, enum shape_feature shape)
{
    for (size_t k = 0; k < layout->shape_count; k++)
        if (layout->shapes[k] == shape)
            return true;
    return false;
}

/* Adds one column of --features, or the twelve of chroma. */
static const char *add_feature(struct layout *layout, const char *name)
{
    size_t i = name_find(feature_name, name, strlen(name));
    if (i > SHAPE_COUNT)
        return sentence("--features: %s", name_unknown("name", feature_name, name, strlen(name)));
    if (i == SHAPE_COUNT ? layout->chroma : has_shape(layout, (enum shape_feature)i))
        return sentence("--features: '%s' is given twice", name);
    if (i < SHAPE_COUNT)
        layout->shapes[layout->shape_count++] = (enum shape_feature)i;
    else {
        layout->chroma = true;
        layout->chroma_place = layout->shape_count;
    }
    return NULL;
}

/* Sets the columns of --features. list: names with commas between them; NULL: none. */
static const char *set_features(struct layout *layout, const char *list)
{
    const char *why = NULL;
    char *copy = list != NULL ? mem_text(list) : NULL, *rest = copy;
    for (const char *name = NULL; why == NULL && (name = strsep(&rest, ",")) != NULL;)
        why = add_feature(layout, name);
    free(copy);
    for (size_t k = 0; why == NULL && layout->from_spectra && k < layout->shape_count; k++)
        if (spectral_shape_source(layout->shapes[k]) == SHAPE_OF_FRAME)
            why = sentence("--features: %s needs samples, and the input is spectra",
                           spectral_shape_name(layout->shapes[k]));
    layout->extras = layout->shape_count + (layout->chroma ? CHROMA_NOTES : 0);
    return why;
}

/* Whether any column needs the mel bands. */
static bool wants_bands(const struct layout *layout)
{
    bool found = layout->kind != ROW_FEATURES;
    for (size_t k = 0; k < layout->shape_count; k++)
        found = found || spectral_shape_source(layout->shapes[k]) == SHAPE_OF_BANDS;
    return found;
}

bool layout_has_energy(const struct layout *layout)
{
    if (layout->kind == ROW_FEATURES)
        return false;
    return layout->zeroth == ZEROTH_BOTH || (layout->zeroth == ZEROTH_ENERGY && layout->kind == ROW_MFCC);
}

bool layout_has_c0(const struct layout *layout)
{
    return layout->kind == ROW_MFCC && (layout->zeroth == ZEROTH_BOTH || layout->zeroth == ZEROTH_C0);
}

static void set_logs(struct layout *layout, const struct recipe *recipe, double row_rate)
{
    layout->compress = (struct compress_setting){.kind = recipe->log,
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
        layout->compress.pcen.time /= layout->melspec.mel.rate;
    bool logs = layout->compress.kind != COMPRESSION_NONE && layout->compress.kind != COMPRESSION_PCEN;
    layout->top_db = logs && (layout->kind == ROW_MFCC || layout->kind == ROW_LOGMEL) ? recipe->top_db : 0;
    layout->energy_floor = fmax(recipe->energy_floor, recipe->log_floor);
}

static void set_columns(struct layout *layout, const struct recipe *recipe)
{
    size_t bands = layout->melspec.mel.bands, cepstra = (size_t)recipe->coefficients;
    layout->cepstrum = (struct cepstrum_setting){.bands = bands,
                                                 .count = cepstra,
                                                 .dct = recipe->dct,
                                                 .norm = recipe->dct_norm,
                                                 .lifter = recipe->lifter,
                                                 .form = recipe->lifter_form};
    layout->zeroth_first = recipe->zeroth_place == ZEROTH_FIRST;
    layout->statics = layout->kind == ROW_FEATURES ? 0
                      : layout->kind == ROW_MFCC   ? cepstra - 1 + layout_has_c0(layout)
                                                   : bands;
    layout->statics += layout_has_energy(layout);
    layout->melspec.energy = layout_has_energy(layout) ? (enum energy)(recipe->energy + ENERGY_RAW) : ENERGY_NONE;
    layout->cmvn = recipe->cmvn;
    layout->sliding = (struct sliding_setting){.width = layout->statics + layout->extras,
                                               .window = recipe->cmvn_window,
                                               .least = recipe->cmvn_least,
                                               .centred = recipe->cmvn_center == ANSWER_YES,
                                               .variance = layout->cmvn == CMVN_VARIANCE};
    layout->delta = (struct delta_setting){.width = layout->statics + layout->extras,
                                           .derived = layout->statics,
                                           .order = (int)recipe->deltas,
                                           .window = (int)recipe->delta_window,
                                           .form = recipe->delta_form};
    layout->splice = (struct splice_setting){
        .width = delta_width(&layout->delta), .count = recipe->stack, .step = recipe->stack_step};
    layout->width = layout->splice.width * (size_t)layout->splice.count;
}

static const char *check_columns(const struct layout *layout, size_t channels)
{
    const char *why = delta_check(&layout->delta);
    if (layout->statics + layout->extras == 0 && layout->kind == ROW_FEATURES)
        return "--kind features needs --features";
    if (layout->statics + layout->extras == 0)
        return "--coefficients 1 and --zeroth none leave no column";
    if (layout->from_spectra && layout->melspec.energy != ENERGY_NONE && layout->melspec.energy != ENERGY_SPECTRUM)
        return sentence("spectra do not hold the %s energy of a frame; add --zeroth c0 or --energy spectrum",
                        energy_name(layout->melspec.energy));
    if (layout->width > MOST_NUMBERS / channels)
        return sentence("%zu numbers in a row of %zu channel%s are too many", layout->width, channels,
                        channels > 1 ? "s" : "");
    return why;
}

/* The FFT size of spectra, in samples, by their rate and bin spacing; 0: it is out of range. */
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
        return sentence("features need samples, or power or magnitude spectra, and the input has %s rows", input->kind);
    if (strcmp(input->axis, "hz") != 0 || input->first > 0 || input->first < 0 || !(input->step > 0))
        return "bands need spectra whose columns are evenly spaced in hertz and begin at 0 Hz";
    if (input->samplerate.num <= 0)
        return "the header of these spectra does not give the sample rate";
    return transform_length(input) == 0 || transform_length(input) / 2 + 1 != (size_t)input->width
               ? "these spectra do not cover 0 Hz to half the sample rate"
               : NULL;
}

/*
 * Sets the FFT size and the amplitude scale of spectra. The scale is 1 where their header does not say how they were
 * computed.
 */
static void set_spectra(struct layout *layout, const struct header *input)
{
    struct stft_setting stft;
    int64_t samples = 0;
    struct melspec_setting *setting = &layout->melspec;
    layout->from_spectra = true;
    layout->input_bins = header_is(input, "power") ? BIN_POWER : BIN_MAGNITUDE;
    setting->mel.fft_size = transform_length(input);
    setting->win_length = setting->mel.fft_size; /* unused: there are no frames */
    setting->hop = 1;
    layout->between = layout->at_ends = 1;
    if (spectra_header_setting(&stft, &samples, input) == NULL) {
        double *weights = mem_new(stft.win_length, sizeof *weights);
        if (window_fill(weights, NULL, stft.win_length, stft.window, stft.symmetric) == NULL)
            stft_scale(&layout->between, &layout->at_ends, &stft, weights);
        free(weights);
    }
}

const char *layout_resolve(struct layout *layout, const struct recipe *recipe, const struct header *input)
{
    *layout = (struct layout){.kind = recipe->kind, .zeroth = recipe->zeroth};
    bool samples = header_is(input, "samples");
    const char *why = samples ? resolve_sizes(&layout->melspec, &recipe->frames, header_rate(input)) : NULL;
    if (!samples)
        set_spectra(layout, input);
    if (why != NULL)
        return why;
    double rate = samples ? header_rate(input) : ratio_value(input->samplerate);
    set_melspec(&layout->melspec, recipe, rate);
    set_logs(layout, recipe, samples ? rate / (double)layout->melspec.hop : header_rate(input));
    if ((why = set_features(layout, recipe->features)) != NULL)
        return why;
    if (layout->kind == ROW_FEATURES && !wants_bands(layout)) { /* one band, which is valid with every setting */
        layout->melspec.mel.bands = 1;
        layout->melspec.mel.low = 0;
        layout->melspec.mel.high = rate / 2;
    }
    set_columns(layout, recipe);
    return check_columns(layout, (size_t)input->channels);
}
