/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of a text table, read from a feed in bounded memory, and the cells of a line.
 *
 * A line is lent as it is in the buffer, where at least its end (LF) follows: a cell can be read without a copy.
 */
#ifndef SPECPIPE_STREAM_CSV_TEXT_H
#define SPECPIPE_STREAM_CSV_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stream/feed.h"

struct csv_text {
    struct feed *feed;
    char separator;
    size_t most;  /* bytes of the longest line that is accepted */
    int64_t line; /* number of the line lent last, from 1 */
    /* private */
    char *bytes; /* [room] */
    size_t room, have, at;
    bool ended;
};

/* A piece of text: from `at` to before `end`. */
struct csv_piece {
    const char *at, *end;
};

enum csv_result { CSV_LINE, CSV_END, CSV_TORN, CSV_LONG, CSV_FAILED };

void csv_text_create(struct csv_text *text, struct feed *feed, size_t most);
void csv_text_destroy(struct csv_text *text);

/*
 * Lends the next line without its end, LF or CR LF, until the next call. Otherwise CSV_END; CSV_TORN, of a last line
 * without an end; CSV_LONG; or CSV_FAILED, of a feed that has failed.
 */
enum csv_result csv_text_line(struct csv_text *text, struct csv_piece *line);

/* Reads on until `least` bytes of the lines to come are buffered, or the input has ended. False: the feed has failed. */
bool csv_text_fill(struct csv_text *text, size_t least);

/* The next of the lines that are buffered completely, without taking it; *from: 0 at first. False: there is none. */
bool csv_text_peek(const struct csv_text *text, size_t *from, struct csv_piece *line);

/* Takes the next cell off the line, without quotes around it. False: there is none. */
bool csv_text_cell(const struct csv_text *text, struct csv_piece *line, struct csv_piece *cell);

/* Whether the cell is this text. */
bool csv_piece_is(struct csv_piece cell, const char *text);

/*
 * Reads a cell that is a decimal number, as spec-stft and others write them: digits, or NaN, Inf, -Inf. False: it is no
 * number.
 */
bool csv_piece_number(struct csv_piece cell, float *number);

/*
 * Reads a decimal number of at most 40 characters. *half out: half a unit of its last decimal.
 */
bool csv_piece_decimal(struct csv_piece cell, double *number, double *half);

#endif
