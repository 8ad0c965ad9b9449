/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bytes of a device mean: samples, and what is missing between them.
 *
 * Push bytes as they come, take pieces as they are ready. A piece is a run of samples, channels interleaved, before
 * which some may be missing; what is missing is counted in samples, so that the channels keep their places.
 * The pieces do not depend on how the bytes were pushed. Nothing is guessed without being marked as a guess.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_H
#define SPECPIPE_CAPTURE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/notation.h"
#include "base/sample.h"

const char *protocol_name(size_t i); /* bare due due-packet scope framed tag7; NULL past the end */

/* Whether packets of the protocol carry more than samples: see struct wire_aux. NULL is bare. */
bool protocol_has_aux(const char *name);

/* unit: full scale is 1. volts: by vref. raw: the numbers on the wire. */
enum wire_scale { WIRE_UNIT, WIRE_VOLTS, WIRE_RAW };
const char *wire_scale_name(size_t i); /* unit volts raw; NULL past the end */

/* Formats of bare numbers, then "text"; NULL past the end. For lists: wire_resolve also knows u9 .. u15 and s9 .. s15. */
const char *wire_format_name(size_t i);

/*
 * What the options, or the board itself, say of the bytes. Zeros and "" are what has not been said; wire_resolve fills
 * them in from the protocol.
 */
struct wire_setting {
    const char *protocol; /* a name of protocol_name; NULL: bare */
    char format[16];      /* a sample format (s16 is s16le), u12le and the like for few bits in 16, or "text"; resolved,
                          the sample format alone, with the bits below. "": framed, whose packets say it */
    long channels;
    long bits;   /* significant ones of whole numbers; 0: floats, text as it is, framed */
    double vref; /* volts at full scale: of 0 .. full scale for unsigned numbers, of -full scale .. full scale else */
    enum wire_scale scale;
    bool whole; /* the first byte begins a row: a file or a pipe, not a port that was already talking */
};

/*
 * Fills in what the protocol says; what contradicts it is refused. NULL or a sentence that names the option
 * ("--bits: ..."). *rate: the protocol's own, where it has one (due: 2000000/3 Hz), else {0, 0}.
 */
const char *wire_resolve(struct wire_setting *setting, struct ratio *rate);

struct wire;
struct wire *wire_create(const struct wire_setting *resolved);
void wire_destroy(struct wire *wire);

/*
 * bytes[count], count <= MOST_BLOCK of ring.h. All pieces must have been taken. Pushing nothing ends the run: what can
 * still be told then comes out, the last piece perhaps without samples, only with a loss.
 */
void wire_push(struct wire *wire, const unsigned char *bytes, size_t count);

/*
 * `bytes` bytes are missing between what was pushed and what will be. `cause` is a string literal. The samples they
 * touch are lost, the cut ones included: exactly known but in text, where it is a guess from the lines so far.
 */
void wire_lost(struct wire *wire, int64_t bytes, const char *cause, bool guessed);

/* No bytes follow for the moment: a loss that waits for the samples behind it comes out alone. Then take the pieces. */
void wire_pause(struct wire *wire);

/* One packet's own numbers, in due-packet. */
struct wire_aux {
    float pressure[2];
    int tone;
};

struct wire_piece {
    int64_t lost;      /* samples missing before the first one */
    bool guessed;      /* `lost` is an estimate */
    const char *cause; /* of the loss, or of an event that cost no sample; NULL: nothing happened */
    const float *samples;
    size_t count;
    size_t clipped;             /* of them, how many lie at either end of the converter's range */
    const struct wire_aux *aux; /* NULL but in due-packet: of the packet these samples are */
};

/* False when more bytes are needed. A piece lives until the next call. */
bool wire_next(struct wire *wire, struct wire_piece *piece);

/* What the run has come to so far. */
struct wire_tally {
    int64_t samples; /* given */
    int64_t lost;    /* samples missing, all causes */
    int64_t resyncs; /* times that bytes had to be skipped to find the next whole sample or packet; not at the start */
    int64_t skipped; /* bytes of that, and at the start */
    int64_t damaged; /* packets or lines that came but could not be used */
    long other_channels; /* of a sound packet that was not as the first one or the setting says; 0: none came */
    size_t left;         /* bytes held that make no whole row, line or packet yet */
    size_t waiting;      /* samples that came but are held, until more bytes tell where they lie; bare numbers only */
    long channels;       /* 0: not known yet (framed, before the first packet) */
    double full_scale;   /* of a sine that uses all of the range, in what the samples are given in; 0: not known */
    float silence;       /* the number for the middle of the range */
    const char *unit;    /* "V", "count", "" */
};
struct wire_tally wire_tally(const struct wire *wire);

#endif
