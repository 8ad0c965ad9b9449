/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/source.h"

size_t source_fail(struct source *source, int status, const char *why)
{
    if (source->failure == NULL) {
        source->failure = why;
        source->status = status;
    }
    return 0;
}

size_t source_cut(struct source *source, const char *why)
{
    source->cut = true;
    return source_fail(source, EXIT_BAD_DATA, why);
}
