/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Notes and history of a header: notes are kept or refused, the oldest history gives way.
 */
#include "check.h"
#include "stream/header.h"

#include <stdio.h>
#include <string.h>

#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static const struct header samples = {
    .kind = "samples", .rate = {8000, 1}, .width = 1, .channels = 1, .axis = "index", .step = 1, .rows = -1};

static void check_survives(const struct header *header)
{
    char block[HEADER_BYTES];
    struct header back;
    assert_null(header_format(block, header));
    assert_null(header_parse(&back, block));
    assert_string_equal(back.more, header->more);
}

static void notes(void **state)
{
    (void)state;
    struct header header = samples;
    char value[HEADER_BYTES];
    header_note(&header, "stft", "fft=512");
    header_note(&header, "stft", "fft=1024");
    header_history(&header, "a");
    header_history(&header, "b");
    assert_string_equal(header.more, "stft fft=1024\nhist a\nhist b\n");
    header_note(&header, "stft", NULL);
    assert_string_equal(header.more, "hist a\nhist b\n");
    header_note(&header, "nothing", NULL);
    header_note(&header, "label", "two\nlines\tand a \x01");
    assert_true(header_find(&header, "label", value, sizeof value));
    assert_string_equal(value, "two?lines?and a ?");
    check_survives(&header);
}

static void words_of_a_note(void **state)
{
    (void)state;
    struct header header = samples;
    char value[16];
    assert_null(header_note_set(&header, "stft", "fft", "1024"));
    assert_null(header_note_set(&header, "stft", "symmetric", NULL));
    header_history(&header, "a");
    assert_null(header_note_set(&header, "stft", "fft2", "x"));
    assert_string_equal(header.more, "hist a\nstft fft=1024 symmetric fft2=x\n");
    assert_null(header_note_set(&header, "stft", "fft", "512")); /* takes the place of the older one */
    assert_string_equal(header.more, "hist a\nstft symmetric fft2=x fft=512\n");
    assert_true(header_note_get(&header, "stft", "fft", value, sizeof value));
    assert_string_equal(value, "512");
    assert_true(header_note_get(&header, "stft", "symmetric", value, sizeof value));
    assert_string_equal(value, "");
    assert_true(header_note_get(&header, "stft", "fft2", value, sizeof value));
    assert_string_equal(value, "x");
    static const char *const absent[] = {"ff", "fft3", "x", "512", "sym", "symmetrical"};
    EACH (i, absent)
        assert_false(header_note_get(&header, "stft", absent[i], value, sizeof value));
    assert_false(header_note_get(&header, "reassigned", "fft", value, sizeof value));
    assert_null(header_note_set(&header, "stft", "fft2", NULL));
    assert_string_equal(header.more, "hist a\nstft symmetric fft=512 fft2\n");
    check_survives(&header);
}

static void a_note_without_room_is_an_error(void **state)
{
    (void)state;
    struct header header = samples;
    char value[HEADER_BYTES], block[HEADER_BYTES];
    memset(value, 'v', sizeof value);
    value[HEADER_BYTES - 1] = '\0';
    assert_non_null(header_note(&header, "a", value)); /* longer than a line may be */
    assert_non_null(header_note_set(&header, "a", "word", value));
    assert_string_equal(header.more, "");
    value[200] = '\0';
    assert_null(header_note(&header, "a", value));
    assert_null(header_note(&header, "b", value));
    assert_null(header_format(block, &header));
    assert_null(header_note(&header, "c", value)); /* not dropped: the header says that it does not fit */
    assert_non_null(header_format(block, &header));
    assert_null(header_note(&header, "d", value));
    assert_null(header_note(&header, "e", value));
    assert_non_null(header_note(&header, "f", value));
    header_history(&header, "gives way"); /* without a word */
    assert_null(strstr(header.more, "hist"));
}

static void the_oldest_history_gives_way(void **state)
{
    (void)state;
    struct header header = samples;
    char text[80], block[HEADER_BYTES];
    header_note(&header, "keep", "this");
    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "program-%d --with some --options %d", i, i * i);
        header_history(&header, text);
        assert_true(strlen(header.more) < sizeof header.more);
        assert_null(header_format(block, &header));
        struct header back;
        assert_null(header_parse(&back, block));
        assert_non_null(strstr(back.more, text)); /* the newest stays */
        assert_true(header_find(&back, "keep", text, sizeof text));
        assert_string_equal(text, "this");
        for (int gap = 0, k = i; k >= 0; k--) { /* what is left is a run of the newest */
            snprintf(text, sizeof text, "hist program-%d --", k);
            bool there = strstr(back.more, text) != NULL;
            assert_false(there && gap);
            gap |= !there;
        }
    }
    assert_null(strstr(header.more, "program-0 "));
}

static void a_long_command_is_shortened(void **state)
{
    (void)state;
    static const char *const programs[] = {"spec-stft", "spec-stfts", "spec-stftss"};
    EACH (p, programs) { /* of UTF-8 characters none is cut in its middle, wherever the end falls */
        struct header header = samples;
        char command[2 * HEADER_BYTES], *at = stpcpy(command, programs[p]);
        for (size_t i = 1; i < 199; i++)
            at = stpcpy(at, " \xe2\x82\xac");
        header_history(&header, command);
        check_survives(&header);
        const char *line = strstr(header.more, "hist spec-stft");
        assert_non_null(line);
        size_t length = strcspn(line, "\n");
        assert_true(length > 100 && length < HEADER_BYTES / 2);
        assert_true(line[length - 1] == ' ' || memcmp(line + length - 3, "\xe2\x82\xac", 3) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes),
        cmocka_unit_test(words_of_a_note),
        cmocka_unit_test(a_note_without_room_is_an_error),
        cmocka_unit_test(the_oldest_history_gives_way),
        cmocka_unit_test(a_long_command_is_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
