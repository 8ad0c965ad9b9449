/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of a picture: size, texts, colours and range of levels.
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
            "height of the data area; when not given, 513 (257 for each of several channels, 80 for each line plot)"), \
        OPTION_NUMBER('X', "pixels-per-second", "NUMBER", &(options)->picture.pixels_per_second, 1e-6, 1e6, \
                      "fixed scale of time, instead of a fixed width"), \
        OPTION_FLAG(0, "no-axes", &(options)->picture.bare, "draw only the data area"), \
        OPTION_HINT('f', "format", "NAME[,NAME]", &(options)->formats, png_form_name, \
                    "format of the pixels, number format of raw samples (f32le, s16le ...), or both"), \
        OPTION_CHOICE(0, "orientation", "NAME", &(options)->picture.orientation, orientation_name, \
                      "direction of time"), \
        OPTION_CHOICE(0, "time-axis", "NAME", &(options)->picture.time_axis, time_axis_name, \
                      "label time in seconds or as the time of day"), \
        OPTION_TEXT('t', "title", "TEXT", &(options)->picture.title, "title; the name of the input when not given"), \
        OPTION_CHOICE(0, "theme", "NAME", &(options)->picture.theme, theme_name, "colours of the axes"), \
        OPTION_NUMBER(0, "scale", "FACTOR", &(options)->picture.scale, 0.5, 8, \
                      "enlarge text and lines by this factor; 2 suits high-resolution screens"), \
        OPTION_NUMBER(0, "dpi", "NUMBER", &(options)->picture.dots_per_inch, 1, 1e5, \
                      "state the resolution for printing, in pixels per inch; none when not given"), \
        OPTION_FLAG(0, "grid", &(options)->picture.grid, "draw thin lines over the data at the labels of both axes"), \
        OPTION_FLAG(0, "no-colorbar", &(options)->picture.no_colour_bar, "omit the colour bar"), \
        OPTION_TEXT(0, "font", "FILE", &(options)->picture.font, "font of the text; DejaVu Sans when not given"), \
        OPTION_FLAG(0, "waveform", &(options)->picture.waveform, "draw the waveform along the picture"), \
        OPTION_NUMBER(0, "waveform-peak", "NUMBER", &(options)->picture.waveform_peak, 1e-9, 1e9, \
                      "sample value at the edge of the waveform strip; fitted to the audio when not given")
#define OPTIONS_LEVELS(options) \
    OPTION_TEXT('z', "range", "LO:HI", &(options)->range, \
                "levels of the first and last colour (-90:-10, p5:p99), one end (-90:, :-20), a width in dB (60), " \
                "auto, or common to all inputs; auto when not given, -120:0 with --no-axes"), \
        OPTION_TEXT(0, "range-from", "PNG", &(options)->range_from, \
                    "use the range of another picture by spec-render"), \
        OPTION_HINT('m', "colormap", "NAME", &(options)->picture.colormap, colormap_name, \
                    "colours from low to high, or a file of lines R G B"), \
        OPTION_CHOICE(0, "pool", "NAME", &(options)->picture.pool, pool_name, \
                      "combine the values that fall on one pixel"), \
        OPTION_CHOICE(0, "interpolate", "NAME", &(options)->picture.interpolate, interpolate_name, \
                      "interpolate where pixels are finer than rows and bins"), \
        OPTION_NUMBER(0, "tilt", "DB", &(options)->tilt, -60, 60, \
                      "raise levels by this many dB per octave above 1 kHz")
/* clang-format on */

/*
 * Checks the options, as far as possible before the rows are known, and sorts --format: sets picture.form, or input->format.
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
