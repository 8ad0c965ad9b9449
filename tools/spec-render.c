/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec-render draws rows of any kind, or a spectrogram of audio, as a PNG.
 */
#include <math.h>
#include <stdio.h>

#include "base/names.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "picture/picture.h"
#include "signal/transform/window.h"
#include "stream/file.h"
#include "tools/render/common_range.h"
#include "tools/render/picture_file.h"
#include "tools/render/picture_options.h"
#include "tools/render/shared_drawing.h"
#include "tools/shared/several.h"

static struct {
    enum when progress;
    struct input_options input;
    struct several_options several;
    struct frame_options frame_options;
    struct picture_options picture_options;
    struct band frequencies;
    const char *output, *axis;
    enum row_type type;
    enum resolution { RESOLUTION_AUTO, RESOLUTION_FIXED } resolution;
} opt = {.input = INPUT_OPTIONS_DEFAULT,
         .frame_options = FRAME_OPTIONS_PADDED(PADDING_PREDICT), /* zeros are a step where the sound is not 0 */
         .picture_options = PICTURE_OPTIONS_DEFAULT,
         .frequencies = {NAN, NAN},
         .type = CHOICE_UNSET};

static NAMES(resolution_name, "auto", "fixed")

    /* clang-format off: one option a line */
    static const struct option_row options[] = {
        OPTION_SECTION("Picture"),
        OPTION_TEXT('o', "output", "FILE", &opt.output, "write to FILE; stdout when not given"),
        OPTIONS_PICTURE(&opt.picture_options),
        OPTION_SECTION("Levels"),
        OPTIONS_LEVELS(&opt.picture_options),
        OPTION_SECTION("Axis"),
        OPTION_NAME(0, "axis", "NAME", &opt.axis, scale_name,
                    "scale of the frequency axis; that of the rows when not given"),
        OPTION_BAND('F', "freq", &opt.frequencies, "show only these frequencies (2k:8k, 2k:, :8k)"),
        OPTION_SECTION("Frames of audio (spectra have their own)"),
        OPTION_CHOICE(0, "type", "NAME", &opt.type, row_type_name,
                      "type of spectra; reassigned ones are sharper; stft when not given"),
        OPTION_CHOICE(0, "resolution", "NAME", &opt.resolution, resolution_name,
                      "fit the frames to the zoom (auto), unless -n, -l or -p sets them, or use 1024 samples (fixed)"),
        OPTIONS_FRAMES_HOP(&opt.frame_options,
                           "when not given, one pixel, at most a quarter of the window; with -n, that quarter"),
        OPTION_SECTION("Input"),
        OPTIONS_INPUT(&opt.input),
        OPTIONS_SEVERAL(&opt.several),
        OPTION_COUNT(0, "bins", "NUMBER", &opt.input.bins, 1, MOST_NUMBERS,
                     "read raw spectra, of this many numbers per row and channel"),
        OPTION_NAME('k', "kind", "NAME", &opt.input.kind, header_kind,
                    "kind of the rows of a table (required) or of raw spectra (power when not given)"),
        OPTION_FREQUENCY(0, "bin-width", &opt.input.bin_width, 1e-9, 1e12,
                         "distance between the columns of raw spectra and NPY tables"),
        OPTION_WHEN(0, "progress", &opt.progress, "show progress on stderr"),
        OPTION_END};
/* clang-format on */

static const struct tool tool = {
    .name = "spec-render",
    .synopsis = "[OPTION]... [FILE]...",
    .example = "spec-render bats.wav -o bats.png",
    .summary = "Draws each FILE as a PNG: audio, as a spectrogram; a stream; or a table (CSV,\n"
               "TSV, NPY). The input is stdin when not given.",
    .options = options,
    .most_operands = -1,
};

static struct zoom zoom_create(long channels)
{
    const struct picture_setting *picture = &opt.picture_options.picture;
    bool right = picture_options_time_right(&opt.picture_options);
    bool smooth = picture->interpolate == INTERPOLATE_BOTH || picture->interpolate == INTERPOLATE_FREQUENCY;
    double width = (double)picture->width, height = (double)picture->height;
    return (struct zoom){.follow = opt.resolution == RESOLUTION_AUTO,
                         .panels = channels,
                         .time_pixels = right ? width : height,
                         .value_pixels = (right ? height : width) / (double)channels,
                         .pixels_per_second = picture->pixels_per_second,
                         .frequencies = opt.frequencies,
                         .axis = option_given(&opt.axis) ? scale_find(opt.axis) : NULL,
                         .interpolate = smooth};
}

/* Opens the input. */
static void open_input(struct visible_rows *visible, const char *path)
{
    const char *why = visible_rows_open(visible, path, &opt.input);
    if (why != NULL)
        die(visible->status, "%s: %s", visible->in.name, why);
}

/* Chooses the rows, or a part of them (NULL: all), and the frames of sound. */
static void choose_rows(struct visible_rows *visible, const struct time_choice *part)
{
    picture_options_size(&opt.picture_options, &visible->in.header, opt.frequencies);
    const struct picture_setting *picture = &opt.picture_options.picture;
    struct zoom zoom = zoom_create(visible->in.header.channels);
    visible->part = part;
    const char *why = pool_needs_count(picture->pool) ? visible_rows_count(visible) : NULL;
    struct row_choice choice = {opt.type, &opt.frame_options, picture->waveform};
    if (why == NULL)
        why = visible_rows_start(visible, &opt.input, &choice, &zoom);
    if (why != NULL)
        die(visible->status, "%s: %s", visible->in.name, why);
    header_history(&visible->header, tool_command());
    opt.picture_options.picture.channels = visible->in.choice.listed ? visible->in.choice.from : NULL;
    opt.picture_options.picture.line_spectrum = visible->row == NULL; /* sound is drawn over time, however short */
    if (visible->row != NULL)
        note("%s: window %s of %zu samples, FFT of %zu, hop %zu", visible->in.name, visible->header.window,
             visible->frames.win_length, visible->frames.fft_size, visible->frames.hop);
}

/* The view of the rows, and the range of levels in it. */
static struct view choose_view(const struct visible_rows *visible)
{
    struct view view;
    const struct scale *axis = option_given(&opt.axis) ? scale_find(opt.axis) : NULL;
    const char *why = view_create(&view, &visible->header, axis, opt.frequencies, opt.picture_options.tilt);
    if (why != NULL)
        die(EXIT_BAD_DATA, "%s: %s", visible->in.name, why);
    if (view.narrowed)
        warn("%s: --freq is wider than the rows: only %g to %g is drawn", visible->in.name, view.low, view.high);
    if (view.pitch_classes && !option_given(&opt.picture_options.picture.interpolate))
        opt.picture_options.picture.interpolate = INTERPOLATE_TIME; /* no note is between C and C# */
    if (view.phase && !option_given(&opt.picture_options.picture.interpolate))
        opt.picture_options.picture.interpolate = INTERPOLATE_NONE; /* 0 is not between pi and -pi */
    int status = EXIT_USAGE_ERROR;
    if ((why = picture_options_range(&opt.picture_options, &view, &status)) != NULL)
        die(status, "%s", why);
    return view;
}

/* Opens a part of an input, for a worker. */
static void open_part(struct visible_rows *visible, const char *path, const struct time_choice *part)
{
    open_input(visible, path);
    choose_rows(visible, part);
}

/* Draws input i; if it is the only one, --jobs share it out. Ends the program, or the worker, if that fails. */
static int render_input(void *context, size_t i)
{
    const struct several *several = context;
    const struct shared_drawing shared = {.path = several->list.names[i],
                                          .workers = several->list.count == 1 ? (size_t)several->jobs : 1,
                                          .open = open_part};
    struct visible_rows visible;
    struct file file;
    struct picture *picture = NULL;
    open_input(&visible, shared.path);
    const char *why = several_make_folder(several, i);
    if (why != NULL)
        die(EXIT_NO_OUTPUT, "%s", why);
    picture_file_open(&file, several_output(several, i, opt.output), &visible.in);
    choose_rows(&visible, NULL);
    struct view view = choose_view(&visible);
    if ((why = picture_create(&picture, &opt.picture_options.picture, &view, &visible.header)) != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (!shared_drawing_run(&shared, &visible, picture, opt.progress))
        drawing_run(&visible, picture, opt.progress);
    picture_file_save(&file, picture, visible.in.name);
    picture_destroy(picture);
    visible_rows_close(&visible);
    return EXIT_DONE;
}

/* Counts the levels of an input, as common_range_find asks for it. Ends the worker if that fails. */
static bool count_levels(const char *path, struct level_counts *counts, char label[RANGE_LABEL])
{
    struct visible_rows visible;
    struct picture *picture = NULL;
    open_part(&visible, path, NULL);
    struct view view = choose_view(&visible);
    const char *why = picture_create(&picture, &opt.picture_options.picture, &view, &visible.header);
    if (why == NULL) {
        drawing_run(&visible, picture, WHEN_NEVER);
        why = view.decibel ? picture_count(picture, counts) : NULL;
    }
    if (why != NULL)
        die(EXIT_BAD_DATA, "%s: %s", path, why);
    snprintf(label, RANGE_LABEL, "%s", view.level_label);
    picture_destroy(picture);
    visible_rows_close(&visible);
    return view.decibel;
}

int main(int argc, char **argv)
{
    char **operands = tool_start(&tool, argc, argv);
    struct several several;
    opt.input.tables = true;
    const char *why = picture_options_check(&opt.picture_options, &opt.input, opt.output);
    if (why != NULL)
        die(EXIT_USAGE_ERROR, "%s", why);
    if (opt.several.list.folder == NULL && file_is_terminal(opt.output))
        die(EXIT_USAGE_ERROR, "a PNG is not written to a terminal: use -o FILE or a pipe");
    if ((why = picture_setting_check_font(&opt.picture_options.picture)) != NULL)
        die(EXIT_NO_INPUT, "%s", why);
    several_open(&several,
                 &(struct several_setting){
                     .options = &opt.several,
                     .output = opt.output,
                     .extension = "png",
                     .shares_one = true,
                     .single = "a picture shows one input; for several, name a folder for their pictures: -O DIR"},
                 operands);
    struct range common;
    if (picture_options_common(&opt.picture_options) && several.list.count > 1) {
        common_range_find(&common, &several, opt.progress, count_levels);
        opt.picture_options.common = &common;
    }
    several_run(&several, render_input, &several, &opt.progress);
    return several_end(&several);
}
