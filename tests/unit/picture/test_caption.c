/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/caption.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rows.h"

/* A picture of 10 pixels along time and `count` rows, with its range known. Released by picture_free. */
static struct picture *picture_of(struct header rows, size_t count)
{
    struct picture *picture = mem_new(1, sizeof *picture);
    *picture = (struct picture){.setting = bare_setting(10, 8),
                                .view = full_view(&rows),
                                .rows = rows,
                                .range = {.low = -90, .high = -10},
                                .width = 10,
                                .height = 8};
    panels_create(picture);
    float *row = mem_new(header_numbers(&rows), sizeof *row);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < panels_count(picture); k++)
            pixel_columns_push(picture->panel[k].columns, row);
    free(row);
    return picture;
}

static void picture_free(struct picture *picture)
{
    panels_destroy(picture);
    free(picture);
}

/* The first row is centred on header.start, so the picture begins half a row before it. */
static void time_axis_covers_the_rows(void **state)
{
    (void)state;
    struct header rows = power_rows(9, 100);
    rows.start = 2;
    struct picture *picture = picture_of(rows, 50);
    struct caption caption;
    caption_create(&caption, picture);
    CHECK_NEAR(caption.time.first, 1.95 + 0.25, 1e-12); /* 5 seconds in 10 pixels: the centre of the first */
    CHECK_NEAR(caption.time.last, 6.95 - 0.25, 1e-12);
    assert_int_equal(caption.time.notation, TICK_TIME);
    picture->setting.pixels_per_second = 4;
    caption_create(&caption, picture);
    CHECK_NEAR(caption.time.first, 1.95 + 0.125, 1e-12);
    CHECK_NEAR(caption.time.last, 1.95 + 9.5 * 0.25, 1e-12);
    picture_free(picture);
}

static void time_label_follows_the_length(void **state)
{
    (void)state;
    static const struct {
        size_t rows;
        const char *label;
    } cases[] = {{50, "Time (s)"}, {700, "Time (m:ss)"}, {36100, "Time (h:mm:ss)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture *picture = picture_of(power_rows(2, 100), cases[i].rows);
        struct caption caption;
        caption_create(&caption, picture);
        assert_string_equal(caption.time_label, cases[i].label);
        picture_free(picture);
    }
}

/* The clock has the date of the first row, which may be another day than the origin's. */
static void origin_makes_a_clock(void **state)
{
    (void)state;
    static const struct {
        const char *origin;
        double start, midnight;
        const char *label;
    } cases[] = {
        {"2026-11-22T13:17:05Z", 0, 47825, "Time of day, 2026-11-22 UTC"},
        {"2026-11-22T13:17:05.25+01:00", 10, 47825.25, "Time of day, 2026-11-22 UTC+01:00"},
        {"2026-12-31T23:59:59.5", 0.4, 86399.5, "Time of day, 2026-12-31"},
        {"2026-12-31T23:59:59.5", 0.6, 86399.5, "Time of day, 2027-01-01"},
        {"2028-02-28T23:00:00-05:00", 3600, 82800, "Time of day, 2028-02-29 UTC-05:00"},
        {"yesterday", 0, NAN, "Time (s)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header rows = power_rows(2, 100);
        snprintf(rows.origin, sizeof rows.origin, "%s", cases[i].origin);
        rows.start = cases[i].start;
        struct picture *picture = picture_of(rows, 20);
        struct caption caption;
        picture->setting.time_axis = TIME_AXIS_CLOCK;
        assert_true(time_axis_has_clock(&rows) == !isnan(cases[i].midnight));
        caption_create(&caption, picture);
        assert_string_equal(caption.time_label, cases[i].label);
        assert_int_equal(caption.time.notation, isnan(cases[i].midnight) ? TICK_TIME : TICK_CLOCK);
        CHECK_NEAR(caption.time.clock, isnan(cases[i].midnight) ? 0 : cases[i].midnight, 1e-9);
        picture_free(picture);
    }
}

/* Unasked, a clock needs an origin and more than ten minutes: 6000 rows at 10 a second. */
static void a_long_picture_has_a_clock(void **state)
{
    (void)state;
    static const struct {
        enum time_axis axis;
        size_t rows;
        bool origin, clock;
    } cases[] = {{TIME_AXIS_AUTO, 6000, true, false},  {TIME_AXIS_AUTO, 6001, true, true},
                 {TIME_AXIS_AUTO, 6001, false, false}, {TIME_AXIS_SECONDS, 6001, true, false},
                 {TIME_AXIS_SECONDS, 20, true, false}, {TIME_AXIS_CLOCK, 20, true, true},
                 {TIME_AXIS_CLOCK, 6001, true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header rows = power_rows(2, 100);
        struct axis axis;
        char label[TIME_LABEL];
        if (cases[i].origin)
            snprintf(rows.origin, sizeof rows.origin, "2026-11-22T23:58:05Z");
        time_axis_create(&axis, label, &rows, cases[i].axis, (double)cases[i].rows, 300, 0);
        assert_int_equal(axis.notation, cases[i].clock ? TICK_CLOCK : TICK_TIME);
        assert_int_equal(strncmp(label, "Time of day", 11) == 0, cases[i].clock);
    }
}

/* Channels have the names of their speakers, else the numbers that they have in the input; one channel has none. */
static void channels_have_names(void **state)
{
    (void)state;
    static const long second[] = {1};
    static const struct {
        long channels;
        const char *speakers;
        const long *chosen;
        bool named;
        const char *name;
    } cases[] = {{1, NULL, NULL, false, NULL},
                 {1, NULL, second, true, "channel 2"},
                 {1, "FR", NULL, true, "right"},
                 {1, "FR", second, true, "right"},
                 {2, "FL FR", NULL, true, "left"},
                 {2, "- LFE", NULL, true, "channel 1"},
                 {2, "FL FR FC", NULL, true, "channel 1"},
                 {3, "SL TBR W", NULL, true, "side left"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header rows = power_rows(9, 100);
        struct caption caption;
        rows.channels = cases[i].channels;
        header_note(&rows, "speakers", cases[i].speakers);
        struct picture *picture = picture_of(rows, 5);
        picture->setting.channels = cases[i].chosen;
        caption_create(&caption, picture);
        assert_int_equal(caption.named, cases[i].named);
        if (cases[i].named)
            assert_string_equal(caption.panel_names[0], cases[i].name);
        picture_free(picture);
    }
}

static void labels_name_what_is_drawn(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *label;
    } numbered[] = {{"cepstrum", "Coefficient"}, {"features", "Column"}};
    struct caption caption;
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++) {
        struct picture *picture = picture_of(numbered_rows(numbered[i].kind, 13), 5);
        caption_create(&caption, picture);
        assert_string_equal(caption.value_label, numbered[i].label);
        picture_free(picture);
    }
    struct header rows = power_rows(9, 100);
    static const long chosen[] = {2, 0};
    rows.channels = 2;
    rows.frame = 1024;
    rows.hop = 256;
    rows.samplerate = (struct ratio){44100, 1};
    snprintf(rows.window, sizeof rows.window, "hann");
    snprintf(rows.source, sizeof rows.source, "bird.wav");
    struct picture *picture = picture_of(rows, 5);
    caption_create(&caption, picture);
    assert_string_equal(caption.value_label, "Frequency (Hz)");
    assert_string_equal(caption.level_label, "dBFS");
    assert_string_equal(caption.title, "bird.wav");
    assert_string_equal(caption.frames, "hann 1024, hop 256, 44.1 kHz");
    assert_string_equal(caption.panel_names[0], "channel 1");
    assert_string_equal(caption.panel_names[1], "channel 2");
    CHECK_NEAR(caption.level.first, -90, 0);
    CHECK_NEAR(caption.level.last, -10, 0);
    picture->setting.title = "A robin";
    picture->setting.channels = chosen;
    header_note(&picture->rows, "reassigned", "both");
    caption_create(&caption, picture);
    assert_string_equal(caption.title, "A robin");
    assert_string_equal(caption.frames, "reassigned, hann 1024, hop 256, 44.1 kHz");
    assert_string_equal(caption.panel_names[0], "channel 3");
    assert_string_equal(caption.panel_names[1], "channel 1");
    picture_free(picture);
}

/* The value of a key, "" if there is none. */
static const char *text_of(const struct caption_texts *texts, const char *key)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->text[i].key, key) == 0)
            return texts->text[i].value;
    return "";
}

static void texts_state_the_parameters(void **state)
{
    (void)state;
    struct caption_texts texts;
    struct header rows = power_rows(9, 100);
    header_history(&rows, "spec-stft a.wav");
    header_history(&rows, "spec-render");
    struct picture *picture = picture_of(rows, 50);
    caption_texts(&texts, picture);
    assert_string_equal(text_of(&texts, "Software"), "spec-render (specpipe) " SPECPIPE_VERSION);
    assert_string_equal(text_of(&texts, "Time range"), "-0.05 4.95 s");
    assert_string_equal(text_of(&texts, "Frequency range"), "0 800 Hz");
    assert_string_equal(text_of(&texts, "Axis"), "linear");
    assert_string_equal(text_of(&texts, range_key), "-90 -10 dBFS");
    assert_string_equal(text_of(&texts, "Rows"), "50 rows at 10 Hz, 1 channels, kind power");
    assert_string_equal(text_of(&texts, "Picture"),
                        "10 x 8 pixels of data, time runs right, pool max, interpolate none, tilt 0 dB per octave");
    assert_string_equal(text_of(&texts, "Colour map"), "grey8");
    assert_string_equal(text_of(&texts, "History"), "spec-stft a.wav\nspec-render");
    static const char *const absent[] = {"Title", "Source", "Frames", "Creation Time", "Column range"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_string_equal(text_of(&texts, absent[i]), "");
    for (size_t i = 0; i < texts.count; i++)
        assert_string_not_equal(texts.text[i].value, "");
    picture->setting.form = PNG_PALETTE;
    picture->setting.title = "a\x1b[31m";
    caption_texts(&texts, picture);
    assert_string_equal(text_of(&texts, "Colour map"), "viridis");
    assert_null(strchr(text_of(&texts, "Title"), '\x1b')); /* no control characters */
    assert_string_not_equal(text_of(&texts, "Title"), "");
    picture_free(picture);
}

/* Every text is present, and each as long as a header allows. */
static void all_texts_have_room(void **state)
{
    (void)state;
    static char title[2000];
    struct header rows = numbered_rows("cepstrum", 9);
    memset(title, 'x', sizeof title - 1);
    memset(rows.source, 's', sizeof rows.source - 1);
    memset(rows.origin, 'o', sizeof rows.origin - 1);
    memset(rows.window, 'w', sizeof rows.window - 1);
    memset(rows.unit, 'u', sizeof rows.unit - 1);
    rows.frame = rows.hop = 1000000;
    rows.samplerate = (struct ratio){44100, 1};
    for (int i = 0; i < 100; i++)
        header_history(&rows, "spec-stft with quite a few options and more and more");
    struct picture *picture = picture_of(rows, 50);
    picture->setting.title = title;
    struct caption_texts texts;
    caption_texts(&texts, picture);
    assert_in_range(texts.count, 12, MOST_TEXTS);
    assert_int_equal(strlen(text_of(&texts, "Title")), TEXT_ROOM - 1);
    assert_int_equal(strlen(text_of(&texts, "Source")), sizeof rows.source - 1);
    assert_string_not_equal(text_of(&texts, "History"), "");
    picture_free(picture);
}

/* An FFT longer than its frame is named; as far as the columns are its bins. */
static void padded_ffts_are_named(void **state)
{
    (void)state;
    static const struct {
        long width, frame;
        double step;
        const char *frames;
    } spectra[] = {
        {9, 16, 500, "hann 16, hop 4, 8 kHz"},
        {9, 12, 500, "hann 12, FFT 16, hop 4, 8 kHz"},
        {8, 12, 8000 / 15.0, "hann 12, FFT 15, hop 4, 8 kHz"},
        {9, 12, 100, "hann 12, hop 4, 8 kHz"},
        {5, 12, 500, "hann 12, hop 4, 8 kHz"},
    };
    for (size_t i = 0; i < sizeof spectra / sizeof *spectra; i++) {
        struct header rows = power_rows(spectra[i].width, spectra[i].step);
        struct caption caption;
        rows.frame = spectra[i].frame;
        rows.hop = 4;
        rows.samplerate = (struct ratio){8000, 1};
        snprintf(rows.window, sizeof rows.window, "hann");
        struct picture *picture = picture_of(rows, 5);
        caption_create(&caption, picture);
        assert_string_equal(caption.frames, spectra[i].frames);
        picture_free(picture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(padded_ffts_are_named),         cmocka_unit_test(time_axis_covers_the_rows),
        cmocka_unit_test(time_label_follows_the_length), cmocka_unit_test(origin_makes_a_clock),
        cmocka_unit_test(a_long_picture_has_a_clock),    cmocka_unit_test(channels_have_names),
        cmocka_unit_test(labels_name_what_is_drawn),     cmocka_unit_test(texts_state_the_parameters),
        cmocka_unit_test(all_texts_have_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
