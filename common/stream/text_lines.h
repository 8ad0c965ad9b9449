/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes rows as lines of text: the common part of CSV, TSV and ARFF.
 *
 * A line is a row of samples, a row of one channel of spectra, or, in the long form, a single number. Each line has the
 * input's name, time in seconds and channel (name and channel only if there can be several), then the numbers. An
 * infinite number is a failure, because few programs read one, except in a recording, which cannot be repeated: there
 * it is Inf.
 */
#ifndef SPECPIPE_STREAM_TEXT_LINES_H
#define SPECPIPE_STREAM_TEXT_LINES_H

#include "stream/row_format.h"

struct text_lines_dialect {
    char separator;
    const char *nan;
    char *(*quote)(const char *text); /* a name as the text of a cell, in new memory */
};

/* The functions begin, end_input and end of a format. text_lines_begin makes writer->state. */
void text_lines_begin(struct writer *writer, const struct text_lines_dialect *dialect);
void text_lines_end_input(struct writer *writer, bool good);
void text_lines_end(struct writer *writer, const char *cut);

/* Writes the lines of rows[count]: the function `rows` of a format. */
void text_lines_rows(struct writer *writer, const float *rows, size_t count);

/* Whether there is a column for the channel. If not, there is one channel, or a column of samples for each. */
bool text_lines_have_channel(const struct writer *writer);

/* The quoted name of the i-th column of numbers; NULL past the end. */
const char *text_lines_name(const struct writer *writer, size_t i);

/* Significant digits of a number: `precision`, or 9, which restore every float32. */
int text_lines_digits(const struct writer *writer);

/* Fails and returns true if the number cannot be written. `row` and `column` are for the sentence. */
bool text_lines_refuse(struct writer *writer, float number, int64_t row, const char *column);

#endif
