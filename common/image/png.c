/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/png.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"

#include <assert.h>
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    LEVEL = 6,
    SMOOTH_LEVEL = 4, /* smooth pictures (a sound of few samples) take a third of the time for 3 to 6 % more bytes */
    IDAT = 1 << 16,
    TRIAL = 1 << 16,
    STRIPS = 4,
    LONGEST_SIDE = 0x7fffffff
};

static const double metres_per_inch = 0.0254;

NAMES(png_form_name, "palette", "grey8", "grey16")

struct png_writer {
    const struct png_picture *picture;
    png_row *row;
    void *from;
    png_sink *sink;
    void *to;
    const char *why;
    png_structp png;
    png_infop info;
    unsigned char *sample; /* [TRIAL] pixels to try the compression on */
    unsigned char *packed; /* [compressBound(TRIAL)] */
    png_textp texts;       /* [text_count], as libpng wants them */
};

static _Noreturn void on_error(png_structp png, png_const_charp message)
{
    struct png_writer *writer = png_get_error_ptr(png);
    if (writer->why == NULL)
        writer->why = sentence("libpng: %s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* Allocation for libpng and zlib that ends the program, because errors of zlib do not state a reason. */
static png_voidp png_allocate(png_structp png, png_alloc_size_t bytes)
{
    (void)png;
    return mem_grow(NULL, bytes, 1);
}

static void png_release(png_structp png, png_voidp memory)
{
    (void)png;
    free(memory);
}

static voidpf zlib_allocate(voidpf unused, uInt count, uInt size)
{
    (void)unused;
    return mem_grow(NULL, count, size);
}

static void zlib_release(voidpf unused, voidpf memory)
{
    (void)unused;
    free(memory);
}

static void on_bytes(png_structp png, png_bytep bytes, size_t size)
{
    struct png_writer *writer = png_get_io_ptr(png);
    writer->why = writer->sink(writer->to, bytes, size);
    if (writer->why != NULL)
        png_error(png, "the sink failed");
}

static void on_flush(png_structp png)
{
    (void)png;
}

static size_t row_bytes(const struct png_picture *picture)
{
    return picture->form == PNG_GREY16 ? 2 * picture->width : picture->width;
}

/*
 * Copies a sample of up to `most` bytes of the picture: all of it, or four strips of adjacent rows, since deflate also
 * matches a row with the one above it. A row longer than its strip is cut. Returns the number of bytes.
 */
static size_t copy_sample(struct png_writer *writer, size_t most)
{
    const size_t height = writer->picture->height, bytes = row_bytes(writer->picture);
    const bool whole = bytes <= most / height;
    const size_t strips = whole ? 1 : STRIPS, part = bytes < most / strips ? bytes : most / strips;
    const size_t fit = most / strips / part, rows = fit < height ? fit : height;
    size_t taken = 0;
    for (size_t strip = 0; strip < strips; strip++)
        for (size_t y = 0; y < rows; y++) {
            const size_t first = strips == 1 ? 0 : (height - rows) * strip / (strips - 1);
            memcpy(writer->sample + taken, writer->row(writer->from, first + y), part);
            taken += part;
        }
    return taken;
}

/* The compressed size of the sample. */
static size_t trial_size(struct png_writer *writer, size_t size, int strategy, int level)
{
    z_stream stream = {
        .next_in = writer->sample, .avail_in = (uInt)size, .zalloc = zlib_allocate, .zfree = zlib_release};
    if (deflateInit2(&stream, level, Z_DEFLATED, 15, 8, strategy) != Z_OK)
        return size;
    stream.next_out = writer->packed;
    stream.avail_out = (uInt)compressBound(TRIAL);
    deflate(&stream, Z_FINISH);
    const size_t packed = stream.total_out;
    deflateEnd(&stream);
    return packed;
}

/* Sizes of a sample, in bytes. */
struct trial {
    size_t plain, rle, matched;
};

static struct trial trial_run(struct png_writer *writer, size_t most, int level)
{
    struct trial trial = {.plain = copy_sample(writer, most)};
    trial.rle = trial_size(writer, trial.plain, Z_RLE, level);
    trial.matched = trial_size(writer, trial.plain, Z_DEFAULT_STRATEGY, level);
    return trial;
}

/* Whether matching saves more than `percent` of the size with Z_RLE. */
static bool matching_saves(const struct trial *trial, size_t percent)
{
    return trial->matched * 100 < trial->rle * (100 - percent);
}

/*
 * Z_RLE is three times as fast and as small on noise: matching is used if it saves more than 5 %. Noise
 * without margins, which Z_RLE does not halve, shows in 16 KB, in 0.3 ms instead of 2: of 619 pictures, all for which
 * 64 KB choose matching save at least 4.6 % there, or are halved. Where matching saves a fifth there, as it does of
 * smooth pictures, the larger sample is not tried.
 */
static int strategy_choose(struct png_writer *writer, int *level)
{
    struct trial trial = trial_run(writer, TRIAL / 4, SMOOTH_LEVEL);
    bool smooth = matching_saves(&trial, 20);
    *level = smooth ? SMOOTH_LEVEL : LEVEL;
    if (smooth)
        return Z_DEFAULT_STRATEGY;
    if (2 * trial.rle > trial.plain && !matching_saves(&trial, 0))
        return Z_RLE;
    trial = trial_run(writer, TRIAL, LEVEL);
    return matching_saves(&trial, 5) ? Z_DEFAULT_STRATEGY : Z_RLE;
}

static bool is_ascii(const char *text)
{
    while (*text > 0)
        text++;
    return *text == '\0';
}

static void texts_set(struct png_writer *writer)
{
    const struct png_picture *picture = writer->picture;
    for (size_t i = 0; i < picture->text_count; i++) {
        const struct png_text *text = picture->texts + i;
        const bool ascii = is_ascii(text->value);
        writer->texts[i] = (struct png_text_struct){
            .compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
            .key = (png_charp)(uintptr_t)text->key, /* libpng does not write there */
            .text = (png_charp)(uintptr_t)text->value,
            .text_length = ascii ? strlen(text->value) : 0,
            .itxt_length = ascii ? 0 : strlen(text->value),
        };
    }
    png_set_text(writer->png, writer->info, writer->texts, (int)picture->text_count);
}

static void palette_set(struct png_writer *writer)
{
    png_color palette[256];
    for (size_t i = 0; i < writer->picture->colours; i++) {
        const unsigned char *rgb = writer->picture->palette[i];
        palette[i] = (png_color){rgb[0], rgb[1], rgb[2]};
    }
    png_set_PLTE(writer->png, writer->info, palette, (int)writer->picture->colours);
}

/* States the size of a pixel, in whole pixels per metre. */
static void density_set(struct png_writer *writer)
{
    const png_uint_32 per_metre = (png_uint_32)lround(writer->picture->dots_per_inch / metres_per_inch);
    if (per_metre > 0)
        png_set_pHYs(writer->png, writer->info, per_metre, per_metre, PNG_RESOLUTION_METER);
}

static void header_set(struct png_writer *writer)
{
    const struct png_picture *picture = writer->picture;
    png_structp png = writer->png;
    int level = LEVEL, strategy = strategy_choose(writer, &level);
    png_set_user_limits(png, LONGEST_SIDE, LONGEST_SIDE);
    png_set_compression_buffer_size(png, IDAT);
    png_set_compression_level(png, level);
    png_set_compression_strategy(png, strategy);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE); /* the others enlarge noisy levels, of 8 and 16 bits */
    png_set_IHDR(png, writer->info, (png_uint_32)picture->width, (png_uint_32)picture->height,
                 picture->form == PNG_GREY16 ? 16 : 8,
                 picture->form == PNG_PALETTE ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, writer->info, PNG_sRGB_INTENT_PERCEPTUAL);
    if (picture->form == PNG_PALETTE)
        palette_set(writer);
    density_set(writer);
    texts_set(writer);
}

/* libpng returns errors by longjmp, which loses local variables: there are none here. */
static void write_picture(struct png_writer *writer)
{
    if (setjmp(png_jmpbuf(writer->png)) != 0)
        return;
    png_set_write_fn(writer->png, writer, on_bytes, on_flush);
    header_set(writer);
    png_write_info(writer->png, writer->info);
    if (writer->picture->form == PNG_GREY16)
        png_set_swap(writer->png); /* PNG is big-endian */
    for (size_t y = 0; y < writer->picture->height; y++)
        png_write_row(writer->png, writer->row(writer->from, y));
    png_write_end(writer->png, writer->info);
}

const char *png_save(const struct png_picture *picture, png_row *row, void *from, png_sink *sink, void *to)
{
    assert(picture->form != PNG_PALETTE || (picture->colours >= 1 && picture->colours <= 256));
    if (picture->width - 1 >= LONGEST_SIDE || picture->height - 1 >= LONGEST_SIDE)
        return "a PNG is 1 to 2147483647 pixels wide and high";
    struct png_writer writer = {.picture = picture, .row = row, .from = from, .sink = sink, .to = to};
    writer.sample = mem_new(TRIAL, 1);
    writer.packed = mem_new(compressBound(TRIAL), 1);
    writer.texts = mem_new(picture->text_count, sizeof *writer.texts);
    writer.png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, &writer, on_error, on_warning, NULL, png_allocate,
                                           png_release);
    writer.info = writer.png == NULL ? NULL : png_create_info_struct(writer.png);
    if (writer.info == NULL)
        writer.why = "libpng cannot be initialised";
    else
        write_picture(&writer);
    png_destroy_write_struct(&writer.png, &writer.info);
    free(writer.sample);
    free(writer.packed);
    free(writer.texts);
    return writer.why;
}
