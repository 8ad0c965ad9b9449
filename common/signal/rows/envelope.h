/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The envelope of a waveform: rows over time with the highest and the lowest sample around the centre of each row.
 *
 * Push interleaved samples, pull rows; pushing nothing ends the run. Every sample counts in exactly one row.
 */
#ifndef SPECPIPE_SIGNAL_ROWS_ENVELOPE_H
#define SPECPIPE_SIGNAL_ROWS_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct envelope;

/* Row m has the samples nearest to centre + m * hop; row 0 also those before it. centre, hop: samples */
struct envelope *envelope_create(size_t channels, int64_t centre, int64_t hop);

/* samples[count][channels], which must stay valid until all ready rows have been pulled; count 0 ends the run */
void envelope_push(struct envelope *envelope, const float *samples, size_t count);

/* row[channels][2] out: the highest sample and the negated lowest. False: push more, or the run has ended. */
bool envelope_next(struct envelope *envelope, float *row);

void envelope_destroy(struct envelope *envelope);

#endif
