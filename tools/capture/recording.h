/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outputs of a capture: a stream on stdout and, at the same time, files, split by the clock if asked for.
 *
 * A file grows as NAME.part, which can be read at any time, and gets its name when it is complete. No row is lost or
 * written twice where one file ends and the next begins.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_RECORDING_H
#define SPECPIPE_TOOLS_CAPTURE_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "stream/writer.h"
#include "tools/capture/file_names.h"

/* The formats of --recording: those of samples. */
const char *recording_format_name(size_t i);

/* Row n is produced at origin + n / rate. */
struct timeline {
    double rate;    /* Hz */
    int64_t origin; /* of row 0, nanoseconds since 1970 */
};

struct recording {
    const char *failure; /* that ends the capture; NULL: none */
    const char *name;    /* of what failed */
    int status;          /* the exit status for it */
    int64_t rows;        /* written */
    int64_t clipped;     /* samples that the files' format could not hold */
    int files;           /* opened so far */
    bool reader_gone; /* stdout has no reader any more; unless files are recorded, the program then dies of SIGPIPE */
    /* private */
    const struct recording_options *options;
    struct header header;
    struct timeline line;
    struct writer stream, file;
    bool streaming, filing; /* stream, file is open */
    bool timed;             /* see recording_open */
    bool stream_failed;     /* not because its reader has gone; reported when the files are complete */
    int64_t boundary;       /* at which the file ends, nanoseconds since 1970; INT64_MAX: none */
    char path[MOST_PATH];   /* of the file */
};

/*
 * Checks the options before anything is captured. `input` (NULL: none, "-": stdin) must not be overwritten. NULL, or a
 * sentence and the exit status in *status.
 */
const char *recording_check(const struct recording_options *options, const char *input, int *status);

/* Whether `path` is the regular file `input` (NULL: none, "-": stdin), which would be overwritten. */
bool recording_is_input(const char *path, const char *input);

/*
 * Opens the stream; the first file is opened with the first row. If `timed`, the rows are produced in real time, and
 * the origin is written into the headers. This and the following functions set recording->failure on failure.
 */
void recording_open(struct recording *recording, const struct recording_options *options, const struct header *header,
                    const struct timeline *line, bool timed);

/* Writes rows[count] to stream and file, and begins a new file at each boundary. */
void recording_rows(struct recording *recording, const float *rows, size_t count);

/* Flushes the rows so far to the reader of the stream. */
void recording_flush_live(struct recording *recording);

/*
 * Makes the file readable up to the last row; called about once a second. `line`, the timeline as known now, determines
 * later splits. Writes rate and rate-error of `header` into the headers that can still be changed.
 */
void recording_refresh(struct recording *recording, const struct timeline *line, const struct header *header);

/* Closes all outputs; `cut` tells the stream's reader why it ends early, NULL: it is complete. */
void recording_close(struct recording *recording, const char *cut);

#endif
