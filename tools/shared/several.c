/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/several.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"

static void add(struct several *several, const char *name)
{
    several->names = mem_grow(several->names, several->count + 1, sizeof *several->names);
    several->names[several->count++] = mem_text(name);
}

static const char *read_names(struct several *several, const struct several_options *options, int *status)
{
    bool standard = strcmp(options->files_from, "-") == 0;
    FILE *file = standard ? stdin : fopen(options->files_from, "r");
    char *name = NULL;
    size_t room = 0;
    const char *why = NULL;
    *status = EXIT_NO_INPUT;
    if (file == NULL)
        return sentence("--files-from %s: %s", options->files_from, strerror(errno));
    for (ssize_t length = 0; (length = getdelim(&name, &room, options->null ? '\0' : '\n', file)) > 0;) {
        char last = name[length - 1];
        if (last == (options->null ? '\0' : '\n'))
            name[--length] = '\0';
        if (length > 0)
            add(several, name);
    }
    if (ferror(file)) {
        *status = EXIT_IO;
        why = sentence("--files-from %s: %s", options->files_from, strerror(errno));
    }
    free(name);
    if (!standard)
        fclose(file);
    return why;
}

const char *several_collect(struct several *several, const struct several_options *options, char **operands,
                            int *status)
{
    const char *why = NULL;
    *several = (struct several){0};
    for (; *operands != NULL; operands++)
        add(several, *operands);
    if (options->files_from != NULL) {
        if ((why = read_names(several, options, status)) != NULL)
            return why;
        if (several->count == 0) {
            *status = EXIT_NO_INPUT;
            return sentence("--files-from %s: it names no file", options->files_from);
        }
    } else if (options->null) {
        *status = EXIT_USAGE_ERROR;
        return "--null is for --files-from";
    }
    if (several->count == 0)
        add(several, "-");
    return NULL;
}

/* FOLDER/STEM.EXTENSION */
static char *output_of(const char *folder, const char *name, const char *extension)
{
    const char *slash = strrchr(name, '/'), *base = strcmp(name, "-") == 0 ? "stdin" : slash != NULL ? slash + 1 : name;
    const char *dot = strrchr(base, '.');
    int stem = dot != NULL && dot != base ? (int)(dot - base) : (int)strlen(base);
    char *path = NULL;
    const char *gap = folder[strlen(folder) - 1] == '/' ? "" : "/";
    if (asprintf(&path, "%s%s%.*s.%s", folder, gap, stem, base, extension) < 0)
        return mem_text("");
    return path;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(**(char ***)a, **(char ***)b);
}

/* Checks that outputs differ. NULL, or a sentence about the first two inputs whose outputs do not. */
static const char *check_outputs_differ(const struct several *several)
{
    const char *why = NULL;
    char ***sorted = mem_new(several->count, sizeof *sorted);
    for (size_t i = 0; i < several->count; i++)
        sorted[i] = &several->outputs[i];
    qsort(sorted, several->count, sizeof *sorted, compare_paths);
    for (size_t i = 1; i < several->count && why == NULL; i++)
        if (strcmp(*sorted[i - 1], *sorted[i]) == 0)
            why = sentence("%s and %s would both become %s", several->names[sorted[i - 1] - several->outputs],
                           several->names[sorted[i] - several->outputs], *sorted[i]);
    free(sorted);
    return why;
}

const char *several_name(struct several *several, const char *folder, const char *extension, int *status)
{
    struct stat about;
    *status = EXIT_NO_OUTPUT;
    if (*folder == '\0' || stat(folder, &about) != 0 || !S_ISDIR(about.st_mode))
        return sentence("--out-dir: '%s' is not a folder", folder);
    several->outputs = mem_new(several->count, sizeof *several->outputs);
    for (size_t i = 0; i < several->count; i++)
        several->outputs[i] = output_of(folder, several->names[i], extension);
    *status = EXIT_USAGE_ERROR;
    return check_outputs_differ(several);
}

/* Identifies a file independently of its name. */
struct identity {
    dev_t device;
    ino_t number;
};

static int compare_identities(const void *a, const void *b)
{
    const struct identity *x = a, *y = b;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static bool identify(struct identity *identity, const char *path)
{
    struct stat about;
    if (path == NULL || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    *identity = (struct identity){about.st_dev, about.st_ino};
    return true;
}

const char *several_check(const struct several *several, const char *path)
{
    struct identity *inputs = mem_new(several->count, sizeof *inputs), here;
    const char *why = NULL;
    size_t count = 0;
    for (size_t i = 0; i < several->count; i++)
        count += identify(&inputs[count], several->names[i]);
    qsort(inputs, count, sizeof *inputs, compare_identities);
    for (size_t i = 0; i < (several->outputs != NULL ? several->count : 1) && why == NULL; i++) {
        const char *output = several->outputs != NULL ? several->outputs[i] : path;
        if (identify(&here, output) && bsearch(&here, inputs, count, sizeof *inputs, compare_identities) != NULL)
            why = sentence("%s is an input; it would be destroyed", output);
    }
    free(inputs);
    return why;
}

void several_fail(struct several *several, size_t i)
{
    if (several->failed == NULL)
        several->failed = mem_new(several->count, sizeof *several->failed);
    several->failed[i] = true;
    several->failures++;
}

char *several_failed(const struct several *several)
{
    size_t length = 1;
    for (size_t i = 0; i < several->count; i++)
        length += strlen(several->names[i]) + 2;
    char *list = mem_new(length, 1), *at = list;
    for (size_t i = 0; several->failed != NULL && i < several->count; i++)
        if (several->failed[i])
            at = stpcpy(stpcpy(at, at > list ? ", " : ""), several->names[i]);
    return list;
}

void several_destroy(struct several *several)
{
    for (size_t i = 0; i < several->count; i++) {
        free(several->names[i]);
        if (several->outputs != NULL)
            free(several->outputs[i]);
    }
    free(several->names);
    free(several->outputs);
    free(several->failed);
}
