/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths of inputs and outputs as text, without a look at the file system.
 */
#ifndef SPECPIPE_TOOLS_SHARED_INPUT_PATH_H
#define SPECPIPE_TOOLS_SHARED_INPUT_PATH_H

#include <stdbool.h>

/* The absolute path, without . and .. and repeated slashes; released by free(). */
char *input_path_absolute(const char *path);

/* The part of an absolute path below the absolute path `root`; NULL: it is not below it. */
const char *input_path_below(const char *path, const char *root);

/* FOLDER/PLACE.EXTENSION, with PLACE's own extension replaced unless `keep`; released by free(). */
char *input_path_output(const char *folder, const char *place, const char *extension, bool keep);

/* FOLDER/NAME; released by free(). */
char *input_path_join(const char *folder, const char *name);

/* Whether the name's extension is one of recordings or streams, in any case. */
bool input_path_is_recording(const char *name);

#endif
