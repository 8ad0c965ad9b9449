/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes rows to a file or a pipe in any format: streams, raw floats, tables, WAV and FLAC.
 *
 * Its promise: a complete output is marked as complete, and an incomplete one cannot be mistaken for it. A failure is
 * kept in `failure`, and later calls do nothing, so loops need no checks.
 *
 * A recording keeps all rows written: it grows in PATH.part, which is readable up to the last writer_refresh, and
 * writer_close renames it to PATH even if writing failed.
 *
 * Some tables take the rows of several inputs, one after another: the rows of an input that turns out to be damaged
 * are removed again, even if the output is a pipe.
 */
#ifndef SPECPIPE_STREAM_WRITER_H
#define SPECPIPE_STREAM_WRITER_H

#include "stream/reader.h"
#include "stream/row_format.h"

/* The i-th name in the table of formats; NULL past the end. */
const char *writer_format_name(size_t i);

/* The format of that name, in any case; NULL: none. */
const struct writer_format *writer_format_find(const char *name);

/* The format implied by the extension: "htk" for x.mfc; NULL if none. */
const char *writer_format_asked(const char *path);

/* The lower-case extension, if it belongs to a known format, even one that this program cannot write; else NULL. */
const char *writer_extension(const char *path);

/*
 * Opens `path` (NULL or "-": stdout) for rows as `header` says. `format` NULL: by the extension, else stream.
 * `input` (may be NULL) is refused as output. `table` (may be NULL) is copied.
 * NULL or a sentence; then `status` holds the exit status.
 */
const char *writer_create(struct writer *writer, const char *path, const char *format, const struct header *header,
                          const struct reader *input, const struct writer_table *table);

/*
 * The same for a recording; to a pipe or a device it is an ordinary output. Leaves nothing behind if it cannot begin.
 * Refuses to overwrite an existing PATH.part, with EXIT_NO_OUTPUT.
 */
const char *writer_record(struct writer *writer, const char *path, const char *format, const struct header *header);

/*
 * Writes all rows so far to the file, and its head again, from writer->header, whose rate, start, origin and source may
 * have changed, and from the number of rows. So the file can be read even after kill -9. Flushes a pipe. The head of a
 * FLAC file is not written again: its rate stays, and its length is unknown until the end. CSV has no head.
 */
void writer_refresh(struct writer *writer);

/*
 * Begins the output again, before its first row, with the final header; only if table->provisional. So an output is
 * opened, and a format refused, before it is known how long the input is. NULL or a sentence.
 */
const char *writer_restart(struct writer *writer, const struct header *header);

/* rows[count * header_numbers] */
void writer_rows(struct writer *writer, const float *rows, size_t count);

/*
 * Ends the current input as complete and begins the next, which may differ in length, rate, start and channels, but not
 * in kind or width. Only if table->several. NULL or a sentence: then the rows of this input must not be written, and
 * another one may follow unless `failure` is set.
 */
const char *writer_next(struct writer *writer, const struct header *header, const char *source);

/*
 * Removes the rows of the current input, and a failure that was due to them (EXIT_BAD_DATA). writer_next or
 * writer_close has to follow.
 */
void writer_drop(struct writer *writer);

/* Flushes a pipe, whose reader may be waiting. Call it once per block read. */
void writer_flush_live(struct writer *writer);

/*
 * Ends the output. It is complete if `cut` is NULL; else a pipe is marked as cut and a file is abandoned. A recording
 * is refreshed and gets its name, whatever `cut` says; after a failed write, which is still the result, it holds the
 * whole rows that reached the file. NULL or a sentence.
 */
const char *writer_close(struct writer *writer, const char *cut);

#endif
