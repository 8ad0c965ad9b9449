/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "features/extractor.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "features/descriptors.h"
#include "features/row_stages.h"
#include "stream/row_spool.h"

struct extractor {
    struct layout layout;
    size_t channels, bands, bins;
    size_t levels_width;  /* numbers per channel: levels of bands, log energy, --features */
    size_t columns_width; /* numbers per channel: statics and extras */
    struct melspec *melspec;
    struct compress **compress;      /* [channels]: pcen remembers rows; NULL: bands stay linear */
    struct descriptors *descriptors; /* NULL: no --features */
    struct cepstrum *cepstrum;       /* NULL: no cepstra */
    struct row_spool *row_spool;     /* for top_db; NULL: rows need not wait */
    struct row_stages *row_stages;
    float *spectra;       /* [channels][bins] */
    float *energies;      /* [channels][bands] */
    float *levels;        /* [channels][levels_width] */
    float *columns;       /* [channels][columns_width] */
    float *cepstra;       /* of one channel */
    float highest;        /* level of any band so far */
    const float *pushed;  /* [left][channels][bins]: spectra not taken yet */
    size_t left;          /* rows */
    int64_t row, samples; /* row: number of the next one; samples: pushed so far, per channel */
    bool any_nonzero, ended, stages_ended;
    const char *failure;
    int status;
};

/* Keeps the first failure. */
static void fail(struct extractor *extractor, int status, const char *why)
{
    if (extractor->failure == NULL && why != NULL) {
        extractor->failure = why;
        extractor->status = status;
    }
}

static bool all_finite(const float *numbers, size_t count)
{
    bool bad = false;
    for (size_t i = 0; i < count; i++)
        bad |= !(fabsf(numbers[i]) <= FLT_MAX);
    return !bad;
}

static const char *create_maps(struct extractor *extractor)
{
    const struct layout *layout = &extractor->layout;
    const char *why = NULL;
    if (layout->kind == ROW_MFCC)
        why = cepstrum_create(&extractor->cepstrum, &layout->cepstrum);
    if (layout->kind == ROW_MFCC || layout->kind == ROW_LOGMEL) {
        extractor->compress = mem_new(extractor->channels, sizeof *extractor->compress);
        for (size_t c = 0; c < extractor->channels && why == NULL; c++)
            why = compress_create(&extractor->compress[c], &layout->compress, extractor->bands);
    }
    return why;
}

const char *extractor_create(struct extractor **created, const struct layout *layout, size_t channels, size_t most)
{
    struct extractor *extractor = *created = mem_new(1, sizeof *extractor);
    *extractor = (struct extractor){.layout = *layout, .channels = channels, .highest = -INFINITY};
    extractor->bands = layout->melspec.mel.bands;
    extractor->bins = layout->melspec.mel.fft_size / 2 + 1;
    extractor->columns_width = layout->statics + layout->extras;
    extractor->levels_width = extractor->bands + layout_has_energy(layout) + layout->extras;
    const char *why = melspec_create(&extractor->melspec, &extractor->layout.melspec, channels, most);
    if (why == NULL)
        why = create_maps(extractor);
    if (why != NULL)
        return why;
    extractor->row_stages = row_stages_create(&extractor->layout, channels);
    if (layout->extras > 0)
        extractor->descriptors = descriptors_create(&extractor->layout, channels);
    if (layout->top_db > 0)
        extractor->row_spool = row_spool_create(channels * extractor->levels_width);
    extractor->spectra = mem_new(channels * extractor->bins, sizeof(float));
    extractor->energies = mem_new(channels * extractor->bands, sizeof(float));
    extractor->levels = mem_new(channels * extractor->levels_width, sizeof(float));
    extractor->columns = mem_new(channels * extractor->columns_width, sizeof(float));
    extractor->cepstra = mem_new(layout->cepstrum.count, sizeof(float));
    return NULL;
}

void extractor_push(struct extractor *extractor, const float *rows, size_t count)
{
    size_t numbers = count * extractor->channels * (extractor->layout.from_spectra ? extractor->bins : 1);
    for (size_t i = 0; !extractor->any_nonzero && i < numbers; i++)
        extractor->any_nonzero = rows[i] < 0 || rows[i] > 0;
    extractor->samples += (int64_t)count;
    extractor->ended = count == 0;
    if (extractor->layout.from_spectra) {
        extractor->pushed = rows;
        extractor->left = count;
    } else if (extractor->failure == NULL)
        melspec_push(extractor->melspec, rows, count);
}

/*
 * Undoes the amplitude scale of one channel's spectrum and applies the recipe's full scale. False: some number is
 * negative.
 * to[bins] out; row[bins]
 */
static bool unscale_spectrum(const struct layout *layout, float *to, const float *row)
{
    size_t fft = layout->melspec.mel.fft_size;
    double exponent = layout->input_bins == BIN_POWER ? 2 : 1;
    float between = (float)pow(layout->melspec.scale / layout->between, exponent);
    float at_ends = (float)pow(layout->melspec.scale / layout->at_ends, exponent);
    bool negative = false;
    for (size_t k = 0; k <= fft / 2; k++) {
        negative |= row[k] < 0;
        to[k] = row[k] * (k == 0 || 2 * k == fft ? at_ends : between);
    }
    return !negative;
}

/* Fills the band energies of the next row. False: none is ready. */
static bool next_energies(struct extractor *extractor)
{
    if (!extractor->layout.from_spectra)
        return melspec_next(extractor->melspec, extractor->energies);
    if (extractor->left == 0)
        return false;
    bool good = true;
    for (size_t c = 0; c < extractor->channels; c++, extractor->pushed += extractor->bins)
        good =
            unscale_spectrum(&extractor->layout, extractor->spectra + c * extractor->bins, extractor->pushed) && good;
    extractor->left--;
    if (!good)
        fail(extractor, EXIT_BAD_DATA,
             sentence("row %lld contains a negative number, so it is not a %s spectrum", (long long)extractor->row,
                      bin_kind_name(extractor->layout.input_bins)));
    melspec_from_spectrum(extractor->melspec, extractor->energies, extractor->spectra, extractor->layout.input_bins);
    return true;
}

/* The log energy of the row whose band energies were just filled. */
static float log_energy(struct extractor *extractor, size_t channel)
{
    double energy = fmax(melspec_energy(extractor->melspec, channel), extractor->layout.energy_floor);
    if (!(energy > 0))
        fail(extractor, EXIT_BAD_DATA,
             sentence("row %lld has an energy of 0, which has no logarithm; use --energy-floor",
                      (long long)extractor->row));
    return (float)log(energy);
}

/* levels[levels_width] out: of one channel, from the energies of the bands */
static void fill_levels(struct extractor *extractor, float *levels, size_t channel)
{
    const float *energies = extractor->energies + channel * extractor->bands;
    if (extractor->compress != NULL)
        compress_row(extractor->compress[channel], levels, energies);
    else
        memcpy(levels, energies, extractor->bands * sizeof *levels);
    for (size_t b = 0; extractor->row_spool != NULL && b < extractor->bands; b++)
        extractor->highest = fmaxf(extractor->highest, levels[b]);
    levels += extractor->bands;
    if (layout_has_energy(&extractor->layout))
        *levels++ = log_energy(extractor, channel);
    if (extractor->descriptors != NULL)
        descriptors_fill(extractor->descriptors, levels, extractor->melspec, energies, channel, extractor->row,
                         extractor->samples);
}

/* Fills the levels of the next row, before top_db. False: none is ready, or it is not finite. */
static bool next_levels(struct extractor *extractor)
{
    if (extractor->failure != NULL || !next_energies(extractor))
        return false;
    for (size_t c = 0; c < extractor->channels; c++)
        fill_levels(extractor, extractor->levels + c * extractor->levels_width, c);
    bool finite = all_finite(extractor->levels, extractor->channels * extractor->levels_width);
    if (!finite)
        fail(extractor, EXIT_BAD_DATA,
             sentence("row %lld is not finite: its samples are too large for single precision, or --log-floor is 0",
                      (long long)extractor->row));
    extractor->row++;
    return finite;
}

/* Fills the levels of the next row, at most top_db below the highest of all. False: none is ready yet. */
static bool next_clipped_levels(struct extractor *extractor)
{
    while (next_levels(extractor))
        row_spool_push(extractor->row_spool, extractor->levels);
    if (extractor->failure == NULL && extractor->ended)
        row_spool_push(extractor->row_spool, NULL);
    bool found = extractor->failure == NULL && row_spool_next(extractor->row_spool, extractor->levels);
    float least = found ? compress_least(&extractor->layout.compress, extractor->highest, extractor->layout.top_db) : 0;
    for (size_t c = 0; found && c < extractor->channels; c++)
        compress_clip(extractor->levels + c * extractor->levels_width, extractor->bands, least);
    fail(extractor, row_spool_status(extractor->row_spool), row_spool_failure(extractor->row_spool));
    return found;
}

/* Pushes the next row, or the end, into the row stages. False: there is neither. */
static bool feed_stages(struct extractor *extractor)
{
    bool found = extractor->row_spool != NULL ? next_clipped_levels(extractor) : next_levels(extractor);
    if (!found && (extractor->failure != NULL || !extractor->ended || extractor->stages_ended))
        return false;
    const float *levels = extractor->levels;
    for (size_t c = 0; found && c < extractor->channels; c++, levels += extractor->levels_width) {
        if (extractor->cepstrum != NULL)
            cepstrum_row(extractor->cepstrum, extractor->cepstra, levels);
        layout_arrange(&extractor->layout, extractor->columns + c * extractor->columns_width, extractor->cepstra,
                       levels);
    }
    row_stages_push(extractor->row_stages, found ? extractor->columns : NULL);
    extractor->stages_ended = !found;
    return true;
}

bool extractor_next(struct extractor *extractor, float *row)
{
    while (!row_stages_next(extractor->row_stages, row)) {
        fail(extractor, row_stages_status(extractor->row_stages), row_stages_failure(extractor->row_stages));
        if (extractor->failure != NULL || !feed_stages(extractor))
            return false;
    }
    return true;
}

const char *extractor_failure(const struct extractor *extractor)
{
    return extractor->failure;
}

int extractor_status(const struct extractor *extractor)
{
    return extractor->status;
}

size_t extractor_empty(const struct extractor *extractor, size_t *list)
{
    return mel_empty(melspec_mel(extractor->melspec), list);
}

bool extractor_silent(const struct extractor *extractor)
{
    return !extractor->any_nonzero;
}

void extractor_destroy(struct extractor *extractor)
{
    if (extractor == NULL)
        return;
    for (size_t c = 0; extractor->compress != NULL && c < extractor->channels; c++)
        compress_destroy(extractor->compress[c]);
    melspec_destroy(extractor->melspec);
    cepstrum_destroy(extractor->cepstrum);
    descriptors_destroy(extractor->descriptors);
    row_spool_destroy(extractor->row_spool);
    row_stages_destroy(extractor->row_stages);
    free(extractor->compress);
    free(extractor->spectra);
    free(extractor->energies);
    free(extractor->levels);
    free(extractor->columns);
    free(extractor->cepstra);
    free(extractor);
}
