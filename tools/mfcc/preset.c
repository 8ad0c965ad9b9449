/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mfcc/preset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"

/*
 * The words are NAME=VALUE of options; without a value --win-length is that of the FFT.
 * Sources: each program's own documentation and defaults, see PRESETS in spec-mfcc(1) for versions and errors.
 */
static const struct {
    const char *name, *words;
} presets[] = {
    {"kaldi", ""},
    {"htk", "window=hamming detrend=none bands=20 freq=0: spectrum=magnitude triangles=htk log-floor=1 dct-norm=htk "
            "zeroth=c0 zeroth-place=last delta-form=regression"},
    {"opensmile", "rounding=nearest window=hamming detrend=none bands=26 freq=0:8000 triangles=htk log-floor=1 "
                  "dct-norm=htk zeroth=c0 zeroth-place=last deltas=2 delta-form=regression"},
    {"librosa", "fft-size=2048 win-length= hop=512 window=hann window-form=periodic framing=center place=middle "
                "full-scale=1 detrend=none preemph=0 bands=128 freq=0: mel=slaney triangles=hz band-norm=area log=db "
                "log-floor=1e-10 top-db=80 coefficients=20 lifter=0 lifter-form=librosa zeroth=c0 delta-form=savgol "
                "delta-window=4"},
    {"torchaudio", "fft-size=400 win-length= hop=200 window=hann window-form=periodic framing=center padding=even "
                   "place=middle full-scale=1 detrend=none preemph=0 bands=128 freq=0: triangles=hz log=db "
                   "log-floor=1e-10 top-db=80 coefficients=40 lifter=0 zeroth=c0 delta-form=regression"},
    {"psf", "rounding=nearest window=rect detrend=none preemph-over=signal framing=pad bands=26 freq=0: "
            "spectrum-norm=fft triangles=bins log-floor=2.220446049250313e-16 energy=spectrum delta-form=regression"},
    {"aubio", "fft-size=512 win-length= hop=256 window=hann window-form=periodic framing=last full-scale=1 "
              "detrend=none preemph=0 spectrum=magnitude mel=auditory triangles=aubio band-norm=area bands=40 "
              "freq=133.33333333333334:6853.839541738569 log=log10 log-floor=2e-42 lifter=0 zeroth=c0"},
    {"sptk", "fft-size=512 win-length=256 hop=100 window=hamming framing=inside detrend=none bands=20 freq=0: "
             "spectrum=magnitude triangles=htk log-floor=1 dct-norm=htk zeroth=none delta-form=regression"},
    {"vggish", "window=hann window-form=periodic full-scale=1 detrend=none preemph=0 spectrum=magnitude bands=64 "
               "freq=125:7500 log-floor=0 log-offset=0.01 zeroth=c0 kind=logmel"},
    {"whisper", "fft-size=400 win-length= hop=160 window=hann window-form=periodic framing=open padding=even "
                "place=middle full-scale=1 detrend=none preemph=0 bands=80 freq=0: mel=slaney triangles=hz "
                "band-norm=area log=log10 log-floor=1e-10 top-db=80 log-shift=4 log-gain=0.25 zeroth=c0 kind=logmel"},
};

const char *preset_name(size_t i)
{
    return i < sizeof presets / sizeof *presets ? presets[i].name : NULL;
}

/* The words of a preset, each ended by a zero byte; they last, as options keep their values. */
static const char *words_of(size_t i, size_t *length)
{
    static char *kept[sizeof presets / sizeof *presets];
    *length = strlen(presets[i].words);
    if (kept[i] == NULL)
        kept[i] = mem_text(presets[i].words);
    for (size_t k = 0; k < *length; k++)
        if (kept[i][k] == ' ')
            kept[i][k] = '\0';
    return kept[i];
}

void preset_apply(struct recipe *recipe, const struct option_row *table, const char *name)
{
    size_t length = 0;
    const char *words = words_of(name_index(preset_name, name), &length);
    *recipe = (struct recipe)RECIPE_DEFAULT;
    for (const char *word = words; word < words + length; word += strlen(word) + 1) {
        char option[32];
        const char *value = strchr(word, '=') + 1, *why = NULL;
        snprintf(option, sizeof option, "%.*s", (int)(value - word - 1), word);
        if (*value != '\0')
            why = option_set(table, option, value);
        else
            recipe->win_length = (struct extent){0, EXTENT_NONE};
        assert(why == NULL);
        (void)why;
    }
}

static bool is_of(const struct recipe *recipe, const struct option_row *row)
{
    const char *to = (const char *)row->to.flag, *first = (const char *)recipe;
    return row->kind != OPTION_IS_SECTION && to >= first && to < first + sizeof *recipe;
}

/* texts[i] of the rows of the table, NULL where they are not of the recipe. Released by forget. */
static char **texts_of(const struct recipe *recipe, const struct option_row *table, size_t count)
{
    char **texts = mem_new(count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        if (is_of(recipe, &table[i]))
            texts[i] = option_text(&table[i]);
    return texts;
}

static void forget(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
    free(texts);
}

/* The values of all options of the recipe, and of the preset: [count] each. */
static size_t compare(char ***ours, char ***theirs, struct recipe *recipe, const struct option_row *table,
                      const char *name)
{
    size_t count = 0;
    while (table[count].kind != OPTION_IS_END)
        count++;
    struct recipe here = *recipe;
    *ours = texts_of(recipe, table, count);
    preset_apply(recipe, table, name);
    *theirs = texts_of(recipe, table, count);
    *recipe = here;
    return count;
}

void preset_explain(FILE *out, struct recipe *recipe, const struct option_row *table, const char *name)
{
    char **ours = NULL, **theirs = NULL;
    size_t count = compare(&ours, &theirs, recipe, table, name);
    fprintf(out, "%-16s %-18s %s\n", "option", "here", name);
    for (size_t i = 0; i < count; i++)
        if (ours[i] != NULL)
            fprintf(out, "%-16s %-18s %-18s%s\n", table[i].name, *ours[i] != '\0' ? ours[i] : "-",
                    *theirs[i] != '\0' ? theirs[i] : "-", strcmp(ours[i], theirs[i]) != 0 ? " differs" : "");
    forget(ours, count);
    forget(theirs, count);
}

const char *preset_overruled(struct recipe *recipe, const struct option_row *table, const char *name,
                             const char *const *names)
{
    char **ours = NULL, **theirs = NULL;
    const char *found = NULL;
    size_t count = compare(&ours, &theirs, recipe, table, name);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; ours[i] != NULL && found == NULL && names[k] != NULL; k++)
            if (strcmp(table[i].name, names[k]) == 0 && strcmp(ours[i], theirs[i]) != 0)
                found = table[i].name;
    forget(ours, count);
    forget(theirs, count);
    return found;
}
