/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire decodes the bytes of a device into samples and the losses between them.
 *
 * Push bytes as they come, take pieces as they are ready. A piece is a run of samples, channels interleaved, and the
 * number of samples lost before it, so that channels are never exchanged. The pieces do not depend on how the bytes
 * were split into pushes. Every estimate is marked as one.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_H
#define SPECPIPE_CAPTURE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/notation.h"
#include "base/sample.h"

const char *protocol_name(size_t i); /* bare due due-packet scope framed tag7; NULL past the end */

/* Whether packets of the protocol carry auxiliary values (struct wire_aux). NULL is bare. */
bool protocol_has_aux(const char *name);

/* unit: full scale is 1. volts: by vref. raw: the numbers as sent. */
enum wire_scale { WIRE_UNIT, WIRE_VOLTS, WIRE_RAW };
const char *wire_scale_name(size_t i); /* unit volts raw; NULL past the end */

/* Sample formats, then "text"; NULL past the end. wire_resolve also accepts u9 .. u15 and s9 .. s15. */
const char *wire_format_name(size_t i);

/*
 * The meaning of the bytes as far as options or an announcement specify it. NULL, "" and 0 are unspecified;
 * wire_resolve fills them in from the protocol.
 */
struct wire_setting {
    const char *protocol; /* a name of protocol_name; NULL: bare */
    char format[16]; /* a sample format (s16 is s16le), one of fewer bits in 16 (u12le), or "text". Resolved: a sample
                             format or "text"; "" if framed, whose packets specify it */
    long channels;
    long bits;   /* significant bits of integers; resolved, 0: floats, text without --bits, framed */
    double vref; /* volts at full scale: the range is 0 .. vref for unsigned numbers, else -vref .. vref */
    enum wire_scale scale;
    bool whole; /* the first byte begins a row, as in a file or a pipe; a port may have been sending already */
};

/*
 * Completes a setting from its protocol. NULL, or a sentence that names the option that contradicts the protocol
 * ("--bits: ..."). *rate out: the protocol's own in Hz (due: 2000000/3), or {0, 0}.
 */
const char *wire_resolve(struct wire_setting *setting, struct ratio *rate);

struct wire;
struct wire *wire_create(const struct wire_setting *resolved);
void wire_destroy(struct wire *wire);

/*
 * Pushes bytes[count], count <= MOST_BLOCK of ring.h, after all pieces have been taken. Pushing nothing ends the run:
 * the remaining pieces come out, the last one perhaps with a loss but no samples.
 */
void wire_push(struct wire *wire, const unsigned char *bytes, size_t count);

/*
 * Reports that `bytes` bytes are missing between those pushed so far and the next ones. `cause` is a string literal.
 * All samples of which a byte is missing are lost: their number is exact, but for text, where it is estimated from the
 * lines so far.
 */
void wire_lost(struct wire *wire, int64_t bytes, const char *cause, bool guessed);

/* Reports a pause: a loss that waits for the samples after it comes out as a piece of its own. Then take the pieces. */
void wire_pause(struct wire *wire);

/* The auxiliary values of a packet of protocol due-packet, as they are sent. */
struct wire_aux {
    float pressure[2];
    int tone;
};

struct wire_piece {
    int64_t lost;         /* samples missing before the first one */
    bool guessed;         /* `lost` is an estimate */
    const char *cause;    /* of the loss, or of an event without loss; NULL: none */
    const float *samples; /* [count] */
    size_t count;
    size_t clipped;             /* samples at either end of the converter's range */
    const struct wire_aux *aux; /* of the packet with these samples; NULL unless due-packet */
};

/* Takes the next piece, which is valid until the next call; false: more bytes are needed. */
bool wire_next(struct wire *wire, struct wire_piece *piece);

/* The counts of a run so far. */
struct wire_tally {
    int64_t samples;     /* decoded */
    int64_t lost;        /* samples missing, all causes */
    int64_t resyncs;     /* searches for the next sample or packet that skipped bytes; the start is not counted */
    int64_t skipped;     /* bytes, at the start too */
    int64_t damaged;     /* packets or lines received but unusable */
    long other_channels; /* of an intact packet that differs from the first one or from the setting; 0: none */
    size_t left;         /* bytes received that make no complete row, line or packet yet */
    size_t waiting;      /* samples received whose position more bytes must confirm; bare samples only */
    long channels;       /* 0: not known yet (framed, before the first packet) */
    double full_scale;   /* amplitude of a sine over the whole range, in units of the samples; 0: not known */
    float silence;       /* the sample in the middle of the range */
    const char *unit;    /* "V", "count", "" */
};
struct wire_tally wire_tally(const struct wire *wire);

#endif
