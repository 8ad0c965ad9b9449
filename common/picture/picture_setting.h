/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of a picture, and whether rows can be drawn with them.
 */
#ifndef SPECPIPE_PICTURE_PICTURE_SETTING_H
#define SPECPIPE_PICTURE_PICTURE_SETTING_H

#include "image/figure.h"
#include "image/png.h"
#include "image/pooling.h"
#include "picture/range.h"
#include "picture/time_axis.h"

enum { MOST_PIXELS = 1000000 /* a side */ };

/* The axes along which pixels finer than rows and columns are interpolated. */
enum interpolate { INTERPOLATE_BOTH, INTERPOLATE_TIME, INTERPOLATE_FREQUENCY, INTERPOLATE_NONE };
const char *interpolate_name(size_t i);

struct picture_setting {
    long width, height;       /* of the data area, in pixels; the one along time may be 0 with pixels_per_second */
    double pixels_per_second; /* 0: as wide as given */
    enum png_form form;       /* grey only where bare */
    enum pool pool;
    enum interpolate interpolate;
    enum orientation orientation;
    enum theme theme;
    enum time_axis time_axis;
    const char *colormap; /* a name or a file */
    const char *title;    /* NULL: the rows' source */
    const char *font;     /* a file; NULL: the default */
    double scale;         /* of text and lines */
    double waveform_peak; /* sample value at the edge of the strip; 0: fitted to the recording */
    bool bare;            /* the data area alone, without axes */
    bool waveform;        /* a strip with the waveform */
    bool line_spectrum;   /* a single row is drawn as a line spectrum, not as a picture over time */
    bool grid;            /* lines over the data, at the labels */
    bool no_colour_bar;
    double dots_per_inch; /* for printing; 0: not stated in the file */
    const long *channels; /* [channels of the rows]: numbers in the input, from 0, of some of its channels; NULL: all */
    struct range range;
};

/* Returns NULL, or why the labels cannot be drawn with this font; it needs no rows. */
const char *picture_setting_check_font(const struct picture_setting *setting);

/* Returns NULL, or why these rows cannot be drawn. */
const char *picture_setting_check(const struct picture_setting *setting, const struct view *view,
                                  const struct header *rows);

/* NULL, or a sentence if `rows` at a fixed number of pixels per second give more pixels than a picture may have. */
const char *picture_setting_check_length(const struct picture_setting *setting, double rows, double rate);

#endif
