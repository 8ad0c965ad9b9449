/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text file that grows line by line beside a recording: events, and what else comes with the samples.
 *
 * As a recording it grows in sight as NAME.part and keeps what it has got whatever happens.
 */
#ifndef SPECPIPE_TOOLS_LEDGER_H
#define SPECPIPE_TOOLS_LEDGER_H

#include <stdint.h>

#include "stream/file.h"

struct ledger {
    const char *failure;
    int status;       /* the exit status that goes with it */
    const char *path; /* NULL: none is kept, and all calls do nothing */
    struct file file;
};

/* Opens it with its first line; `path` NULL: none. NULL or a sentence. */
const char *ledger_open(struct ledger *ledger, const char *path, const char *titles);

__attribute__((format(printf, 2, 3))) void ledger_line(struct ledger *ledger, const char *format, ...);

/* NULL or a sentence, of this or of an earlier failure. */
const char *ledger_close(struct ledger *ledger);

#endif
