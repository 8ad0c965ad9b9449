/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of struct wire: the interface of the five decoders. Only wire*.c include it.
 *
 * The protocols bare, due and scope share wire_bare; text is a format, whose decoder replaces that of the protocol.
 *
 * A decoder examines bytes[at .. limit) and consumes some of them: it outputs samples (wire_emit), records a loss
 * before the next ones (wire_note), or waits for more bytes. Its decisions must depend on the bytes alone, not on how
 * many have come, unless the run is final: ended, or interrupted by a gap at `limit`.
 */
#ifndef SPECPIPE_CAPTURE_WIRE_PARTS_H
#define SPECPIPE_CAPTURE_WIRE_PARTS_H

#include "base/channels.h"
#include "capture/wire_numbers.h"
#include "capture/wire_piece.h"
#include "capture/wire_setting.h"

struct wire;

enum wire_step {
    WIRE_GIVEN, /* a piece is ready */
    WIRE_AGAIN, /* some bytes were consumed */
    WIRE_MORE   /* more bytes are needed */
};

/* Bytes missing at `limit`. */
struct wire_gap {
    int64_t bytes;
    bool estimated;
    const char *cause;
};

struct wire_decoder {
    enum wire_step (*step)(struct wire *wire);
    /* Records the loss in a gap. bytes[at .. limit) are the leftovers before the gap; the caller discards them. */
    void (*gap)(struct wire *wire, const struct wire_gap *gap);
    void (*end)(struct wire *wire); /* the run has ended, and step returns WIRE_MORE; may be NULL */
    size_t most;                    /* bytes that step may leave unconsumed when it returns WIRE_MORE */
};

extern const struct wire_decoder wire_bare, wire_tag7, wire_text, wire_due_packet, wire_framed;

/* The search for the next packet, or the end of a line. */
struct wire_search {
    bool on;
    bool start;          /* of the run: no loss is recorded before the first packet */
    bool resync;         /* already counted in tally.resyncs */
    int64_t bytes;       /* that belong to no packet so far, missing ones included */
    struct wire_gap gap; /* that began the search; cause NULL: none */
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
    bool begun; /* samples have been output */

    struct wire_piece next;  /* collects lost, estimated and cause until there are samples */
    struct wire_piece given; /* returned by wire_next */
    float *samples;          /* [size] */
    double *raw;             /* [size / 2 + 1] */
    struct wire_aux aux;

    bool aligned;         /* bare: it is known at which bytes words begin */
    size_t cut;           /* bare, tag7: bytes still to come of a sample cut by a gap, which is counted as lost */
    int64_t run;          /* bare, tag7: bytes skipped since the last good sample */
    uint16_t low, span;   /* bare: words from low to low + span are valid */
    bool narrow, swapped; /* bare: words have fewer than 16 bits; are big-endian */

    struct wire_search search; /* text and packets */
    int64_t rows, row_bytes;   /* text: good lines so far and their bytes; framed: those of the last packet */
    int64_t early;             /* text: damaged lines before the first row, not noted as lost yet */
    bool overlong;             /* text: inside a line that is already too long */
    int form;                  /* framed: of the first packet; -1: none yet */
    uint32_t index;            /* framed: of the next row expected */
};

static inline bool wire_final(const struct wire *wire)
{
    return wire->ended || wire->gap.cause != NULL;
}

static inline size_t wire_count(const struct wire *wire)
{
    return wire->limit - wire->at;
}

/* Records that `lost` samples are missing before the next ones; 0: an event without loss. The first cause is kept. */
void wire_note(struct wire *wire, int64_t lost, const char *cause, bool estimated);

/* Outputs the first `count` of `samples` as a piece. */
enum wire_step wire_emit(struct wire *wire, size_t count, size_t clipped);

/* The same for `count` values in `raw`. */
enum wire_step wire_give_raw(struct wire *wire, size_t count);

/* How many of `count` decoded samples can be output: whole rows only, except before a gap. */
size_t wire_whole_rows(const struct wire *wire, size_t count);

/* Skips `count` bytes in a search; the first skip of a search counts as a resync, except at the start of the run. */
void wire_skip(struct wire *wire, size_t count);

#endif
