/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of columns, and what headers and HTK files say about them.
 */
#include "check.h"

#include "base/memory.h"
#include "inputs.h"
#include "features/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct recipe kaldi = RECIPE_DEFAULT;

static struct layout resolve(const struct recipe *recipe)
{
    struct layout layout;
    struct header input = samples_header(16000, 1, 16000);
    assert_null(layout_resolve(&layout, recipe, &input));
    return layout;
}

static void names_are(const char *want, const struct recipe *recipe)
{
    char joined[1024] = "";
    struct layout layout = resolve(recipe);
    char **names = layout_names(&layout);
    for (size_t i = 0; i < layout.width; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i > 0 ? " " : "", names[i]);
    assert_string_equal(joined, want);
    layout_names_destroy(names, layout.width);
}

static void names_are_in_the_order_of_the_columns(void **state)
{
    (void)state;
    static const struct {
        enum row_kind kind;
        enum zeroth zeroth;
        enum zeroth_place place;
        const char *features;
        long deltas, stack;
        const char *names;
    } rows[] = {
        {ROW_MFCC, ZEROTH_ENERGY, ZEROTH_FIRST, NULL, 0, 1, "e c1 c2"},
        {ROW_MFCC, ZEROTH_C0, ZEROTH_LAST, NULL, 0, 1, "c1 c2 c0"},
        {ROW_MFCC, ZEROTH_BOTH, ZEROTH_LAST, NULL, 0, 1, "c1 c2 c0 e"},
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, "rms", 1, 1, "c1 c2 d_c1 d_c2 rms"},
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, NULL, 3, 1, "c1 c2 d_c1 d_c2 dd_c1 dd_c2 ddd_c1 ddd_c2"},
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, NULL, 0, 3, "c1_t-1 c2_t-1 c1_t+0 c2_t+0 c1_t+1 c2_t+1"},
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, NULL, 0, 2, "c1_t+0 c2_t+0 c1_t+1 c2_t+1"},
        {ROW_MEL, ZEROTH_C0, ZEROTH_FIRST, NULL, 0, 1, "m01_485Hz m02_1251Hz m03_2511Hz m04_4585Hz"},
        {ROW_LOGMEL, ZEROTH_BOTH, ZEROTH_FIRST, NULL, 0, 1, "e m01_485Hz m02_1251Hz m03_2511Hz m04_4585Hz"},
        {ROW_FEATURES, ZEROTH_C0, ZEROTH_FIRST, "zcr,chroma,centroid", 0, 1,
         "zcr chroma_C chroma_Cs chroma_D chroma_Ds chroma_E chroma_F chroma_Fs chroma_G chroma_Gs chroma_A chroma_As "
         "chroma_B centroid"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recipe recipe = kaldi;
        recipe.bands = 4;
        recipe.coefficients = 3;
        recipe.kind = rows[i].kind;
        recipe.zeroth = rows[i].zeroth;
        recipe.zeroth_place = rows[i].place;
        recipe.features = rows[i].features;
        recipe.deltas = rows[i].deltas;
        recipe.stack = rows[i].stack;
        names_are(rows[i].names, &recipe);
    }
}

/* Rows with descriptors list their columns in the header, with units; normalised ones have other units. */
static void headers_list_descriptors(void **state)
{
    (void)state;
    static const struct {
        enum row_kind kind;
        const char *features;
        enum cmvn_kind cmvn;
        const char *line;
    } rows[] = {
        {ROW_FEATURES, "zcr,chroma,centroid,rms", CMVN_NONE, "zcr:0..1 chroma:0..1 centroid:Hz rms:FS"},
        {ROW_MFCC, "flux", CMVN_NONE, "c0..c2 flux:dB"},
        {ROW_MFCC, "rolloff,flatness", CMVN_MEAN, "c0..c2 rolloff:Hz flatness"},
        {ROW_FEATURES, "rolloff,flatness", CMVN_VARIANCE, "rolloff:sd flatness:sd"},
        {ROW_MFCC, NULL, CMVN_NONE, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recipe recipe = kaldi;
        recipe.coefficients = 3;
        recipe.zeroth = ZEROTH_C0;
        recipe.zeroth_place = ZEROTH_FIRST;
        recipe.kind = rows[i].kind;
        recipe.features = rows[i].features;
        recipe.cmvn = rows[i].cmvn;
        struct layout layout = resolve(&recipe);
        struct header input = samples_header(16000, 1, 16000), header = layout_header(&layout, &input);
        char line[256] = "";
        header_find(&header, "columns", line, sizeof line);
        assert_string_equal(line, rows[i].line);
    }
}

/* c0 is 0, c1 1 ..; bands 100 ..; the energy 200; features 300 .. */
static float number_of(const char *name, size_t extra)
{
    if (name[0] == 'c' && name[1] >= '0' && name[1] <= '9')
        return (float)atoi(name + 1);
    if (name[0] == 'm')
        return (float)(100 + atoi(name + 1) - 1);
    return strcmp(name, "e") == 0 ? 200 : (float)(300 + extra);
}

static void numbers_are_arranged_as_the_names(void **state)
{
    (void)state;
    static const char *const features[] = {NULL, "rms", "zcr,chroma,centroid"};
    for (int i = 1; i < 4 * 4 * 2 * 3; i++) {
        struct recipe recipe = kaldi;
        recipe.bands = 5;
        recipe.coefficients = 4;
        recipe.kind = (enum row_kind)(i % 4);
        recipe.zeroth = (enum zeroth)(i / 4 % 4);
        recipe.zeroth_place = (enum zeroth_place)(i / 16 % 2);
        recipe.features = recipe.kind == ROW_FEATURES ? "flux,rms" : features[i / 32];
        struct layout layout = resolve(&recipe);
        size_t width = layout.statics + layout.extras, extra = 0;
        float cepstra[4] = {0, 1, 2, 3}, levels[5 + 1 + 20] = {100, 101, 102, 103, 104}, row[30];
        float *next = levels + 5;
        if (layout_has_energy(&layout))
            *next++ = 200;
        for (size_t k = 0; k < layout.extras; k++)
            next[k] = (float)(300 + k);
        layout_arrange(&layout, row, cepstra, levels);
        char **names = layout_names(&layout);
        for (size_t k = 0; k < width; k++) {
            extra = k < layout.statics ? 0 : k - layout.statics;
            CHECK_NEAR((double)row[k], (double)number_of(names[k], extra), 0);
        }
        layout_names_destroy(names, layout.width);
    }
}

static void headers_describe_the_rows(void **state)
{
    (void)state;
    static const struct {
        enum row_kind kind;
        enum zeroth zeroth;
        enum compression log;
        double shift;
        const char *features, *header_kind, *unit, *axis;
    } rows[] = {
        {ROW_MFCC, ZEROTH_ENERGY, COMPRESSION_LN, 0, NULL, "cepstrum", "", "index"},
        {ROW_MFCC, ZEROTH_BOTH, COMPRESSION_LN, 0, NULL, "features", "", "index"},
        {ROW_MFCC, ZEROTH_C0, COMPRESSION_LN, 0, "rms", "features", "", "index"},
        {ROW_MEL, ZEROTH_C0, COMPRESSION_LN, 0, NULL, "mel", "", "mel"},
        {ROW_LOGMEL, ZEROTH_C0, COMPRESSION_LN, 0, NULL, "features", "ln", "mel"},
        {ROW_LOGMEL, ZEROTH_C0, COMPRESSION_DB, 0, NULL, "level", "dB", "mel"},
        {ROW_LOGMEL, ZEROTH_C0, COMPRESSION_DB, 1, NULL, "features", "", "mel"},
    };
    struct header input = samples_header(16000, 1, 16000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recipe recipe = kaldi;
        recipe.kind = rows[i].kind;
        recipe.zeroth = rows[i].zeroth;
        recipe.log = rows[i].log;
        recipe.log_shift = rows[i].shift;
        recipe.features = rows[i].features;
        recipe.stack_step = 3;
        struct layout layout = resolve(&recipe);
        struct header header = layout_header(&layout, &input);
        assert_string_equal(header.kind, rows[i].header_kind);
        assert_string_equal(header.unit, rows[i].unit);
        assert_string_equal(header.axis, rows[i].axis);
        assert_int_equal(header.width, layout.width);
        assert_int_equal(header.frame, 400);
        assert_int_equal(header.rows, 33);                  /* ceil(98 / 3); 98 = 1 + floor((16000 - 400) / 160) */
        CHECK_NEAR(header_rate(&header), 100.0 / 3, 1e-14); /* one division */
        CHECK_NEAR(header.start, 199.5 / 16000, 1e-17);     /* the middle of 400 symmetric weights */
    }
}

/*
 * HTK Book 3.4, section 5.10.1: 6 MFCC, 7 FBANK, 8 MELSPEC, 9 USER; octal 0100 E, 0400 D, 01000 A, 04000 Z, 020000 0,
 * 0100000 T
 */
static void htk_kinds_follow_the_htk_book(void **state)
{
    (void)state;
    static const struct {
        enum row_kind kind;
        enum zeroth zeroth;
        enum zeroth_place place;
        long deltas;
        enum cmvn_kind cmvn;
        enum compression log;
        int htk;
    } rows[] = {
        {ROW_MFCC, ZEROTH_C0, ZEROTH_LAST, 0, CMVN_NONE, COMPRESSION_LN, 020006},
        {ROW_MFCC, ZEROTH_ENERGY, ZEROTH_LAST, 0, CMVN_NONE, COMPRESSION_LN, 0106},
        {ROW_MFCC, ZEROTH_BOTH, ZEROTH_LAST, 1, CMVN_NONE, COMPRESSION_LN, 020506},
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, 2, CMVN_MEAN, COMPRESSION_LN, 05406},
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, 3, CMVN_VARIANCE, COMPRESSION_LN, 0101406},
        {ROW_MFCC, ZEROTH_C0, ZEROTH_FIRST, 0, CMVN_NONE, COMPRESSION_LN, 9}, /* HTK has c0 last */
        {ROW_MFCC, ZEROTH_NONE, ZEROTH_FIRST, 0, CMVN_NONE, COMPRESSION_DB, 9},
        {ROW_LOGMEL, ZEROTH_C0, ZEROTH_FIRST, 0, CMVN_NONE, COMPRESSION_LN, 7},
        {ROW_LOGMEL, ZEROTH_C0, ZEROTH_FIRST, 0, CMVN_NONE, COMPRESSION_LOG10, 9},
        {ROW_MEL, ZEROTH_C0, ZEROTH_FIRST, 0, CMVN_NONE, COMPRESSION_DB, 8},
        {ROW_FEATURES, ZEROTH_C0, ZEROTH_FIRST, 0, CMVN_NONE, COMPRESSION_LN, 9},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recipe recipe = kaldi;
        recipe.kind = rows[i].kind;
        recipe.zeroth = rows[i].zeroth;
        recipe.zeroth_place = rows[i].place;
        recipe.deltas = rows[i].deltas;
        recipe.cmvn = rows[i].cmvn;
        recipe.log = rows[i].log;
        recipe.features = rows[i].kind == ROW_FEATURES ? "rms" : NULL;
        struct layout layout = resolve(&recipe);
        assert_int_equal(layout_htk_kind(&layout), rows[i].htk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_list_descriptors),          cmocka_unit_test(names_are_in_the_order_of_the_columns),
        cmocka_unit_test(numbers_are_arranged_as_the_names), cmocka_unit_test(headers_describe_the_rows),
        cmocka_unit_test(htk_kinds_follow_the_htk_book),
    };
    return cmocka_run_group_tests_name("layout_names", tests, NULL, NULL);
}
