/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "picture/picture.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image/colormap.h"
#include "image/png_text.h"
#include "rows.h"

enum { WIDTH = 12, HEIGHT = 9, COLUMNS = 9, ROWS = 40 };

struct memory {
    unsigned char *bytes;
    size_t size, limit;
};

static const char *memory_sink(void *to, const void *bytes, size_t size)
{
    struct memory *memory = to;
    if (memory->size + size > memory->limit)
        return "the disk is full";
    memory->bytes = realloc(memory->bytes, memory->size + size);
    memcpy(memory->bytes + memory->size, bytes, size);
    memory->size += size;
    return NULL;
}

/* Levels from -120 dB up to 0 dB along time, 4 dB lower for each column. */
static float power_at(size_t row, size_t column)
{
    return (float)pow(10, (-120 + 120.0 * (double)row / (ROWS - 1) - 4.0 * (double)column) / 10);
}

static struct picture *picture_drawn(const struct picture_setting *setting, int64_t rows)
{
    struct header header = power_rows(COLUMNS, 100);
    header.rows = rows;
    const struct view view = full_view(&header);
    struct picture *picture = NULL;
    assert_null(picture_create(&picture, setting, &view, &header));
    for (size_t i = 0; i < ROWS; i++) {
        float row[COLUMNS];
        for (size_t k = 0; k < COLUMNS; k++)
            row[k] = power_at(i, k);
        assert_null(picture_push(picture, row));
        const float wave[] = {0.5F, 0.25F};
        if (setting->waveform)
            picture_push_wave(picture, wave);
    }
    int status = 0;
    assert_null(picture_draw(picture, &status));
    return picture;
}

static struct memory picture_bytes(const struct picture_setting *setting, int64_t rows)
{
    struct memory memory = {.limit = SIZE_MAX};
    struct picture *picture = picture_drawn(setting, rows);
    assert_null(picture_write(picture, memory_sink, &memory));
    picture_destroy(picture);
    return memory;
}

/* The size, and pixels[height][width] in a format of libpng. Released by free(). */
static unsigned char *decode(png_image *image, const struct memory *memory, png_uint_32 format)
{
    *image = (png_image){.version = PNG_IMAGE_VERSION};
    assert_int_equal(png_image_begin_read_from_memory(image, memory->bytes, memory->size), 1);
    image->format = format;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(*image));
    assert_int_equal(png_image_finish_read(image, NULL, pixels, 0, NULL), 1);
    return pixels;
}

/* A pixel shows the highest of its rows, the lowest column at the bottom. */
static void rows_become_grey(void **state)
{
    (void)state;
    const struct picture_setting setting = bare_setting(WIDTH, HEIGHT);
    struct memory memory = picture_bytes(&setting, ROWS);
    png_image image;
    unsigned char *pixels = decode(&image, &memory, PNG_FORMAT_GRAY);
    assert_int_equal(image.width, WIDTH);
    assert_int_equal(image.height, HEIGHT);
    for (size_t x = 1; x < WIDTH; x++)
        for (size_t y = 0; y < HEIGHT; y++)
            assert_true(pixels[y * WIDTH + x] >= pixels[y * WIDTH + x - 1]);
    for (size_t y = 0; y < HEIGHT; y++) { /* the last row is the highest of the last pixel */
        const double level = -4.0 * (double)(HEIGHT - 1 - y);
        CHECK_NEAR(pixels[y * WIDTH + WIDTH - 1], 255 * (level + 120) / 120, 0.5 + 1e-4); /* nearest step; level.h */
    }
    free(pixels);
    free(memory.bytes);
}

/* Two channels, 0 and -120 dB, each in its panel, whatever the pool. */
static void channels_have_panels(void **state)
{
    (void)state;
    for (enum pool pool = POOL_MAX; pool <= POOL_MEDIAN; pool++) {
        struct header header = power_rows(1, 100);
        header.channels = 2;
        header.rows = 3;
        const struct view view = full_view(&header);
        struct picture_setting setting = bare_setting(1, 2);
        struct picture *picture = NULL;
        struct memory memory = {.limit = SIZE_MAX};
        setting.pool = pool;
        assert_null(picture_create(&picture, &setting, &view, &header));
        for (int i = 0; i < 3; i++)
            assert_null(picture_push(picture, (const float[]){1, 1e-12F}));
        int status = 0;
        assert_null(picture_draw(picture, &status));
        assert_null(picture_write(picture, memory_sink, &memory));
        png_image image;
        unsigned char *pixels = decode(&image, &memory, PNG_FORMAT_GRAY);
        assert_int_equal(pixels[0], 255);
        assert_int_equal(pixels[1], 0);
        free(pixels);
        free(memory.bytes);
        picture_destroy(picture);
    }
}

static void levels_become_colours(void **state)
{
    (void)state;
    struct picture_setting setting = bare_setting(WIDTH, HEIGHT);
    setting.form = PNG_PALETTE;
    setting.colormap = "magma";
    struct memory memory = picture_bytes(&setting, ROWS);
    png_image image;
    unsigned char *pixels = decode(&image, &memory, PNG_FORMAT_RGB), map[256][3];
    assert_null(colormap_fill(map, 256, "magma"));
    assert_memory_equal(pixels + 3 * (WIDTH * HEIGHT - 1), map[255], 3); /* 0 dB: below at the right */
    assert_memory_equal(pixels, map[0], 3);                              /* the lowest level */
    free(pixels);
    free(memory.bytes);
}

static void axes_surround_the_same_data(void **state)
{
    (void)state;
    struct picture_setting setting = bare_setting(300, 200);
    setting.form = PNG_PALETTE;
    setting.bare = false;
    setting.waveform = true;
    struct memory memory = picture_bytes(&setting, ROWS);
    png_image image;
    free(decode(&image, &memory, PNG_FORMAT_RGB));
    assert_in_range(image.width, 350, 600);
    assert_in_range(image.height, 270, 500);
    free(memory.bytes);
}

/* The same bytes on every run, and whether or not the number of rows is known before. */
static void bytes_are_the_same_again(void **state)
{
    (void)state;
    for (enum png_form form = PNG_PALETTE; form <= PNG_GREY16; form++) {
        struct picture_setting setting = bare_setting(WIDTH, HEIGHT);
        setting.form = form;
        struct memory known = picture_bytes(&setting, ROWS), again = picture_bytes(&setting, ROWS);
        struct memory unknown = picture_bytes(&setting, -1);
        assert_int_equal(known.size, again.size);
        assert_memory_equal(known.bytes, again.bytes, known.size);
        assert_int_equal(known.size, unknown.size);
        assert_memory_equal(known.bytes, unknown.bytes, known.size);
        free(known.bytes);
        free(again.bytes);
        free(unknown.bytes);
    }
}

static void texts_and_range_are_read_back(void **state)
{
    (void)state;
    struct picture_setting setting = bare_setting(WIDTH, HEIGHT);
    setting.title = "Gr\xc3\xbc\xc3\x9f"
                    "e";
    setting.range = (struct range){0, 100, RANGE_PERCENTILE, RANGE_PERCENTILE};
    struct picture *picture = picture_drawn(&setting, ROWS);
    char path[] = "/tmp/specpipe-picture-XXXXXX", text[256];
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    struct memory memory = {.limit = SIZE_MAX};
    assert_null(picture_write(picture, memory_sink, &memory));
    assert_int_equal(write(fd, memory.bytes, memory.size), memory.size);
    close(fd);
    assert_null(png_text_find(text, sizeof text, path, "Title"));
    assert_string_equal(text, setting.title);
    assert_null(png_text_find(text, sizeof text, path, "Rows"));
    assert_string_equal(text, "40 rows at 10 Hz, 1 channels, kind power");
    const struct range drawn = picture_range(picture);
    struct range range;
    assert_null(range_read(&range, path));
    assert_true(range_is_absolute(&drawn) && range_is_absolute(&range));
    CHECK_NEAR(range.low, drawn.low, 1e-6); /* nine digits of up to 152 */
    CHECK_NEAR(range.high, drawn.high, 1e-6);
    CHECK_NEAR(range.high, 0, 1.2e-5);
    unlink(path);
    free(memory.bytes);
    picture_destroy(picture);
}

static void a_failing_sink_is_a_sentence(void **state)
{
    (void)state;
    const struct picture_setting setting = bare_setting(WIDTH, HEIGHT);
    struct picture *picture = picture_drawn(&setting, ROWS);
    struct memory memory = {.limit = 100};
    assert_string_equal(picture_write(picture, memory_sink, &memory), "the disk is full");
    free(memory.bytes);
    picture_destroy(picture);
}

static void settings_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct header rows = power_rows(COLUMNS, 100), numbers = numbered_rows("cepstrum", COLUMNS);
    rows.channels = 3;
    struct picture_setting settings[7];
    for (size_t i = 0; i < 7; i++)
        settings[i] = bare_setting(WIDTH, HEIGHT);
    settings[0].bare = false; /* grey with axes */
    settings[1].waveform = true;
    settings[2].width = settings[2].height = MOST_PIXELS;
    settings[3].height = 2;
    settings[4].colormap = "/nonexistent";
    settings[5].pool = POOL_MEDIAN;
    settings[5].range = (struct range){.low_is = RANGE_AUTO, .high_is = RANGE_AUTO};
    settings[6].orientation = TIME_UP;
    settings[6].width = 2;
    for (size_t i = 0; i < 7; i++) {
        const struct header *header = i == 5 ? &numbers : &rows;
        const struct view view = full_view(header);
        struct picture *picture = NULL;
        assert_non_null(picture_create(&picture, &settings[i], &view, header));
        picture_destroy(picture);
    }
    picture_destroy(NULL);
}

/* Ten rows a second at a million pixels a second: more than ten rows are more pixels than a picture may have. */
static void too_many_rows_at_a_fixed_scale_are_refused(void **state)
{
    (void)state;
    static const float row[COLUMNS];
    const struct header rows = power_rows(COLUMNS, 100);
    const struct view view = full_view(&rows);
    struct picture_setting setting = bare_setting(0, HEIGHT);
    struct picture *picture = NULL;
    setting.pixels_per_second = 1e6;
    assert_null(picture_create(&picture, &setting, &view, &rows));
    for (int i = 0; i < 10; i++)
        assert_null(picture_push(picture, row));
    assert_non_null(picture_push(picture, row));
    picture_destroy(picture);
}

static void a_missing_font_is_found_out_before(void **state)
{
    (void)state;
    struct picture_setting setting = bare_setting(WIDTH, HEIGHT);
    setting.font = "/nonexistent.ttf";
    assert_null(picture_setting_check_font(&setting)); /* bare: no labels */
    setting.bare = false;
    assert_non_null(picture_setting_check_font(&setting));
    setting.font = NULL;
    assert_null(picture_setting_check_font(&setting));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_grey),
        cmocka_unit_test(channels_have_panels),
        cmocka_unit_test(levels_become_colours),
        cmocka_unit_test(axes_surround_the_same_data),
        cmocka_unit_test(bytes_are_the_same_again),
        cmocka_unit_test(texts_and_range_are_read_back),
        cmocka_unit_test(a_failing_sink_is_a_sentence),
        cmocka_unit_test(settings_that_do_not_fit_are_refused),
        cmocka_unit_test(too_many_rows_at_a_fixed_scale_are_refused),
        cmocka_unit_test(a_missing_font_is_found_out_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
