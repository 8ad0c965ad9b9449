/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How an output describes feature rows: header, column names and order, HTK kind. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "features/layout.h"
#include "spectra/feature_columns.h"
#include "spectra/spectra_header.h"

/* parmKind of an HTK file: basic kinds and qualifiers. HTK Book 3.4, section 5.10.1. */
enum { HTK_MFCC = 6, HTK_FBANK = 7, HTK_MELSPEC = 8, HTK_USER = 9 };
enum { HTK_E = 0100, HTK_D = 0400, HTK_A = 01000, HTK_Z = 04000, HTK_0 = 020000, HTK_T = 0100000 };

/* The header of the frames: time, rate and number of rows. For spectra this is the input's header. */
static struct header frames_header(const struct layout *layout, const struct header *input)
{
    const struct melspec_setting *setting = &layout->melspec;
    if (layout->from_spectra)
        return *input;
    struct stft_setting frames = {.fft_size = setting->mel.fft_size,
                                  .win_length = melspec_length(setting),
                                  .hop = setting->hop,
                                  .window = setting->window,
                                  .symmetric = setting->symmetric,
                                  .framing = setting->framing,
                                  .rate = setting->mel.rate,
                                  .spectrum = SPECTRUM_POWER};
    struct header header = spectra_header_create(&frames, input);
    header.frame = (long)setting->win_length;
    return header;
}

/* Whether column k holds cepstrum k, or the energy in the place of c0. */
static bool is_cepstrum(const struct layout *layout)
{
    return layout->kind == ROW_MFCC && layout->zeroth_first &&
           (layout->zeroth == ZEROTH_C0 || layout->zeroth == ZEROTH_ENERGY) && layout->width == layout->statics;
}

static bool is_bands(const struct layout *layout)
{
    return (layout->kind == ROW_MEL || layout->kind == ROW_LOGMEL) && layout->width == layout->melspec.mel.bands;
}

/* Whether compressed values are neither shifted nor scaled. */
static bool is_unscaled(const struct compress_setting *compress)
{
    return compress->shift == 0 && compress->gain == 1;
}

/* The unit of a descriptor; after normalisation, of its deviation from the mean. */
static const char *descriptor_unit(const struct layout *layout, const char *name)
{
    const char *unit = feature_column_unit(name);
    if (layout->cmvn == CMVN_VARIANCE)
        return "sd";
    return layout->cmvn != CMVN_NONE && strcmp(unit, "0..1") == 0 ? "" : unit;
}

/* Lists the columns in the header, if there is room. */
static void note_columns(const struct layout *layout, struct header *header)
{
    char **names = layout_names(layout);
    struct feature_column *columns = mem_new(layout->width, sizeof *columns);
    bool fits = true;
    for (size_t i = 0; i < layout->width; i++) {
        int length = snprintf(columns[i].name, sizeof columns[i].name, "%s", names[i]);
        fits = fits && length > 0 && (size_t)length < sizeof columns[i].name;
        snprintf(columns[i].unit, sizeof columns[i].unit, "%s", descriptor_unit(layout, names[i]));
    }
    if (fits)
        feature_columns_note(header, columns, layout->width);
    free(columns);
    layout_names_destroy(names, layout->width);
}

struct header layout_header(const struct layout *layout, const struct header *input)
{
    struct header header = frames_header(layout, input);
    bool unscaled = is_unscaled(&layout->compress);
    bool levels = layout->kind == ROW_LOGMEL && layout->compress.kind == COMPRESSION_DB && unscaled;
    const char *unit = layout->kind != ROW_LOGMEL ? "" : unscaled ? compression_name(layout->compress.kind) : "";
    struct mel_axis axis = mel_axis(&layout->melspec.mel);
    snprintf(header.kind, sizeof header.kind, "%s",
             is_cepstrum(layout)                           ? "cepstrum"
             : is_bands(layout) && layout->kind == ROW_MEL ? "mel"
             : is_bands(layout) && levels                  ? "level"
                                                           : "features");
    snprintf(header.unit, sizeof header.unit, "%s", levels ? "dB" : unit);
    header.full_scale = 0;
    header.width = (long)layout->width;
    bool mel = is_bands(layout) && axis.unit != NULL;
    snprintf(header.axis, sizeof header.axis, "%s", mel ? axis.unit : "index");
    header.first = mel ? axis.first : 0;
    header.step = mel ? axis.step : 1;
    header.rate = ratio_divide(header.rate, (double)layout->splice.step);
    if (header.rows >= 0)
        header.rows = splice_rows(&layout->splice, header.rows);
    header_note(&header, "stft", NULL);
    header_note(&header, "reassigned", NULL);
    header_note(&header, "columns", NULL);
    if (layout->extras > 0)
        note_columns(layout, &header);
    return header;
}

__attribute__((format(printf, 1, 2))) static char *formatted(const char *format, ...)
{
    char text[80];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return mem_text(text);
}

/* m01_125Hz: the band's number with two digits or more, and its centre rounded to 1 Hz. */
static char *band_name(const struct mel *mel, size_t bands, size_t band)
{
    int digits = bands > 999 ? 4 : bands > 99 ? 3 : 2;
    return formatted("m%0*zu_%.0fHz", digits, band + 1, mel_center(mel, band));
}

static char **zeroth_names(const struct layout *layout, char **to)
{
    if (layout_has_c0(layout))
        *to++ = mem_text("c0");
    if (layout_has_energy(layout))
        *to++ = mem_text("e");
    return to;
}

/* names[statics + extras] out: the columns before derivatives and splicing */
static void base_names(const struct layout *layout, char **to)
{
    struct mel *mel = NULL;
    if (layout->zeroth_first)
        to = zeroth_names(layout, to);
    for (size_t i = 1; layout->kind == ROW_MFCC && i < layout->cepstrum.count; i++)
        *to++ = formatted("c%zu", i);
    if ((layout->kind == ROW_MEL || layout->kind == ROW_LOGMEL) && mel_create(&mel, &layout->melspec.mel) == NULL)
        for (size_t i = 0; i < layout->melspec.mel.bands; i++)
            *to++ = band_name(mel, layout->melspec.mel.bands, i);
    mel_destroy(mel);
    if (!layout->zeroth_first)
        to = zeroth_names(layout, to);
    for (size_t i = 0; i <= layout->shape_count; i++) {
        for (size_t k = 0; layout->chroma && i == layout->chroma_place && k < CHROMA_NOTES; k++)
            *to++ = mem_text(pitch_class_column(k));
        if (i < layout->shape_count)
            *to++ = mem_text(spectral_shape_name(layout->shapes[i]));
    }
}

static float *put_zeroth(const struct layout *layout, float *to, const float *cepstra, const float *levels)
{
    if (layout_has_c0(layout))
        *to++ = cepstra[0];
    if (layout_has_energy(layout))
        *to++ = levels[layout->melspec.mel.bands];
    return to;
}

void layout_arrange(const struct layout *layout, float *to, const float *cepstra, const float *levels)
{
    size_t bands = layout->melspec.mel.bands;
    if (layout->zeroth_first)
        to = put_zeroth(layout, to, cepstra, levels);
    if (layout->kind == ROW_MFCC)
        to = mempcpy(to, cepstra + 1, (layout->cepstrum.count - 1) * sizeof *to);
    else if (layout->kind != ROW_FEATURES)
        to = mempcpy(to, levels, bands * sizeof *to);
    if (!layout->zeroth_first)
        to = put_zeroth(layout, to, cepstra, levels);
    memcpy(to, levels + bands + layout_has_energy(layout), layout->extras * sizeof *to);
}

/* names[delta.width] out: the statics, their derivatives of each order, the extras */
static void derived_names(const struct layout *layout, char **names)
{
    static const char *const prefixes[] = {"", "d_", "dd_", "ddd_"};
    size_t statics = layout->statics, count = statics + layout->extras;
    char **base = mem_new(count, sizeof *base);
    base_names(layout, base);
    for (size_t order = 0; order <= (size_t)layout->delta.order; order++)
        for (size_t i = 0; i < statics; i++)
            *names++ = formatted("%s%s", prefixes[order], base[i]);
    for (size_t i = statics; i < count; i++)
        *names++ = mem_text(base[i]);
    layout_names_destroy(base, count);
}

char **layout_names(const struct layout *layout)
{
    const struct splice_setting *splice = &layout->splice;
    char **names = mem_new(layout->width, sizeof *names), **derived = mem_new(splice->width, sizeof *derived);
    derived_names(layout, derived);
    for (int64_t k = 0; k < splice->count; k++)
        for (size_t i = 0; i < splice->width; i++)
            names[(size_t)k * splice->width + i] =
                splice->count == 1 ? mem_text(derived[i])
                                   : formatted("%s_t%+lld", derived[i], (long long)(k - (splice->count - 1) / 2));
    layout_names_destroy(derived, splice->width);
    return names;
}

void layout_names_destroy(char **names, size_t width)
{
    for (size_t i = 0; names != NULL && i < width; i++)
        free(names[i]);
    free(names);
}

int layout_htk_kind(const struct layout *layout)
{
    bool energy = layout_has_energy(layout), c0 = layout_has_c0(layout);
    int kind = layout->kind == ROW_MFCC ? HTK_MFCC : layout->kind == ROW_LOGMEL ? HTK_FBANK : HTK_MELSPEC;
    bool ordered = layout->kind != ROW_FEATURES && layout->extras == 0 && layout->splice.count == 1 &&
                   !(layout->zeroth_first && (energy || c0));
    bool logs = layout->compress.kind == COMPRESSION_LN && is_unscaled(&layout->compress);
    if (!ordered || (layout->kind != ROW_MEL && !logs) || (layout->kind == ROW_MFCC && layout->cepstrum.dct != DCT_2))
        return HTK_USER;
    return kind | (energy ? HTK_E : 0) | (c0 ? HTK_0 : 0) | (layout->delta.order > 0 ? HTK_D : 0) |
           (layout->delta.order > 1 ? HTK_A : 0) | (layout->delta.order > 2 ? HTK_T : 0) |
           (layout->cmvn == CMVN_MEAN ? HTK_Z : 0);
}
