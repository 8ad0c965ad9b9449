/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-render draws rows of any kind, or the spectrogram of sound, as PNG.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/names.h"
#include "base/sentence.h"
#include "cli/signals.h"
#include "cli/tool.h"
#include "image/colormap.h"
#include "picture/picture.h"
#include "signal/transform/window.h"
#include "stream/file.h"
#include "stream/writer.h"
#include "tools/render/drawing.h"
#include "tools/shared/io_options.h"

static struct {
    enum when progress;
    struct input_options input;
    struct frame_options frame_options;
    struct picture_setting picture;
    struct band frequencies;
    const char *output, *formats, *axis, *range, *range_from;
    enum resolution { RESOLUTION_AUTO, RESOLUTION_FIXED } resolution;
    double tilt;
    long width, height;
} opt = {.input = INPUT_OPTIONS_DEFAULT,
         .frame_options = FRAME_OPTIONS_DEFAULT,
         .frequencies = {NAN, NAN},
         .picture = {.colormap = "viridis", .scale = 1, .waveform_peak = 1}};

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
        OPTION_HINT('f', "format", "NAME[,NAME]", &opt.formats, png_form_name,
                    "of the pixels; of bare input f32le, s16le ..., as spec-stft has it"),
        OPTION_CHOICE(0, "orientation", "NAME", &opt.picture.orientation, orientation_name, "where time runs to"),
        OPTION_TEXT('t', "title", "TEXT", &opt.picture.title, "title; the input's name when not given"),
        OPTION_CHOICE(0, "theme", "NAME", &opt.picture.theme, theme_name, "paper and ink of the axes"),
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
        OPTION_CHOICE(0, "pool", "NAME", &opt.picture.pool, pool_name, "what a pixel shows of all that falls on it"),
        OPTION_CHOICE(0, "interpolate", "NAME", &opt.picture.interpolate, interpolate_name,
                      "where pixels are finer than rows and bins"),
        OPTION_NUMBER(0, "tilt", "DB", &opt.tilt, -60, 60, "raise levels by so much per octave above 1 kHz"),
        OPTION_SECTION("Axis"),
        OPTION_NAME(0, "axis", "NAME", &opt.axis, scale_name, "frequency axis; the rows' own when not given"),
        OPTION_BAND('F', "freq", &opt.frequencies, "frequencies that show"),
        OPTION_SECTION("Frames of sound (spectra come with their own)"),
        OPTION_CHOICE(0, "resolution", "NAME", &opt.resolution, resolution_name,
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
    .summary = "Draws FILE as a PNG: a stream, or audio, for which a spectrogram is computed\n"
               "first; stdin without FILE.",
    .options = options,
    .most_operands = 1,
};

static bool time_runs_right(void)
{
    return opt.picture.orientation == TIME_RIGHT;
}

/* Checks what can be checked before the rows are known, and sorts --format. */
static void check_options(void)
{
    const char *form = NULL, *extension = writer_extension(opt.output);
    const char *why = format_sort(opt.formats, png_form_name, &opt.input, &form);
    bool sized = time_runs_right() ? option_given(&opt.width) : option_given(&opt.height);
    if (why == NULL && extension != NULL && strcmp(extension, "png") != 0)
        why = sentence("%s: only PNG pictures are made here; spec-stft writes tables", opt.output);
    if (why == NULL && opt.picture.waveform_peak != 1 && !opt.picture.waveform)
        why = "--waveform-peak needs --waveform";
    if (why == NULL && option_given(&opt.range) && option_given(&opt.range_from))
        why = "--range and --range-from exclude each other";
    if (why == NULL && option_given(&opt.picture.pixels_per_second) && sized)
        why = sentence("--%s and --pixels-per-second exclude each other", time_runs_right() ? "width" : "height");
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (form != NULL)
        opt.picture.form = (enum png_form)name_index(png_form_name, form);
}

/* Sizes that are not given: 1200 pixels along time; along frequency 513, or 257 for each of several channels. */
static void choose_size(long channels)
{
    long along = 1200, across = channels > 1 ? 257 * channels : 513;
    opt.picture.width = option_given(&opt.width) ? opt.width : time_runs_right() ? along : across;
    opt.picture.height = option_given(&opt.height) ? opt.height : time_runs_right() ? across : along;
}

static struct zoom zoom_create(long channels)
{
    double width = (double)opt.picture.width, height = (double)opt.picture.height;
    return (struct zoom){.follow = opt.resolution == RESOLUTION_AUTO,
                         .time_pixels = time_runs_right() ? width : height,
                         .value_pixels = (time_runs_right() ? height : width) / (double)channels,
                         .pixels_per_second = opt.picture.pixels_per_second,
                         .frequencies = opt.frequencies};
}

/* The range given, that of another picture, or the default of the rows. */
static struct range choose_range(const struct view *view)
{
    struct range range = range_default(view);
    const char *why = option_given(&opt.range) ? range_parse(&range, opt.range) : NULL;
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (option_given(&opt.range_from) && (why = range_read(&range, opt.range_from)) != NULL)
        die(access(opt.range_from, R_OK) != 0 ? EXIT_NO_INPUT : EXIT_BAD_DATA, "%s: %s", opt.range_from, why);
    return range;
}

/* Opens the input and chooses the rows, and the frames of sound. */
static void open_rows(struct visible_rows *visible, const char *path)
{
    const char *why = visible_rows_open(visible, path, &opt.input, pool_needs_count(opt.picture.pool));
    if (why == NULL) {
        choose_size(visible->in.header.channels);
        struct zoom zoom = zoom_create(visible->in.header.channels);
        why = visible_rows_start(visible, &opt.input, &opt.frame_options, &zoom, opt.picture.waveform);
    }
    if (why != NULL)
        die(visible->status, "%s: %s", visible->in.name, why);
    header_history(&visible->header, tool_command());
    opt.picture.channels = visible->in.choice.all || visible->in.choice.mix ? NULL : visible->in.choice.from;
    if (visible->stft != NULL)
        note("%s: %s of %zu samples, FFT of %zu, hop %zu", visible->in.name, visible->frames.window,
             visible->frames.win_length, visible->frames.fft_size, visible->frames.hop);
}

/* The view of the rows, and the range of levels in it. */
static struct view choose_view(const struct visible_rows *visible)
{
    struct view view;
    const struct scale *axis = option_given(&opt.axis) ? scale_find(opt.axis) : NULL;
    const char *why = view_create(&view, &visible->header, axis, opt.frequencies, opt.tilt);
    if (why != NULL)
        die(EXIT_BAD_DATA, "%s: %s", visible->in.name, why);
    if (view.narrowed)
        warn("%s: --freq goes beyond the rows, which end at %g and %g", visible->in.name, view.low, view.high);
    opt.picture.range = choose_range(&view);
    return view;
}

/* Reports the levels that a relative --range became. */
static void report_range(const struct picture *picture, const struct file *file)
{
    struct range range = picture_range(picture);
    if (option_given(&opt.range) && !range_is_absolute(&opt.picture.range) && !message_quiet())
        fprintf(stderr, "spec-render: %s: range %g:%g\n", file->name, range.low, range.high);
}

static void save(struct picture *picture, const struct visible_rows *visible, struct file *file)
{
    int status = EXIT_DONE;
    const char *why = picture_draw(picture, &status);
    if (why != NULL) {
        file_abandon(file);
        die(status, "%s%s%s", status == EXIT_BAD_DATA ? visible->in.name : "", status == EXIT_BAD_DATA ? ": " : "",
            why);
    }
    if ((why = picture_write(picture, file_write, file)) != NULL || (why = file_commit(file)) != NULL) {
        file_abandon(file);
        die(EXIT_IO, "%s: %s", file->name, why);
    }
    report_range(picture, file);
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    check_options();
    if (file_is_terminal(opt.output))
        die(EXIT_USAGE_ERROR, "a PNG does not belong on a terminal: use -o FILE or a pipe");
    const char *why = output_refuse(opt.output);
    if (why != NULL)
        die(EXIT_NO_OUTPUT, "%s", why);
    if ((why = picture_setting_check_font(&opt.picture)) != NULL)
        die(EXIT_NO_INPUT, "%s", why);
    struct visible_rows visible;
    open_rows(&visible, operands[0]);
    struct view view = choose_view(&visible);
    struct picture *picture = NULL;
    if ((why = picture_create(&picture, &opt.picture, &view, &visible.header)) != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    struct file file = {0}; /* it is watched while it is created */
    signals_watch(&file.temporary);
    if ((why = file_create(&file, opt.output, &visible.in.about)) != NULL)
        die(EXIT_NO_OUTPUT, "%s: %s", file.name, why);
    drawing_run(&visible, picture, opt.progress);
    save(picture, &visible, &file);
    signals_forget(&file.temporary);
    picture_destroy(picture);
    visible_rows_close(&visible);
    return EXIT_DONE;
}
