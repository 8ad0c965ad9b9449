/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/canvas.h"

#include <stdbool.h>

enum { WIDTH = 7, HEIGHT = 5 };

/* Boxes across every side, and with coordinates whose sums overflow, compared with a test of each pixel. */
static void boxes_are_clipped(void **state)
{
    (void)state;
    static const ptrdiff_t places[] = {PTRDIFF_MIN, -8, -1, 0, 1, 3, 6, 7, PTRDIFF_MAX};
    static const ptrdiff_t sizes[] = {PTRDIFF_MIN, -1, 0, 1, 4, 9, PTRDIFF_MAX};
    enum { PLACES = sizeof places / sizeof *places, SIZES = sizeof sizes / sizeof *sizes };
    for (size_t i = 0; i < PLACES * PLACES * SIZES * SIZES; i++) {
        const ptrdiff_t x = places[i % PLACES], y = places[i / PLACES % PLACES];
        const ptrdiff_t w = sizes[i / PLACES / PLACES % SIZES], h = sizes[i / PLACES / PLACES / SIZES];
        struct canvas *canvas = canvas_create(WIDTH, HEIGHT, 1, 3);
        canvas_box(canvas, x, y, w, h, 200);
        for (ptrdiff_t row = 0; row < HEIGHT; row++)
            for (ptrdiff_t column = 0; column < WIDTH; column++) {
                const bool inside = column >= x && row >= y && w > 0 && h > 0 &&
                                    (x < 0 ? column < x + w : column - x < w) && (y < 0 ? row < y + h : row - y < h);
                assert_int_equal(canvas->pixel[row * WIDTH + column], inside ? 200 : 3);
            }
        canvas_destroy(canvas);
    }
    canvas_destroy(NULL);
}

/* Lines inside and across every side, with one and two bytes a pixel: pixel k is at x + k, or at y - k. */
static void lines_are_clipped(void **state)
{
    (void)state;
    static const ptrdiff_t places[] = {PTRDIFF_MIN, -8, -1, 0, 1, 3, 6, 7, 14, PTRDIFF_MAX};
    enum { PLACES = sizeof places / sizeof *places, COUNT = 9 };
    unsigned char line[2 * COUNT];
    for (size_t i = 0; i < sizeof line; i++)
        line[i] = (unsigned char)(100 + i);
    for (size_t i = 0; i < 4 * PLACES * PLACES; i++) {
        const ptrdiff_t x = places[i % PLACES], y = places[i / PLACES % PLACES];
        const size_t bytes = 1 + i / PLACES / PLACES % 2;
        const bool upwards = i / PLACES / PLACES / 2 == 1;
        struct canvas *canvas = canvas_create(WIDTH, HEIGHT, bytes, 3);
        (upwards ? canvas_put_column : canvas_put_row)(canvas, x, y, line, COUNT);
        for (ptrdiff_t row = 0; row < HEIGHT; row++)
            for (ptrdiff_t column = 0; column < WIDTH; column++) {
                const bool along = upwards ? column == x && y >= row && y - row < COUNT
                                           : row == y && column >= x && x > -COUNT && column - x < COUNT;
                const ptrdiff_t k = !along ? 0 : upwards ? y - row : column - x;
                for (size_t byte = 0; byte < bytes; byte++)
                    assert_int_equal(canvas_row(canvas, (size_t)row)[(size_t)column * bytes + byte],
                                     along ? line[(size_t)k * bytes + byte] : 3);
            }
        canvas_destroy(canvas);
    }
}

static unsigned char blended(unsigned char old, unsigned char coverage, struct ink ink)
{
    struct canvas *canvas = canvas_create(3, 3, 1, old);
    canvas_blend(canvas, 1, 1, coverage, ink);
    const unsigned char new = canvas->pixel[4];
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(canvas->pixel[i], i == 4 ? new : old);
    canvas_destroy(canvas);
    return new;
}

/* For every old pixel and every coverage: ink only grows, data is unchanged or becomes full ink. */
static void ink_never_fades(void **state)
{
    (void)state;
    static const struct ink inks[] = {{0, 1}, {0, 16}, {16, 16}, {240, 16}, {255, 1}, {1, 255}};
    for (size_t i = 0; i < sizeof inks / sizeof *inks; i++)
        for (int old = 0; old < 256; old++)
            for (int coverage = 0; coverage < 256; coverage++) {
                const int first = inks[i].first, last = first + inks[i].count - 1;
                const int level = first + (int)floor(coverage * (inks[i].count - 1) / 255.0 + 0.5);
                const int data = coverage < 128 ? old : last, ink = level > old ? level : old;
                assert_int_equal(blended((unsigned char)old, (unsigned char)coverage, inks[i]),
                                 old < first || old > last ? data : ink);
            }
}

static void blending_outside_is_nothing(void **state)
{
    (void)state;
    static const ptrdiff_t places[] = {PTRDIFF_MIN, -1, 2, PTRDIFF_MAX};
    struct canvas *canvas = canvas_create(2, 2, 1, 0);
    for (size_t i = 0; i < 4; i++) {
        canvas_blend(canvas, places[i], 0, 255, (struct ink){0, 16});
        canvas_blend(canvas, 0, places[i], 255, (struct ink){0, 16});
    }
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(canvas->pixel[i], 0);
    canvas_destroy(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_are_clipped),
        cmocka_unit_test(lines_are_clipped),
        cmocka_unit_test(ink_never_fades),
        cmocka_unit_test(blending_outside_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
