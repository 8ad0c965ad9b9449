/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pixel lines: the mapping from a row's numbers to the pixels along the frequency axis.
 *
 * A pixel covering several numbers shows their maximum, mean or median; a pixel finer than the numbers is interpolated
 * or takes the nearest. Levels are computed between two steps: first rows are reduced to slots (pools and single
 * numbers, at most two a pixel), then pixels are drawn from the slots' levels.
 */
#ifndef SPECPIPE_IMAGE_PIXEL_LINES_H
#define SPECPIPE_IMAGE_PIXEL_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct pixel_lines;

/*
 * pixels       of the axis; pixel 0 is at its low end
 * numbers      in a row
 * place        the place on the row's axis (0: number 0) of a pixel coordinate; rising. `user` is passed to it
 * interpolate  between numbers; otherwise the nearest is shown
 */
struct pixel_lines *pixel_lines_create(size_t pixels, size_t numbers, double (*place)(const void *user, double pixel),
                                       const void *user, bool interpolate);

/* Slots of a row. */
size_t pixel_lines_slots(const struct pixel_lines *lines);

/* A slot pools the numbers first .. end - 1 of a row. */
void pixel_lines_slot(const struct pixel_lines *lines, size_t slot, size_t *first, size_t *end);

/* slots[pixel_lines_slots] out: the maximum, or the mean, of each slot's numbers in row[numbers] */
void pixel_lines_max(const struct pixel_lines *lines, float *slots, const float *row);
void pixel_lines_mean(const struct pixel_lines *lines, float *slots, const float *row);

/* line[pixels] out: from slots[pixel_lines_slots] */
void pixel_lines_draw(const struct pixel_lines *lines, float *line, const float *slots);

void pixel_lines_destroy(struct pixel_lines *lines);

#endif
