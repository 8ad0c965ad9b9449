/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header of a stream: what its rows are, in 512 bytes of text. spec-stream(5) is its description.
 *
 * Keys this version does not know, and the history, pass through unchanged in `more`.
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
    HEADER_MAGIC = 16,
    CLOSING_BYTES = 64,
    MOST_NUMBERS = 1 << 22 /* in one row: bounds the memory that a header can ask for */
};

extern const char header_magic[HEADER_MAGIC + 1]; /* "spec-stream 512\n" */

struct header {
    char kind[16];           /* samples, complex, magnitude, power, density, level, phase, mel, cepstrum, features */
    struct ratio rate;       /* rows per second */
    double start;            /* of row 0, in seconds from the first sample */
    long width, channels;    /* numbers per row and channel; channels */
    char axis[16];           /* unit of the columns' axis: hz octave mel mel-slaney bark erb pitch index */
    double first, step;      /* column k lies at first + k * step; of complex rows, pair k */
    int64_t rows;            /* how many follow; -1: not known yet */
    long frame, hop;         /* in samples; 0: not made from frames */
    char window[32];         /* "" : none */
    struct ratio samplerate; /* of the samples behind a spectrum; over == 0: unknown */
    char unit[32];           /* of 1.0; "" : unknown */
    double full_scale;       /* 0: unknown */
    char origin[48];         /* instant of sample 0, ISO 8601; "" : unknown */
    char source[128];        /* name of the input */
    char more[2 * HEADER_BYTES]; /* lines "key value\n": notes, unknown keys and history, in order */
};

/* Fills in `header` from 512 bytes. NULL, or what is wrong with them. */
const char *header_parse(struct header *header, const char block[HEADER_BYTES]);

/* Whether the facts of a header, wherever they come from, can be. NULL or a sentence. */
const char *header_check(const struct header *header);

/* The 512 bytes. The oldest history gives way when not all of it fits. NULL, or why it cannot be written. */
const char *header_format(char block[HEADER_BYTES], const struct header *header);

/* The value of `key` among `more`. value[room] out; false when it is not there. */
bool header_find(const struct header *header, const char *key, char *value, size_t room);

/* Adds a line to `more`, or replaces the one of that key. NULL value: removes it. NULL or why there is no room. */
const char *header_note(struct header *header, const char *key, const char *value);

/* The value of the word `name=value` on the line of `key`, "" for the bare word `name`: value[room] out. False: absent. */
bool header_note_get(const struct header *header, const char *key, const char *name, char *value, size_t room);

/*
 * Adds a word `name=value` (NULL value: `name`) at the end of the line of `key`, which is made if need be, in place of
 * an older word of that name. NULL or why there is no room.
 */
const char *header_note_set(struct header *header, const char *key, const char *name, const char *value);

/* Adds a line "hist COMMAND", shortened if it is long; the oldest such lines give way, or this one, if there is no room. */
void header_history(struct header *header, const char *command);

/* Sets `source` to the last part of a path, shortened if need be. */
void header_source(struct header *header, const char *path);

bool header_is(const struct header *header, const char *kind);

/* Numbers in one row: channels * width. */
size_t header_numbers(const struct header *header);

/* Rows per second. */
double header_rate(const struct header *header);

/* Time of a row in seconds from the first sample. */
double header_time(const struct header *header, double row);

/* i-th kind there is; NULL past the end. */
const char *header_kind(size_t i);

#endif
