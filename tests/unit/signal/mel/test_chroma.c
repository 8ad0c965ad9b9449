/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chroma: weights by the formula of librosa.filters.chroma in numpy (whose rows agree with librosa 0.11.0 to 4e-8 on a
 * recording), and tones, which have their notes.
 */
#include "check.h"

#include "signal/mel/chroma.h"

#include <string.h>

/* At 8000 Hz, length 64, twelve notes from C; the last row with a tuning of 0.25. */
static void weights_are_librosas(void **state)
{
    (void)state;
    static const struct {
        size_t bin;
        double tuning, weight[12];
    } want[] = {{0,
                 0,
                 {0.0255166580391473, 0.0270454247779724, 0.0283140607838116, 0.0292785020104498, 0.0299043168467206,
                  0.030168745953217, 0.0300620761090701, 0.0295882324401807, 0.0287645386822678, 0.0276206658946806,
                  0.0261968585772283, 0.0245415860409589}},
                {4,
                 0,
                 {0.457731438767224, 0.324198622144924, 0.175634011055594, 0.0727785011619285, 0.0230671865291933,
                  0.00559220624787624, 0.0130300443701684, 0.0460854806067576, 0.124675000872994, 0.257983346240865,
                  0.408320322665622, 0.494319056027246}},
                {32,
                 0,
                 {0.166362462160776, 0.000967101649697925, 1.02970063681901e-07, 2.0080379251784e-13,
                  7.17224163949521e-21, 4.69202143307072e-30, 1.42501078235682e-24, 2.19433283101687e-16,
                  6.18883528057881e-10, 3.19696159493535e-05, 0.0302473956262122, 0.524156078847646}},
                {14,
                 0.25,
                 {1.30924682581051e-07, 2.69586418572772e-12, 3.362942107565e-18, 3.15830318782458e-20,
                  5.91597291801741e-14, 6.71341412705108e-09, 4.61536020734015e-05, 0.019222623813961, 0.48502557007425,
                  0.741415233469403, 0.0686599175480487, 0.000385203258677882}}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct chroma *chroma = chroma_create(&(struct chroma_setting){12, want[i].tuning, 64, 8000});
        for (size_t note = 0; note < 12; note++) /* 15 digits, and exp of a distance whose rounding it magnifies */
            CHECK_NEAR(chroma_weight(chroma, note, want[i].bin), want[i].weight[note], 1e-13);
        chroma_destroy(chroma);
    }
    chroma_destroy(NULL);
}

/* The strongest note. */
static size_t strongest(const float *row, size_t notes)
{
    size_t best = 0;
    for (size_t i = 1; i < notes; i++)
        best = row[i] > row[best] ? i : best;
    return best;
}

/* One line on each note of four octaves from C4 on, in equal temperament, with any tuning. */
static void tones_have_their_notes(void **state)
{
    (void)state;
    enum { LENGTH = 16384 };
    static const struct {
        size_t notes;
        double tuning;
    } scales[] = {{12, 0}, {12, 0.4}, {12, -0.5}, {24, 0}};
    static float power[LENGTH / 2 + 1];
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
        size_t notes = scales[s].notes;
        struct chroma *chroma = chroma_create(&(struct chroma_setting){notes, scales[s].tuning, LENGTH, 44100});
        for (size_t i = 0; i < 4 * notes; i++) {
            float row[24];
            double c4 = 440 * exp2(-0.75 + scales[s].tuning / (double)notes);
            size_t bin = (size_t)rint(c4 * exp2((double)i / (double)notes) * LENGTH / 44100);
            power[bin] = 0.01F;
            chroma_fill(chroma, row, power);
            power[bin] = 0;
            assert_int_equal(strongest(row, notes), i % notes);
            CHECK_NEAR((double)row[i % notes], 1, 0);
        }
        chroma_destroy(chroma);
    }
}

static void loudness_does_not_matter(void **state)
{
    (void)state;
    struct chroma *chroma = chroma_create(&(struct chroma_setting){12, 0, 64, 8000});
    float power[33], loud[33], row[12], same[12];
    for (size_t k = 0; k < 33; k++) {
        power[k] = (float)(k * 7 % 11);
        loud[k] = 1048576 * power[k];
    }
    chroma_fill(chroma, row, power);
    chroma_fill(chroma, same, loud);
    assert_memory_equal(row, same, sizeof row); /* a power of two */
    memset(power, 0, sizeof power);
    chroma_fill(chroma, row, power);
    for (size_t i = 0; i < 12; i++)
        assert_true(row[i] == 0);
    chroma_destroy(chroma);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(weights_are_librosas), cmocka_unit_test(tones_have_their_notes),
                                       cmocka_unit_test(loudness_does_not_matter)};
    return cmocka_run_group_tests_name("chroma", tests, NULL, NULL);
}
