/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header of a stream: 512 bytes of text that describe its rows, as documented in spec-stream(5).
 *
 * Unknown keys are kept unchanged in `more`. So is the history, except that long lines are shortened when they are
 * added, and the oldest lines are dropped when they do not fit.
 */
#ifndef SPECPIPE_STREAM_HEADER_H
#define SPECPIPE_STREAM_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/channels.h"
#include "base/notation.h"

enum {
    HEADER_BYTES = 512,
    HEADER_MAGIC_BYTES = 16,
    CLOSING_BYTES = 64,
    MOST_NUMBERS = 1 << 22 /* in one row: limits the memory that a header can request */
};

extern const char header_magic[HEADER_MAGIC_BYTES + 1]; /* "spec-stream 512\n" */

struct header {
    char kind[16];               /* one of header_kind */
    struct ratio rate;           /* rows per second */
    double start;                /* time of row 0, in seconds after the first sample */
    long width, channels;        /* numbers per row and channel; number of channels */
    char axis[16];               /* unit of the columns' axis: hz octave mel mel-slaney bark erb pitch index */
    double first, step;          /* position of column k (of complex rows, pair k) on the axis: first + k * step */
    int64_t rows;                /* number of rows; -1: not known yet */
    long frame, hop;             /* in samples; 0: the rows are not made from frames */
    char window[32];             /* "" : none */
    struct ratio samplerate;     /* of the samples that were analysed, Hz; num == 0: unknown */
    char unit[32];               /* of the number 1; "" : unknown */
    double full_scale;           /* the number that is full scale; 0: unknown */
    char origin[48];             /* date and time of sample 0, ISO 8601; "" : unknown */
    char source[128];            /* name of the input */
    char more[2 * HEADER_BYTES]; /* lines "key value\n": notes, unknown keys and history, in order */
};

/* Parses a header. NULL or a sentence. */
const char *header_parse(struct header *header, const char block[HEADER_BYTES]);

/* Checks that the fields of a header are possible and agree. NULL or a sentence. */
const char *header_check(const struct header *header);

/* Formats a header; drops the oldest history if not all of it fits. NULL or a sentence. */
const char *header_format(char block[HEADER_BYTES], const struct header *header);

/* The value of `key` in `more`: value[room] out. False: absent. */
bool header_find(const struct header *header, const char *key, char *value, size_t room);

/* Adds a line to `more`, or replaces the one of that key. NULL value: removes it. NULL or why there is no room. */
const char *header_note(struct header *header, const char *key, const char *value);

/*
 * The value of the word `name=value` on the line of `key`, "" for the bare word `name`: value[room] out. False: absent.
 */
bool header_note_get(const struct header *header, const char *key, const char *name, char *value, size_t room);

/*
 * Sets `name=value` (NULL value: `name`) in the line of `key`, creating the line or replacing an older word. NULL or
 * why there is no room.
 */
const char *header_note_set(struct header *header, const char *key, const char *name, const char *value);

/*
 * Adds a line "hist COMMAND", shortened if it is long. Drops the oldest such lines, or this one, if there is no room.
 */
void header_history(struct header *header, const char *command);

/* Sets `source` to the file name of a path, shortened at its beginning if it is too long. */
void header_source(struct header *header, const char *path);

/* The same for a device, whose file name may be only a number: pts/0. */
void header_source_device(struct header *header, const char *path);

/* Whether the rows are of this kind, one of header_kind. */
bool header_is(const struct header *header, const char *kind);

/* Numbers in one row: channels * width. */
size_t header_numbers(const struct header *header);

/* Rows per second. */
double header_rate(const struct header *header);

/* Time of a row in seconds after the first sample. */
double header_time(const struct header *header, double row);

/* The i-th kind of rows; NULL past the end. */
const char *header_kind(size_t i);

#endif
