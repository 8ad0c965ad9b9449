/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The strip with the waveform along each panel: its scale, its label and its pixels.
 */
#ifndef SPECPIPE_PICTURE_STRIP_H
#define SPECPIPE_PICTURE_STRIP_H

#include "picture/panels.h"

/*
 * Ends the waveform's columns and sets picture->peak: the sample value at the edge of all strips. It is that of the
 * setting, or else fitted to the recording: a round number that no sample exceeds by 0.1 %, at most a quarter above the
 * greatest; 1 for silence.
 */
void strip_scale(struct picture *picture);

/* label out: the scale, as in "±0.25" */
void strip_label(char label[32], const struct picture *picture);

/* Draws the strip of a panel into picture->figure. */
void strip_fill(const struct picture *picture, size_t panel);

#endif
