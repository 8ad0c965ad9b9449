/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ticks with names: on an axis whose values 0, 1 ... are classes, such as the twelve notes of an octave.
 */
#ifndef SPECPIPE_IMAGE_TICK_NAMES_H
#define SPECPIPE_IMAGE_TICK_NAMES_H

#include "image/ticks.h"

struct tick_names {
    const char *const *name; /* [count]: of the values 0, 1 ...; NULL: the axis has numbers */
    size_t count;
};

/*
 * Labels every class of an axis without warp, or every second, third ... one, counted from 0, where they need the room.
 * Classes without a label have no tick. The parameters and the returned number are those of ticks_place.
 */
size_t tick_names_place(struct tick *tick, size_t room, const struct axis *axis, struct tick_names names,
                        double (*size)(void *user, const char *label), void *user, double gap);

#endif
