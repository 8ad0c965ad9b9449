/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/picture_file.h"

#include "cli/message.h"
#include "cli/signals.h"

void picture_file_open(struct file *file, const char *path, const struct reader *in)
{
    *file = (struct file){0}; /* it is watched while it is created */
    signals_watch(&file->temporary);
    const char *why = file_create(file, path, &in->about);
    if (why != NULL)
        die(EXIT_NO_OUTPUT, "%s: %s", file->name, why);
}

void picture_file_save(struct file *file, struct picture *picture, const char *input)
{
    int status = EXIT_DONE;
    const char *why = picture_draw(picture, &status);
    if (why != NULL) {
        file_abandon(file);
        die(status, "%s%s%s", status == EXIT_BAD_DATA ? input : "", status == EXIT_BAD_DATA ? ": " : "", why);
    }
    if ((why = picture_write(picture, file_write, file)) != NULL || (why = file_commit(file)) != NULL) {
        file_abandon(file);
        die(EXIT_IO, "%s: %s", file->name, why);
    }
    signals_forget(&file->temporary);
    struct range range = picture_range(picture);
    if (range_is_absolute(&range)) /* line plots have ranges of their own */
        note("%s: range %g:%g", file->name, range.low, range.high);
    size_t boxes = picture_missing_characters(picture);
    if (boxes > 0)
        warn("%s: no installed font has %zu character%s of the title, drawn as box%s", file->name, boxes,
             boxes == 1 ? "" : "s", boxes == 1 ? "" : "es");
}
