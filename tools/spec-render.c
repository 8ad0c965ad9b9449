/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-render: rows of any kind, or sound itself, to a PNG.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/tool.h"
#include "image/colormap.h"
#include "signal/transform/window.h"
#include "stream/writer.h"
#include "tools/shared/io_options.h"
#include "picture/caption.h"
#include "picture/picture.h"
#include "tools/render/visible_rows.h"

static struct {
    enum when progress;
    struct reader_wish input;
    struct frame_options frame_options;
    struct picture_setting picture;
    struct band frequencies;
    const char *output, *formats, *axis, *range, *range_from, *resolution;
    double tilt;
    long width, height; /* 0: not given */
} opt = {.input = READER_WISH_DEFAULT,
         .frame_options = FRAME_OPTIONS_DEFAULT,
         .frequencies = {NAN, NAN},
         .resolution = "auto",
         .picture = {.colormap = "viridis",
                     .pool = "max",
                     .interpolate = "both",
                     .orientation = "right",
                     .theme = "light",
                     .scale = 1,
                     .waveform_peak = 1}};

static NAMES(resolution_name, "auto", "fixed")

    /* clang-format off: one option a line */
    static const struct option_row options[] = {
        OPTION_SECTION("Picture"),
        OPTION_TEXT('o', "output", "FILE", &opt.output, "where to write; stdout when not given"),
        OPTION_COUNT('x', "width", "PIXELS", &opt.width, 1, MOST_PIXELS, "width of the data area; 1200 when not given"),
        OPTION_COUNT('y', "height", "PIXELS", &opt.height, 1, MOST_PIXELS,
                     "height of the data area, all channels together; 513 when not given, 257 a channel"),
        OPTION_NUMBER('X', "pixels-per-second", "NUMBER", &opt.picture.pixels_per_second, 1e-6, 1e6,
                      "a fixed scale of time instead of a fixed length"),
        OPTION_FLAG(0, "no-axes", &opt.picture.bare, "exactly the pixels of the data area"),
        OPTION_HINT('f', "format", "NAME[,NAME]", &opt.formats, picture_form_name,
                    "of the pixels; of bare input f32le, s16le ..., as spec-stft has it"),
        OPTION_NAME(0, "orientation", "NAME", &opt.picture.orientation, orientation_name, "where time runs to"),
        OPTION_TEXT('t', "title", "TEXT", &opt.picture.title, "title; the input's name when not given"),
        OPTION_NAME(0, "theme", "NAME", &opt.picture.theme, theme_name, "paper and ink of the axes"),
        OPTION_NUMBER(0, "scale", "FACTOR", &opt.picture.scale, 0.5, 8, "size of text and lines; 2 for dense screens"),
        OPTION_TEXT(0, "font", "FILE", &opt.picture.font, "font for the labels; DejaVu Sans when not given"),
        OPTION_FLAG(0, "waveform", &opt.picture.waveform, "the waveform along the picture"),
        OPTION_NUMBER(0, "waveform-peak", "NUMBER", &opt.picture.waveform_peak, 1e-9, 1e9,
                      "sample value at the strip's edge"),
        OPTION_SECTION("Levels"),
        OPTION_TEXT('z', "range", "LO:HI", &opt.range,
                    "levels of the first and last colour; auto; percentiles as p5:p99. -120:0 dBFS when not given"),
        OPTION_TEXT(0, "range-from", "PNG", &opt.range_from, "the range of a picture that this program made"),
        OPTION_HINT('m', "colormap", "NAME", &opt.picture.colormap, colormap_name,
                    "colours from low to high, or a file of R G B lines"),
        OPTION_NAME(0, "pool", "NAME", &opt.picture.pool, pool_name, "what a pixel shows of all that falls on it"),
        OPTION_NAME(0, "interpolate", "NAME", &opt.picture.interpolate, interpolate_name,
                    "where pixels are finer than rows and bins"),
        OPTION_NUMBER(0, "tilt", "DB", &opt.tilt, -60, 60, "raise levels by so much per octave above 1 kHz"),
        OPTION_SECTION("Axis"),
        OPTION_NAME(0, "axis", "NAME", &opt.axis, scale_name, "frequency axis; the rows' own when not given"),
        OPTION_BAND('F', "freq", &opt.frequencies, "frequencies that show"),
        OPTION_SECTION("Frames of sound (spectra come with their own)"),
        OPTION_NAME(0, "resolution", "NAME", &opt.resolution, resolution_name,
                    "frames that follow the zoom, unless -n, -l or -p is given; or 1024 samples"),
        OPTIONS_FRAMES(&opt.frame_options),
        OPTION_SECTION("Input"),
        OPTIONS_INPUT(&opt.input),
        OPTION_COUNT(0, "bins", "NUMBER", &opt.input.bins, 1, MOST_NUMBERS,
                     "bare spectra: numbers per row and channel"),
        OPTION_NAME('k', "kind", "NAME", &opt.input.kind, header_kind,
                    "bare spectra: what they hold; power when not given"),
        OPTION_FREQUENCY(0, "bin-width", &opt.input.bin_width, 1e-9, 1e12, "bare spectra: distance of columns"),
        OPTION_WHEN(0, "progress", &opt.progress, "how far it has come, on stderr"),
        OPTION_END};
/* clang-format on */

static const struct tool tool = {
    .name = "spec-render",
    .synopsis = "[OPTION]... [FILE]",
    .summary = "Draws FILE (a stream of any rows, or sound, of which it makes spectra first;\n"
               "stdin without FILE) as a PNG.",
    .options = options,
    .most_operands = 1,
};

static bool time_runs_right(void)
{
    return strcmp(opt.picture.orientation, orientation_name(TIME_RIGHT)) == 0;
}

/* Sizes that were not given, and what cannot be told before the rows are known. */
static void settle_options(void)
{
    const char *why = format_sort(opt.formats, picture_form_name, &opt.input, &opt.picture.form);
    const char *extension = writer_extension(opt.output);
    if (why == NULL && extension != NULL && strcmp(extension, "png") != 0)
        why = sentence("%s: only PNG pictures are made here; spec-stft writes tables", opt.output);
    if (why == NULL && opt.picture.waveform_peak != 1 && !opt.picture.waveform)
        why = "--waveform-peak needs --waveform";
    if (why == NULL && opt.range != NULL && opt.range_from != NULL)
        why = "--range and --range-from exclude each other";
    if (why == NULL && opt.picture.pixels_per_second > 0 && (time_runs_right() ? opt.width : opt.height) > 0)
        why = sentence("--%s and --pixels-per-second exclude each other", time_runs_right() ? "width" : "height");
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (opt.picture.form == NULL)
        opt.picture.form = picture_form_name(0);
}

/* Along time 1200 pixels, along frequency 513, or 257 for each of several channels. */
static void settle_sizes(long channels)
{
    long along = 1200, across = channels > 1 ? 257 * channels : 513;
    opt.picture.width = opt.width > 0 ? opt.width : time_runs_right() ? along : across;
    opt.picture.height = opt.height > 0 ? opt.height : time_runs_right() ? across : along;
}

static struct zoom zoom_of(long channels)
{
    double width = (double)opt.picture.width, height = (double)opt.picture.height;
    return (struct zoom){.follow = strcmp(opt.resolution, "auto") == 0,
                         .time_pixels = time_runs_right() ? width : height,
                         .value_pixels = (time_runs_right() ? height : width) / (double)channels,
                         .pixels_per_second = opt.picture.pixels_per_second,
                         .frequencies = opt.frequencies};
}

/* The range asked for; that of another picture; or the rows' usual one. */
static struct range choose_range(const struct view *view, const struct header *rows)
{
    struct range range = range_default(view, rows);
    const char *why = opt.range != NULL ? range_parse(&range, opt.range) : NULL;
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (opt.range_from != NULL && (why = caption_read_range(&range, opt.range_from)) != NULL)
        die(access(opt.range_from, R_OK) != 0 ? EXIT_NO_INPUT : EXIT_BAD_DATA, "%s: %s", opt.range_from, why);
    return range;
}

static void draw_all(struct visible_rows *rows, struct picture *picture)
{
    const float *row = NULL;
    const char *why = NULL;
    struct progress *progress =
        progress_create(opt.progress, (double)rows->in.header.rows, header_rate(&rows->in.header));
    while (visible_rows_read(rows)) {
        while ((row = visible_rows_next(rows)) != NULL)
            if ((why = picture_row(picture, row)) != NULL)
                die(EXIT_USAGE_ERROR, "%s", why);
        while ((row = visible_rows_wave(rows)) != NULL)
            picture_wave(picture, row);
        progress_show(progress, (double)rows->done);
    }
    progress_destroy(progress);
    if (rows->failure != NULL)
        die(rows->status, "%s: %s", rows->in.name, rows->failure);
    if (rows->in.cut != NULL)
        warn("%s: %s", rows->in.name, rows->in.cut);
}

static void save(struct picture *picture, const struct visible_rows *rows, struct file *file, bool tell_range)
{
    struct range range;
    bool about_rows = false;
    const char *why = picture_save(picture, file, &range, &about_rows);
    if (why != NULL && about_rows) {
        file_abandon(file);
        die(EXIT_BAD_DATA, "%s: %s", rows->in.name, why);
    }
    if (why != NULL || (why = file_commit(file)) != NULL) {
        file_abandon(file);
        die(EXIT_IO, "%s: %s", file->name, why);
    }
    if (tell_range && !message_quiet())
        fprintf(stderr, "spec-render: %s: range %g:%g\n", file->name, range.low, range.high);
}

/* Opens the input and decides on what of it shows. */
static void open_rows(struct visible_rows *rows, const char *path)
{
    bool counted = strcmp(opt.picture.pool, pool_name(POOL_MEDIAN)) == 0;
    const char *why = visible_rows_open(rows, path, &opt.input, counted);
    if (why == NULL) {
        settle_sizes(rows->in.header.channels);
        struct zoom zoom = zoom_of(rows->in.header.channels);
        why = visible_rows_start(rows, &opt.input, &opt.frame_options, &zoom, opt.picture.waveform);
    }
    if (why != NULL)
        die(rows->status, "%s: %s", rows->in.name, why);
    header_history(&rows->header, tool_command());
    opt.picture.channels = rows->in.choice.all || rows->in.choice.mix ? NULL : rows->in.choice.from;
    if (rows->stft != NULL)
        note("%s: %s of %zu samples, FFT of %zu, hop %zu", rows->in.name, rows->frames.window, rows->frames.win_length,
             rows->frames.fft_size, rows->frames.hop);
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    settle_options();
    if (file_is_terminal(opt.output))
        die(EXIT_USAGE_ERROR, "a PNG does not belong on a terminal: use -o FILE or a pipe");
    const char *why = picture_check_font(&opt.picture);
    if (why != NULL)
        die(EXIT_NO_INPUT, "%s", why);
    struct visible_rows rows;
    struct view view;
    struct file file = {0}; /* it is watched while it is created */
    struct picture *picture = NULL;
    open_rows(&rows, operands[0]);
    if ((why = view_create(&view, &rows.header, opt.axis, opt.frequencies, opt.tilt)) != NULL)
        die(EXIT_BAD_DATA, "%s: %s", rows.in.name, why);
    if (view.narrowed)
        warn("%s: --freq goes beyond the rows, which end at %g and %g", rows.in.name, view.low, view.high);
    opt.picture.range = choose_range(&view, &rows.header);
    bool chosen = opt.picture.range.fit || opt.picture.range.low_share || opt.picture.range.high_share;
    if ((why = picture_create(&picture, &opt.picture, &view, &rows.header)) != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    signals_watch(&file.temporary);
    if ((why = file_create(&file, opt.output, &rows.in.about)) != NULL)
        die(EXIT_NO_OUTPUT, "%s: %s", file.name, why);
    draw_all(&rows, picture);
    save(picture, &rows, &file, opt.range != NULL && chosen);
    signals_forget(&file.temporary);
    picture_destroy(picture);
    visible_rows_close(&rows);
    return EXIT_DONE;
}
