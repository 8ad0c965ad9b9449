/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/figure.h"
#include "image/line_plot.h"

#include <stdlib.h>

enum { WIDTH = 40, HEIGHT = 30, PAPER = COLOURS_WITH_AXES };

static const struct line_plot usual = {.x = 5, .y = 4, .width = 30, .height = 20, .thickness = 1};

static struct canvas *drawn(struct line_plot plot, const struct plot_point *point, size_t count)
{
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT, 1, PAPER);
    line_plot_draw(&plot, canvas, point, count);
    return canvas;
}

static int pixel_at(const struct canvas *canvas, ptrdiff_t x, ptrdiff_t y)
{
    return canvas_row(canvas, (size_t)y)[x];
}

/* How much of a pixel is covered, in 0 .. LINE_SHADES - 1. */
static int coverage_at(const struct canvas *canvas, ptrdiff_t x, ptrdiff_t y, size_t line)
{
    int pixel = pixel_at(canvas, x, y), first = line_plot_ink(line).first;
    return pixel == PAPER ? 0 : pixel - first;
}

/* A line of one pixel through pixel centres covers these pixels and no others, in all three orientations. */
static void level_line_covers_its_pixels(void **state)
{
    (void)state;
    const struct plot_point point[] = {{3, 7, 7}, {20, 7, 7}};
    for (int orientation = TIME_RIGHT; orientation <= TIME_DOWN; orientation++) {
        struct line_plot plot = usual;
        plot.orientation = (enum orientation)orientation;
        struct canvas *canvas = drawn(plot, point, 2);
        for (ptrdiff_t y = 0; y < HEIGHT; y++)
            for (ptrdiff_t x = 0; x < WIDTH; x++) {
                ptrdiff_t along = plot.orientation == TIME_RIGHT ? x - 5 : plot.orientation == TIME_UP ? 23 - y : y - 4;
                ptrdiff_t value = plot.orientation == TIME_RIGHT ? 23 - y : x - 5;
                bool on = value == 7 && along >= 3 && along <= 20 && x >= 5 && x < 35 && y >= 4 && y < 24;
                assert_int_equal(coverage_at(canvas, x, y, 0), on ? LINE_SHADES - 1 : 0);
            }
        canvas_destroy(canvas);
    }
}

/* Half-way between two rows of pixels, both are covered by half; the shades add up to the thickness. */
static void soft_edges_keep_the_thickness(void **state)
{
    (void)state;
    for (double value = 8; value <= 9; value += 0.125) {
        const struct plot_point point[] = {{-2, value, value}, {32, value, value}};
        struct canvas *canvas = drawn(usual, point, 2);
        double sum = 0;
        for (ptrdiff_t y = 4; y < 24; y++)
            sum += (double)coverage_at(canvas, 15, y, 0) / (LINE_SHADES - 1);
        CHECK_NEAR(sum, 1, 1.01 / (LINE_SHADES - 1)); /* two pixels, each rounded to the nearest shade */
        canvas_destroy(canvas);
    }
}

static double random_between(double low, double high)
{
    return low + (high - low) * rand() / RAND_MAX;
}

/* Random points in random boxes, partly beyond the canvas, with gaps and infinities: nothing outside the box changes. */
static void nothing_is_drawn_beyond_the_box(void **state)
{
    (void)state;
    srand(5);
    for (int trial = 0; trial < 3000; trial++) {
        struct line_plot plot = {.x = rand() % 60 - 20,
                                 .y = rand() % 60 - 20,
                                 .width = rand() % 30,
                                 .height = rand() % 30,
                                 .orientation = (enum orientation)(rand() % 3),
                                 .thickness = random_between(0.5, 5),
                                 .line = (size_t)(rand() % 20),
                                 .steps = rand() % 2 == 0};
        struct plot_point point[12];
        double along = random_between(-10, 5);
        for (size_t i = 0; i < 12; i++) {
            static const double special[] = {HUGE_VAL, -HUGE_VAL, NAN, 1e30, -1e30};
            double low = rand() % 8 == 0 ? special[rand() % 5] : random_between(-20, 40);
            point[i] = (struct plot_point){along, low, rand() % 2 == 0 ? low : fmax(low, random_between(-20, 40))};
            along += random_between(0, 5);
        }
        struct canvas *canvas = drawn(plot, point, 12);
        for (ptrdiff_t y = 0; y < HEIGHT; y++)
            for (ptrdiff_t x = 0; x < WIDTH; x++) {
                bool inside = x >= plot.x && y >= plot.y && x < plot.x + plot.width && y < plot.y + plot.height;
                int pixel = pixel_at(canvas, x, y), first = line_plot_ink(plot.line).first;
                assert_true(pixel == PAPER || (inside && pixel > first && pixel < first + LINE_SHADES));
            }
        canvas_destroy(canvas);
    }
}

/* For random extents in every column, each pixel between the ends of an extent is covered: no event vanishes. */
static void extents_are_covered(void **state)
{
    (void)state;
    srand(6);
    for (int trial = 0; trial < 300; trial++) {
        struct plot_point point[30];
        for (size_t i = 0; i < 30; i++) {
            double low = random_between(0, 19);
            point[i] = (struct plot_point){(double)i, low, random_between(low, 19)};
        }
        struct canvas *canvas = drawn(usual, point, 30);
        for (size_t i = 0; i < 30; i++)
            for (double value = ceil(point[i].low); value <= point[i].high; value++)
                assert_int_equal(coverage_at(canvas, 5 + (ptrdiff_t)i, 23 - (ptrdiff_t)value, 0), LINE_SHADES - 1);
        canvas_destroy(canvas);
    }
}

/* A gap is left free, and a point between gaps is a dot, four lines wide. */
static void gaps_stay_free(void **state)
{
    (void)state;
    const struct plot_point point[] = {{2, 5, 5},      {6, 5, 5},  {10, NAN, NAN}, {14, 5, 5},
                                       {18, NAN, NAN}, {22, 5, 5}, {26, 5, 5}};
    struct canvas *canvas = drawn(usual, point, 7);
    for (ptrdiff_t along = 0; along < 30; along++) {
        bool on = (along >= 2 && along <= 6) || (along >= 12 && along <= 16) || (along >= 22 && along <= 26);
        assert_int_equal(coverage_at(canvas, 5 + along, 18, 0) > 0, on);
    }
    canvas_destroy(canvas);
}

/* With steps, every value is constant half-way to its neighbours. */
static void steps_are_constant(void **state)
{
    (void)state;
    const struct plot_point point[] = {{5, 3, 3}, {15, 12, 12}, {25, 6, 6}};
    struct line_plot plot = usual;
    plot.steps = true;
    struct canvas *canvas = drawn(plot, point, 3);
    for (ptrdiff_t along = 1; along < 30; along++) {
        ptrdiff_t value = along < 10 ? 3 : along < 20 ? 12 : 6;
        if (along % 10 != 0) /* where it rises or falls */
            assert_int_equal(coverage_at(canvas, 5 + along, 23 - value, 0), LINE_SHADES - 1);
    }
    canvas_destroy(canvas);
}

/* Contrast ratio of two colours, from relative luminances. (WCAG 2, section 1.4.3) */
static double luminance(const unsigned char rgb[3])
{
    static const double part[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (size_t i = 0; i < 3; i++) {
        double value = rgb[i] / 255.0;
        sum += part[i] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* In both themes, each line differs from the paper and from all others, and its first shade is the paper. */
static void colours_are_distinguishable(void **state)
{
    (void)state;
    for (int theme = THEME_LIGHT; theme <= THEME_DARK; theme++) {
        unsigned char palette[256][3];
        assert_null(figure_palette(palette, "viridis", (enum theme)theme, false));
        assert_null(line_plot_palette(palette, "viridis", (enum theme)theme));
        for (size_t i = 0; i < LINE_COLOURS; i++) {
            const unsigned char *shades = palette[line_plot_ink(i).first], *full = shades + 3 * (LINE_SHADES - 1);
            assert_memory_equal(shades, palette[PAPER], 3);
            double a = luminance(full), b = luminance(palette[PAPER]);
            assert_true((fmax(a, b) + 0.05) / (fmin(a, b) + 0.05) > 2.2);
            for (size_t k = 0; k < i; k++) {
                const unsigned char *other = palette[line_plot_ink(k).first + LINE_SHADES - 1];
                int apart = 0;
                for (size_t c = 0; c < 3; c++)
                    apart += abs((int)full[c] - (int)other[c]);
                assert_true(apart > 100);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(level_line_covers_its_pixels),
        cmocka_unit_test(soft_edges_keep_the_thickness),
        cmocka_unit_test(nothing_is_drawn_beyond_the_box),
        cmocka_unit_test(extents_are_covered),
        cmocka_unit_test(gaps_stay_free),
        cmocka_unit_test(steps_are_constant),
        cmocka_unit_test(colours_are_distinguishable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
