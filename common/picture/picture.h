/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A picture of spectra or other rows: push the rows, then draw it and write it as PNG.
 *
 * The folder picture draws spectra; the folder image, which it uses, draws without knowledge of spectra.
 * The same rows and settings give the same bytes. Memory follows the number of pixels, not of rows.
 */
#ifndef SPECPIPE_PICTURE_PICTURE_H
#define SPECPIPE_PICTURE_PICTURE_H

#include "picture/picture_setting.h"

struct picture;

/*
 * Returns NULL, or why these rows cannot be drawn with these settings. Call picture_destroy even after a failure.
 */
const char *picture_create(struct picture **picture, const struct picture_setting *setting, const struct view *view,
                           const struct header *rows);

/* row[channels][width], as in the header. NULL, or why the picture would be too large. */
const char *picture_push(struct picture *picture, const float *row);

/* row[channels][2], as envelope_next gives it; only with setting.waveform */
void picture_push_wave(struct picture *picture, const float *row);

/*
 * Draws the picture; call it once all rows have been pushed. Returns NULL, or a sentence and its exit status in *status:
 * EXIT_BAD_DATA if these rows cannot be drawn, EXIT_NO_INPUT for a font.
 */
const char *picture_draw(struct picture *picture, int *status);

/*
 * Counts the levels of a picture in decibels that picture_draw would draw, which is then not called. Returns NULL, or why
 * these rows make no picture.
 */
const char *picture_count(struct picture *picture, struct level_counts *counts);

/* The range that was drawn: two levels. */
struct range picture_range(const struct picture *picture);

/* The number of characters of the title that no font has: they are drawn as boxes. */
size_t picture_missing_characters(const struct picture *picture);

/* Writes the drawn picture. Returns NULL, or the sentence of the sink or of libpng. */
const char *picture_write(const struct picture *picture, png_sink *sink, void *to);

void picture_destroy(struct picture *picture);

#endif
