/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table decides what a command line means, and says so in one sentence when it means nothing. */
#include "cli/option.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(table) (sizeof(table) / sizeof *(table))

enum { MOST_WORDS = 16 };

struct values {
    bool raw;
    long hop;
    double threshold, rate;
    struct band freq;
    struct ratio rows;
    struct extent start, length;
    const char *output, *window;
    enum kind { POWER, LEVEL } kind, other_kind;
    enum when progress;
};

static const struct values initial = {.hop = 256,
                                      .threshold = NAN,
                                      .rate = 8000,
                                      .freq = {NAN, 8000},
                                      .rows = {44100, 256},
                                      .length = {75, EXTENT_PERCENT},
                                      .window = "hann",
                                      .other_kind = CHOICE_UNSET};

static struct values opt;

static const char *const kinds[] = {"power", "level"}, *const windows[] = {"hann", "kaiser"};

static const char *kind_name(size_t i)
{
    return i < ROWS(kinds) ? kinds[i] : NULL;
}

static const char *window_name(size_t i)
{
    return i < ROWS(windows) ? windows[i] : NULL;
}

static const char *window_check(const char *text)
{
    return strcmp(text, "kaiser:bad") == 0 ? "that is no number" : NULL;
}

static const struct option_row own[] = {
    OPTION_SECTION("Frames"),
    OPTION_COUNT('p', "hop", "SAMPLES", &opt.hop, 1, 1 << 20, "distance between frame starts"),
    OPTION_EXTENT('l', "length", "LENGTH", &opt.length, EXTENT_SAMPLES, ZERO_REFUSED, "length"),
    OPTION_EXTENT('s', "start", "TIME", &opt.start, EXTENT_SECONDS, ZERO_ALLOWED, "first instant"),
    OPTION_CHOICE('k', "kind", "NAME", &opt.kind, kind_name, "what a row holds"),
    OPTION_CHOICE(0, "other-kind", "NAME", &opt.other_kind, kind_name, "nothing by default"),
    OPTION_SPEC('w', "window", "NAME[:PARAM]", &opt.window, window_name, window_check, "taper"),
    OPTION_FLAG(0, "raw", &opt.raw, "no header"),
    OPTION_END,
};

static const struct option_row shared[] = {
    OPTION_NUMBER('z', "threshold", "DB", &opt.threshold, -200, 0, "lowest level"),
    OPTION_FREQUENCY('r', "rate", &opt.rate, 1, 1e9, "rate of raw samples"),
    OPTION_BAND('F', "freq", &opt.freq, "frequencies"),
    OPTION_RATIO('R', "rows", "HZ", &opt.rows, "rows per second"),
    OPTION_TEXT('o', "output", "FILE", &opt.output, "where the result goes"),
    OPTION_WHEN(0, "progress", &opt.progress, "show how far the run has come"),
    OPTION_END,
};

static const struct option_row *const tables[] = {own, shared, NULL};

/* Parses words separated by '|', from the initial values; the operands come back joined by '|'. */
static const char *parse(const char *words, char operands[64])
{
    static char line[256];
    static char *argv[MOST_WORDS + 2];
    int argc = 0, first = 0;
    argv[argc++] = (char[]){"test"};
    strcpy(line, words);
    for (char *rest = line, *word; *words != '\0' && (word = strsep(&rest, "|")) != NULL;)
        argv[argc++] = word;
    argv[argc] = NULL;
    memcpy(&opt, &initial, sizeof opt); /* padding too: it is compared */
    const char *why = options_parse(tables, argc, argv, &first);
    *operands = '\0';
    for (int i = first; i < argc; i++)
        strcat(strcat(operands, i > first ? "|" : ""), argv[i]);
    return why;
}

static void bad_words_get_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *words, *why;
    } cases[] = {
        {"--hop|0", "--hop: 0 is out of range (1 to 1048576)"},
        {"--hop=0", "--hop: 0 is out of range (1 to 1048576)"},
        {"-p|1048577", "--hop: 1048577 is out of range (1 to 1048576)"},
        {"-px", "--hop: 'x' is not a number"},
        {"-p|", "--hop: '' is not a number"},
        {"-p0x10", "--hop: '0x10' is not a number"},
        {"-p|2.5", "--hop: '2.5' is not a whole number"},
        {"-p|1e300", "--hop: 1e300 is out of range (at most 2^53)"},
        {"-z|nan", "--threshold: 'nan' is not a number of decibels (-90, 6dB)"},
        {"-z|1", "--threshold: 1 is out of range (-200 to 0)"},
        {"-r|0k", "--rate: 0k is out of range (1 to 1000000000)"},
        {"-F|8k:2k", "--freq: 8k:2k is empty: the low end must be below the high end"},
        {"-F|2k:2k", "--freq: 2k:2k is empty: the low end must be below the high end"},
        {"-F|2k", "--freq: '2k' is not a band (LO:HI, LO: or :HI)"},
        {"-F|:", "--freq: ':' is not a band (LO:HI, LO: or :HI)"},
        {"-F|-1:", "--freq: -1: is out of range (not below 0)"},
        {"-R|1/0", "--rows: '1/0' is not a positive number or fraction (44100, 44100/256)"},
        {"-s|-1", "--start: -1 is out of range (not below 0)"},
        {"-l|0", "--length: 0 is out of range (more than 0)"},
        {"-l|100%", "--length: 100% is out of range (0% to less than 100%)"},
        {"-l|1e16smp", "--length: 1e16smp is out of range (at most 1e9 seconds or 1e15 samples)"},
        {"-k|lev", "--kind: unknown name 'lev' (did you mean level?)"},
        {"-k|power:1", "--kind: unknown name 'power:1' (did you mean power?)"},
        {"-w|kais:8", "--window: unknown name 'kais' (did you mean kaiser?)"},
        {"-w|kaiser:bad", "--window: kaiser:bad: that is no number"},
        {"--progress=x", "--progress: unknown name 'x'; choose from auto, always and never"},
        {"--raw=1", "--raw takes no argument"},
        {"--hop", "--hop needs an argument (SAMPLES)"},
        {"-p", "--hop needs an argument (SAMPLES)"},
        {"-Y", "unknown option -Y"},
        {"-p3|-\xc3", "unknown option -\\xc3"},
        {"--zzzzz=3", "unknown option --zzzzz"},
        {"--hopp|3", "unknown option --hopp (did you mean --hop?)"},
        {"--r", "--r may mean --raw or --rate or --rows"},
        {"--=", "unknown option --"},
        {"--RAW=1", "unknown option --RAW (did you mean --raw?)"},
        {"--HOP", "unknown option --HOP (did you mean --hop?)"},
        {"--fmin|100", "unknown option --fmin; use --freq LO:HI"},
        {"--hop_length|100", "unknown option --hop_length; use --hop LENGTH"},
        {"--cmap|100", "unknown option --cmap"},
    };
    for (size_t i = 0; i < ROWS(cases); i++) {
        char operands[64];
        const char *why = parse(cases[i].words, operands);
        if (why == NULL || strcmp(why, cases[i].why) != 0)
            fail_msg("'%s': %s", cases[i].words, why != NULL ? why : "taken");
    }
}

static void a_refused_value_changes_nothing(void **state)
{
    (void)state;
    static const char *const cases[] = {"-p|0",  "-z|1",    "-r|0", "-F|8k:2k",      "-F|-1:",      "-R|0",
                                        "-s|-1", "-l|100%", "-k|x", "-w|kaiser:bad", "--progress=x"};
    for (size_t i = 0; i < ROWS(cases); i++) {
        char operands[64];
        assert_non_null(parse(cases[i], operands));
        assert_memory_equal(&opt, &initial, sizeof opt);
    }
}

static void values_arrive(void **state)
{
    (void)state;
    char operands[64];
    assert_null(parse("-p|128|--raw|-z|-9.5|-r8kHz|-F|2k:|-okeep", operands));
    assert_int_equal(opt.hop, 128);
    assert_true(opt.raw && opt.threshold == -9.5 && opt.rate == 8000);
    assert_true(opt.freq.low == 2000 && isnan(opt.freq.high));
    assert_string_equal(opt.output, "keep");
    assert_null(parse("--Raw|--HOP|64|--threshold=-6dB|-z|-6.5db|a", operands)); /* in other spellings */
    assert_true(opt.hop == 64 && opt.threshold == -6.5);
    assert_string_equal(operands, "a");
    assert_null(parse("-R|1/3|-s|1:02:03|-l|4800smp|-w|kaiser:8|-F:500", operands));
    assert_true(opt.rows.num == 1 && opt.rows.den == 3);
    assert_true(opt.start.value == 3723 && opt.start.unit == EXTENT_SECONDS);
    assert_true(opt.length.value == 4800 && opt.length.unit == EXTENT_SAMPLES);
    assert_true(isnan(opt.freq.low) && opt.freq.high == 500);
    assert_string_equal(opt.window, "kaiser:8");
}

static void choices_are_enums(void **state)
{
    (void)state;
    char operands[64];
    assert_null(parse("--kind=level", operands));
    assert_int_equal(opt.kind, LEVEL);
}

static void what_was_given_is_known(void **state)
{
    (void)state;
    char operands[64];
    assert_null(parse("--kind=power|-p3|-p256|a", operands)); /* a default counts when somebody typed it */
    assert_true(option_given(&opt.kind) && option_given(&opt.hop));
    assert_false(option_given(&opt.other_kind) || option_given(&opt.window));
    assert_string_equal(option_given_within(&opt, sizeof opt), "--hop"); /* the table's order */
    assert_null(option_given_within(&opt.output, sizeof opt.output));
    assert_null(option_set(own, "window", "hann"));
    assert_false(option_given(&opt.window)); /* a preset is not the command line */
    assert_null(parse("", operands));
    assert_null(option_given_within(&opt, sizeof opt));
}

static void when_may_stand_alone(void **state)
{
    (void)state;
    char operands[64];
    assert_null(parse("--progress|never", operands));
    assert_int_equal(opt.progress, WHEN_ALWAYS);
    assert_string_equal(operands, "never");
    assert_null(parse("--progress=never", operands));
    assert_int_equal(opt.progress, WHEN_NEVER);
}

static void words_are_sorted_out(void **state)
{
    (void)state;
    static const struct {
        const char *words, *operands;
        long hop;
    } cases[] = {{"", "", 256},      {"a|-p3|b", "a|b", 3}, {"-p3|--|-p4", "-p4", 3}, {"-", "-", 256},
                 {"-p3|-p4", "", 4}, {"--ho=5", "", 5},     {"-p|1e3", "", 1000},     {"|a", "|a", 256}};
    for (size_t i = 0; i < ROWS(cases); i++) {
        char operands[64];
        assert_null(parse(cases[i].words, operands));
        assert_string_equal(operands, cases[i].operands);
        assert_int_equal(opt.hop, cases[i].hop);
    }
}

static void posix_order_is_honoured(void **state)
{
    (void)state;
    char operands[64];
    setenv("POSIXLY_CORRECT", "1", 1);
    assert_null(parse("a|-p3", operands));
    unsetenv("POSIXLY_CORRECT");
    assert_string_equal(operands, "a|-p3");
    assert_int_equal(opt.hop, 256);
}

/* What `write` says of the tables, with the initial values. */
static char *written(void (*write)(struct builder *, const struct option_row *const[]))
{
    struct builder text = {0};
    opt = initial;
    write(&text, tables);
    return text.text;
}

static void the_list_shows_defaults_and_choices(void **state)
{
    (void)state;
    char *text = written(options_list);
    assert_string_equal(text, "p\t--hop\tSAMPLES\tcount\t256\t\tdistance between frame starts\n"
                              "l\t--length\tLENGTH\textent\t75%\t\tlength\n"
                              "s\t--start\tTIME\textent\t\t\tfirst instant\n"
                              "k\t--kind\tNAME\tname\tpower\tpower,level\twhat a row holds\n"
                              "-\t--other-kind\tNAME\tname\t\tpower,level\tnothing by default\n"
                              "w\t--window\tNAME[:PARAM]\tspec\thann\thann,kaiser\ttaper\n"
                              "-\t--raw\t\tflag\t\t\tno header\n"
                              "z\t--threshold\tDB\tnumber\t\t\tlowest level\n"
                              "r\t--rate\tHZ\tfrequency\t8000\t\trate of raw samples\n"
                              "F\t--freq\tLO:HI\tband\t:8000\t\tfrequencies\n"
                              "R\t--rows\tHZ\tratio\t44100/256\t\trows per second\n"
                              "o\t--output\tFILE\ttext\t\t\twhere the result goes\n"
                              "-\t--progress\tWHEN\twhen\tauto\tauto,always,never\tshow how far the run has come\n");
    free(text);
}

static void help_is_eighty_wide_and_aligned(void **state)
{
    (void)state;
    char *text = written(options_help), *rest = text;
    assert_non_null(strstr(text, "\nFrames:\n  -p, --hop SAMPLES          distance between frame starts [256]\n"));
    assert_non_null(strstr(text, "  -k, --kind NAME            what a row holds: power, level [power]\n"));
    assert_non_null(strstr(text, "      --progress[=WHEN]      show how far the run has come: auto, always, never\n"
                                 "                             [auto]\n"));
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        assert_true(strlen(line) <= 80);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bad_words_get_a_sentence),
                                       cmocka_unit_test(a_refused_value_changes_nothing),
                                       cmocka_unit_test(values_arrive),
                                       cmocka_unit_test(choices_are_enums),
                                       cmocka_unit_test(what_was_given_is_known),
                                       cmocka_unit_test(when_may_stand_alone),
                                       cmocka_unit_test(words_are_sorted_out),
                                       cmocka_unit_test(posix_order_is_honoured),
                                       cmocka_unit_test(the_list_shows_defaults_and_choices),
                                       cmocka_unit_test(help_is_eighty_wide_and_aligned)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
