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
#include "stream/row_spool.h"

struct extractor {
    struct layout it;
    size_t channels, bands, bins;
    size_t raw, joined; /* numbers per channel: bands, log energy and features; statics and features */
    struct melspec *melspec;
    struct compress **compress;      /* [channels]: pcen remembers rows; NULL: bands stay as they are */
    struct descriptors *descriptors; /* NULL: no features */
    struct cepstrum *cepstrum;       /* NULL: no cepstra */
    struct row_spool *row_spool;     /* for --top-db; NULL: rows need not wait */
    struct row_stages *row_stages;
    float *spectra;  /* [channels][bins] */
    float *energies; /* [channels][bands] */
    float *levels;   /* [channels][raw] */
    float *rows;     /* [channels][joined] */
    float *cepstra;
    float highest; /* of the levels of bands */
    int64_t row, came;
    bool sounded;
    const char *failure;
    int status;
};

static void fail(struct extractor *it, int status, const char *why)
{
    if (it->failure == NULL && why != NULL) {
        it->failure = why;
        it->status = status;
    }
}

static void take_levels(struct extractor *it, const float *levels)
{
    int status = 0;
    for (size_t c = 0; c < it->channels; c++, levels += it->raw) {
        if (it->cepstrum != NULL)
            cepstrum_row(it->cepstrum, it->cepstra, levels);
        layout_arrange(&it->it, it->rows + c * it->joined, it->cepstra, levels);
    }
    const char *why = row_stages_push(it->row_stages, it->rows, &status);
    fail(it, status, why);
}

static const char *clip_row(void *to, float *levels)
{
    struct extractor *it = to;
    float least = compress_least(&it->it.compress, it->highest, it->it.top_db);
    for (size_t c = 0; c < it->channels; c++)
        compress_clip(levels + c * it->raw, it->bands, least);
    take_levels(it, levels);
    return it->failure;
}

static bool all_finite(const float *numbers, size_t count)
{
    bool bad = false;
    for (size_t i = 0; i < count; i++)
        bad |= !(fabsf(numbers[i]) <= FLT_MAX);
    return !bad;
}

static float log_energy(struct extractor *it, size_t channel)
{
    double energy = fmax(melspec_energy(it->melspec, channel), it->it.energy_floor);
    if (!(energy > 0))
        fail(it, EXIT_BAD_DATA,
             sentence("row %lld has no energy, and so no logarithm of it: --energy-floor", (long long)it->row));
    return (float)log(energy);
}

/* Of one channel: levels[raw] out, of the row that was just taken. */
static void measure(struct extractor *it, float *levels, size_t channel)
{
    const float *energies = it->energies + channel * it->bands;
    if (it->compress != NULL)
        compress_row(it->compress[channel], levels, energies);
    else
        memcpy(levels, energies, it->bands * sizeof *levels);
    for (size_t b = 0; it->row_spool != NULL && b < it->bands; b++)
        it->highest = fmaxf(it->highest, levels[b]);
    levels += it->bands;
    if (layout_has_energy(&it->it))
        *levels++ = log_energy(it, channel);
    if (it->descriptors != NULL)
        descriptors_fill(it->descriptors, levels, it->melspec, energies, channel, it->row, it->came);
}

static void take_energies(struct extractor *it)
{
    int status = 0;
    for (size_t c = 0; c < it->channels; c++)
        measure(it, it->levels + c * it->raw, c);
    if (!all_finite(it->levels, it->channels * it->raw))
        fail(it, EXIT_BAD_DATA,
             sentence("row %lld is not finite: its samples are too large for single precision, or --log-floor is 0",
                      (long long)it->row));
    else if (it->row_spool != NULL) {
        const char *why = row_spool_push(it->row_spool, it->levels, &status);
        fail(it, status, why);
    } else
        take_levels(it, it->levels);
    it->row++;
}

/* One channel of a spectrum, brought to the recipe's full scale: to[bins] out. False: a number in row[bins] is below 0. */
static bool unscale_spectrum(const struct layout *it, float *to, const float *row)
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

static void take_spectra(struct extractor *it, const float *rows, size_t count)
{
    for (size_t i = 0; i < count && it->failure == NULL; i++) {
        bool good = true;
        for (size_t c = 0; c < it->channels; c++, rows += it->bins)
            good = unscale_spectrum(&it->it, it->spectra + c * it->bins, rows) && good;
        if (!good)
            fail(it, EXIT_BAD_DATA,
                 sentence("row %lld holds a number below 0, and is no %s", (long long)it->row,
                          bin_kind_name(it->it.bins)));
        melspec_from_spectrum(it->melspec, it->energies, it->spectra, it->it.bins);
        take_energies(it);
    }
}

static void take_samples(struct extractor *it, const float *samples, size_t count)
{
    melspec_push(it->melspec, samples, count);
    while (it->failure == NULL && melspec_next(it->melspec, it->energies))
        take_energies(it);
}

static void finish(struct extractor *it)
{
    int status = 0;
    const char *why = it->row_spool != NULL ? row_spool_pour(it->row_spool, clip_row, it, &status) : NULL;
    fail(it, status, why);
    if (it->failure == NULL) {
        why = row_stages_push(it->row_stages, NULL, &status);
        fail(it, status, why);
    }
}

const char *extractor_push(struct extractor *it, const float *rows, size_t count, int *status)
{
    size_t numbers = count * it->channels * (it->it.spectra ? it->bins : 1);
    for (size_t i = 0; !it->sounded && i < numbers; i++)
        it->sounded = rows[i] < 0 || rows[i] > 0;
    it->came += (int64_t)count;
    if (it->failure == NULL && !it->it.spectra)
        take_samples(it, rows, count);
    else if (it->failure == NULL)
        take_spectra(it, rows, count);
    if (it->failure == NULL && count == 0)
        finish(it);
    *status = it->status;
    return it->failure;
}

static const char *create_maps(struct extractor *it)
{
    const char *why = NULL;
    if (it->it.kind == ROW_MFCC)
        why = cepstrum_create(&it->cepstrum, &it->it.cepstrum);
    if (it->it.kind == ROW_MFCC || it->it.kind == ROW_LOGMEL) {
        it->compress = mem_new(it->channels, sizeof *it->compress);
        for (size_t c = 0; c < it->channels && why == NULL; c++)
            why = compress_create(&it->compress[c], &it->it.compress, it->bands);
    }
    return why;
}

const char *extractor_create(struct extractor **extractor, const struct layout *layout, size_t channels, size_t most,
                             row_stages_sink *sink, void *to)
{
    struct extractor *it = *extractor = mem_new(1, sizeof *it);
    *it = (struct extractor){.it = *layout, .channels = channels, .highest = -INFINITY};
    it->bands = layout->melspec.mel.bands;
    it->bins = layout->melspec.mel.fft_size / 2 + 1;
    it->joined = layout->statics + layout->extras;
    it->raw = it->bands + layout_has_energy(layout) + layout->extras;
    const char *why = melspec_create(&it->melspec, &it->it.melspec, channels, most);
    if (why == NULL)
        why = create_maps(it);
    if (why != NULL)
        return why;
    it->row_stages = row_stages_create(&it->it, channels, sink, to);
    if (layout->extras > 0)
        it->descriptors = descriptors_create(&it->it, channels);
    if (layout->top_db > 0)
        it->row_spool = row_spool_create(channels * it->raw);
    it->spectra = mem_new(channels * it->bins, sizeof(float));
    it->energies = mem_new(channels * it->bands, sizeof(float));
    it->levels = mem_new(channels * it->raw, sizeof(float));
    it->rows = mem_new(channels * it->joined, sizeof(float));
    it->cepstra = mem_new(it->it.cepstrum.count, sizeof(float));
    return NULL;
}

size_t extractor_empty(const struct extractor *it, size_t *list)
{
    return mel_empty(melspec_mel(it->melspec), list);
}

bool extractor_silent(const struct extractor *it)
{
    return !it->sounded;
}

void extractor_destroy(struct extractor *it)
{
    if (it == NULL)
        return;
    for (size_t c = 0; it->compress != NULL && c < it->channels; c++)
        compress_destroy(it->compress[c]);
    melspec_destroy(it->melspec);
    cepstrum_destroy(it->cepstrum);
    descriptors_destroy(it->descriptors);
    row_spool_destroy(it->row_spool);
    row_stages_destroy(it->row_stages);
    free(it->compress);
    free(it->spectra);
    free(it->energies);
    free(it->levels);
    free(it->rows);
    free(it->cepstra);
    free(it);
}
