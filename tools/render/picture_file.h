/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a picture, which appears complete or not at all.
 */
#ifndef SPECPIPE_TOOLS_RENDER_PICTURE_FILE_H
#define SPECPIPE_TOOLS_RENDER_PICTURE_FILE_H

#include "picture/picture.h"
#include "stream/file.h"
#include "stream/reader.h"

/*
 * Opens `path` (NULL: stdout), or ends the program. Call it before samples are counted, which may take as long as a
 * recording.
 */
void picture_file_open(struct file *file, const char *path, const struct reader *in);

/* Draws and writes the picture of the input of that name, or ends the program. */
void picture_file_save(struct file *file, struct picture *picture, const char *input);

#endif
