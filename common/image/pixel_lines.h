/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a picture: which of a row's numbers show in which pixel along the frequency axis.
 *
 * A pixel that covers the places of some numbers shows their pool, so none can vanish; where pixels are finer than
 * numbers, it shows the straight line between its two neighbours (or the nearest of them). Pooling comes before, and
 * drawing lines after levels are taken: in between a row is held as "slots", pools and single numbers, at most two a pixel.
 */
#ifndef SPECPIPE_IMAGE_PIXEL_LINES_H
#define SPECPIPE_IMAGE_PIXEL_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum pool { POOL_MAX, POOL_MEAN, POOL_MEDIAN };
const char *pool_name(size_t i);

struct pixel_lines;

/*
 * pixels       of the axis; pixel 0 shows its low end
 * numbers      in a row
 * place        where on the row's axis (0: number 0) the pixel coordinate lies; rising; user is handed to it
 * interpolate  between numbers, or show the nearest
 */
struct pixel_lines *pixel_lines_create(size_t pixels, size_t numbers, double (*place)(const void *user, double pixel),
                                       const void *user, bool interpolate);

/* How many slots a row is held in. */
size_t pixel_lines_slots(const struct pixel_lines *lines);

/* The numbers first .. end - 1 of a row that make up a slot. */
void pixel_lines_slot(const struct pixel_lines *lines, size_t slot, size_t *first, size_t *end);

/* slots[pixel_lines_slots] out: the greatest, or the mean, of each slot's numbers in row[numbers] */
void pixel_lines_pool(const struct pixel_lines *lines, float *slots, const float *row, enum pool pool);

/* line[pixels] out: from slots[pixel_lines_slots] */
void pixel_lines_draw(const struct pixel_lines *lines, float *line, const float *slots);

void pixel_lines_destroy(struct pixel_lines *lines);

#endif
