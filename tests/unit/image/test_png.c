/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "image/png.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file in memory; at `limit` bytes the disk is full. */
struct memory {
    unsigned char *bytes;
    size_t size, limit, read;
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

/* Pixels for any of the forms: noise, ramps, or flat, by `kind`. */
struct pixels {
    unsigned char *bytes;
    size_t row;
};

static const unsigned char *pixels_row(void *from, size_t y)
{
    const struct pixels *pixels = from;
    return pixels->bytes + y * pixels->row;
}

static struct pixels pixels_create(const struct png_picture *picture, int kind)
{
    const size_t row = picture->form == PNG_GREY16 ? 2 * picture->width : picture->width;
    const size_t top = picture->form == PNG_PALETTE ? picture->colours : 256;
    struct pixels pixels = {malloc(row * picture->height), row};
    for (size_t i = 0; i < row * picture->height; i++) {
        const size_t value = kind == 0 ? (size_t)lrand48() : kind == 1 ? i % row / 3 + i / row : 5;
        pixels.bytes[i] = (unsigned char)(value % top);
    }
    return pixels;
}

static void memory_read(png_structp png, png_bytep bytes, size_t size)
{
    struct memory *memory = png_get_io_ptr(png);
    if (size > memory->size - memory->read)
        png_error(png, "end");
    memcpy(bytes, memory->bytes + memory->read, size);
    memory->read += size;
}

static void check_texts(png_structp png, png_infop info, const struct png_picture *picture)
{
    png_textp texts = NULL;
    int count = 0;
    png_get_text(png, info, &texts, &count);
    assert_int_equal(count, picture->text_count);
    for (int i = 0; i < count; i++) {
        assert_string_equal(texts[i].key, picture->texts[i].key);
        assert_string_equal(texts[i].text, picture->texts[i].value);
    }
}

static void check_decoded(struct memory *memory, const struct png_picture *picture, const struct pixels *pixels)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png)) != 0)
        fail_msg("libpng cannot read what was written");
    png_set_read_fn(png, memory, memory_read);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_read_png(png, info, PNG_TRANSFORM_SWAP_ENDIAN, NULL);
    assert_int_equal(png_get_image_width(png, info), picture->width);
    assert_int_equal(png_get_image_height(png, info), picture->height);
    assert_int_equal(png_get_bit_depth(png, info), picture->form == PNG_GREY16 ? 16 : 8);
    png_bytepp rows = png_get_rows(png, info);
    for (size_t y = 0; y < picture->height; y++)
        assert_memory_equal(rows[y], pixels->bytes + y * pixels->row, pixels->row);
    png_colorp palette = NULL;
    int colours = 0, intent = -1;
    png_get_PLTE(png, info, &palette, &colours);
    assert_int_equal(colours, picture->form == PNG_PALETTE ? picture->colours : 0);
    for (int i = 0; i < colours; i++)
        assert_memory_equal(palette + i, picture->palette[i], 3);
    assert_true(png_get_sRGB(png, info, &intent) != 0 && intent == PNG_sRGB_INTENT_PERCEPTUAL);
    assert_false(png_get_valid(png, info, PNG_INFO_tIME | PNG_INFO_pHYs));
    check_texts(png, info, picture);
    png_destroy_read_struct(&png, &info, NULL);
}

static const struct png_text texts[] = {
    {"Title", "Two larks at dawn"},
    {"Source", "gr\xc3\xbc\xc3\x9f.wav \xe2\x80\x94 \xd0\x93\xd1\x86"},
    {"Empty", ""},
    {"Titled", "line\nline"},
};
enum { TEXTS = sizeof texts / sizeof *texts };

static unsigned char palette[256][3];

static void everything_reads_back(void **state)
{
    (void)state;
    static const size_t sides[][2] = {{1, 1},     {1, 9},     {70000, 1}, {1, 70000},
                                      {40000, 3}, {300, 219}, {16384, 4}, {641, 480}};
    srand48(7);
    for (size_t i = 0; i < 256; i++)
        for (size_t c = 0; c < 3; c++)
            palette[i][c] = (unsigned char)lrand48();
    for (int i = 0; i < 90; i++) {
        struct png_picture picture = {.width = 1 + (size_t)(drand48() * 400),
                                      .height = 1 + (size_t)(drand48() * 400),
                                      .form = (enum png_form)(i % 3),
                                      .palette = (const unsigned char(*)[3])palette,
                                      .colours = 1 + (size_t)(drand48() * 255),
                                      .texts = texts,
                                      .text_count = (size_t)(lrand48() % (TEXTS + 1))};
        if (i / 9 < 8) {
            picture.width = sides[i / 9][0];
            picture.height = sides[i / 9][1];
        }
        struct pixels pixels = pixels_create(&picture, i / 3 % 3);
        struct memory one = {.limit = SIZE_MAX}, two = {.limit = SIZE_MAX};
        assert_null(png_save(&picture, pixels_row, &pixels, memory_sink, &one));
        assert_null(png_save(&picture, pixels_row, &pixels, memory_sink, &two));
        assert_int_equal(one.size, two.size);
        assert_memory_equal(one.bytes, two.bytes, one.size);
        check_decoded(&one, &picture, &pixels);
        free(one.bytes);
        free(two.bytes);
        free(pixels.bytes);
    }
}

/* Wherever the sink fails, png_save returns its sentence. */
static void full_disk(void **state)
{
    (void)state;
    const struct png_picture picture = {200, 600, PNG_GREY8, NULL, 0, texts, TEXTS, 0};
    struct pixels pixels = pixels_create(&picture, 0);
    for (size_t limit = 0; limit < 120000; limit = limit < 400 ? limit + 3 : limit + 9000) {
        struct memory memory = {.limit = limit};
        assert_string_equal(png_save(&picture, pixels_row, &pixels, memory_sink, &memory), "the disk is full");
        free(memory.bytes);
    }
    free(pixels.bytes);
}

static void impossible_sizes(void **state)
{
    (void)state;
    static const size_t wrong[][2] = {{0, 1}, {1, 0}, {(size_t)1 << 31, 1}, {1, (size_t)1 << 31}, {SIZE_MAX, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct png_picture picture = {.width = wrong[i][0], .height = wrong[i][1], .form = PNG_GREY8};
        assert_non_null(png_save(&picture, pixels_row, NULL, memory_sink, NULL));
    }
}

static const unsigned char *black(void *from, size_t y)
{
    (void)y;
    return from;
}

/* More than libpng's default limit of a million pixels. */
static void very_wide(void **state)
{
    (void)state;
    enum { WIDTH = 3000000 };
    const struct png_picture picture = {.width = WIDTH, .height = 2, .form = PNG_GREY8};
    struct pixels pixels = {calloc(2, WIDTH), WIDTH};
    struct memory memory = {.limit = SIZE_MAX};
    assert_null(png_save(&picture, black, pixels.bytes, memory_sink, &memory));
    check_decoded(&memory, &picture, &pixels);
    free(memory.bytes);
    free(pixels.bytes);
}

static char path[] = "/tmp/specpipe-png-XXXXXX";

static const char *find_in(const void *bytes, size_t size, char *value, size_t room, const char *key)
{
    strcpy(strrchr(path, '-') + 1, "XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), (ssize_t)size);
    close(file);
    const char *why = png_text_find(value, room, path, key);
    unlink(path);
    return why;
}

static struct memory saved(void)
{
    const struct png_picture picture = {30, 20, PNG_GREY8, NULL, 0, texts, TEXTS, 0};
    struct pixels pixels = pixels_create(&picture, 0);
    struct memory memory = {.limit = SIZE_MAX};
    assert_null(png_save(&picture, pixels_row, &pixels, memory_sink, &memory));
    free(pixels.bytes);
    return memory;
}

static void texts_are_found(void **state)
{
    (void)state;
    struct memory memory = saved();
    char value[64];
    for (size_t i = 0; i < TEXTS; i++) {
        const size_t length = strlen(texts[i].value);
        assert_null(find_in(memory.bytes, memory.size, value, length + 1, texts[i].key));
        assert_string_equal(value, texts[i].value);
        if (length > 0)
            assert_non_null(find_in(memory.bytes, memory.size, value, length, texts[i].key));
    }
    assert_non_null(strstr(find_in(memory.bytes, memory.size, value, sizeof value, "Titl"), "no text chunk 'Titl'"));
    assert_non_null(find_in(memory.bytes, memory.size, value, sizeof value, ""));
    free(memory.bytes);
}

/* Reading a file that is cut anywhere or has any byte changed is safe (sanitizers check it); a cut one is refused. */
static void damaged_files(void **state)
{
    (void)state;
    struct memory memory = saved();
    char value[64];
    for (size_t size = 0; size < memory.size - 4; size++)
        assert_non_null(find_in(memory.bytes, size, value, sizeof value, "None"));
    for (size_t i = 0; i < memory.size; i++) {
        const unsigned char old = memory.bytes[i];
        memory.bytes[i] = (unsigned char)lrand48();
        find_in(memory.bytes, memory.size, value, sizeof value, "Titled");
        memory.bytes[i] = old;
    }
    assert_string_equal(find_in("GIF89a, a picture", 17, value, sizeof value, "Title"), "not a PNG");
    assert_non_null(png_text_find(value, sizeof value, "/nowhere.png", "Title"));
    assert_non_null(png_text_find(value, sizeof value, "/tmp", "Title"));
    assert_non_null(png_text_find(value, sizeof value, "/dev/zero", "Title"));
    free(memory.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_reads_back), cmocka_unit_test(full_disk),
        cmocka_unit_test(impossible_sizes),      cmocka_unit_test(very_wide),
        cmocka_unit_test(texts_are_found),       cmocka_unit_test(damaged_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
