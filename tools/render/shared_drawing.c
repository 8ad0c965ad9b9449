/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/shared_drawing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "cli/progress.h"
#include "tools/shared/workers.h"

/* Samples of a part: a shorter one takes longer to open than to read. Several parts, as workers differ in speed. */
enum { LEAST_SAMPLES = 1 << 18, PARTS_OF_WORKER = 4 };

struct parts {
    const struct shared_drawing *shared;
    struct picture *picture;
    size_t count, columns, ended;
    float *numbers; /* [columns][picture_column_numbers], in memory that all workers share */
    struct progress *line;
    bool failed;
};

static size_t first_column(const struct parts *parts, size_t part)
{
    return parts->columns * part / parts->count;
}

static int draw_part(void *context, size_t i)
{
    struct parts *parts = context;
    size_t first = first_column(parts, i), end = first_column(parts, i + 1);
    struct visible_rows visible;
    const struct time_choice rows = {picture_first_row(parts->picture, first), picture_first_row(parts->picture, end)};
    parts->shared->open(&visible, parts->shared->path, &rows);
    picture_begin(parts->picture, first);
    drawing_run(&visible, parts->picture, WHEN_NEVER);
    picture_take(parts->picture, parts->numbers, first, end);
    visible_rows_close(&visible);
    return EXIT_DONE;
}

/* The parent draws by itself after a failure, with the same messages. */
static void ignore_message(void *context, size_t i, enum message_kind kind, const char *text)
{
    (void)context, (void)i, (void)kind, (void)text;
}

static bool end_part(void *context, size_t i, int status)
{
    struct parts *parts = context;
    (void)i;
    parts->ended++;
    parts->failed = parts->failed || status != EXIT_DONE;
    return !parts->failed;
}

static void show_progress(void *context)
{
    const struct parts *parts = context;
    progress_show(parts->line, (double)parts->ended);
}

/* The number of parts; less than 2: the input cannot be shared, or is too short. */
static size_t count_parts(const struct shared_drawing *shared, const struct visible_rows *visible,
                          const struct picture *picture)
{
    const struct reader *in = &visible->in;
    size_t columns = picture_columns(picture), most = PARTS_OF_WORKER * shared->workers;
    if (shared->workers < 2 || strcmp(shared->path, "-") == 0 || !S_ISREG(in->about.st_mode) || in->header.rows < 0 ||
        in->source == NULL || !in->source->exact)
        return 1;
    double samples = (double)in->header.rows * (double)header_numbers(&in->header);
    size_t parts = samples < (double)LEAST_SAMPLES * (double)most ? (size_t)(samples / LEAST_SAMPLES) : most;
    return parts < columns ? parts : columns;
}

bool shared_drawing_run(const struct shared_drawing *shared, const struct visible_rows *visible,
                        struct picture *picture, enum when progress)
{
    struct parts parts = {.shared = shared,
                          .picture = picture,
                          .columns = picture_columns(picture),
                          .count = count_parts(shared, visible, picture)};
    if (parts.count < 2)
        return false;
    size_t bytes = parts.columns * picture_column_numbers(picture) * sizeof *parts.numbers;
    parts.numbers = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (parts.numbers == MAP_FAILED)
        mem_fail();
    parts.line = progress_create(progress, (double)parts.count, 0);
    char **names = mem_new(parts.count, sizeof *names);
    for (size_t i = 0; i < parts.count; i++)
        names[i] = (char *)(uintptr_t)shared->path;
    workers_run(&(struct workers){.items = parts.count,
                                  .workers = shared->workers < parts.count ? shared->workers : parts.count,
                                  .names = names,
                                  .context = &parts,
                                  .process = draw_part,
                                  .message = ignore_message,
                                  .ended = end_part,
                                  .idle = parts.line != NULL ? show_progress : NULL});
    progress_destroy(parts.line);
    free(names);
    if (!parts.failed)
        picture_set(picture, parts.numbers);
    munmap(parts.numbers, bytes);
    return !parts.failed;
}
