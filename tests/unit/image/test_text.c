/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/text.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 300, HEIGHT = 300 };

static const struct ink ink = {0, 16};
static const double sizes[] = {8, 11, 12.5, 13, 22, 60};
static const char title[] = "Frequ\xc3\xa4nz, \xd0\x93\xd1\x86 AVA\xff";

static struct font *opened(double pixels)
{
    struct font *font = NULL;
    assert_null(font_open(&font, NULL, pixels));
    return font;
}

static struct canvas *drawn(struct font *font, double x, double y, const char *text, bool upwards)
{
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT, 1, 0);
    font_draw(font, canvas, x, y, text, ink, upwards);
    return canvas;
}

/* Text is drawn from its start to font_width later, between ascent and descent (plus a pixel for soft edges). */
static void width_is_what_is_drawn(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct font *font = opened(sizes[i]);
        const double width = font_width(font, "HpqdH"), up = font_ascent(font), down = font_descent(font);
        struct canvas *canvas = drawn(font, 20.3, 100, "HpqdH", false);
        double left = WIDTH, right = 0, top = HEIGHT, bottom = 0;
        for (size_t k = 0; k < WIDTH * HEIGHT; k++)
            if (canvas->pixel[k] != 0) {
                left = fmin(left, (double)(k % WIDTH));
                right = fmax(right, (double)(k % WIDTH + 1));
                top = fmin(top, (double)(k / WIDTH));
                bottom = fmax(bottom, (double)(k / WIDTH + 1));
            }
        assert_true(left >= 20.3 - 1 && right <= 20.3 + width + 1 && top >= 100 - up - 1 && bottom <= 100 + down + 1);
        assert_true(right - left >= width - 0.3 * sizes[i] && bottom > 101); /* H has side bearings, p a descender */
        canvas_destroy(canvas);
        font_destroy(font);
    }
    font_destroy(NULL);
}

/* Text drawn upwards is the horizontal text, rotated. */
static void upwards_is_turned(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct font *font = opened(sizes[i]);
        struct canvas *right = drawn(font, 10.25, 150, title, false),
                      *up = drawn(font, 150, HEIGHT - 10.25, title, true);
        for (size_t y = 0; y < HEIGHT; y++)
            for (size_t x = 0; x < WIDTH; x++)
                assert_int_equal(right->pixel[y * WIDTH + x], up->pixel[(HEIGHT - 1 - x) * WIDTH + y]);
        canvas_destroy(right);
        canvas_destroy(up);
        font_destroy(font);
    }
}

static void same_pixels_every_time(void **state)
{
    (void)state;
    struct font *font = opened(11), *other = opened(11);
    struct canvas *one = drawn(font, 5, 50, title, false), *two = drawn(other, 5, 50, title, false);
    assert_memory_equal(one->pixel, two->pixel, WIDTH * HEIGHT);
    canvas_destroy(one);
    canvas_destroy(two);
    font_destroy(font);
    font_destroy(other);
}

/* Labels are small: their stems must have full or nearly full ink, or they look grey. */
static void small_text_is_crisp(void **state)
{
    (void)state;
    struct font *font = opened(11);
    struct canvas *canvas = drawn(font, 5, 50, "0123456789k", false);
    size_t full = 0, some = 0;
    for (size_t k = 0; k < WIDTH * HEIGHT; k++) {
        some += canvas->pixel[k] != 0;
        full += canvas->pixel[k] >= 12;
    }
    assert_true(some > 150 && 3 * full > some);
    canvas_destroy(canvas);
    font_destroy(font);
}

/* Invalid UTF-8: truncated, overlong, surrogate, beyond U+10FFFF, stray; each wrong byte is one U+FFFD. */
static void bad_bytes_are_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *shown;
    } bad[] = {
        {"\xff", "\xef\xbf\xbd"},
        {"a\xc3", "a\xef\xbf\xbd"},
        {"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\x80x", "\xef\xbf\xbdx"},
    };
    struct font *font = opened(13);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct canvas *got = drawn(font, 5, 50, bad[i].bytes, false), *want = drawn(font, 5, 50, bad[i].shown, false);
        assert_memory_equal(got->pixel, want->pixel, WIDTH * HEIGHT);
        CHECK_NEAR(font_width(font, bad[i].bytes), font_width(font, bad[i].shown), 0);
        canvas_destroy(got);
        canvas_destroy(want);
    }
    assert_int_equal(font_missing(font, title), 0);
    assert_int_equal(font_missing(font, "a\xf4\x8f\xbf\xbe\xf4\x8f\xbf\xbf b"),
                     2); /* no characters: no font has them */
    font_destroy(font);
}

/* For every width: the result fits, ends in the ellipsis, is a prefix of the text, and one more would not fit. */
static void fitted_text_fits(void **state)
{
    (void)state;
    static const char long_title[] = "\xd0\x93\xd1\x86 \xe2\x82\xac Abc AVAVA \xf0\x9f\x98\x80 il. the end";
    struct font *font = opened(11);
    const double whole = font_width(font, long_title);
    for (double width = -1; width < whole + 2; width += 0.7) {
        char text[sizeof long_title];
        memcpy(text, long_title, sizeof text);
        font_fit(font, text, width);
        const size_t length = strlen(text);
        assert_true(length == 0 || font_width(font, text) <= width);
        if (width >= whole) {
            assert_string_equal(text, long_title);
        } else if (length > 0) {
            assert_true(length >= 3 && memcmp(text + length - 3, "\xe2\x80\xa6", 3) == 0);
            assert_memory_equal(text, long_title, length - 3);
            assert_true((long_title[length - 3] & 0xc0) != 0x80); /* cut between characters */
        } else {
            assert_true(width < font_width(font, "\xe2\x80\xa6"));
        }
    }
    char brief[] = "WW";
    font_fit(font, brief, 12);
    assert_string_equal(brief, ""); /* no room for three bytes */
    font_destroy(font);
}

static void any_place_is_safe(void **state)
{
    (void)state;
    static const double places[] = {-1e300, -1e9, -50, 0, 299.9, 1e8, 1e300, INFINITY, NAN};
    struct font *font = opened(22);
    struct canvas *canvas = canvas_create(40, 40, 1, 7);
    for (size_t i = 0; i < 81; i++) {
        font_draw(font, canvas, places[i % 9], places[i / 9], title, ink, false);
        font_draw(font, canvas, places[i % 9], places[i / 9], title, ink, true);
    }
    canvas_destroy(canvas);
    font_destroy(font);
}

static void what_is_no_font(void **state)
{
    (void)state;
    static const double wrong[] = {0, -1, 1001, INFINITY, NAN};
    struct font *font = NULL;
    assert_non_null(strstr(font_open(&font, "/nowhere/x.ttf", 11), "/nowhere/x.ttf"));
    assert_null(font);
    assert_non_null(font_open(&font, "/dev/null", 11));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(font_open(&font, NULL, wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_is_what_is_drawn), cmocka_unit_test(upwards_is_turned),
        cmocka_unit_test(same_pixels_every_time), cmocka_unit_test(small_text_is_crisp),
        cmocka_unit_test(bad_bytes_are_replaced), cmocka_unit_test(fitted_text_fits),
        cmocka_unit_test(any_place_is_safe),      cmocka_unit_test(what_is_no_font),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
