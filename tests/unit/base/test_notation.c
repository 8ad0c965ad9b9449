/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every text is parsed as a whole, or refused. */
#include "base/notation.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#define ROWS(table) (sizeof(table) / sizeof *(table))

struct number_case {
    const char *text;
    double value;
};

/* Texts that no parser accepts, whatever its unit. */
static const char *const never[] = {"",       " ",     "x",      "nan", "inf", "-inf", "infinity", "0x10",
                                    "-0x1p3", "1e400", "-1e400", "1e",  "1e+", ".",    "-",        "--1",
                                    "1 ",     " 1",    "1,5",    "1 k", "5kk", "1\n"};

static void takes(const char *(*parse)(double *, const char *), const struct number_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double value = -12345;
        if (parse(&value, cases[i].text) != NULL || value != cases[i].value)
            fail_msg("'%s' reads as %.17g", cases[i].text, value);
    }
}

static void refuses(const char *(*parse)(double *, const char *), const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double value = -12345;
        if (parse(&value, texts[i]) == NULL)
            fail_msg("'%s' reads as %.17g", texts[i], value);
        assert_true(value == -12345);
    }
}

static void bytes(void **state)
{
    (void)state;
    static const struct number_case good[] = {
        {"4096", 4096}, {"1k", 1024},     {"16M", 16 << 20}, {"4G", 0x1p32}, {"1.5g", 1.5 * (1 << 30)},
        {"2T", 0x1p41}, {"8MiB", 8 << 20}};
    static const char *const bad[] = {"4X", "4GB", "G", "4 G", "4Gi", "4kk"};
    takes(notation_bytes, good, ROWS(good));
    refuses(notation_bytes, bad, ROWS(bad));
    refuses(notation_bytes, never, ROWS(never));
}

static void numbers(void **state)
{
    (void)state;
    static const struct number_case good[] = {{"0", 0},      {"-12.5", -12.5}, {"+3", 3},
                                              {"1e3", 1000}, {".5", 0.5},      {"-.5", -0.5},
                                              {"5.", 5},     {"007", 7},       {"666666.667", 666666.667}};
    static const char *const bad[] = {"8k", "1:2", "75%", "4800smp", "1/2"};
    takes(notation_number, good, ROWS(good));
    refuses(notation_number, bad, ROWS(bad));
    refuses(notation_number, never, ROWS(never));
}

static void decibels(void **state)
{
    (void)state;
    static const struct number_case good[] = {{"-90", -90}, {"6dB", 6}, {"-6.5db", -6.5}, {"1e1DB", 10}};
    static const char *const bad[] = {"6 dB", "6d", "dB", "6dBm", "6s"};
    takes(notation_decibels, good, ROWS(good));
    refuses(notation_decibels, bad, ROWS(bad));
    refuses(notation_decibels, never, ROWS(never));
}

static void frequencies(void **state)
{
    (void)state;
    static const struct number_case good[] = {{"8000", 8000},  {"8k", 8000},    {"8K", 8000},       {"8kHz", 8000},
                                              {"8khz", 8000},  {"250Hz", 250},  {"0.3MHz", 300000}, {"2M", 2e6},
                                              {"2.01k", 2010}, {"4.07k", 4070}, {"44.1kHz", 44100}, {"-5", -5},
                                              {"0", 0}};
    static const char *const bad[] = {"8kHzz", "8m", "8kk", "8 kHz", "k", "Hz", "1e308k", "1:02", "8s", "75%"};
    takes(notation_frequency, good, ROWS(good));
    refuses(notation_frequency, bad, ROWS(bad));
    refuses(notation_frequency, never, ROWS(never));
}

static void extents(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
        enum extent_unit unit;
    } good[] = {{"12.5s", 12.5, EXTENT_SECONDS},
                {"150ms", 0.15, EXTENT_SECONDS},
                {"9ms", 0.009, EXTENT_SECONDS},
                {"20us", 20e-6, EXTENT_SECONDS},
                {"2m", 120, EXTENT_SECONDS},
                {"1.5min", 90, EXTENT_SECONDS},
                {"1h", 3600, EXTENT_SECONDS},
                {"2sec", 2, EXTENT_SECONDS},
                {"25msec", 0.025, EXTENT_SECONDS},
                {"5usec", 5e-6, EXTENT_SECONDS},
                {"5m", 300, EXTENT_SECONDS},
                {"1m30s", 90, EXTENT_SECONDS},
                {"1h02m03.5s", 3723.5, EXTENT_SECONDS},
                {"2h30min", 9000, EXTENT_SECONDS},
                {"1h5s", 3605, EXTENT_SECONDS},
                {"1:02:03", 3723, EXTENT_SECONDS},
                {"1:02:03.5", 3723.5, EXTENT_SECONDS},
                {"90:00", 5400, EXTENT_SECONDS},
                {"0:00", 0, EXTENT_SECONDS},
                {"4800smp", 4800, EXTENT_SAMPLES},
                {"75%", 75, EXTENT_PERCENT},
                {"256", 256, EXTENT_SAMPLES},
                {"-3", -3, EXTENT_SAMPLES}};
    for (size_t i = 0; i < ROWS(good); i++) {
        struct extent extent = {-12345, EXTENT_NONE};
        if (notation_extent(&extent, good[i].text, EXTENT_SAMPLES) != NULL || extent.value != good[i].value ||
            extent.unit != good[i].unit)
            fail_msg("'%s' reads as %.17g, unit %d", good[i].text, extent.value, (int)extent.unit);
    }
}

static const char *seconds(double *value, const char *text)
{
    struct extent extent = {*value, EXTENT_NONE};
    const char *why = notation_extent(&extent, text, EXTENT_SECONDS);
    *value = extent.value;
    return why;
}

static void no_extents(void **state)
{
    (void)state;
    static const struct number_case bare[] = {{"12.5", 12.5}, {"1:00", 60}};
    static const char *const bad[] = {"75%",      "1:60",    "1:02:60", "1:2:3:4", "1:",      ":30",    "1::2",
                                      "1:-2",     "-1:00",   "1.5:00",  "1:02s",   "1:0x2",   "1e308h", "1e308:00:00",
                                      "3samples", "3 s",     "3S",      "ms",      "1m60s",   "1m90s",  "30s1m",
                                      "1m1m",     "1.5m30s", "1m-30s",  "1m30",    "1s500ms", "75%5s",  "1m2smp"};
    takes(seconds, bare, ROWS(bare));
    refuses(seconds, bad, ROWS(bad));
    refuses(seconds, never, ROWS(never));
}

static const char *ratio_quotient(double *value, const char *text)
{
    struct ratio ratio = {0, 0};
    const char *why = notation_ratio(&ratio, text);
    if (why == NULL)
        *value = ratio_value(ratio);
    return why;
}

static void ratios(void **state)
{
    (void)state;
    static const struct number_case good[] = {
        {"44100/256", 44100.0 / 256}, {"44100", 44100}, {"666666.667", 666666.667}, {"1/3", 1.0 / 3}};
    static const char *const bad[] = {"0",  "-1",    "1/0",   "0/1",     "1/-2",         "1/",
                                      "/2", "1/2/3", "1/nan", "44100Hz", "1e308/1e-308", "1e-308/1e308"};
    takes(ratio_quotient, good, ROWS(good));
    refuses(ratio_quotient, bad, ROWS(bad));
    refuses(ratio_quotient, never, ROWS(never));
}

static void written_ratios_read_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"44100/256", "44100", "666666.667", "0.1", "1/3", "666666667/7250"};
    for (size_t i = 0; i < ROWS(texts); i++) {
        char text[2 * NOTATION_ROOM];
        struct ratio ratio = {0, 0};
        assert_null(notation_ratio(&ratio, texts[i]));
        assert_string_equal(notation_ratio_text(text, ratio), texts[i]);
    }
}

/* A fraction has whole terms and is exact; it is not reduced, and a decimal number stays one. */
static void fractions_have_whole_terms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double by;
        const char *want;
    } cases[] = {{"44100", 256, "44100/256"},
                 {"44100", 1, "44100"},
                 {"666666.667", 1, "666666.667"},
                 {"666666.667", 100, "666666667/100000"},
                 {"666666.667/7.25", 1, "666666667/7250"}, /* 2 and 3 places: both terms times 1000 */
                 {"44100/44.1", 10, "441000/4410"},
                 {"0.1", 3, "1/30"},
                 {"1e-7", 256, "1/2560000000"},
                 {"1.5e-05/2", 2, "15/4000000"},
                 {"1e14", 10, "100000000000000/10"},
                 {"123456789.012345", 100, "123456789012345/100000000"}, /* 15 digits */
                 {"0.1234567890123456", 2, "0.1234567890123456/2"},      /* 16: no exact double need be there */
                 {"1e15", 2, "1e+15/2"}};
    for (size_t i = 0; i < ROWS(cases); i++) {
        char text[2 * NOTATION_ROOM];
        struct ratio ratio = {0, 0};
        assert_null(notation_ratio(&ratio, cases[i].text));
        assert_string_equal(notation_ratio_text(text, ratio_divide(ratio, cases[i].by)), cases[i].want);
    }
}

static void shortest_text(void **state)
{
    (void)state;
    static const struct number_case cases[] = {{"666666.667", 666666.667},
                                               {"0.1", 0.1},
                                               {"44100", 44100},
                                               {"-90", -90},
                                               {"0", 0},
                                               {"1e-10", 1e-10},
                                               {"0.30000000000000004", 0.1 + 0.2},
                                               {"0.3333333333333333", 1.0 / 3},
                                               {"172.265625", 44100.0 / 256}};
    for (size_t i = 0; i < ROWS(cases); i++) {
        char text[NOTATION_ROOM];
        assert_string_equal(notation_shortest(text, cases[i].value), cases[i].text);
    }
}

/* Doubles of every size, from a fixed sequence. */
static void every_double_reads_back(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        char text[NOTATION_ROOM];
        union {
            uint64_t bits;
            double value;
        } number = {bits};
        if (number.value - number.value != 0) /* NaN, infinities */
            continue;
        assert_true(strtod(notation_shortest(text, number.value), NULL) == number.value);
    }
}

static void samples_of_an_extent(void **state)
{
    (void)state;
    assert_true(extent_samples((struct extent){0.15, EXTENT_SECONDS}, 48000) == 7200);
    assert_true(extent_samples((struct extent){1, EXTENT_SECONDS}, 666666.667) == 666667);
    assert_true(extent_samples((struct extent){4800, EXTENT_SAMPLES}, 8000) == 4800);
    assert_true(extent_samples((struct extent){0.49999999999999994, EXTENT_SAMPLES}, 1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes),
                                       cmocka_unit_test(numbers),
                                       cmocka_unit_test(decibels),
                                       cmocka_unit_test(frequencies),
                                       cmocka_unit_test(extents),
                                       cmocka_unit_test(no_extents),
                                       cmocka_unit_test(ratios),
                                       cmocka_unit_test(written_ratios_read_back),
                                       cmocka_unit_test(fractions_have_whole_terms),
                                       cmocka_unit_test(shortest_text),
                                       cmocka_unit_test(every_double_reads_back),
                                       cmocka_unit_test(samples_of_an_extent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
