/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The row stages against cmvn, delta and splice applied in turn to all rows of each channel: the same bits, since the
 * operations are the same.
 */
#include "check.h"

#include "base/memory.h"
#include "base/status.h"
#include "features/row_stages.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 3, DERIVED = 2, MOST_ROWS = 40, MOST_WIDTH = 100, CHANNELS = 3 };

typedef float table[MOST_ROWS][MOST_WIDTH];

static float number_at(size_t row, size_t channel, size_t column)
{
    return (float)((row * 7919 + channel * 104729 + column * 1299709) % 257) / 16 - 4;
}

static struct layout layout_of(enum cmvn_kind cmvn, long window, int order, int64_t count, int64_t step)
{
    struct layout layout = {.statics = DERIVED, .extras = WIDTH - DERIVED, .cmvn = cmvn};
    layout.sliding = (struct sliding_setting){
        .width = WIDTH, .window = window, .least = 5, .centred = true, .variance = cmvn == CMVN_VARIANCE};
    layout.delta = (struct delta_setting){
        .width = WIDTH, .derived = DERIVED, .order = order, .window = 2, .form = DELTA_REGRESSION};
    layout.splice = (struct splice_setting){.width = delta_width(&layout.delta), .count = count, .step = step};
    layout.width = layout.splice.width * (size_t)count;
    return layout;
}

static void normalise(table rows, size_t count, const struct layout *layout)
{
    struct cmvn *cmvn = cmvn_create(WIDTH, layout->cmvn == CMVN_VARIANCE);
    for (size_t n = 0; n < count; n++)
        cmvn_add(cmvn, rows[n]);
    for (size_t n = 0; n < count; n++)
        cmvn_fill(cmvn, rows[n], rows[n]);
    cmvn_destroy(cmvn);
}

static void slide(table rows, size_t count, const struct layout *layout)
{
    struct sliding *sliding = sliding_create(&layout->sliding);
    size_t done = 0;
    for (size_t n = 0; n <= count; n++)
        for (sliding_push(sliding, n < count ? rows[n] : NULL); sliding_next(sliding, rows[done]);)
            done++;
    assert_int_equal(done, count);
    sliding_destroy(sliding);
}

static void derive(table derived, table rows, size_t count, const struct layout *layout)
{
    struct delta *delta = delta_create(&layout->delta);
    size_t done = 0;
    for (size_t n = 0; n <= count; n++)
        for (delta_push(delta, n < count ? rows[n] : NULL); delta_next(delta, derived[done]);)
            done++;
    assert_int_equal(done, count);
    delta_destroy(delta);
}

static size_t stack(table stacked, table derived, size_t count, const struct layout *layout)
{
    struct splice *splice = splice_create(&layout->splice);
    size_t done = 0;
    for (size_t n = 0; n <= count; n++)
        for (splice_push(splice, n < count ? derived[n] : NULL); splice_next(splice, stacked[done]);)
            done++;
    splice_destroy(splice);
    return done;
}

/* want[channel] out; the number of rows */
static size_t by_hand(table want[CHANNELS], size_t channels, size_t count, const struct layout *layout)
{
    static table rows, derived;
    size_t done = 0;
    for (size_t c = 0; c < channels; c++) {
        for (size_t n = 0; n < count; n++)
            for (size_t i = 0; i < WIDTH; i++)
                rows[n][i] = number_at(n, c, i);
        if (layout->cmvn != CMVN_NONE && count > 0)
            (layout->sliding.window == 0 ? normalise : slide)(rows, count, layout);
        derive(derived, rows, count, layout);
        done = stack(want[c], derived, count, layout);
    }
    return done;
}

/* Compares all ready rows, from row `done` on. Returns the number of rows so far. */
static size_t take_and_compare(struct row_stages *stages, table want[CHANNELS], size_t channels, size_t done,
                               const struct layout *layout)
{
    static float row[CHANNELS * MOST_WIDTH];
    for (; row_stages_next(stages, row); done++)
        for (size_t c = 0; c < channels; c++)
            assert_memory_equal(row + c * layout->width, want[c][done], layout->width * sizeof *row);
    return done;
}

static void every_channel_passes_cmvn_deltas_and_splicing(void **state)
{
    (void)state;
    static const struct {
        enum cmvn_kind kind;
        long window;
    } cmvn[] = {{CMVN_NONE, 0}, {CMVN_MEAN, 0}, {CMVN_VARIANCE, 0}, {CMVN_MEAN, 7}, {CMVN_VARIANCE, 7}};
    static const int64_t splices[][2] = {{1, 1}, {3, 1}, {4, 2}, {1, 3}};
    static table want[CHANNELS];
    for (size_t k = 0; k < 5 * 3 * 4 * 2; k++)
        for (size_t count = 0; count < MOST_ROWS; count = 2 * count + 1) {
            const int64_t *splice = splices[k / 15 % 4];
            struct layout layout =
                layout_of(cmvn[k % 5].kind, cmvn[k % 5].window, (int)(k / 5 % 3), splice[0], splice[1]);
            size_t channels = k / 60 > 0 ? CHANNELS : 1, done = 0;
            struct row_stages *stages = row_stages_create(&layout, channels);
            size_t expected = by_hand(want, channels, count, &layout);
            for (size_t n = 0; n <= count; n++) {
                float pushed[CHANNELS * WIDTH];
                for (size_t i = 0; i < channels * WIDTH; i++)
                    pushed[i] = number_at(n, i / WIDTH, i % WIDTH);
                row_stages_push(stages, n < count ? pushed : NULL);
                done = take_and_compare(stages, want, channels, done, &layout);
                assert_true(n < count || done == expected);
            }
            assert_null(row_stages_failure(stages));
            row_stages_destroy(stages);
        }
    row_stages_destroy(NULL);
}

/* A row depends on the `later` rows after it; the first on `first`, where a window is moved to the beginning. */
static void rows_are_ready_as_soon_as_possible(void **state)
{
    (void)state;
    static const struct {
        enum cmvn_kind cmvn;
        long window;
        int order;
        int64_t count;
        size_t later, first;
    } rows[] = {
        {CMVN_NONE, 0, 0, 1, 0, 0},
        {CMVN_NONE, 0, 1, 1, 2, 2}, /* half a delta window */
        {CMVN_NONE, 0, 0, 5, 2, 2}, /* half a splice */
        {CMVN_MEAN, 7, 0, 1, 3, 6}, /* half a CMVN window, and the whole of the first */
        {CMVN_MEAN, 7, 1, 5, 7, 7}, /* all three halves */
        {CMVN_MEAN, 0, 0, 1, SIZE_MAX, SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct layout layout = layout_of(rows[i].cmvn, rows[i].window, rows[i].order, rows[i].count, 1);
        struct row_stages *stages = row_stages_create(&layout, 1);
        float row[MOST_WIDTH], pushed[WIDTH] = {1, 2, 3};
        size_t done = 0;
        for (size_t n = 0; n < 30; n++) {
            for (row_stages_push(stages, pushed); row_stages_next(stages, row);)
                done++;
            assert_int_equal(done, n < rows[i].first ? 0 : n + 1 - rows[i].later);
        }
        for (row_stages_push(stages, NULL); row_stages_next(stages, row);)
            done++;
        assert_int_equal(done, 30);
        row_stages_destroy(stages);
    }
}

/* A number less the mean of its column may be out of range. */
static void overflow_is_a_failure(void **state)
{
    (void)state;
    struct layout layout = layout_of(CMVN_MEAN, 0, 0, 1, 1);
    struct row_stages *stages = row_stages_create(&layout, 1);
    float row[MOST_WIDTH], high[WIDTH] = {FLT_MAX, 0, 0}, low[WIDTH] = {-FLT_MAX, 0, 0};
    for (int n = 0; n < 4; n++) {
        row_stages_push(stages, n == 0 ? high : low);
        assert_false(row_stages_next(stages, row));
        assert_null(row_stages_failure(stages));
    }
    row_stages_push(stages, NULL);
    for (int n = 0; n < 4; n++)
        assert_true(row_stages_next(stages, row));
    assert_false(row_stages_next(stages, row));
    assert_string_equal(row_stages_failure(stages), "a number of its rows is beyond single precision");
    assert_int_equal(row_stages_status(stages), EXIT_BAD_DATA);
    row_stages_destroy(stages);
}

static void too_few_rows_for_savgol_are_a_failure(void **state)
{
    (void)state;
    struct layout layout = layout_of(CMVN_NONE, 0, 1, 1, 1);
    layout.delta.form = DELTA_SAVGOL;
    struct row_stages *stages = row_stages_create(&layout, 1);
    float row[MOST_WIDTH], pushed[WIDTH] = {1, 2, 3};
    for (int n = 0; n < 4; n++) {
        row_stages_push(stages, pushed);
        assert_false(row_stages_next(stages, row));
    }
    assert_null(row_stages_failure(stages));
    row_stages_push(stages, NULL);
    assert_false(row_stages_next(stages, row));
    assert_string_equal(row_stages_failure(stages), "savgol deltas of window 2 need at least 5 rows, and there are 4");
    assert_int_equal(row_stages_status(stages), EXIT_BAD_DATA);
    row_stages_destroy(stages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_channel_passes_cmvn_deltas_and_splicing),
        cmocka_unit_test(rows_are_ready_as_soon_as_possible),
        cmocka_unit_test(overflow_is_a_failure),
        cmocka_unit_test(too_few_rows_for_savgol_are_a_failure),
    };
    return cmocka_run_group_tests_name("row_stages", tests, NULL, NULL);
}
