/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A picture in the making: rows go in, a PNG comes out.
 */
#ifndef SPECPIPE_PICTURE_PICTURE_H
#define SPECPIPE_PICTURE_PICTURE_H

#include "picture/panels.h"
#include "stream/file.h"

/* NULL, or why the labels cannot be written: to be asked before hours of input are read. */
const char *picture_check_font(const struct picture_setting *setting);

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
