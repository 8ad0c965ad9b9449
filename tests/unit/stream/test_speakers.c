/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "stereo_header.h"

#include "stream/flac_mask.h"
#include "stream/speakers.h"
#include "stream/write_wav.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct header header_of(long channels, const char *speakers)
{
    struct header header = stereo;
    header.channels = channels;
    header_note(&header, "speakers", speakers);
    return header;
}

static const char *speakers_of(const struct header *header)
{
    static char line[HEADER_BYTES];
    return header_find(header, "speakers", line, sizeof line) ? line : "";
}

static void masks(void **state)
{
    (void)state;
    static const struct {
        long channels;
        uint32_t mask, back;
        const char *speakers;
    } cases[] = {{2, 0x3, 0x3, "FL FR"},
                 {6, 0x3f, 0x3f, "FL FR FC LFE BL BR"},
                 {6, 0x60f, 0x60f, "FL FR FC LFE SL SR"},
                 {18, 0x3ffff, 0x3ffff, "FL FR FC LFE BL BR FLC FRC BC SL SR TC TFL TFC TFR TBL TBC TBR"},
                 {2, 0, 0, ""},
                 {1, 0x4, 0, ""},         /* one channel has no position */
                 {3, 0x3, 0, "FL FR -"},  /* more channels than bits */
                 {2, 0x3f, 0x3, "FL FR"}, /* fewer */
                 {2, 0x80000000, 0, ""}}; /* "all speakers" */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header header = header_of(cases[i].channels, NULL);
        speakers_set_mask(&header, cases[i].mask);
        assert_string_equal(speakers_of(&header), cases[i].speakers);
        assert_int_equal(speakers_mask(&header), cases[i].back);
    }
    static const char *const none[] = {"FR FL", "FL FL", "FL W", "FL", "FL FR FC", "FL fr", "- -"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct header header = header_of(2, none[i]);
        assert_int_equal(speakers_mask(&header), 0);
    }
}

static void names(void **state)
{
    (void)state;
    const struct header header = header_of(5, "FC BL - X moon");
    static const char *const expected[] = {"centre", "back left", NULL, "X", NULL};
    char name[SPEAKER_NAME];
    for (long i = 0; i < 5; i++) {
        assert_int_equal(speakers_name(name, &header, i), expected[i] != NULL);
        if (expected[i] != NULL)
            assert_string_equal(name, expected[i]);
    }
    assert_false(speakers_name(name, &header, -1));
    assert_false(speakers_name(name, &header, 5));
    const struct header other = header_of(4, "FC BL - X moon"), unknown = header_of(2, "- -");
    assert_true(speakers_known(&header));
    assert_false(speakers_known(&other));
    assert_false(speakers_known(&unknown));
}

static void choices(void **state)
{
    (void)state;
    static const struct {
        const char *choice, *speakers;
    } cases[] = {{"all", "FL FR LFE"}, {"mix", ""}, {"2", "FR"}, {"3,1", "LFE FL"}, {"1,1", "FL FL"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header header = header_of(3, "FL FR LFE"), without = header_of(3, NULL);
        struct channel_choice choice;
        assert_null(channel_choice_parse(&choice, cases[i].choice, 3));
        speakers_choose(&header, &choice, 3);
        speakers_choose(&without, &choice, 3);
        assert_string_equal(speakers_of(&header), cases[i].speakers);
        assert_string_equal(speakers_of(&without), "");
    }
}

/* What speakers_comment writes comes back; the sentences of other programs are ignored. */
static void comments(void **state)
{
    (void)state;
    static const struct {
        const char *comment, *after;
    } cases[] = {{"speakers FR FL", "FR FL"},
                 {"rate 5/3 Hz, speakers FR LFE", "FR LFE"},
                 {"speakers none", ""},
                 {"two speakers are better", "FL FR"},
                 {"speakers of the house", "FL FR"},
                 {",speakers FR LFE", "FL FR"},
                 {"speakers ", "FL FR"},
                 {"", "FL FR"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct header header = header_of(2, "FL FR");
        speakers_read_comment(&header, cases[i].comment);
        assert_string_equal(speakers_of(&header), cases[i].after);
    }
    static const struct {
        long channels;
        const char *speakers, *comment;
    } written[] = {
        {2, "FR FL", "x, speakers FR FL"}, {2, NULL, "x, speakers none"}, {1, "FR", "x, speakers FR"}, {1, NULL, "x"}};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        struct header header = header_of(written[i].channels, written[i].speakers);
        char text[100] = "x";
        speakers_comment(text, sizeof text, &header);
        assert_string_equal(text, written[i].comment);
    }
}

/* The words for a chunk of comments: `mask` of a file that begins at byte 3 of the file. */
static void flac_comments(void **state)
{
    (void)state;
    static const unsigned char head[] = "xyz"
                                        "fLaC\0\0\0\2ab\x84\0\0\x3b"
                                        "\3\0\0\0enc\2\0\0\0\3\0\0\0A=B"
                                        "\x26\0\0\0WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x60";
    FILE *file = tmpfile();
    assert_non_null(file);
    fwrite(head, 1, sizeof head - 1, file);
    fflush(file);
    assert_int_equal(flac_mask_read(fileno(file), 3), 0x60);
    assert_int_equal(flac_mask_read(fileno(file), 0), 0);
    for (off_t size = 3; size < (off_t)sizeof head - 1; size++) { /* truncated anywhere */
        assert_int_equal(ftruncate(fileno(file), (off_t)sizeof head - 1 - size), 0);
        assert_int_equal(flac_mask_read(fileno(file), 3), 0);
    }
    fclose(file);
    assert_int_equal(flac_mask_default(6), 0x3f);
    assert_int_equal(flac_mask_default(9), 0);
}

/* WAV has a mask where it says more than left and right, and only then the longer form. */
static void wav_heads(void **state)
{
    (void)state;
    static const struct {
        long channels;
        const char *speakers;
        int bits;
        bool extensible;
        uint32_t mask;
    } cases[] = {{2, "FL FR", 16, false, 0}, {2, "FL FR", 24, true, 3},      {2, "BL BR", 16, true, 0x30},
                 {1, "FR", 0, true, 2},      {1, "FC", 16, false, 0},        {2, "FR FL", 24, true, 0},
                 {2, NULL, 16, false, 0},    {3, "FL FR BC", 0, true, 0x103}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char head[WAV_MOST_HEAD];
        struct header header = header_of(cases[i].channels, cases[i].speakers);
        assert_null(wav_head(head, &header, cases[i].bits, 100));
        const unsigned char *fmt = head + 12 + 8 + 28 + 8; /* behind RIFF and JUNK */
        assert_memory_equal(fmt - 8, "fmt ", 4);
        assert_int_equal(fmt[0] == 0xfe, cases[i].extensible);
        assert_int_equal(wav_head_bytes(&header, cases[i].bits) % 2, 0);
        if (cases[i].extensible)
            assert_int_equal(fmt[20] | fmt[21] << 8, cases[i].mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks),    cmocka_unit_test(names),         cmocka_unit_test(choices),
        cmocka_unit_test(comments), cmocka_unit_test(flac_comments), cmocka_unit_test(wav_heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
