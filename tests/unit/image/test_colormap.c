/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/colormap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Entries 0, 128 and 255 equal the published floats times 255, rounded half up. */
static void published_colours(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned char rgb[3][3];
    } known[] = {
        {"viridis", {{68, 1, 84}, {33, 145, 140}, {253, 231, 37}}},
        {"magma", {{0, 0, 4}, {183, 55, 121}, {252, 253, 191}}},
        {"inferno", {{0, 0, 4}, {188, 55, 84}, {252, 255, 164}}},
        {"plasma", {{13, 8, 135}, {204, 71, 120}, {240, 249, 33}}},
        {"jet", {{0, 0, 128}, {125, 255, 122}, {128, 0, 0}}},
        {"grey", {{0, 0, 0}, {128, 128, 128}, {255, 255, 255}}},
        {"gray", {{0, 0, 0}, {128, 128, 128}, {255, 255, 255}}},
        {"gray_r", {{255, 255, 255}, {127, 127, 127}, {0, 0, 0}}},
        {"grey_r", {{255, 255, 255}, {127, 127, 127}, {0, 0, 0}}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        unsigned char rgb[256][3];
        assert_null(colormap_fill(rgb, 256, known[i].name));
        for (size_t k = 0; k < 3; k++)
            assert_memory_equal(rgb[k == 2 ? 255 : 128 * k], known[i].rgb[k], 3);
    }
}

/* Every map of the table is complete and smooth: 256 colours without jumps, and any count keeps both ends. */
static void smooth_with_both_ends(void **state)
{
    (void)state;
    for (size_t i = 0; colormap_name(i) != NULL; i++) {
        unsigned char all[256][3], some[256][3];
        assert_null(colormap_fill(all, 256, colormap_name(i)));
        for (size_t k = 0; k + 1 < 256; k++)
            for (size_t c = 0; c < 3; c++)
                assert_in_range(all[k + 1][c] - all[k][c] + 8, 0, 16); /* turbo and plasma have the largest steps */
        for (size_t count = 2; count <= 256; count++) {
            assert_null(colormap_fill(some, count, colormap_name(i)));
            assert_memory_equal(some[0], all[0], 3);
            assert_memory_equal(some[count - 1], all[255], 3);
        }
    }
}

static void between_entries_linear(void **state)
{
    (void)state;
    for (size_t count = 2; count <= 256; count++) {
        unsigned char rgb[256][3];
        assert_null(colormap_fill(rgb, count, "grey"));
        for (size_t i = 0; i < count; i++)
            CHECK_NEAR(rgb[i][1], floor(255.0 * (double)i / (double)(count - 1) + 0.5), 0);
    }
}

static const char *fill_from(unsigned char (*rgb)[3], size_t count, const char *text)
{
    char path[] = "/tmp/specpipe-colormap-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    const char *why = colormap_fill(rgb, count, path);
    unlink(path);
    return why;
}

static void files(void **state)
{
    (void)state;
    unsigned char rgb[3][3];
    assert_null(fill_from(rgb, 3, "# two colours\n\n0 0 255\r\n  10\t20 0 # the end"));
    assert_memory_equal(rgb, ((unsigned char[3][3]){{0, 0, 255}, {5, 10, 128}, {10, 20, 0}}), 9);
}

static void wrong_files(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"", "at least 2"},           {"1 2 3\n", "at least 2"},
        {"1 2 3\n1 2\n", "line 2"},   {"1 2 3\n1 2 256\n", "line 2"},
        {"# x\n1 2 3 4\n", "line 2"}, {"-1 2 3\n", "line 1"},
        {"1,2,3\n", "line 1"},        {"1 2 99999999999999999999\n", "line 1"},
    };
    unsigned char rgb[2][3];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *why = fill_from(rgb, 2, wrong[i].text);
        assert_non_null(why);
        assert_non_null(strstr(why, wrong[i].says));
    }
}

static void bounds_of_files(void **state)
{
    (void)state;
    static char text[4097 * 6 + 1];
    unsigned char rgb[2][3];
    for (size_t i = 0; i < 4097; i++)
        memcpy(text + 6 * i, "1 2 3\n", 7);
    assert_non_null(strstr(fill_from(rgb, 2, text), "line 4097"));
    text[4096 * 6] = '\0';
    assert_null(fill_from(rgb, 2, text));
    memset(text, 'x', 5000);
    assert_non_null(strstr(fill_from(rgb, 2, text), "line 1: not text"));
    assert_non_null(strstr(colormap_fill(rgb, 2, "/dev/zero"), "line 1"));
    assert_non_null(colormap_fill(rgb, 2, "/tmp"));
    const char *why = colormap_fill(rgb, 2, "viridos");
    assert_non_null(strstr(why, "did you mean viridis?"));
    why = colormap_fill(rgb, 2, "no map at all");
    assert_non_null(strstr(why, "viridis, magma"));
    assert_non_null(strstr(why, "gray_r)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_colours),
        cmocka_unit_test(smooth_with_both_ends),
        cmocka_unit_test(between_entries_linear),
        cmocka_unit_test(files),
        cmocka_unit_test(wrong_files),
        cmocka_unit_test(bounds_of_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
