/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/input_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "tools/shared/input_path.h"

enum { MOST_NESTED = 256 /* folders in folders */ };

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

/* A folder while it is read, and those it is in. */
struct walk {
    struct identity folder[MOST_NESTED]; /* [depth] */
    size_t depth;
    struct identity outputs; /* not entered */
    bool any;                /* a recording was found */
};

/* Adds an input. place: its path below the folder of outputs; refusal: NULL, or why it cannot be opened */
static void add(struct input_list *list, const char *name, const char *place, const char *refusal)
{
    if (list->count == list->room) {
        list->room = list->room > 0 ? 2 * list->room : 64;
        list->names = mem_grow(list->names, list->room, sizeof *list->names);
        list->places = mem_grow(list->places, list->room, sizeof *list->places);
        list->paths = mem_grow(list->paths, list->room, sizeof *list->paths);
        list->refusals = mem_grow(list->refusals, list->room, sizeof *list->refusals);
    }
    list->names[list->count] = mem_text(name);
    list->places[list->count] = mem_text(place);
    list->paths[list->count] = strcmp(name, "-") == 0 ? mem_text(name) : input_path_absolute(name);
    list->refusals[list->count++] = refusal != NULL ? mem_text(refusal) : NULL;
}

static bool is_within(const struct walk *walk, struct identity folder)
{
    for (size_t i = 0; i < walk->depth; i++)
        if (compare_identities(&walk->folder[i], &folder) == 0)
            return true;
    return false;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_folder(struct input_list *list, struct walk *walk, const char *name, const char *place,
                       struct identity identity);

/* Adds what is of this name in a folder: a recording, or all recordings below it. */
static void add_entry(struct input_list *list, struct walk *walk, const char *folder, const char *place,
                      const char *entry)
{
    struct stat about;
    char *name = input_path_join(folder, entry), *below = *place != '\0' ? input_path_join(place, entry) : NULL;
    const char *under = below != NULL ? below : entry;
    if (stat(name, &about) == 0 && S_ISDIR(about.st_mode)) {
        struct identity identity = {about.st_dev, about.st_ino};
        if (!is_within(walk, identity) && compare_identities(&identity, &walk->outputs) != 0)
            add_folder(list, walk, name, under, identity);
    } else if (input_path_is_recording(entry)) {
        walk->any = true;
        add(list, name, under, NULL);
    }
    free(name);
    free(below);
}

static void add_folder(struct input_list *list, struct walk *walk, const char *name, const char *place,
                       struct identity identity)
{
    struct dirent **entries = NULL;
    int count = walk->depth < MOST_NESTED ? scandir(name, &entries, is_visible, compare_entries) : -1;
    if (count < 0) {
        mem_check_errno();
        walk->any = true; /* it is in the list */
        add(list, name, *place != '\0' ? place : "folder",
            walk->depth < MOST_NESTED ? strerror(errno) : "is nested too deeply");
        return;
    }
    walk->folder[walk->depth++] = identity;
    for (int i = 0; i < count; i++) {
        add_entry(list, walk, name, place, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    walk->depth--;
}

static const char *base_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : name;
}

/* Adds an operand or a name of a list. */
static void add_name(struct input_list *list, const struct input_list_options *options, const char *name)
{
    struct stat about, outputs;
    if (*name == '\0') {
        add(list, "''", "empty", "the name of a file is empty");
    } else if (strcmp(name, "-") == 0) {
        add(list, name, "stdin", NULL);
    } else if (stat(name, &about) != 0 || !S_ISDIR(about.st_mode)) {
        add(list, name, base_of(name), NULL);
    } else {
        struct walk walk = {.depth = 0};
        if (options->folder != NULL && stat(options->folder, &outputs) == 0)
            walk.outputs = (struct identity){outputs.st_dev, outputs.st_ino};
        add_folder(list, &walk, name, "", (struct identity){about.st_dev, about.st_ino});
        if (!walk.any)
            add(list, name, base_of(name), "is a folder without recordings");
    }
}

/* Removes the end of the line, LF or CR LF, and a byte-order mark. NULL, or why it is no list of names. */
static const char *trim_line(char **line, ssize_t length, bool first)
{
    char *text = *line;
    bool zero = memchr(text, '\0', (size_t)length) != NULL;
    if (length > 0 && text[length - 1] == '\n')
        text[--length] = '\0';
    if (length > 0 && text[length - 1] == '\r')
        text[--length] = '\0';
    if (first && length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return "is UTF-16 text; save it as UTF-8";
    if (zero)
        return "holds zero bytes: --null reads names that end with one; an audio file is given without --files-from";
    if (first && strncmp(text, "\xef\xbb\xbf", 3) == 0)
        *line += 3;
    return NULL;
}

static const char *read_names(struct input_list *list, const struct input_list_options *options, FILE *file,
                              int *status)
{
    char *line = NULL;
    size_t room = 0;
    const char *why = NULL;
    bool first = true;
    for (ssize_t length = 0; why == NULL && (length = getdelim(&line, &room, options->null ? '\0' : '\n', file)) > 0;) {
        char *name = line;
        if (!options->null)
            why = trim_line(&name, length, first);
        first = false;
        if (why == NULL && *name != '\0')
            add_name(list, options, name);
    }
    mem_check_errno(); /* getdelim() ends as at the end of the file */
    free(line);
    *status = EXIT_BAD_DATA;
    if (why == NULL && ferror(file)) {
        *status = EXIT_IO;
        why = strerror(errno);
    }
    return why != NULL ? sentence("--files-from %s: %s", options->files_from, why) : NULL;
}

static const char *read_list(struct input_list *list, const struct input_list_options *options, int *status)
{
    errno = 0;
    bool standard = strcmp(options->files_from, "-") == 0;
    FILE *file = standard ? stdin : fopen(options->files_from, "re");
    mem_check_errno();
    *status = EXIT_NO_INPUT;
    if (file == NULL)
        return sentence("--files-from %s: %s", options->files_from, strerror(errno));
    const char *why = read_names(list, options, file, status);
    if (!standard)
        fclose(file);
    return why;
}

static const char *check_options(const struct input_list_options *options)
{
    if (options->null && options->files_from == NULL)
        return "--null is for --files-from";
    if (options->root != NULL && options->folder == NULL)
        return "--root is for --out-dir";
    if (options->keep_extension && options->folder == NULL)
        return "--keep-extension is for --out-dir";
    return NULL;
}

const char *input_list_collect(struct input_list *list, const struct input_list_options *options, char **operands,
                               int *status)
{
    *list = (struct input_list){.count = 0};
    *status = EXIT_USAGE_ERROR;
    const char *why = check_options(options);
    for (; why == NULL && *operands != NULL; operands++)
        add_name(list, options, *operands);
    if (why == NULL && options->files_from != NULL) {
        why = read_list(list, options, status);
        if (why == NULL && list->count == 0) {
            *status = EXIT_NO_INPUT;
            why = sentence("--files-from %s: it names no file", options->files_from);
        }
    }
    if (why == NULL && list->count == 0)
        add_name(list, options, "-");
    return why;
}

/* The place of input i below the folder of outputs. NULL: it is not below --root. */
static const char *place_of(const struct input_list *list, size_t i, const char *root)
{
    return root == NULL || strcmp(list->names[i], "-") == 0 ? list->places[i] : input_path_below(list->paths[i], root);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(**(char ***)a, **(char ***)b);
}

/* Finds two equal texts of texts[count]. False: there are none. */
static bool find_equal(char **texts, size_t count, size_t *a, size_t *b)
{
    bool found = false;
    char ***sorted = mem_new(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &texts[i];
    qsort(sorted, count, sizeof *sorted, compare_texts);
    for (size_t i = 1; i < count && !found; i++)
        if (strcmp(*sorted[i - 1], *sorted[i]) == 0) {
            size_t x = (size_t)(sorted[i - 1] - texts), y = (size_t)(sorted[i] - texts);
            *a = x < y ? x : y;
            *b = x < y ? y : x;
            found = true;
        }
    free(sorted);
    return found;
}

/* Checks that inputs differ, and outputs. NULL, or a sentence about two that do not. */
static const char *check_all_differ(const struct input_list *list)
{
    size_t a = 0, b = 0;
    if (find_equal(list->paths, list->count, &a, &b))
        return sentence("%s and %s are the same input, which would become %s", list->names[a], list->names[b],
                        list->outputs[b]);
    if (find_equal(list->outputs, list->count, &a, &b))
        return sentence("%s and %s would both become %s; --keep-extension or --root keeps them apart", list->names[a],
                        list->names[b], list->outputs[a]);
    return NULL;
}

/* Makes a folder and those it is in. NULL, or why that is impossible. */
static const char *make_folders(const char *path)
{
    struct stat about;
    char *folder = mem_text(path);
    bool made = true;
    for (char *slash = strchr(folder + 1, '/'); slash != NULL && made; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        made = mkdir(folder, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    made = made && (mkdir(folder, 0777) == 0 || errno == EEXIST);
    int reason = errno;
    if (made && (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode))) {
        made = false;
        reason = ENOTDIR;
    }
    free(folder);
    return made ? NULL : strerror(reason);
}

const char *input_list_name_outputs(struct input_list *list, const struct input_list_options *options,
                                    const char *extension, int *status)
{
    const char *why = NULL;
    char *root = options->root != NULL ? input_path_absolute(options->root) : NULL;
    list->outputs = mem_new(list->count, sizeof *list->outputs);
    *status = EXIT_USAGE_ERROR;
    if (*options->folder == '\0')
        why = "--out-dir: '' is not a folder";
    for (size_t i = 0; i < list->count && why == NULL; i++) {
        const char *place = place_of(list, i, root);
        if (place == NULL)
            why = sentence("--root %s: %s is not below it", options->root, list->names[i]);
        else
            list->outputs[i] = input_path_output(options->folder, place, extension, options->keep_extension);
    }
    free(root);
    if (why != NULL || (why = check_all_differ(list)) != NULL)
        return why;
    *status = EXIT_NO_OUTPUT;
    if ((why = make_folders(options->folder)) == NULL && access(options->folder, W_OK | X_OK) != 0)
        why = strerror(errno);
    return why != NULL ? sentence("--out-dir: '%s': %s", options->folder, why) : NULL;
}

const char *input_list_make_folder(const struct input_list *list, size_t i)
{
    char *slash = strrchr(list->outputs[i], '/');
    *slash = '\0'; /* every output is in a folder */
    const char *why = make_folders(*list->outputs[i] != '\0' ? list->outputs[i] : "/");
    *slash = '/';
    return why != NULL ? sentence("%s: %s", list->outputs[i], why) : NULL;
}

static bool identify(struct identity *identity, const char *path)
{
    struct stat about;
    if (path == NULL || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    *identity = (struct identity){about.st_dev, about.st_ino};
    return true;
}

const char *input_list_check_outputs(const struct input_list *list, const char *path)
{
    struct identity *inputs = mem_new(list->count, sizeof *inputs), here;
    const char *why = NULL;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += identify(&inputs[count], list->names[i]);
    qsort(inputs, count, sizeof *inputs, compare_identities);
    for (size_t i = 0; i < (list->outputs != NULL ? list->count : 1) && why == NULL; i++) {
        const char *output = list->outputs != NULL ? list->outputs[i] : path;
        if (identify(&here, output) && bsearch(&here, inputs, count, sizeof *inputs, compare_identities) != NULL)
            why = sentence("%s is an input; it would be destroyed", output);
    }
    free(inputs);
    return why;
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; texts != NULL && i < count; i++)
        free(texts[i]);
    free(texts);
}

void input_list_destroy(struct input_list *list)
{
    free_texts(list->names, list->count);
    free_texts(list->places, list->count);
    free_texts(list->paths, list->count);
    free_texts(list->refusals, list->count);
    free_texts(list->outputs, list->count);
    *list = (struct input_list){.count = 0};
}
