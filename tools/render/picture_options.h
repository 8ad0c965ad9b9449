/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of a picture: its size, texts and colours, and the levels that it shows.
 */
#ifndef SPECPIPE_TOOLS_RENDER_PICTURE_OPTIONS_H
#define SPECPIPE_TOOLS_RENDER_PICTURE_OPTIONS_H

#include "cli/option.h"
#include "image/colormap.h"
#include "picture/picture_setting.h"
#include "tools/shared/io_options.h"

struct picture_options {
    struct picture_setting picture; /* size and range are set by picture_options_size and picture_options_range */
    const char *formats;            /* --format as given */
    const char *range, *range_from; /* NULL: not given */
    const struct range *common;     /* of all inputs, for --range common; NULL: not known, or of one input */
    long width, height;             /* 0: not given */
    double tilt;
};
#define PICTURE_OPTIONS_DEFAULT \
    { \
        .picture = {.colormap = "viridis", .scale = 1 } \
    }

/* clang-format off: one option a line */
#define OPTIONS_PICTURE(options) \
    OPTION_COUNT('x', "width", "PIXELS", &(options)->width, 1, MOST_PIXELS, \
                 "width of the data area; 1200 when not given"), \
        OPTION_COUNT( \
            'y', "height", "PIXELS", &(options)->height, 1, MOST_PIXELS, \
            "height of the data area, all panels together; 513 when not given, 257 a channel, 80 a line plot"), \
        OPTION_NUMBER('X', "pixels-per-second", "NUMBER", &(options)->picture.pixels_per_second, 1e-6, 1e6, \
                      "a fixed scale of time instead of a fixed length"), \
        OPTION_FLAG(0, "no-axes", &(options)->picture.bare, "exactly the pixels of the data area"), \
        OPTION_HINT('f', "format", "NAME[,NAME]", &(options)->formats, png_form_name, \
                    "of the pixels; of bare input f32le, s16le ..., as spec-stft has it"), \
        OPTION_CHOICE(0, "orientation", "NAME", &(options)->picture.orientation, orientation_name, \
                      "where time runs to"), \
        OPTION_CHOICE(0, "time-axis", "NAME", &(options)->picture.time_axis, time_axis_name, \
                      "labels of time, in seconds or as the time of day"), \
        OPTION_TEXT('t', "title", "TEXT", &(options)->picture.title, "title; the input's name when not given"), \
        OPTION_CHOICE(0, "theme", "NAME", &(options)->picture.theme, theme_name, "paper and ink of the axes"), \
        OPTION_NUMBER(0, "scale", "FACTOR", &(options)->picture.scale, 0.5, 8, \
                      "size of text and lines; 2 for dense screens"), \
        OPTION_NUMBER(0, "dpi", "NUMBER", &(options)->picture.dots_per_inch, 1, 1e5, \
                      "pixels per inch, stated in the file for printing; not when not given"), \
        OPTION_FLAG(0, "grid", &(options)->picture.grid, "fine lines over the data, at the labels of both axes"), \
        OPTION_FLAG(0, "no-colorbar", &(options)->picture.no_colour_bar, "no colour bar"), \
        OPTION_TEXT(0, "font", "FILE", &(options)->picture.font, "font for the labels; DejaVu Sans when not given"), \
        OPTION_FLAG(0, "waveform", &(options)->picture.waveform, "the waveform along the picture"), \
        OPTION_NUMBER(0, "waveform-peak", "NUMBER", &(options)->picture.waveform_peak, 1e-9, 1e9, \
                      "sample value at the strip's edge; fitted to the sound when not given")
#define OPTIONS_LEVELS(options) \
    OPTION_TEXT('z', "range", "LO:HI", &(options)->range, \
                "levels of the first and last colour (-90:-10, p5:p99), one end (-90:, :-20), a width in dB (60) " \
                "auto, or common to all inputs; auto when not given, -120:0 with --no-axes"), \
        OPTION_TEXT(0, "range-from", "PNG", &(options)->range_from, "the range of a picture that this program made"), \
        OPTION_HINT('m', "colormap", "NAME", &(options)->picture.colormap, colormap_name, \
                    "colours from low to high, or a file of R G B lines"), \
        OPTION_CHOICE(0, "pool", "NAME", &(options)->picture.pool, pool_name, \
                      "what a pixel shows of all that falls on it"), \
        OPTION_CHOICE(0, "interpolate", "NAME", &(options)->picture.interpolate, interpolate_name, \
                      "where pixels are finer than rows and bins"), \
        OPTION_NUMBER(0, "tilt", "DB", &(options)->tilt, -60, 60, "raise levels by so much per octave above 1 kHz")
/* clang-format on */

/*
 * Checks what can be checked before the rows are known, and sorts --format: sets picture.form, or input->format.
 * `output` is the path of the picture, NULL for stdout. NULL or a sentence; then EXIT_USAGE_ERROR.
 */
const char *picture_options_check(struct picture_options *options, struct input_options *input, const char *output);

/*
 * Sets the size of the picture of these rows: 1200 pixels along time; 513 along frequency, or 257 a channel. For each
 * line plot of features in the band it is 80, or 140 where they are side by side, times --scale, and for at least three.
 * A single row is as high as one channel.
 */
void picture_options_size(struct picture_options *options, const struct header *rows, struct band band);

/*
 * Sets picture.range: the range given, that of another picture, or the default of the view. NULL or a sentence; then
 * *status holds the exit status.
 */
const char *picture_options_range(struct picture_options *options, const struct view *view, int *status);

/* Whether the range is to be common to all inputs of the run. */
bool picture_options_common(const struct picture_options *options);

/* Whether time runs to the right. */
bool picture_options_time_right(const struct picture_options *options);

#endif
