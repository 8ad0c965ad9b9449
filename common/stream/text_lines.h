/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows as lines of text: what CSV, its form with tabs, and ARFF have in common.
 *
 * A line is a row, of spectra a row of one channel; or, in the long form, a single number. Before the numbers come the
 * input's name and the channel, where there may be several, and the time in seconds. An infinite number is a failure,
 * as few programs read one; but a recording, which cannot be made again, takes it as Inf.
 */
#ifndef SPECPIPE_STREAM_TEXT_LINES_H
#define SPECPIPE_STREAM_TEXT_LINES_H

#include "stream/row_format.h"

struct text_lines_dialect {
    char separator;
    const char *nan;
    char *(*quote)(const char *text); /* a name as it stands in a cell, in new memory */
};

/* Makes writer->state; and what is there of it at the end, or of one input when that has ended. */
void text_lines_begin(struct writer *writer, const struct text_lines_dialect *dialect);
void text_lines_end_input(struct writer *writer, bool good);
void text_lines_end(struct writer *writer, const char *cut);

void text_lines_rows(struct writer *writer, const float *rows, size_t count);

/* Whether there is a column for the channel. Where not, there is one channel, or samples side by side. */
bool text_lines_have_channel(const struct writer *writer);

/* How many columns there are beside those; their names, quoted, and NULL past the end. */
const char *text_lines_name(const struct writer *writer, size_t i);

/* Significant digits of a number: `precision`, or 9, which bring every float32 back. */
int text_lines_digits(const struct writer *writer);

/* True, and a failure, where the number cannot be written. `row` and `column` are for the sentence. */
bool text_lines_refuse(struct writer *writer, float number, int64_t row, const char *column);

#endif
