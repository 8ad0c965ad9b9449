/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/table.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool begins(const void *bytes, size_t size, const char *text)
{
    return size >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

enum table table_of_bytes(const void *bytes, size_t size)
{
    static const char *const starts[] = {"time,", "time\t", "file,time,", "file\ttime\t"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (begins(bytes, size, starts[i]))
            return TABLE_CSV;
    return begins(bytes, size, "\x93NUMPY") ? TABLE_NPY : TABLE_NONE;
}

enum table table_of_path(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (dot == NULL)
        return TABLE_NONE;
    if (strcasecmp(dot, ".csv") == 0 || strcasecmp(dot, ".tsv") == 0)
        return TABLE_CSV;
    return strcasecmp(dot, ".npy") == 0 ? TABLE_NPY : TABLE_NONE;
}

const char *table_name(enum table table)
{
    return table == TABLE_NPY ? "an NPY table" : "a CSV table";
}

struct header table_header(const char *kind, struct ratio rate)
{
    static const struct {
        const char *kind, *unit;
        double full_scale;
    } scales[] = {{"samples", "", 1},        {"complex", "", 1},   {"magnitude", "", 1}, {"power", "", 1},
                  {"density", "FS^2/Hz", 1}, {"level", "dBFS", 1}, {"phase", "rad", 1}};
    struct header header = {.axis = "index", .step = 1, .width = 1, .channels = 1, .rows = -1, .rate = rate};
    snprintf(header.kind, sizeof header.kind, "%s", kind);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (header_is(&header, scales[i].kind)) {
            strcpy(header.unit, scales[i].unit);
            header.full_scale = scales[i].full_scale;
        }
    if (header_is(&header, "samples"))
        header.samplerate = rate;
    return header;
}
