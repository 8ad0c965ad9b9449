/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Converts the numbers of a wire to samples, by format, bits and scale of its setting.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_NUMBERS_H
#define SPECPIPE_CAPTURE_WIRE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sample.h"
#include "capture/wire_piece.h"
#include "capture/wire_setting.h"

/* Converts numbers to samples: raw * over / under + offset in double, rounded once to float. */
struct numbers {
    const struct sample_format *format; /* NULL: not decoded from bytes but given as raw values */
    bool real, positive;                /* floats; unsigned */
    double half;                        /* of the range; 0: not known, so no sample counts as clipped */
    double over, under, offset;         /* offset -0.0: none, as adding it preserves the sign of zero */
    double low, high;                   /* a sample at or beyond them is clipped */
    double least, most;                 /* smallest and largest number of so many bits */
};

/* half: half the range, if it is not 2^(bits - 1); else 0. setting->bits 0: floats, or text without --bits. */
void numbers_set(struct numbers *numbers, const struct sample_format *format, bool positive,
                 const struct wire_setting *setting, double half);
/* Fills in full_scale, silence and unit of the tally. */
void numbers_describe(const struct numbers *numbers, const struct wire_setting *setting, struct wire_tally *tally);

/* Convert raw[count], or from[count * format->bytes], to to[count]; return how many are clipped. */
size_t numbers_scale(const struct numbers *numbers, float *to, const double *raw, size_t count);
size_t numbers_decode(const struct numbers *numbers, float *to, const unsigned char *from, size_t count);

#endif
