/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "cli/signals.h"
#include "cli/tool.h"
#include "stream/file.h"
#include "stream/write_npy.h"
#include "stream/writer.h"
#include "stream/spool.h"
#include "tools/shared/run.h"

enum { ROOM = 1 << 16, LONGEST = (DECIMAL_ROOM + 1) * MOST_TABLE_COLUMNS };

struct table {
    struct file file;
    const struct table_column *columns;
    size_t count;
    bool npy;
    struct spool *spool; /* holds an NPY table for a pipe; NULL: written at once */
    int64_t lines;
    size_t used;
    const char *failure;
    int status; /* the exit status of the failure */
    char buffer[ROOM];
};

static void fail(struct table *table, int status, const char *why)
{
    if (table->failure != NULL || why == NULL)
        return;
    table->failure = why;
    table->status = status;
}

static void flush(struct table *table)
{
    if (table->failure == NULL && table->used > 0 && table->spool != NULL) {
        const char *why = spool_push(table->spool, table->buffer, table->used);
        fail(table, spool_status(table->spool), why);
    } else if (table->failure == NULL && table->used > 0) {
        fail(table, EXIT_IO, file_write(&table->file, table->buffer, table->used));
    }
    table->used = 0;
}

static void put(struct table *table, const void *bytes, size_t size)
{
    if (table->used + size > ROOM)
        flush(table);
    memcpy(table->buffer + table->used, bytes, size);
    table->used += size;
}

static void fill_head(const struct table *table, char head[NPY_HEAD])
{
    npy_head(head, "<f8", (const int64_t[]){table->lines, (int64_t)table->count}, 2);
}

/* The format's name; NULL: none was given. */
static const char *format_of(const struct output *out)
{
    return out->options->format != NULL ? out->options->format : writer_extension(out->path);
}

/* The head has the length: in a file it is overwritten at the end, for a pipe the table is spooled until then. */
static void begin_npy(struct table *table)
{
    char head[NPY_HEAD];
    if (!table->file.regular) {
        table->spool = spool_create();
        return;
    }
    fill_head(table, head);
    put(table, head, sizeof head);
}

static void end_npy(struct table *table)
{
    char head[NPY_HEAD];
    fill_head(table, head);
    if (table->spool == NULL) {
        fail(table, EXIT_IO, file_patch(&table->file, 0, head, sizeof head));
        return;
    }
    fail(table, EXIT_IO, file_write(&table->file, head, sizeof head));
    const char *why = table->failure == NULL ? spool_pour(table->spool, file_write, &table->file) : NULL;
    int status = spool_status(table->spool); /* 0: not the spool but the output failed */
    fail(table, status != 0 ? status : EXIT_IO, why);
}

/* Opens the file. Returns an exit status. */
static int open_file(struct table *table, const char *path, const struct reader *in)
{
    signals_watch(&table->file.temporary);
    const char *why = file_create(&table->file, path, &in->about);
    int status = EXIT_DONE;
    if (why != NULL)
        status = fail_with(EXIT_NO_OUTPUT, "%s: %s", table->file.name, why);
    else if (table->npy && isatty(table->file.fd))
        status = fail_with(EXIT_USAGE_ERROR, "%s: binary data do not belong on a terminal: use -o FILE or a pipe",
                           table->file.name);
    if (status == EXIT_DONE)
        return status;
    file_abandon(&table->file);
    signals_forget(&table->file.temporary);
    return status;
}

int table_create(struct table **created, const struct output *out, const struct table_column *columns,
                 const struct reader *in)
{
    const char *format = format_of(out);
    if (format != NULL && strcmp(format, "npy") != 0 && strcmp(format, "csv") != 0)
        return fail_with(EXIT_USAGE_ERROR, "points, peaks and events are written as csv or npy, not %s", format);
    struct table *table = *created = mem_new(1, sizeof *table);
    table->columns = columns;
    table->npy = format != NULL && strcmp(format, "npy") == 0;
    while (columns[table->count].name != NULL)
        table->count++;
    int status = open_file(table, out->path, in);
    if (status != EXIT_DONE) {
        free(table);
        return status;
    }
    if (table->npy)
        begin_npy(table);
    for (size_t i = 0; i < table->count && !table->npy; i++) {
        put(table, columns[i].name, strlen(columns[i].name));
        put(table, i + 1 < table->count ? "," : "\n", 1);
    }
    return EXIT_DONE;
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

int table_close(struct table *table, struct reader *in)
{
    bool good = in->failure == NULL;
    int status = EXIT_DONE;
    flush(table);
    if (good && table->npy && table->failure == NULL)
        end_npy(table);
    if (good && table->failure == NULL)
        fail(table, EXIT_IO, file_commit(&table->file));
    else
        file_abandon(&table->file);
    signals_forget(&table->file.temporary);
    spool_destroy(table->spool);
    if (in->failure != NULL)
        status = fail_with(in->status, "%s: %s", in->name, in->failure);
    else if (table->failure != NULL)
        status = fail_with(table->status, "%s: %s", table->file.name, table->failure);
    else
        run_warn(in);
    free(table);
    return status;
}
