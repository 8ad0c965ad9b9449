/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/render/common_range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "cli/progress.h"
#include "tools/shared/workers.h"

/* Of one input, in memory that all workers share; mostly untouched, since few levels differ. */
struct entry {
    bool counted, decibel;
    char label[RANGE_LABEL];
    _Alignas(8) char record[LEVEL_COUNTS_RECORD];
};

struct search {
    const struct several *several;
    bool (*count)(const char *path, struct level_counts *counts, char label[RANGE_LABEL]);
    struct entry *entry; /* [inputs] */
    struct progress *line;
    size_t ended;
};

static int count_input(void *context, size_t i)
{
    struct search *search = context;
    struct entry *entry = &search->entry[i];
    if (search->several->list.refusals[i] != NULL)
        return EXIT_NO_INPUT;
    struct level_counts *counts = level_counts_create(-INFINITY);
    entry->decibel = search->count(search->several->list.names[i], counts, entry->label);
    level_counts_store(counts, entry->record);
    entry->counted = true;
    level_counts_destroy(counts);
    return EXIT_DONE;
}

/* Drawing the pictures repeats the same messages. */
static void ignore_message(void *context, size_t i, enum message_kind kind, const char *text)
{
    (void)context, (void)i, (void)kind, (void)text;
}

static bool end_input(void *context, size_t i, int status)
{
    struct search *search = context;
    (void)i, (void)status;
    progress_show(search->line, (double)++search->ended);
    return true;
}

static void check_readable_twice(const struct several *several)
{
    struct stat about;
    for (size_t i = 0; i < several->list.count; i++) {
        const char *name = several->list.names[i];
        if (strcmp(name, "-") == 0 || (stat(name, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)))
            die(EXIT_USAGE_ERROR, "--range common reads each input twice, but %s is not a regular file", name);
    }
}

/* Adds the counts of all inputs. */
static void add_counts(const struct search *search, struct level_counts *counts)
{
    const struct entry *first = NULL;
    for (size_t i = 0; i < search->several->list.count; i++) {
        const struct entry *entry = &search->entry[i];
        const char *name = search->several->list.names[i];
        if (!entry->counted)
            continue;
        if (!entry->decibel)
            die(EXIT_USAGE_ERROR, "%s: --range common requires levels in decibels", name);
        if (first != NULL && strcmp(entry->label, first->label) != 0)
            die(EXIT_USAGE_ERROR, "%s: levels are in %s, but those of earlier inputs in %s: no common range", name,
                entry->label, first->label);
        first = first != NULL ? first : entry;
        level_counts_load(counts, entry->record);
    }
}

void common_range_find(struct range *range, const struct several *several, enum when progress,
                       bool (*count)(const char *path, struct level_counts *counts, char label[RANGE_LABEL]))
{
    struct search search = {.several = several, .count = count};
    size_t inputs = several->list.count, bytes = inputs * sizeof *search.entry;
    size_t jobs = several->jobs > 0 ? (size_t)several->jobs : 1;
    check_readable_twice(several);
    search.entry = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (search.entry == MAP_FAILED)
        mem_fail();
    search.line = progress_create(progress, (double)inputs, 0);
    workers_run(&(struct workers){.items = inputs,
                                  .workers = jobs < inputs ? jobs : inputs,
                                  .names = several->list.names,
                                  .context = &search,
                                  .process = count_input,
                                  .message = ignore_message,
                                  .ended = end_input});
    progress_destroy(search.line);
    struct level_counts *counts = level_counts_create(-INFINITY);
    add_counts(&search, counts);
    *range = (struct range){.low_is = RANGE_AUTO, .high_is = RANGE_AUTO};
    range_set_counts(range, counts);
    range_close(range);
    level_counts_destroy(counts);
    munmap(search.entry, bytes);
}
