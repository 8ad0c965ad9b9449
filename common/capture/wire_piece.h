/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output of a wire: pieces of samples, and the counts of a run.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_PIECE_H
#define SPECPIPE_CAPTURE_WIRE_PIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The auxiliary values of a packet of protocol due-packet, as they are sent. */
struct wire_aux {
    float pressure[2];
    int tone;
};

struct wire_piece {
    int64_t lost;         /* samples missing before the first one */
    bool estimated;       /* `lost` is an estimate */
    const char *cause;    /* of the loss, or of an event without loss; NULL: none */
    const float *samples; /* [count] */
    size_t count;
    size_t clipped;             /* samples at either end of the converter's range */
    const struct wire_aux *aux; /* of the packet with these samples; NULL unless due-packet */
};

/* The counts of a run so far. */
struct wire_tally {
    int64_t samples;     /* decoded */
    int64_t lost;        /* samples missing, all causes */
    int64_t resyncs;     /* searches for the next sample or packet that skipped bytes; the start is not counted */
    int64_t skipped;     /* bytes, including those at the start */
    int64_t damaged;     /* packets or lines received but unusable */
    int64_t words;       /* text: lines without any number, which are no rows */
    long other_channels; /* channels of an intact packet that disagree with the first packet or the setting; 0: none */
    size_t left;         /* bytes received but not decoded: no complete row, line or packet yet */
    size_t waiting;      /* samples among `left`: received but not yet aligned with certainty; bare samples only */
    long channels;       /* 0: not known yet (framed, before the first packet) */
    double full_scale;   /* amplitude of a sine over the whole range, in units of the samples; 0: not known */
    float silence;       /* the sample in the middle of the range */
    const char *unit;    /* "V", "count", "" */
};

#endif
