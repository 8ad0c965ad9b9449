/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The envelope of a waveform: the highest and the lowest sample about each row's centre, every sample in one row.
 *
 * Push interleaved samples, take rows; pushing nothing ends the run.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_ENVELOPE_H
#define SPECPIPE_SIGNAL_ROWS_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct envelope;

/* Row m takes the samples nearer to `centre` + m * hop than to its neighbours; row 0 also those before. */
struct envelope *envelope_create(size_t channels, int64_t centre, int64_t hop);

/* samples[count][channels], which must last until they are taken */
void envelope_push(struct envelope *envelope, const float *samples, size_t count);

/* row[channels][2] out: the highest sample, and the lowest with its sign changed */
bool envelope_next(struct envelope *envelope, float *row);

void envelope_destroy(struct envelope *envelope);

#endif
