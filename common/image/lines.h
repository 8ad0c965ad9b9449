/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a picture: which of a row's numbers show in which pixel along the frequency axis.
 *
 * A pixel that covers the places of some numbers shows their pool, so none can vanish; where pixels are finer than
 * numbers, it shows the straight line between its two neighbours (or the nearest of them). Pooling comes before, and
 * drawing lines after levels are taken: in between a row is held as "slots", pools and single numbers, at most two a pixel.
 */
#ifndef SPECPIPE_IMAGE_LINES_H
#define SPECPIPE_IMAGE_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum pool { POOL_MAX, POOL_MEAN, POOL_MEDIAN };
const char *pool_name(size_t i);

struct lines;

/*
 * pixels       of the axis; pixel 0 shows its low end
 * numbers      in a row
 * place        where on the row's axis (0: number 0) the pixel coordinate lies; rising; user is handed to it
 * interpolate  between numbers, or show the nearest
 */
struct lines *lines_create(size_t pixels, size_t numbers, double (*place)(const void *user, double pixel),
                           const void *user, bool interpolate);

/* How many slots a row is held in. */
size_t lines_slots(const struct lines *lines);

/* The numbers first .. end - 1 of a row that make up a slot. */
void lines_slot(const struct lines *lines, size_t slot, size_t *first, size_t *end);

/* slots[lines_slots] out: the greatest, or the mean, of each slot's numbers in row[numbers] */
void lines_pool(const struct lines *lines, float *slots, const float *row, enum pool pool);

/* line[pixels] out: from slots[lines_slots] */
void lines_draw(const struct lines *lines, float *line, const float *slots);

void lines_destroy(struct lines *lines);

#endif
