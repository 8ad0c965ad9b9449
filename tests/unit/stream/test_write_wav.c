/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of a WAV file for any size, the headers that it refuses, and samples as integers.
 */
#include "check.h"
#include "stereo_header.h"
#include "stream/sound.h"
#include "stream/write_wav.h"

#include <string.h>

static uint64_t number(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | at[bytes];
    return value;
}

/* Finds a chunk by name, from chunk to chunk as a reader does. */
static const unsigned char *chunk_of(const unsigned char *head, size_t size, const char *name)
{
    for (size_t at = 12; at + 8 <= size; at += 8 + number(head + at + 4, 4)) {
        if (memcmp(head + at, name, 4) == 0)
            return head + at;
        assert_true(memcmp(head + at, "data", 4) != 0);
    }
    fail_msg("no chunk %s", name);
    return NULL;
}

static void make_head(unsigned char head[WAV_MOST_HEAD], int bits, int64_t frames)
{
    const char *why = wav_head(head, &stereo, bits, frames);
    if (why != NULL)
        fail_msg("%s", why);
}

static void check_sizes(int bits, int64_t frames)
{
    unsigned char head[WAV_MOST_HEAD];
    uint64_t bytes = bits > 0 ? (uint64_t)bits / 8 : 4, data = 2 * bytes * (uint64_t)frames;
    size_t size = wav_head_bytes(&stereo, bits);
    assert_true(size <= WAV_MOST_HEAD);
    make_head(head, bits, frames);
    uint64_t all = size - 8 + data + data % 2;
    bool big = all > 0xfffffffe;
    const unsigned char *room = chunk_of(head, size, big ? "ds64" : "JUNK"), *fmt = chunk_of(head, size, "fmt ");
    assert_memory_equal(head, big ? "RF64" : "RIFF", 4);
    assert_int_equal(number(head + 4, 4), big ? 0xffffffff : all);
    assert_int_equal(number(room + 4, 4), 28);
    assert_int_equal(number(room + 8, 8), big ? all : 0);
    assert_int_equal(number(room + 16, 8), big ? data : 0);
    assert_int_equal(number(room + 24, 8), big ? (uint64_t)frames : 0);
    assert_int_equal(number(chunk_of(head, size, "data") + 4, 4), big ? 0xffffffff : data);
    assert_ptr_equal(chunk_of(head, size, "data"), head + size - 8);
    assert_int_equal(number(fmt + 4, 4), bits == 0 ? 18 : bits == 16 ? 16 : 40);
    assert_int_equal(number(fmt + 8, 2), bits == 0 ? 3 : bits == 16 ? 1 : 0xfffe); /* not extensible if not needed */
    assert_int_equal(number(fmt + 10, 2), 2);
    assert_int_equal(number(fmt + 12, 4), 40000);
    assert_int_equal(number(fmt + 20, 2), 2 * bytes);
    if (bits == 24)
        assert_int_equal(number(fmt + 32, 2), 1);
    if (bits == 0)
        assert_int_equal(number(chunk_of(head, size, "fact") + 8, 4), big ? 0xffffffff : (uint64_t)frames);
    struct header said;
    assert_null(header_parse(&said, (const char *)chunk_of(head, size, "spec") + 8));
    assert_int_equal(said.rows, frames);
    assert_true(said.rate.num == 2000001 && said.rate.den == 50 && said.start == 0.5);
    assert_string_equal(said.origin, stereo.origin);
}

static void heads_of_all_sizes(void **state)
{
    (void)state;
    static const int bits[] = {0, 16, 24};
    for (size_t i = 0; i < 3; i++) {
        int64_t row = bits[i] > 0 ? bits[i] / 4 : 8;
        int64_t most =
            (0xfffffffe - (int64_t)wav_head_bytes(&stereo, bits[i]) + 8) / row; /* the last one that fits into RIFF */
        const int64_t frames[] = {0, 1, 1000, most - 1, most, most + 1, INT64_C(1) << 40, (INT64_C(1) << 40) / row};
        for (size_t k = 0; k < sizeof frames / sizeof *frames; k++)
            check_sizes(bits[i], frames[k]);
    }
}

static void a_head_of_unknown_length(void **state)
{
    (void)state;
    unsigned char head[WAV_MOST_HEAD];
    make_head(head, 0, -1);
    assert_memory_equal(head, "RIFF\xff\xff\xff\xff", 8);
    assert_int_equal(number(chunk_of(head, wav_head_bytes(&stereo, 0), "data") + 4, 4), 0xffffffff);
}

static void headers_that_wav_refuses(void **state)
{
    (void)state;
    unsigned char head[WAV_MOST_HEAD];
    struct header header = stereo;
    strcpy(header.unit, "V");
    assert_null(wav_head(head, &header, 0, 1));
    assert_non_null(strstr(wav_head(head, &header, 16, 1), "in V"));
    header = stereo;
    header.full_scale = 3.3;
    assert_null(wav_head(head, &header, 0, 1));
    assert_non_null(strstr(wav_head(head, &header, 24, 1), "3.3"));
    header.full_scale = 0;
    assert_null(wav_head(head, &header, 24, 1));
    static const struct ratio none[] = {{0.49, 1}, {4294967295.5, 1}, {1e300, 1}};
    for (size_t i = 0; i < 3; i++) {
        header.rate = none[i];
        assert_non_null(strstr(wav_head(head, &header, 0, 1), "whole rates"));
    }
    header.rate = (struct ratio){4294967295.0, 1};
    assert_null(wav_head(head, &header, 0, 1));
}

static void samples_as_integers(void **state)
{
    (void)state;
    static const struct {
        float from;
        int32_t to;
        int clipped;
    } rows[] = {{0, 0, 0},
                {0.5F / 32768, 0, 0}, /* ties go to the even number */
                {1.5F / 32768, 2, 0},
                {-2.5F / 32768, -2, 0},
                {32767.0F / 32768, 32767, 0},
                {1, 32767, 1},
                {-1, -32768, 0},
                {-1.01F, -32768, 1},
                {3e38F, 32767, 1},
                {-INFINITY, -32768, 1},
                {NAN, 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t got = 0;
        assert_int_equal(sound_integers(&got, &rows[i].from, 1, 16), rows[i].clipped);
        assert_int_equal(got, rows[i].to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_of_all_sizes),
        cmocka_unit_test(a_head_of_unknown_length),
        cmocka_unit_test(headers_that_wav_refuses),
        cmocka_unit_test(samples_as_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
