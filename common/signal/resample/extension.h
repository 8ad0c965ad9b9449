/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples beyond the ends of a signal whose length is not known before, as `padding` (framer.h) says: even and odd
 * mirror the signal, or its first and last samples that are kept, again and again as far as needed.
 */
#ifndef SPECPIPE_SIGNAL_RESAMPLE_EXTENSION_H
#define SPECPIPE_SIGNAL_RESAMPLE_EXTENSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/transform/framer.h"

struct extension;

/* Keeps `kept` samples (at least 1) of each end. */
struct extension *extension_create(enum padding padding, size_t kept);

/* Adds the signal's next samples[count]. */
void extension_push(struct extension *extension, const float *samples, size_t count);

/* The first samples kept, and their number. */
size_t extension_head(const struct extension *extension, const float **samples);

/* Whether all that is kept of the beginning has been pushed. */
bool extension_is_full(const struct extension *extension);

/*
 * samples[count] out: those from `from` on before the first one (from -1 is the last before it), or behind the last one
 * pushed (from 1 is the next). The signal has at least one sample.
 */
void extension_before(const struct extension *extension, float *samples, int64_t from, size_t count);
void extension_after(const struct extension *extension, float *samples, int64_t from, size_t count);

void extension_destroy(struct extension *extension);

#endif
