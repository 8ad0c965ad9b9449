/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the wire share. Only wire*.c include it.
 *
 * A decoder looks at bytes[at .. limit) and takes some of them: it gives samples (wire_give), notes what is missing
 * before the next ones (wire_note), or waits for more. Whatever it decides must follow from the bytes alone, not from
 * how many there are, unless the run of bytes is `final`: ended, or interrupted by a gap right behind `limit`.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_PARTS_H
#define SPECPIPE_CAPTURE_WIRE_PARTS_H

#include "base/channels.h"
#include "capture/wire.h"

/* How numbers become samples: raw * over / under + offset in double, then rounded once. */
struct numbers {
    const struct sample_format *format; /* NULL: their raw values come from elsewhere */
    bool real, positive;
    double half;                /* of the range; 0: not known, so nothing is clipped */
    double over, under, offset; /* offset -0.0 is none: it keeps the sign of zero */
    double low, high;           /* of the range; at or beyond them a sample is clipped */
    double least, most;         /* that the wire can carry in so many bits */
};

/* half: of the range, where it is not 2^(bits - 1); else 0. bits 0: floats, or text as it is. */
void numbers_set(struct numbers *numbers, const struct sample_format *format, bool positive,
                 const struct wire_setting *s, double half);
void numbers_describe(const struct numbers *numbers, const struct wire_setting *setting, struct wire_tally *tally);

/* to[count] out; raw[count], or from[count * format->bytes]. How many are clipped. */
size_t numbers_scale(const struct numbers *numbers, float *to, const double *raw, size_t count);
size_t numbers_decode(const struct numbers *numbers, float *to, const unsigned char *from, size_t count);

enum wire_step {
    WIRE_GIVEN, /* samples have been given */
    WIRE_AGAIN, /* some bytes have been taken */
    WIRE_MORE   /* neither is possible with these bytes */
};

/* Bytes missing behind `limit`. */
struct wire_gap {
    int64_t bytes;
    bool guessed;
    const char *cause;
};

struct wire_decoder {
    enum wire_step (*step)(struct wire *wire);
    /* bytes[at .. limit) are all that is left before the gap; the caller drops them. */
    void (*gap)(struct wire *wire, const struct wire_gap *gap);
    void (*end)(struct wire *wire); /* the run has ended and step wants more; may be NULL */
    size_t most;                    /* bytes it may leave untouched when it wants more */
};

extern const struct wire_decoder wire_bare, wire_tag7, wire_text, wire_due_packet, wire_framed;

/* What a protocol says of its numbers; zeros and "" are free. */
struct wire_protocol {
    const char *name, *format;
    long channels, bits;
    double vref, half;
    struct ratio rate;
    const struct wire_decoder *decoder;
};
const struct wire_protocol *wire_protocol_find(const char *name);

/* The search for the next packet, or the end of a line. */
struct wire_search {
    bool on;
    bool start;          /* of the run: nothing is lost before the first packet */
    bool resync;         /* counted as one already */
    int64_t bytes;       /* that belong to no packet so far, missing ones included */
    struct wire_gap gap; /* that began it; cause NULL: none did */
};

struct wire {
    struct wire_setting setting;
    const struct wire_decoder *decoder;
    struct numbers numbers;
    struct wire_tally tally;

    unsigned char *bytes; /* [size] */
    size_t size, at, limit, end;
    struct wire_gap gap; /* between limit and end; cause NULL: none, and limit is end */
    bool ended;
    bool paused;
    bool begun; /* samples have been given */

    struct wire_piece next;  /* whose lost, guessed and cause grow until there are samples */
    struct wire_piece given; /* the one wire_next hands out */
    float *samples;          /* [size] */
    double *raw;             /* [size / 2 + 1] */
    struct wire_aux aux;

    bool aligned;         /* bare: the grid of words is known */
    size_t cut;           /* bare, tag7: bytes to come of a sample that was cut by a gap and counted as lost */
    int64_t run;          /* bare, tag7: bytes skipped since the last good sample */
    uint16_t low, span;   /* bare: words low .. low + span are good ones */
    bool narrow, swapped; /* bare: words have fewer bits than 16; are big-endian */

    struct wire_search search; /* text and packets */
    int64_t rows, row_bytes;   /* text: good lines so far and their bytes; framed: those of the last packet */
    bool overlong;             /* text: within a line that is too long already */
    int form;                  /* framed: of the first packet; -1: there was none */
    uint32_t index;            /* framed: of the row expected next */
};

static inline bool wire_final(const struct wire *wire)
{
    return wire->ended || wire->gap.cause != NULL;
}

static inline size_t wire_count(const struct wire *wire)
{
    return wire->limit - wire->at;
}

/* `lost` samples are missing before the next ones, or with 0 something happened that cost none. The first cause stays. */
void wire_note(struct wire *wire, int64_t lost, const char *cause, bool guessed);

/* The first `count` of `samples` are the next piece. */
enum wire_step wire_give(struct wire *wire, size_t count, size_t clipped);

/* The same of `count` values in `raw`. */
enum wire_step wire_give_raw(struct wire *wire, size_t count);

/* Of `count` samples that are ready, how many can go: whole rows only, but before a gap. */
size_t wire_whole_rows(const struct wire *wire, size_t count);

/* Skips `count` bytes of a search, the first of which make it a resync unless the run begins here. */
void wire_skip(struct wire *wire, size_t count);

#endif
