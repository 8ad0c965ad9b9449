/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the rows of a capture go: a stream on stdout and, at the same time, files, split on the clock if asked for.
 *
 * A file grows in sight as NAME.part, readable at any time, and has its name when it is whole. No row is lost or
 * written twice where one file ends and the next begins.
 */
#ifndef SPECPIPE_TOOLS_CAPTURE_RECORDING_H
#define SPECPIPE_TOOLS_CAPTURE_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "stream/writer.h"
#include "tools/capture/file_names.h"

/* When rows arise: row n at origin + n / rate. */
struct timeline {
    double rate;    /* Hz */
    int64_t origin; /* of row 0, nanoseconds since 1970 */
};

struct recording {
    const char *failure; /* of what must not fail; the capture is to end */
    const char *name;    /* of what failed */
    int status;
    int64_t rows;
    int64_t clipped; /* samples that the files' format could not hold */
    int files;
    bool deserted; /* the reader of stdout has gone: to be answered by dying of SIGPIPE, where nothing is recorded */
    /* the rest is the recording's own */
    const struct recording_wish *wish;
    struct header header;
    struct timeline line;
    struct writer stream, file;
    bool streaming, filing, timed, stream_failed;
    int64_t boundary; /* the file's end, nanoseconds since 1970 */
    char path[MOST_PATH];
};

/*
 * header  of the rows; its origin is filled in if `timed`: the instants are true, not those of a replay
 *
 * Afterwards recording->failure tells whether it could be opened.
 */
void recording_open(struct recording *recording, const struct recording_wish *wish, const struct header *header,
                    const struct timeline *line, bool timed);

void recording_rows(struct recording *recording, const float *rows, size_t count);

/* What has come goes out to who reads it now. */
void recording_pass_on(struct recording *recording);

/*
 * About once a second: the files can be read as far as they go. A better timeline decides on later splits. Rate and
 * rate-error of `header` go into the headers that can still be changed.
 */
void recording_refresh(struct recording *recording, const struct timeline *line, const struct header *header);

/* Ends all outputs; `cut` tells the stream's reader why it ends too early, NULL: it does not. */
void recording_close(struct recording *recording, const char *cut);

#endif
