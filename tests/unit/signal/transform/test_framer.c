/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The framer against frames cut from the whole signal at once, over length x hop x total x chunk x framing x padding x
 * pushing, lending and both in turn. A frame that reaches beyond an end holds padding as far as it reaches.
 */
#include "check.h"

#include "signal/transform/framer.h"
#include "signal/transform/linear_prediction.h"

#include <stdbool.h>
#include <string.h>

enum { MOST = 64, ROOM = 8 * MOST, MOST_CHUNK = 1000 };

static int framings(void)
{
    int count = 0;
    while (framing_name((size_t)count) != NULL)
        count++;
    return count;
}

static int paddings(void)
{
    int count = 0;
    while (padding_name((size_t)count) != NULL)
        count++;
    return count;
}

/* All samples differ, and sums of a few are exact in single precision. */
static float sample(int64_t position)
{
    return (float)(1 + position * 37 % 101 - position);
}

/* As linear_prediction.h continues a signal of few samples, whose own test is test_linear_prediction.c. */
static void extend_by_prediction(float *x, int64_t total)
{
    float given[ROOM], beyond[3 * MOST];
    for (int64_t i = 0; i < total; i++)
        given[i] = x[total - 1 - i];
    if (total > 0)
        prediction_continue(beyond, 3 * MOST, given, (size_t)total);
    for (int64_t i = 1; i <= 3 * MOST && total > 0; i++)
        x[-i] = beyond[i - 1];
    if (total > 0)
        prediction_continue(x + total, 3 * MOST, x, (size_t)total);
}

/*
 * Extends the signal on both sides, one sample at a time, from the inside out: every value is made of existing ones,
 * whereas the framer computes any position at once.
 */
static void extend(float *middle, int64_t total, enum padding padding, bool reflect)
{
    float *x = middle;
    int64_t period = total - 1;
    for (int64_t i = 0; i < total; i++)
        x[i] = sample(i);
    if (padding == PADDING_PREDICT && !reflect)
        extend_by_prediction(x, total);
    for (int64_t i = 1; i <= 3 * MOST; i++) {
        int64_t left = -i, right = total - 1 + i;
        if (reflect && total > 0) { /* a mirror between the ends and what follows: of period 2 total */
            x[left] = i <= total ? x[i - 1] : x[left + 2 * total];
            x[right] = i <= total ? x[total - i] : x[right - 2 * total];
            continue;
        }
        switch (padding) {
        case PADDING_ZEROS:
            x[left] = x[right] = 0;
            break;
        case PADDING_CONSTANT:
            x[left] = sample(0);
            x[right] = sample(total - 1);
            break;
        case PADDING_EVEN: /* a mirror at either end: of period 2 (total - 1) */
            x[left] = period == 0 ? x[0] : i <= period ? x[i] : x[left + 2 * period];
            x[right] = period == 0 ? x[0] : i <= period ? x[total - 1 - i] : x[right - 2 * period];
            break;
        case PADDING_ODD: /* the same, and every period higher by twice the rise from end to end */
            x[left] = period == 0   ? x[0]
                      : i <= period ? 2 * x[0] - x[i]
                                    : x[left + 2 * period] - 2 * (x[period] - x[0]);
            x[right] = period == 0   ? x[0]
                       : i <= period ? 2 * x[period] - x[period - i]
                                     : x[right - 2 * period] + 2 * (x[period] - x[0]);
            break;
        case PADDING_PREDICT:
            break;
        }
    }
}

/* The number of rows, counted frame by frame as framer.h describes them. */
static int64_t rows_by_counting(enum framing framing, int64_t total, int64_t length, int64_t hop)
{
    int64_t rows = 0;
    if (total == 0)
        return 0;
    switch (framing) {
    case FRAMING_CENTER: /* centres on samples 0 .. total */
        while (rows * hop <= total)
            rows++;
        return rows;
    case FRAMING_FULL: /* and on, until the end, padded by half a length (rounded down) at both sides, is in a frame */
        while (rows == 0 || (rows - 1) * hop < total - length % 2)
            rows++;
        return rows;
    case FRAMING_PAD: /* until the last sample is in a frame or, with hops longer than frames, before its end */
        do
            rows++;
        while ((rows - 1) * hop + length < total);
        return rows;
    case FRAMING_SNIP:
        while (rows * hop + length <= total)
            rows++;
        return rows;
    case FRAMING_REFLECT: /* a row for every hop whose middle is in the signal or at its end */
        while ((rows + 1) * hop - hop / 2 <= total)
            rows++;
        return rows;
    case FRAMING_ALL: /* from every start that is a sample */
    case FRAMING_INSIDE:
        while (rows * hop < total)
            rows++;
        return rows;
    case FRAMING_OPEN: /* a row for every whole hop */
        while ((rows + 1) * hop <= total)
            rows++;
        return rows;
    case FRAMING_LAST: /* until a frame ends beyond the last sample */
        do
            rows++;
        while (rows * hop <= total);
        return rows;
    }
    return -1;
}

/* The share of the blocks that are lent: none, all, every other one. */
enum lending { PUSHED, LENT, MIXED, LENDINGS };

struct trial {
    int64_t length, hop, total;
    size_t chunk;
    enum lending lending;
    enum framing framing;
    enum padding padding;
};

static void fail_trial(const struct trial *t, int64_t row, const char *what)
{
    static const char *const lending[] = {"pushed", "lent", "lent and pushed"};
    fail_msg("%s %s, length %d, hop %d, %d samples, %zu at a time, %s: row %d %s", framing_name(t->framing),
             padding_name(t->padding), (int)t->length, (int)t->hop, (int)t->total, t->chunk, lending[t->lending],
             (int)row, what);
}

static bool centred(enum framing framing)
{
    return framing == FRAMING_CENTER || framing == FRAMING_FULL || framing == FRAMING_INSIDE || framing == FRAMING_OPEN;
}

/* The position of a row's first sample, as framer.h describes it. */
static int64_t first_sample(const struct trial *t, int64_t row)
{
    int64_t last = (row + 1) * t->hop - 1;
    return centred(t->framing)             ? row * t->hop - t->length / 2
           : t->framing == FRAMING_LAST    ? last - (t->length - 1)
           : t->framing == FRAMING_REFLECT ? row * t->hop + t->hop / 2 - t->length / 2
                                           : row * t->hop;
}

static void compare(const struct trial *t, const float *middle, const float *frame, int64_t row)
{
    int64_t start = first_sample(t, row);
    assert_int_equal(framing_start(t->framing, t->length, t->hop) + row * t->hop, start);
    for (int64_t i = 0; i < t->length; i++) {
        float want = middle[start + i];
        if (memcmp(&frame[i], &want, sizeof want) != 0 && !(frame[i] == 0 && want == 0))
            fail_trial(t, row, "has a sample that is not the signal's");
    }
}

/* A block of samples for the framer, in memory that is overwritten when the framer is done with it. */
static void give(struct framer *framer, const struct trial *t, float *block, const float *samples, size_t count)
{
    static bool lend;
    lend = t->lending == LENT || (t->lending == MIXED && !lend);
    memcpy(block, samples, count * sizeof *block);
    if (lend)
        framer_lend(framer, block, count);
    else
        framer_push(framer, block, count, 1);
}

static void try(const struct trial *t, const float *middle, int64_t want)
{
    float block[MOST_CHUNK];
    struct framer *framer = framer_create(t->framing, t->padding, (size_t)t->length, (size_t)t->hop, t->chunk);
    int64_t row = 0;
    const float *frame = NULL;
    for (int64_t at = 0, count = 1; count > 0; at += count) {
        count = t->total - at < (int64_t)t->chunk ? t->total - at : (int64_t)t->chunk;
        give(framer, t, block, middle + at, (size_t)count);
        while ((frame = framer_next(framer)) != NULL) {
            if (row >= want)
                fail_trial(t, row, "is not expected");
            compare(t, middle, frame, row++);
        }
        memset(block, 0xff, sizeof block);
    }
    if (row != want)
        fail_trial(t, row, "is missing");
    assert_null(framer_next(framer));
    framer_destroy(framer);
}

static const int64_t lengths[] = {1, 2, 3, 4, 5, 8, 13, 16, 31, 64};
static const int64_t hops[] = {1, 2, 3, 4, 5, 7, 16, 33, 64, 100};
static const int64_t totals[] = {0, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 129, 150};
static const size_t chunks[] = {1, 2, 3, 7, 16, 64, MOST_CHUNK};
#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static void frames_are_the_signals(void **state)
{
    (void)state;
    static float signal[2 * ROOM];
    for (int f = 0; f < framings(); f++)
        for (int p = 0; p < paddings(); p++)
            EACH (t, totals) {
                extend(signal + ROOM, totals[t], (enum padding)p, f == FRAMING_REFLECT);
                EACH (l, lengths)
                    EACH (h, hops) {
                        struct trial trial = {lengths[l], hops[h],         totals[t],      0,
                                              PUSHED,     (enum framing)f, (enum padding)p};
                        int64_t want = rows_by_counting(trial.framing, trial.total, trial.length, trial.hop);
                        assert_int_equal(framing_rows(trial.framing, trial.total, trial.length, trial.hop), want);
                        for (int lending = 0; lending < LENDINGS; lending++)
                            EACH (c, chunks) {
                                trial.lending = (enum lending)lending;
                                trial.chunk = chunks[c];
                                try(&trial, signal + ROOM, want);
                            }
                    }
            }
}

/* A signal of more samples than the prediction uses: of those at each end, whatever the pushes. */
static void predictions_are_of_the_ends(void **state)
{
    (void)state;
    enum { TOTAL = 3 * PREDICTION_SAMPLES + 77, LENGTH = 300, HOP = 70, REACH = 400 };
    static float signal[REACH + TOTAL + REACH], reversed[PREDICTION_SAMPLES], beyond[REACH];
    float *x = signal + REACH;
    for (int64_t i = 0; i < TOTAL; i++)
        x[i] = sample(i * i % 7919) / 8192;
    for (size_t i = 0; i < PREDICTION_SAMPLES; i++)
        reversed[i] = x[PREDICTION_SAMPLES - 1 - i];
    prediction_continue(beyond, REACH, reversed, PREDICTION_SAMPLES);
    for (int64_t i = 1; i <= REACH; i++)
        x[-i] = beyond[i - 1];
    prediction_continue(x + TOTAL, REACH, x + TOTAL - PREDICTION_SAMPLES, PREDICTION_SAMPLES);
    static const size_t pieces[] = {1, 70, 299, MOST_CHUNK};
    for (int lending = 0; lending < LENDINGS; lending++)
        EACH (c, pieces) {
            struct trial trial = {LENGTH,         HOP, TOTAL, pieces[c], (enum lending)lending, FRAMING_CENTER,
                                  PADDING_PREDICT};
            try(&trial, x, framing_rows(FRAMING_CENTER, TOTAL, LENGTH, HOP));
        }
}

/* One channel of several, as the STFT pushes them. */
static void a_stride_picks_a_channel(void **state)
{
    (void)state;
    enum { CHANNELS = 3, TOTAL = 50, LENGTH = 8, HOP = 3 };
    float rows[TOTAL * CHANNELS], alone[TOTAL];
    for (int i = 0; i < TOTAL * CHANNELS; i++)
        rows[i] = (float)i;
    for (int c = 0; c < CHANNELS; c++) {
        struct framer *all = framer_create(FRAMING_CENTER, PADDING_ODD, LENGTH, HOP, TOTAL);
        struct framer *one = framer_create(FRAMING_CENTER, PADDING_ODD, LENGTH, HOP, TOTAL);
        for (int i = 0; i < TOTAL; i++)
            alone[i] = rows[i * CHANNELS + c];
        framer_push(all, rows + c, TOTAL, CHANNELS);
        framer_push(one, alone, TOTAL, 1);
        for (int ended = 0; ended < 2; ended++) {
            const float *frame = NULL;
            while ((frame = framer_next(all)) != NULL)
                assert_memory_equal(frame, framer_next(one), LENGTH * sizeof *frame);
            assert_null(framer_next(one));
            framer_push(all, rows, 0, CHANNELS);
            framer_push(one, alone, 0, 1);
        }
        framer_destroy(all);
        framer_destroy(one);
    }
}

/* Frames are ready as soon as their samples are there, so memory does not grow with the signal. */
static void frames_come_early(void **state)
{
    (void)state;
    float block[16] = {0};
    for (int f = 0; f < framings(); f++) {
        struct framer *framer = framer_create((enum framing)f, PADDING_EVEN, 64, 16, 16);
        int64_t rows = 0;
        for (int i = 0; i < 1000; i++) {
            framer_push(framer, block, 16, 1);
            while (framer_next(framer) != NULL)
                rows++;
            int64_t room = 16 * (i + 1) - (framing_start((enum framing)f, 64, 16) + 64); /* after row 0 */
            if (i >= 4)
                assert_int_equal(rows, room / 16 + 1);
        }
        framer_destroy(framer);
    }
}

/* The sample before a frame is that of the signal or its padding, whatever the pushes. */
static void the_sample_before_a_frame(void **state)
{
    (void)state;
    enum { TOTAL = 100 };
    float samples[TOTAL];
    for (int i = 0; i < TOTAL; i++)
        samples[i] = (float)(i + 1);
    for (enum padding padding = PADDING_ZEROS; padding <= PADDING_CONSTANT; padding++)
        for (enum framing framing = FRAMING_CENTER; framing <= FRAMING_LAST; framing++)
            for (size_t length = 2; length < 12; length++)
                for (size_t hop = 1; hop < 20; hop++)
                    for (size_t chunk = 1; chunk < 30; chunk += 7) {
                        struct framer *framer = framer_create(framing, padding, length, hop, chunk);
                        int64_t start = framing_start(framing, (int64_t)length, (int64_t)hop);
                        for (size_t at = 0;; at += chunk) {
                            size_t count = at >= TOTAL ? 0 : at + chunk > TOTAL ? TOTAL - at : chunk;
                            if (at % 2 == 0)
                                framer_lend(framer, count > 0 ? samples + at : NULL, count);
                            else
                                framer_push(framer, count > 0 ? samples + at : NULL, count, 1);
                            while (framer_next(framer) != NULL) {
                                int64_t place = start - 1;
                                double before = (double)framer_before(framer), here = (double)place + 1;
                                if (place < 0)
                                    here = framing == FRAMING_REFLECT ? -(double)place
                                           : padding == PADDING_ZEROS ? 0
                                           : padding == PADDING_EVEN  ? 1 - (double)place
                                           : padding == PADDING_ODD   ? here
                                                                      : 1;
                                if (place < TOTAL)
                                    CHECK_NEAR(before, here, 0);
                                start += (int64_t)hop;
                            }
                            if (count == 0)
                                break;
                        }
                        framer_destroy(framer);
                    }
}

/* Counts of frames in 16000 samples, as other programs give them. */
static void known_counts(void **state)
{
    (void)state;
    static const struct {
        int64_t length, hop, snip, pad, center, full;
    } rows[] = {{400, 160, 98, 99, 101, 101},
                {512, 160, 97, 98, 101, 101},
                {1024, 256, 59, 60, 63, 64},
                {2048, 512, 28, 29, 32, 33}};
    EACH (i, rows) {
        assert_int_equal(framing_rows(FRAMING_SNIP, 16000, rows[i].length, rows[i].hop), rows[i].snip);
        assert_int_equal(framing_rows(FRAMING_PAD, 16000, rows[i].length, rows[i].hop), rows[i].pad);
        assert_int_equal(framing_rows(FRAMING_CENTER, 16000, rows[i].length, rows[i].hop), rows[i].center);
        assert_int_equal(framing_rows(FRAMING_FULL, 16000, rows[i].length, rows[i].hop), rows[i].full);
    }
    assert_int_equal(framing_rows(FRAMING_REFLECT, 64000, 400, 160), 400); /* kaldi-native-fbank, snip_edges=0 */
    assert_int_equal(framing_rows(FRAMING_REFLECT, 23001, 400, 160), 144);
    assert_int_equal(framing_rows(FRAMING_CENTER, INT64_C(1) << 40, 1024, 256), (INT64_C(1) << 32) + 1);
}

static void names_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(framings(), 9);
    assert_int_equal(paddings(), 5);
    assert_string_equal(framing_name(FRAMING_SNIP), "snip");
    assert_string_equal(framing_name(FRAMING_LAST), "last");
    assert_string_equal(padding_name(PADDING_CONSTANT), "constant");
    assert_string_equal(padding_name(PADDING_PREDICT), "predict");
    framer_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_the_signals),    cmocka_unit_test(predictions_are_of_the_ends),
        cmocka_unit_test(a_stride_picks_a_channel),  cmocka_unit_test(frames_come_early),
        cmocka_unit_test(the_sample_before_a_frame), cmocka_unit_test(known_counts),
        cmocka_unit_test(names_are_told_apart)};
    return cmocka_run_group_tests_name("framer", tests, NULL, NULL);
}
