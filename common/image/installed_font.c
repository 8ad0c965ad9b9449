/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/installed_font.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/memory.h"

enum { DEEPEST = 8 /* folders below fonts/: a link may lead back */, PATH_ROOM = 4096 };

static bool is_font(const char *name)
{
    static const char *const extensions[] = {".ttf", ".otf", ".ttc", ".otc"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(dot, extensions[i]) == 0)
            return true;
    return false;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds the font files of a folder and of the folders in it. One that cannot be read has none. */
static void add_folder(struct installed_fonts *fonts, const char *folder, int depth)
{
    errno = 0;
    DIR *open = opendir(folder);
    mem_check_errno();
    const struct dirent *entry = NULL;
    while (open != NULL && (entry = readdir(open)) != NULL) {
        char path[PATH_ROOM];
        struct stat about;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || length >= PATH_ROOM || stat(path, &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode) && depth < DEEPEST) {
            add_folder(fonts, path, depth + 1);
        } else if (S_ISREG(about.st_mode) && is_font(path)) {
            fonts->path = mem_grow(fonts->path, fonts->count + 1, sizeof *fonts->path);
            fonts->path[fonts->count++] = mem_text(path);
        }
    }
    if (open != NULL)
        closedir(open);
}

/* Adds the fonts in `below` of a base folder of `length` bytes, sorted. */
static void add_base(struct installed_fonts *fonts, const char *base, size_t length, const char *below)
{
    char folder[PATH_ROOM];
    const size_t before = fonts->count;
    if (length == 0 || snprintf(folder, sizeof folder, "%.*s%s", (int)length, base, below) >= PATH_ROOM)
        return;
    add_folder(fonts, folder, 0);
    if (fonts->count > before)
        qsort(fonts->path + before, fonts->count - before, sizeof *fonts->path, by_bytes);
}

/* The value of a variable; `otherwise` where it is not set or empty. */
static const char *variable(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : otherwise;
}

void installed_fonts_list(struct installed_fonts *fonts)
{
    const char *home = variable("HOME", ""), *data = variable("XDG_DATA_HOME", "");
    *fonts = (struct installed_fonts){.count = 0};
    if (*data != '\0')
        add_base(fonts, data, strlen(data), "/fonts");
    else
        add_base(fonts, home, strlen(home), "/.local/share/fonts");
    add_base(fonts, home, strlen(home), "/.fonts");
    for (const char *at = variable("XDG_DATA_DIRS", "/usr/local/share:/usr/share"); *at != '\0';) {
        const size_t length = strcspn(at, ":");
        add_base(fonts, at, length, "/fonts");
        at += length + (at[length] == ':');
    }
}

void installed_fonts_free(struct installed_fonts *fonts)
{
    for (size_t i = 0; i < fonts->count; i++)
        free(fonts->path[i]);
    free(fonts->path);
    *fonts = (struct installed_fonts){.count = 0};
}
