/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ticks at the notes of the equal-tempered scale, named as C4, F#4, A4 (scientific pitch notation, where A4 is the
 * axis' tuning and octaves begin at C).
 *
 * As many notes of an octave are named as there is room for: all twelve, C D E F G A B, C E G, C G, C; of few pixels an
 * octave, C of every second, third or fifth octave. The other notes have minor ticks if there is room for those.
 */
#ifndef SPECPIPE_IMAGE_TICK_NOTES_H
#define SPECPIPE_IMAGE_TICK_NOTES_H

#include "image/tick_layout.h"

/* As ticks_place. An axis of Hz that is shorter than two notes has fewer than two labels. */
size_t tick_notes_place(struct tick *tick, size_t room, const struct axis *axis, tick_size *size, void *user,
                        double gap);

#endif
