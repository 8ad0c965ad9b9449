/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A picture in the making: rows go in, a PNG comes out.
 */
#ifndef SPECPIPE_TOOLS_PICTURE_H
#define SPECPIPE_TOOLS_PICTURE_H

#include "image/figure.h"
#include "image/pixel_lines.h"
#include "stream/file.h"
#include "stream/header.h"
#include "tools/view.h"

enum { MOST_PIXELS = 1000000 /* a side */ };
static const double most_area = 1 << 30;

/* palette grey8 grey16 */
const char *picture_form_name(size_t i);

struct picture_setting {
    long width, height; /* of the data area; width 0: pixels_per_second */
    double pixels_per_second;
    const char *form, *colormap, *pool, *interpolate, *orientation, *theme;
    const char *title, *font;
    double scale, waveform_peak;
    bool bare, waveform;
    const long *channels; /* [rows' channels]: their numbers, from 0, in the input; NULL: as they come */
    struct range range;
};

/* both, time, frequency, none */
const char *interpolate_name(size_t i);

/* NULL, or why the labels cannot be written: to be asked before hours of input are read. */
const char *picture_check_font(const struct picture_setting *setting);

struct picture;

/* NULL, or why such rows cannot be drawn so. */
const char *picture_create(struct picture **picture, const struct picture_setting *setting, const struct view *view,
                           const struct header *rows);

/* row[channels][width], as the header says. NULL, or why the picture would be too large. */
const char *picture_row(struct picture *picture, const float *row);

/* row[channels][2], as envelope_next gives it */
void picture_wave(struct picture *picture, const float *row);

/*
 * Draws all of it and writes it. *range out: the range that was drawn.
 * NULL or a sentence; *about_rows tells whether it is about the rows (and not the output).
 */
const char *picture_save(struct picture *picture, struct file *file, struct range *range, bool *about_rows);

void picture_destroy(struct picture *picture);

#endif
