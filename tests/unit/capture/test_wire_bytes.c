/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bare and tagged samples: losses are counted exactly, whatever the bytes are and however they are split. */
#include "base/sample.h"
#include "wire_run.h"

enum { SAMPLES = 6000, MOST_GAPS = 64 };

/* Random bytes, but small numbers for floats, since NaNs do not compare. */
static void fill(unsigned char *bytes, const struct sample_format *format, uint32_t *seed)
{
    for (size_t i = 0; i < SAMPLES * format->bytes; i++)
        bytes[i] = (unsigned char)(random_next(seed) >> 24);
    for (size_t i = 0; format->real && i < SAMPLES; i++)
        memset(bytes + i * format->bytes, (int)(i % 63), format->bytes);
}

/* Removes random stretches from the bytes and marks the samples they touch; returns how many bytes arrive. */
static size_t tear(unsigned char *bytes, size_t width, bool *touched, struct gap *gap, size_t *gaps, uint32_t *seed)
{
    size_t kept = 0, at = 0, total = SAMPLES * width;
    *gaps = 0;
    while (at < total) {
        size_t run = random_next(seed) % 3 == 0 ? random_next(seed) % 9 : random_next(seed) % (total / 12);
        run = run < total - at ? run : total - at;
        memmove(bytes + kept, bytes + at, run);
        kept += run;
        at += run;
        size_t missing = 1 + random_next(seed) % (random_next(seed) % 2 == 0 ? 5 : 700);
        missing = missing < total - at ? missing : total - at;
        if (missing == 0 || *gaps == MOST_GAPS)
            continue;
        for (size_t i = at; i < at + missing; i++)
            touched[i / width] = true;
        gap[(*gaps)++] = (struct gap){kept, (int64_t)missing, false};
        at += missing;
    }
    return kept;
}

/* The untouched samples come out, and the number of those lost before each is right. */
static void check_torn(const struct run *run, const struct run *all, const bool *touched)
{
    size_t given = 0, event = 0;
    for (size_t i = 0; i < SAMPLES;) {
        int64_t lost = 0;
        for (; i < SAMPLES && touched[i]; i++)
            lost++;
        if (lost > 0) {
            assert_true(event < run->events);
            assert_int_equal(run->event[event].at, given);
            assert_int_equal(run->event[event].lost, lost);
            assert_string_equal(run->event[event++].cause, "a gap");
        }
        if (i < SAMPLES) {
            assert_true(given < run->count);
            assert_true(run->samples[given++] == all->samples[i++]);
        }
    }
    assert_int_equal(given, run->count);
    assert_int_equal(event, run->events);
    assert_int_equal(run->tally.left, 0);
}

static void check_gaps(struct wire_setting setting, uint32_t seed)
{
    static unsigned char bytes[SAMPLES * 8];
    bool touched[SAMPLES] = {false};
    struct gap gap[MOST_GAPS];
    size_t gaps = 0;
    struct wire_setting s = settled(setting);
    const struct sample_format *format = sample_format_find(s.format);
    fill(bytes, format, &seed);
    struct run *all = run_wire(&s, bytes, SAMPLES * format->bytes, 4096, NULL, 0);
    assert_int_equal(all->count, SAMPLES);
    size_t kept = tear(bytes, format->bytes, touched, gap, &gaps, &seed);
    struct run *run = run_all(&s, bytes, kept, gap, gaps);
    check_torn(run, all, touched);
    assert_int_equal(run->tally.resyncs, 0);
    run_free(run);
    run_free(all);
}

static void gaps_cost_the_samples_they_touch(void **state)
{
    (void)state;
    static const char *const formats[] = {"u8", "s16le", "u16be", "s24le", "s32be", "f32le", "f64be"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        for (long channels = 1; channels <= 3; channels++) { /* all divide SAMPLES */
            struct wire_setting setting = {.channels = channels};
            strcpy(setting.format, formats[i]);
            check_gaps(setting, (uint32_t)(100 * i + (size_t)channels));
        }
    check_gaps((struct wire_setting){.protocol = "scope"}, 5);
}

/* An incomplete row at the end is left over; before a gap, each sample is output. */
static void rows_are_whole(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct wire_setting s = settled((struct wire_setting){.format = "u8", .channels = 3, .scale = WIRE_RAW});
    struct run *run = run_all(&s, bytes, 8, NULL, 0);
    assert_int_equal(run->count, 6);
    assert_int_equal(run->tally.left, 2);
    run_free(run);
    run = run_all(&s, bytes, 8, &(struct gap){4, 2, true}, 1);
    assert_int_equal(run->count, 7); /* 4, 2 lost, 3: three rows; the last sample is in a fourth */
    assert_int_equal(run->event[0].lost, 2);
    assert_true(run->event[0].estimated);
    assert_int_equal(run->tally.left, 1);
    run_free(run);
}

enum { WORDS = 200000 };
static uint16_t words[WORDS];
static unsigned char stream[2 * WORDS + 4096];

/* A sine over nearly all of the 12 bits, with noise. */
static void fill_words(double hertz, uint32_t *seed)
{
    for (size_t i = 0; i < WORDS; i++)
        words[i] = (uint16_t)lrint(2048 + 1900 * sin(2 * acos(-1) * hertz / 666666.667 * (double)i) +
                                   random_next(seed) / 4294967296. * 4 - 2);
}

/* Each byte is lost, or followed by a stray one, with this probability; at least 100 words apart, to be detected. */
static size_t spoil(bool big, bool stray, double chance, size_t *events, uint32_t *seed)
{
    size_t count = 0, last = 0;
    *events = 0;
    for (size_t i = 0; i < 2 * WORDS; i++) {
        bool high = (i % 2 == 0) == big;
        bool hit = i - last > 200 && 2 * WORDS - i > 200 && random_next(seed) < chance * 4294967296.;
        if (hit) {
            (*events)++;
            last = i;
        }
        if (!hit || stray)
            stream[count++] = (unsigned char)(high ? words[i / 2] >> 8 : words[i / 2]);
        if (hit && stray)
            stream[count++] = (unsigned char)(random_next(seed) >> 24);
    }
    return count;
}

/* How many samples differ from those sent at their positions, counting lost ones. */
static size_t wrong_samples(const struct run *run)
{
    size_t wrong = 0, place = 0, event = 0;
    for (size_t i = 0; i < run->count; i++, place++) {
        for (; event < run->events && run->event[event].at == i; event++)
            place += (size_t)run->event[event].lost;
        wrong += place >= WORDS || run->samples[i] != (float)words[place];
    }
    return wrong;
}

static void a_missing_byte_costs_one_sample(void **state)
{
    (void)state;
    static const struct {
        const char *protocol, *format;
        double hertz;
    } rows[] = {{"due", "", 20000}, {"due", "", 1000}, {"bare", "u12be", 1000}, {"bare", "u12", 50}};
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_setting setting = {.scale = WIRE_RAW};
        setting.protocol = rows[i].protocol;
        strcpy(setting.format, rows[i].format);
        struct wire_setting s = settled(setting);
        size_t drops = 0;
        fill_words(rows[i].hertz, &seed);
        size_t count = spoil(strcmp(s.format, "u16be") == 0, false, 5e-4, &drops, &seed);
        struct run *run = run_all(&s, stream, count, NULL, 0);
        assert_true(drops > 100);
        assert_int_equal(run->tally.lost, drops);
        assert_int_equal(run->tally.resyncs, drops);
        assert_int_equal(run->tally.skipped, drops);
        assert_int_equal(run->count, WORDS - drops);
        /* Measured per drop: 0.03 at 20 kHz, 0.001 at 1 kHz, 0.04 at 50 Hz; three times that for so few drops. */
        assert_true((double)wrong_samples(run) < 0.1 * (double)drops + 5);
        run_free(run);
    }
}

/* A stray byte looks like a missing one: a sample is counted as lost, and none is. */
static void a_stray_byte_costs_one_place(void **state)
{
    (void)state;
    uint32_t seed = 8;
    size_t strays = 0;
    struct wire_setting s = settled((struct wire_setting){.protocol = "due", .scale = WIRE_RAW});
    fill_words(1000, &seed);
    size_t count = spoil(false, true, 5e-4, &strays, &seed);
    struct run *run = run_all(&s, stream, count, NULL, 0);
    assert_true(strays > 100);
    assert_int_equal(run->tally.resyncs, strays);
    assert_int_equal(run->tally.skipped, strays);
    assert_int_equal(run->tally.lost, strays);
    assert_int_equal(run->count, WORDS);
    run_free(run);
}

static size_t put_words(unsigned char *to, const uint16_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[2 * i] = (unsigned char)from[i];
        to[2 * i + 1] = (unsigned char)(from[i] >> 8);
    }
    return 2 * count;
}

/* A word that is too large is one sample lost; the alignment does not change. */
static void a_spoiled_word_is_lost(void **state)
{
    (void)state;
    uint32_t seed = 9;
    struct wire_setting s =
        settled((struct wire_setting){.protocol = "due", .scale = WIRE_RAW, .starts_aligned = true});
    fill_words(1000, &seed);
    put_words(stream, words, 1000);
    stream[2 * 500 + 1] |= 0x80;
    struct run *run = run_all(&s, stream, 2000, NULL, 0);
    assert_int_equal(run->count, 999);
    assert_int_equal(run->events, 1);
    assert_int_equal(run->event[0].at, 500);
    assert_int_equal(run->event[0].lost, 1);
    assert_int_equal(run->tally.resyncs, 1);
    assert_int_equal(run->tally.skipped, 2);
    assert_true(run->samples[499] == words[499] && run->samples[500] == words[501]);
    run_free(run);
}

/* Half a word and text before the first word are skipped, without a loss. */
static void nothing_is_lost_before_the_first_word(void **state)
{
    (void)state;
    uint32_t seed = 10;
    struct wire_setting s = settled((struct wire_setting){.protocol = "due", .scale = WIRE_RAW});
    fill_words(1000, &seed);
    size_t count = put_words(stream, words, 1000);
    struct run *run = run_all(&s, stream + 1, count - 1, NULL, 0);
    assert_int_equal(run->count, 999);
    assert_true(run->samples[0] == words[1]);
    assert_int_equal(run->tally.skipped, 1);
    assert_int_equal(run->tally.lost + run->tally.resyncs, 0);
    run_free(run);
    memcpy(stream, "rate changed!", 13);
    put_words(stream + 13, words, 1000);
    run = run_all(&s, stream, 2013, NULL, 0);
    assert_int_equal(run->count, 1000);
    assert_true(run->samples[0] == words[0]);
    assert_int_equal(run->tally.skipped, 13);
    assert_int_equal(run->tally.lost + run->tally.resyncs, 0);
    run_free(run);
}

/* After gaps of odd size, reported exactly or wrongly, the alignment is found at once. */
static void gaps_move_the_grid(void **state)
{
    (void)state;
    uint32_t seed = 11;
    struct wire_setting s = settled((struct wire_setting){.protocol = "due", .scale = WIRE_RAW});
    fill_words(1000, &seed);
    put_words(stream, words, 2000);
    memmove(stream + 1001, stream + 1304, 1000); /* cuts sample 500 and ends with 651 */
    struct run *run = run_all(&s, stream, 2001, &(struct gap){1001, 303, false}, 1);
    assert_int_equal(run->count, 1000);
    assert_int_equal(run->event[0].lost, 152); /* 500 .. 651 */
    assert_true(run->samples[500] == words[652]);
    assert_int_equal(run->tally.resyncs, 0);
    run_free(run);
    run = run_all(&s, stream, 2001, &(struct gap){1001, 400, true}, 1);
    assert_int_equal(run->count, 1000);
    assert_int_equal(run->event[0].lost, 201);
    assert_true(run->samples[500] == words[652]);
    assert_int_equal(run->tally.resyncs, 0);
    run_free(run);
}

static void tagged_halves_that_are_missing_are_counted(void **state)
{
    (void)state;
    static unsigned char bytes[2 * SAMPLES];
    uint16_t sent[SAMPLES];
    uint32_t seed = 12;
    size_t count = 0, drops = 0, kept = 0;
    float want[SAMPLES];
    for (size_t i = 0; i < SAMPLES; i++) {
        uint32_t hit = i > 0 ? random_next(&seed) % 50 : 2; /* 0: no high half, 1: no low one. A low, then a high
                                                               one missing would join two samples */
        sent[i] = (uint16_t)(random_next(&seed) >> 18);
        hit = hit == 0 && count > 0 && bytes[count - 1] >= 0x80 ? 2 : hit;
        if (hit != 0)
            bytes[count++] = (unsigned char)(0x80 | sent[i] >> 7);
        if (hit != 1)
            bytes[count++] = sent[i] & 0x7f;
        drops += hit < 2;
        if (hit >= 2)
            want[kept++] = (float)sent[i];
    }
    bytes[count++] = 0xFF; /* its low half has not come yet */
    struct wire_setting s = settled((struct wire_setting){.protocol = "tag7", .scale = WIRE_RAW});
    struct run *run = run_all(&s, bytes, count, NULL, 0);
    assert_int_equal(run->tally.lost, drops);
    assert_int_equal(run->tally.skipped, drops);
    assert_int_equal(run->count, kept);
    assert_memory_equal(run->samples, want, kept * sizeof *want);
    assert_int_equal(run->tally.left, 1);
    run_free(run);
}

/* A low half at the start is ignored; a gap costs the samples it touches, here 1, 2 and half of 3. */
static void tagged_numbers_have_gaps(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0x01, 0x81, 0x02, 0x82, 0x05, 0x83, 0x04};
    struct wire_setting s = settled((struct wire_setting){.protocol = "tag7", .scale = WIRE_RAW});
    struct run *run = run_all(&s, bytes, sizeof bytes, &(struct gap){4, 4, false}, 1);
    assert_int_equal(run->count, 2);
    assert_true(run->samples[0] == 130 && run->samples[1] == 388);
    assert_int_equal(run->event[0].lost, 3);
    assert_int_equal(run->tally.skipped, 1);
    assert_int_equal(run->tally.resyncs, 0);
    run_free(run);
}

/* Noise with marks of all protocols: no more samples than bytes can encode, the same for all pushes. */
static void any_bytes_are_survived(void **state)
{
    (void)state;
    static const char *const protocols[] = {"due", "due-packet", "scope", "framed", "tag7"};
    static const char *const formats[] = {"text", "u12be", "s10", "s24be", "u9"};
    static unsigned char bytes[9000];
    uint32_t seed = 13;
    for (size_t i = 0; i < 40; i++) {
        struct wire_setting setting = {.starts_aligned = i % 2 == 0};
        if (i / 2 % 2 == 0)
            setting.protocol = protocols[i / 4 % 5];
        else
            strcpy(setting.format, formats[i / 4 % 5]);
        struct wire_setting s = settled(setting);
        for (size_t j = 0; j < sizeof bytes; j++) {
            static const unsigned char often[] = {0xD2, 2, 0x96, 0x49, 0xA5, 0x5A, 1, '\n', '1', ' ', '{', 0};
            uint32_t random = random_next(&seed);
            bytes[j] = random % 3 == 0 ? often[random / 3 % sizeof often] : (unsigned char)(random >> 24);
            if (random % 97 == 0 && j >= 10)
                memcpy(bytes + j - 5, "\xA5\x5A\x01\x10\x08\x00", 6); /* a packet's head */
        }
        struct gap gap[] = {{1000, INT64_MAX, true}, {1001, 3, false}, {8000, 1000, false}};
        struct run *run = run_all(&s, bytes, sizeof bytes, gap, 3);
        assert_true(run->count <= sizeof bytes);
        run_free(run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_cost_the_samples_they_touch),
        cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(a_missing_byte_costs_one_sample),
        cmocka_unit_test(a_stray_byte_costs_one_place),
        cmocka_unit_test(a_spoiled_word_is_lost),
        cmocka_unit_test(nothing_is_lost_before_the_first_word),
        cmocka_unit_test(gaps_move_the_grid),
        cmocka_unit_test(tagged_halves_that_are_missing_are_counted),
        cmocka_unit_test(tagged_numbers_have_gaps),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
