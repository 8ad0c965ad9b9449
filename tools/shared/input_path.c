/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/input_path.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/memory.h"

/* Adds the parts of `path` to the absolute path `to`. */
static void add_parts(char *to, const char *path)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");
        if (length == 2 && strncmp(path, "..", 2) == 0) {
            char *slash = strrchr(to, '/');
            if (slash != NULL)
                *slash = '\0';
        } else if (length > 0 && !(length == 1 && *path == '.')) {
            strcat(to, "/");
            strncat(to, path, length);
        }
        path += length + (path[length] == '/');
    }
}

char *input_path_absolute(const char *path)
{
    char *here = *path == '/' ? NULL : getcwd(NULL, 0);
    size_t length = (here != NULL ? strlen(here) : 0) + strlen(path) + 3;
    char *absolute = mem_new(length, 1);
    if (here != NULL)
        add_parts(absolute, here);
    add_parts(absolute, path);
    free(here);
    if (*absolute == '\0')
        strcpy(absolute, "/");
    return absolute;
}

const char *input_path_below(const char *path, const char *root)
{
    size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    return strncmp(path, root, length) == 0 && path[length] == '/' && path[length + 1] != '\0' ? path + length + 1
                                                                                               : NULL;
}

char *input_path_join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    return builder_text("%.*s%s%s", (int)length, folder, folder[length - 1] == '/' ? "" : "/", name);
}

char *input_path_output(const char *folder, const char *place, const char *extension, bool keep)
{
    const char *slash = strrchr(place, '/'), *base = slash != NULL ? slash + 1 : place;
    const char *dot = keep ? NULL : strrchr(base, '.');
    size_t stem = dot != NULL && dot != base ? (size_t)(dot - place) : strlen(place);
    char *name = builder_text("%.*s.%s", (int)stem, place, extension);
    char *path = input_path_join(folder, name);
    free(name);
    return path;
}

bool input_path_is_recording(const char *name)
{
    static const char *const extensions[] = {"aif",  "aifc", "aiff", "au",   "caf",  "flac",   "mp3", "oga", "ogg",
                                             "opus", "rf64", "snd",  "spec", "stft", "stream", "w64", "wav", "wave"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(dot + 1, extensions[i]) == 0)
            return true;
    return false;
}
