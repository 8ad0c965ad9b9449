/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A header is read as it was written; an invalid one is refused.
 */
#include "check.h"
#include "stream/header.h"

#include <stdio.h>
#include <string.h>

#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static const struct header full = {
    .kind = "complex",
    .rate = {44100, 256},
    .start = 0.1,
    .width = 1026,
    .channels = 2,
    .axis = "hz",
    .first = 0,
    .step = 43.06640625,
    .rows = 12345,
    .frame = 1024,
    .hop = 256,
    .window = "kaiser:8.6",
    .samplerate = {44100, 1},
    .unit = "V/sqrt(Hz)",
    .full_scale = 3.3,
    .origin = "2024-05-06T07:08:09.5+02:00",
    .source = "Über uns.wav",
    .more = "x-colour sea green\nhist spec-capture -D /dev/ttyUSB0\nnote a b  c\nhist spec-stft -k complex\n"};

static const struct header least = {
    .kind = "samples", .rate = {8000, 1}, .width = 1, .channels = 1, .axis = "index", .step = 1, .rows = -1};

static void write(char block[HEADER_BYTES], const struct header *header)
{
    const char *why = header_format(block, header);
    if (why != NULL)
        fail_msg("%s", why);
}

static struct header read(const char block[HEADER_BYTES])
{
    struct header header;
    const char *why = header_parse(&header, block);
    if (why != NULL)
        fail_msg("%s", why);
    return header;
}

/* Compares numbers exactly: 17 digits restore every double. */
static void same(const struct header *a, const struct header *b)
{
    assert_string_equal(a->kind, b->kind);
    assert_true(a->rate.num == b->rate.num && a->rate.den == b->rate.den);
    assert_true(a->start == b->start);
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->channels, b->channels);
    assert_string_equal(a->axis, b->axis);
    assert_true(a->first == b->first && a->step == b->step);
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->frame, b->frame);
    assert_int_equal(a->hop, b->hop);
    assert_string_equal(a->window, b->window);
    assert_true(a->samplerate.num == b->samplerate.num);
    assert_string_equal(a->unit, b->unit);
    assert_true(a->full_scale == b->full_scale);
    assert_string_equal(a->origin, b->origin);
    assert_string_equal(a->source, b->source);
    assert_string_equal(a->more, b->more);
}

static void round_trip(const struct header *header)
{
    char block[HEADER_BYTES], again[HEADER_BYTES];
    write(block, header);
    struct header back = read(block);
    same(&back, header);
    write(again, &back);
    assert_memory_equal(block, again, HEADER_BYTES);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    round_trip(&full);
    round_trip(&least);
}

static void every_kind(void **state)
{
    (void)state;
    size_t count = 0;
    for (; header_kind(count) != NULL; count++) {
        struct header header = full;
        snprintf(header.kind, sizeof header.kind, "%s", header_kind(count));
        header.width = header_is(&header, "samples") ? 1 : full.width;
        round_trip(&header);
        assert_true(header_is(&header, header_kind(count)));
    }
    assert_int_equal(count, 10);
}

static void numbers_keep_every_digit(void **state)
{
    (void)state;
    static const double numbers[] = {
        0.1, 1.0 / 3, 666666.667, 1e-300, 1e300, 44100, 43.06640625, 0.30000000000000004, 123456789012345680.0, 5e-324};
    EACH (i, numbers) {
        struct header header = least;
        header.start = -numbers[i];
        header.first = -numbers[i];
        header.step = numbers[i];
        if (numbers[i] > 1e-299)
            header.rate.num = header.samplerate.num = numbers[i], header.samplerate.den = 1;
        round_trip(&header);
    }
    static const int64_t rows[] = {0, 1, INT32_MAX, INT64_C(1) << 31, INT64_C(1000000000)};
    EACH (i, rows) {
        struct header header = least;
        header.rows = rows[i];
        round_trip(&header);
    }
}

static void the_layout(void **state)
{
    (void)state;
    char block[HEADER_BYTES];
    static const char want[] =
        "spec-stream 512\nkind samples\nrate 8000\nstart 0\nwidth 1\nchannels 1\naxis index 0 1\nend\n";
    write(block, &least);
    assert_memory_equal(block, want, sizeof want - 1);
    for (size_t i = sizeof want - 1; i < HEADER_BYTES; i++)
        assert_int_equal(block[i], '\n');
    assert_memory_equal(block, header_magic, HEADER_MAGIC_BYTES);
}

/* The lines between the magic and "end". */
static void text_block(char block[HEADER_BYTES], const char *lines)
{
    memset(block, '\n', HEADER_BYTES);
    int length = snprintf(block, HEADER_BYTES, "%s%s", header_magic, lines);
    assert_true(length < HEADER_BYTES);
    block[length] = '\n';
}

static void valid_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {"kind samples\nrate 8000\nwidth 1\nend\n",
                                        "width 1\nrate 8000\nkind samples\nend\n",
                                        "kind samples\nrate 44100/256\nwidth 1\nchannels 64\nend\n",
                                        "kind power\nrate 1\nwidth 4194304\nend\n",
                                        "kind complex\nrate 1\nwidth 2\naxis hz -5 1e-3\nend\n",
                                        "kind samples\nrate 8000\nwidth 1\nnovel idea\nend\nwhatever follows",
                                        "kind samples\nrate 8000\nwidth 1\nflag\nend\n",
                                        "kind samples\nrate 8000\nwidth 1\nrows 0\nstart -1.5\nend\n"};
    char block[HEADER_BYTES];
    struct header header;
    EACH (i, texts) {
        text_block(block, texts[i]);
        const char *why = header_parse(&header, block);
        if (why != NULL)
            fail_msg("%s: %s", texts[i], why);
    }
}

static void invalid_texts(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const texts[] = {
        "", "end\n", "kind samples\nrate 8000\nwidth 1\n", "kind samples\nrate 8000\nend\n",
        "kind samples\nwidth 1\nend\n", "rate 8000\nwidth 1\nend\n", "kind pancakes\nrate 8000\nwidth 1\nend\n",
        "kind\nrate 8000\nwidth 1\nend\n", "kind samples \nrate 8000\nwidth 1\nend\n",
        "kind samples\nrate 0\nwidth 1\nend\n", "kind samples\nrate -8000\nwidth 1\nend\n",
        "kind samples\nrate nan\nwidth 1\nend\n", "kind samples\nrate inf\nwidth 1\nend\n",
        "kind samples\nrate 8000/0\nwidth 1\nend\n", "kind samples\nrate 8000/\nwidth 1\nend\n",
        "kind samples\nrate 8000/-1\nwidth 1\nend\n", "kind samples\nrate 0x10\nwidth 1\nend\n",
        "kind samples\nrate 1e999\nwidth 1\nend\n", "kind samples\nrate 1e300/1e-300\nwidth 1\nend\n",
        "kind samples\nrate 8000 Hz\nwidth 1\nend\n", "kind samples\nrate 8000\nwidth 0\nend\n", "kind samples\nrate 8000\nwidth 2\nend\n",
        "kind samples\nrate 8000\nwidth -1\nend\n", "kind samples\nrate 8000\nwidth 1.5\nend\n",
        "kind samples\nrate 8000\nwidth 4194305\nend\n", "kind samples\nrate 8000\nwidth 4000000000\nend\n",
        "kind samples\nrate 8000\nwidth 18446744073709551617\nend\n",
        "kind samples\nrate 8000\nwidth 1\nchannels 0\nend\n",
        "kind samples\nrate 8000\nwidth 1\nchannels 65\nend\n",
        "kind samples\nrate 8000\nwidth 1\nchannels 65535\nend\n",
        "kind power\nrate 8000\nwidth 4194304\nchannels 2\nend\n",
        "kind samples\nrate 8000\nwidth 1\nrows -1\nend\n",
        "kind samples\nrate 8000\nwidth 1\nrows 99999999999999999\nend\n",
        "kind samples\nrate 8000\nwidth 1\nrows 9223372036854775808\nend\n",
        "kind samples\nrate 8000\nwidth 1\nrows many\nend\n", "kind samples\nrate 8000\nwidth 1\nstart nan\nend\n",
        "kind samples\nrate 8000\nwidth 1\nstart\nend\n", "kind samples\nrate 8000\nwidth 1\naxis hz 0\nend\n",
        "kind samples\nrate 8000\nwidth 1\naxis hz 0 0\nend\n",
        "kind samples\nrate 8000\nwidth 1\naxis hz 0 1 2\nend\n",
        "kind samples\nrate 8000\nwidth 1\naxis hz inf 1\nend\n",
        "kind samples\nrate 8000\nwidth 1\naxis averyveryverylongunit 0 1\nend\n",
        "kind complex\nrate 8000\nwidth 3\nend\n", "kind samples\nrate 8000\nwidth 1\nRate 9\nend\n",
        "kind samples\nrate 8000\nwidth 1\n\nend\n", "kind samples\nrate 8000\nwidth 1\n key\nend\n",
        "kind samples\nrate 8000\nwidth 1\nk\xc3\xbc value\nend\n",
        "kind samples\nrate 8000\nwidth 1\nframe 0\nend\n", "kind samples\nrate 8000\nwidth 1\nhop -3\nend\n",
        "kind samples\nrate 8000\nwidth 1\nfull-scale nan\nend\n",
        "kind samples\nrate 8000\nwidth 1\nsamplerate 0\nend\n",
        "kind samples\nrate 8000\nwidth 1\nwindow 0123456789012345678901234567890123456789\nend\n"};
    /* clang-format on */
    char block[HEADER_BYTES];
    struct header header;
    EACH (i, texts) {
        text_block(block, texts[i]);
        const char *why = header_parse(&header, block);
        if (why == NULL)
            fail_msg("was taken: %s", texts[i]);
        assert_true(strlen(why) > 5 && strchr(why, '\n') == NULL);
    }
}

static void damaged_blocks(void **state)
{
    (void)state;
    char block[HEADER_BYTES];
    struct header header;
    write(block, &full);
    for (size_t i = 0; i < HEADER_BYTES; i++) { /* a zero byte anywhere; any change of the magic */
        char kept = block[i];
        block[i] = '\0';
        assert_non_null(header_parse(&header, block));
        if (i < HEADER_MAGIC_BYTES) {
            block[i] = (char)(kept ^ 1);
            assert_non_null(header_parse(&header, block));
        }
        block[i] = kept;
    }
    assert_null(header_parse(&header, block));
    memset(block + HEADER_MAGIC_BYTES, 'a', HEADER_BYTES - HEADER_MAGIC_BYTES);
    assert_non_null(header_parse(&header, block));
}

/* Cut after any number of bytes and filled up: accepted only if the line "end" is left. */
static void cut_blocks(void **state)
{
    (void)state;
    char block[HEADER_BYTES];
    struct header header;
    static const char fill[] = {' ', 'a', '9', (char)0xff};
    write(block, &full);
    const char *end = memmem(block, HEADER_BYTES, "\nend\n", 5);
    size_t needed = (size_t)(end - block) + 5;
    EACH (f, fill)
        for (size_t cut = HEADER_MAGIC_BYTES; cut < HEADER_BYTES; cut++) {
            write(block, &full);
            memset(block + cut, fill[f], HEADER_BYTES - cut);
            assert_true((header_parse(&header, block) == NULL) == (cut >= needed));
        }
}

static void unknown_lines_keep_their_order(void **state)
{
    (void)state;
    char block[HEADER_BYTES], value[64];
    text_block(block, "zebra 1\nkind samples\nhist one\nrate 8000\nape two words\nwidth 1\nhist two\nend\n");
    struct header header = read(block);
    assert_string_equal(header.more, "zebra 1\nhist one\nape two words\nhist two\n");
    assert_true(header_find(&header, "ape", value, sizeof value));
    assert_string_equal(value, "two words");
    assert_false(header_find(&header, "ap", value, sizeof value));
    assert_false(header_find(&header, "kind", value, sizeof value));
    assert_true(header_find(&header, "zebra", value, 1)); /* too little room: cut, with its '\0' */
    assert_string_equal(value, "");
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct header header = full;
    char block[HEADER_BYTES];
    header.more[0] = '\0';
    for (int i = 0; i < 8; i++) {
        char key[16], value[60];
        snprintf(key, sizeof key, "key%d", i);
        memset(value, 'v', sizeof value);
        value[sizeof value - 1] = '\0';
        header_note(&header, key, value);
    }
    assert_non_null(header_format(block, &header));
}

static void sources(void **state)
{
    (void)state;
    struct header header = least;
    char name[400];
    header_source(&header, "/a/b/c d.wav");
    assert_string_equal(header.source, "c d.wav");
    header_source(&header, "plain");
    assert_string_equal(header.source, "plain");
    header_source(&header, "bad\nname");
    assert_string_equal(header.source, "bad?name");
    header_source_device(&header, "/dev/pts/0");
    assert_string_equal(header.source, "pts/0");
    header_source_device(&header, "/dev/serial/by-id/usb-board");
    assert_string_equal(header.source, "usb-board");
    header_source_device(&header, "/data/12");
    assert_string_equal(header.source, "12");
    header_source_device(&header, "hw:0");
    assert_string_equal(header.source, "hw:0");
    for (int i = 0; i < 150; i++)
        memcpy(name + 2 * i, "\xc3\xbc", 2);
    strcpy(name + 300, ".wav");
    header_source(&header, name);
    assert_true(strlen(header.source) < sizeof header.source && strlen(header.source) > 100);
    assert_int_equal((unsigned char)header.source[0], 0xc3); /* begins with a whole character */
    assert_string_equal(header.source + strlen(header.source) - 4, ".wav");
    round_trip(&header);
}

static void arithmetic(void **state)
{
    (void)state;
    assert_int_equal(header_numbers(&full), 2052);
    CHECK_NEAR(header_rate(&full), 172.265625, 0); /* 44100 / 256 is exact in binary */
    CHECK_NEAR(header_time(&full, 0), 0.1, 0);
    CHECK_NEAR(header_time(&full, 689.0625), 4.1, 1e-15); /* one ulp of 4.1 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_written_is_read),
                                       cmocka_unit_test(every_kind),
                                       cmocka_unit_test(numbers_keep_every_digit),
                                       cmocka_unit_test(the_layout),
                                       cmocka_unit_test(valid_texts),
                                       cmocka_unit_test(invalid_texts),
                                       cmocka_unit_test(damaged_blocks),
                                       cmocka_unit_test(cut_blocks),
                                       cmocka_unit_test(unknown_lines_keep_their_order),
                                       cmocka_unit_test(what_does_not_fit_is_refused),
                                       cmocka_unit_test(sources),
                                       cmocka_unit_test(arithmetic)};
    return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
