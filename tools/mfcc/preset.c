/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mfcc/preset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "cli/message.h"

/*
 * Options as NAME=VALUE; --win-length without a value is the FFT size.
 * Sources: each program's own documentation and defaults, see PRESETS in spec-mfcc(1) for versions and errors.
 */
/* clang-format off */
static const struct {
    const char *name;
    const char *options[28]; /* ends at the first NULL */
} presets[] = {
    {"kaldi", {NULL}},
    {"htk",
     {"window=hamming", "detrend=none", "bands=20", "freq=0:", "spectrum=magnitude", "triangles=htk",
      "log-floor=1", "dct-norm=htk", "zeroth=c0", "zeroth-place=last", "delta-form=regression"}},
    {"opensmile",
     {"rounding=nearest", "window=hamming", "detrend=none", "bands=26", "freq=0:8000", "triangles=htk",
      "log-floor=1", "dct-norm=htk", "zeroth=c0", "zeroth-place=last", "deltas=2", "delta-form=regression"}},
    {"librosa",
     {"fft-size=2048", "win-length=", "hop=512", "window=hann", "window-form=periodic", "framing=center",
      "place=middle", "full-scale=1", "detrend=none", "preemph=0", "bands=128", "freq=0:", "mel=slaney",
      "triangles=hz", "band-norm=area", "log=db", "log-floor=1e-10", "top-db=80", "coefficients=20",
      "lifter=0", "lifter-form=librosa", "zeroth=c0", "delta-form=savgol", "delta-window=4"}},
    {"torchaudio",
     {"fft-size=400", "win-length=", "hop=200", "window=hann", "window-form=periodic", "framing=center",
      "padding=even", "place=middle", "full-scale=1", "detrend=none", "preemph=0", "bands=128", "freq=0:",
      "triangles=hz", "log=db", "log-floor=1e-10", "top-db=80", "coefficients=40", "lifter=0", "zeroth=c0",
      "delta-form=regression"}},
    {"psf",
     {"rounding=nearest", "window=rect", "detrend=none", "preemph-over=signal", "framing=pad", "bands=26",
      "freq=0:", "spectrum-norm=fft", "triangles=bins", "log-floor=2.220446049250313e-16", "energy=spectrum",
      "delta-form=regression"}},
    {"aubio",
     {"fft-size=512", "win-length=", "hop=256", "window=hann", "window-form=periodic", "framing=last",
      "full-scale=1", "detrend=none", "preemph=0", "spectrum=magnitude", "mel=auditory", "triangles=aubio",
      "band-norm=area", "bands=40", "freq=133.33333333333334:6853.839541738569", "log=log10",
      "log-floor=2e-42", "lifter=0", "zeroth=c0"}},
    {"sptk",
     {"fft-size=512", "win-length=256", "hop=100", "window=hamming", "framing=inside", "detrend=none",
      "bands=20", "freq=0:", "spectrum=magnitude", "triangles=htk", "log-floor=1", "dct-norm=htk",
      "zeroth=none", "delta-form=regression"}},
    {"vggish",
     {"window=hann", "window-form=periodic", "full-scale=1", "detrend=none", "preemph=0",
      "spectrum=magnitude", "bands=64", "freq=125:7500", "log-floor=0", "log-offset=0.01", "zeroth=c0",
      "kind=logmel"}},
    {"whisper",
     {"fft-size=400", "win-length=", "hop=160", "window=hann", "window-form=periodic", "framing=open",
      "padding=even", "place=middle", "full-scale=1", "detrend=none", "preemph=0", "bands=80", "freq=0:",
      "mel=slaney", "triangles=hz", "band-norm=area", "log=log10", "log-floor=1e-10", "top-db=80",
      "log-shift=4", "log-gain=0.25", "zeroth=c0", "kind=logmel"}},
};
/* clang-format on */

const char *preset_name(size_t i)
{
    return i < sizeof presets / sizeof *presets ? presets[i].name : NULL;
}

/* Whether the option sets a field of the recipe. */
static bool sets_field(const struct recipe *recipe, const struct option_row *row)
{
    const char *field = (const char *)row->to.flag, *first = (const char *)recipe;
    return row->kind != OPTION_IS_SECTION && field >= first && field < first + sizeof *recipe;
}

/* A copy of the options of `table` that set `recipe`, changed to set `other`; released by free(). */
static struct option_row *table_for(struct recipe *other, const struct option_row *table, const struct recipe *recipe)
{
    size_t count = 0;
    struct option_row *rows = NULL;
    for (; table->kind != OPTION_IS_END; table++) {
        if (!sets_field(recipe, table))
            continue;
        ptrdiff_t offset = (const char *)table->to.flag - (const char *)recipe;
        rows = mem_grow(rows, count + 2, sizeof *rows);
        rows[count] = *table;
        rows[count++].to.flag = (bool *)((char *)other + offset);
    }
    assert(rows != NULL);
    rows[count] = *table;
    return rows;
}

/* option: NAME=VALUE */
static void set_option(struct recipe *recipe, const struct option_row *table, const char *option)
{
    char name[32];
    const char *value = strchr(option, '=') + 1, *why = NULL;
    snprintf(name, sizeof name, "%.*s", (int)(value - option - 1), option);
    if (*value != '\0')
        why = option_set(table, name, value);
    else
        recipe->frames.win_length = (struct extent){0, EXTENT_NONE};
    assert(why == NULL);
    (void)why;
}

void preset_apply(struct recipe *recipe, const struct option_row *table, const char *name)
{
    *recipe = (struct recipe)RECIPE_DEFAULT;
    for (const char *const *option = presets[name_index(preset_name, name)].options; *option != NULL; option++)
        set_option(recipe, table, *option);
}

bool preset_warn_of_rate(const char *name, const char *input, double rate)
{
    static const double model_rate = 16000; /* of both models */
    bool model = strcmp(name, "whisper") == 0 || strcmp(name, "vggish") == 0;
    if (!model || rate == model_rate)
        return false;
    warn(
        "%s: %s was trained at %g Hz, and this is %.9g Hz; use spec-decimate --to-rate %g FILE | spec-mfcc --preset %s",
        input, name, model_rate, rate, model_rate, name);
    return true;
}

void preset_explain(FILE *out, const struct recipe *recipe, const struct option_row *table, const char *name)
{
    struct recipe preset;
    struct option_row *rows = table_for(&preset, table, recipe), *theirs = rows;
    preset_apply(&preset, rows, name);
    fprintf(out, "%-16s %-18s %s\n", "option", "here", name);
    for (; table->kind != OPTION_IS_END; table++) {
        if (!sets_field(recipe, table))
            continue;
        char *here = option_text(table), *there = option_text(theirs++);
        fprintf(out, "%-16s %-18s %-18s%s\n", table->name, *here != '\0' ? here : "-", *there != '\0' ? there : "-",
                strcmp(here, there) != 0 ? " differs" : "");
        free(here);
        free(there);
    }
    free(rows);
}
