/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "cli/tool.h"
#include "stream/file.h"

enum { ROOM = 1 << 16, LONGEST = (DECIMAL_ROOM + 1) * MOST_TABLE_COLUMNS, NPY_HEAD = 128 };

struct table {
    struct file file;
    const struct table_column *columns;
    size_t count;
    bool npy;
    int64_t lines;
    size_t used;
    const char *failure;
    char buffer[ROOM];
};

static void flush(struct table *table)
{
    if (table->failure == NULL && table->used > 0)
        table->failure = file_write(&table->file, table->buffer, table->used);
    table->used = 0;
}

static void put(struct table *table, const void *bytes, size_t size)
{
    if (table->used + size > ROOM)
        flush(table);
    memcpy(table->buffer + table->used, bytes, size);
    table->used += size;
}

static void npy_head(const struct table *table, char head[NPY_HEAD])
{
    char text[NPY_HEAD];
    int length = snprintf(text, sizeof text, "{'descr': '<f8', 'fortran_order': False, 'shape': (%lld, %zu), }",
                          (long long)table->lines, table->count);
    memset(head, ' ', NPY_HEAD);
    memcpy(head, "\x93NUMPY\x01\x00", 8);
    head[8] = NPY_HEAD - 10;
    head[9] = 0;
    memcpy(head + 10, text, (size_t)length);
    head[NPY_HEAD - 1] = '\n';
}

static bool is_npy(const struct output_wish *wish)
{
    const char *promise = file_promise(wish->path), *format = wish->format != NULL ? wish->format : promise;
    if (format != NULL && strcmp(format, "npy") != 0 && strcmp(format, "csv") != 0)
        die(EXIT_USAGE_ERROR, "points, peaks and events become csv or npy, not %s", format);
    return format != NULL && strcmp(format, "npy") == 0;
}

struct table *table_create(const struct output_wish *wish, const struct table_column *columns, const struct reader *in)
{
    struct table *table = mem_new(1, sizeof *table);
    char head[NPY_HEAD];
    table->columns = columns;
    table->npy = is_npy(wish);
    while (columns[table->count].name != NULL)
        table->count++;
    const char *why = file_create(&table->file, wish->path, &in->about);
    if (why != NULL)
        die(EXIT_NO_OUTPUT, "%s: %s", table->file.name, why);
    if (table->npy && !table->file.regular) {
        file_abandon(&table->file);
        die(EXIT_USAGE_ERROR, "%s: an NPY table needs a file, as its length stands at its beginning; csv does not",
            table->file.name);
    }
    if (table->npy) {
        npy_head(table, head);
        put(table, head, sizeof head);
        return table;
    }
    for (size_t i = 0; i < table->count; i++) {
        put(table, columns[i].name, strlen(columns[i].name));
        put(table, i + 1 < table->count ? "," : "\n", 1);
    }
    return table;
}

void table_line(struct table *table, const double *values)
{
    char text[LONGEST];
    table->lines++;
    if (table->npy) {
        put(table, values, table->count * sizeof *values);
        return;
    }
    size_t length = 0;
    for (size_t i = 0; i < table->count; i++) {
        length += decimal_fixed(text + length, values[i], table->columns[i].digits);
        text[length++] = i + 1 < table->count ? ',' : '\n';
    }
    put(table, text, length);
}

bool table_failed(const struct table *table)
{
    return table->failure != NULL;
}

void table_close(struct table *table, struct reader *in)
{
    char head[NPY_HEAD];
    flush(table);
    npy_head(table, head);
    if (table->failure == NULL && table->npy && in->failure == NULL)
        table->failure = file_patch(&table->file, 0, head, sizeof head);
    if (table->failure == NULL && in->failure == NULL)
        table->failure = file_commit(&table->file);
    else
        file_abandon(&table->file);
    if (in->failure != NULL)
        die(in->status, "%s: %s", in->name, in->failure);
    if (table->failure != NULL)
        die(EXIT_IO, "%s: %s", table->file.name, table->failure);
    if (in->cut != NULL)
        warn("%s: %s", in->name, in->cut);
    free(table);
    reader_close(in);
}
