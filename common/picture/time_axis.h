/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time axis of a picture: seconds from the first sample, or the time of day if it is in the header.
 */
#ifndef SPECPIPE_PICTURE_TIME_AXIS_H
#define SPECPIPE_PICTURE_TIME_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "image/axis.h"
#include "stream/header.h"

enum { TIME_LABEL = 64 };

/* AUTO: the time of day where it is known and more than ten minutes are visible; else seconds. */
enum time_axis { TIME_AXIS_AUTO, TIME_AXIS_SECONDS, TIME_AXIS_CLOCK };
const char *time_axis_name(size_t i);

/* Whether the time of day of the rows is known: the header has an origin that can be read. */
bool time_axis_has_clock(const struct header *rows);

/*
 * axis, label[TIME_LABEL]  out: for `count` rows on `pixels` pixels
 * pixels_per_second        0: the pixels cover all rows
 *
 * A row covers the time from half a row before its centre to half a row after it.
 */
void time_axis_create(struct axis *axis, char *label, const struct header *rows, enum time_axis form, double count,
                      double pixels, double pixels_per_second);

#endif
