/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/io_options.h"

#include <string.h>

#include "base/name_match.h"
#include "base/names.h"
#include "base/sample.h"
#include "base/sentence.h"
#include "stream/writer.h"

/* The values of --format: `names`, then the sample formats. */
static const char *format_at(const char *(*names)(size_t), size_t i)
{
    size_t count = name_index(names, "");
    return i < count ? names(i) : sample_format_name(i - count);
}

const char *output_format_name(size_t i)
{
    return format_at(writer_format_name, i);
}

static bool is_word(const char *name, const char *word, size_t length)
{
    return strlen(name) == length && memcmp(name, word, length) == 0;
}

/* The name in the table that word[length] means, or NULL. */
static const char *find(const char *(*names)(size_t), const char *word, size_t length)
{
    return names(name_find(names, word, length));
}

static const char *unknown_format(const char *word, size_t length, const char *(*names)(size_t))
{
    const char *near = name_suggest(names, word, length);
    if (near == NULL)
        near = name_suggest(sample_format_name, word, length);
    if (near != NULL)
        return sentence("--format: unknown format '%.*s' (did you mean %s?)", (int)length, word, near);
    const char *list = format_at(names, 0);
    for (size_t i = 1; format_at(names, i) != NULL; i++)
        list = sentence("%s, %s", list, format_at(names, i));
    return sentence("--format: unknown format '%.*s'; choose from %s", (int)length, word, list);
}

static const char *sort_word(const char *word, size_t length, const char *(*names)(size_t), struct input_options *input,
                             const char **out)
{
    const char *sample_format = find(sample_format_name, word, length), *name = find(names, word, length);
    if (sample_format != NULL && input->format == NULL)
        input->format = sample_format;
    else if (name != NULL && *out == NULL)
        *out = name;
    else if (*out != NULL && strcmp(*out, "ark") == 0 && is_word("t", word, length))
        *out = "arkt"; /* Kaldi calls it ark,t */
    else if (name != NULL)
        return sentence("--format: %s and %s are both formats of the output", *out, name);
    else
        return unknown_format(word, length, names);
    return NULL;
}

const char *format_sort(const char *formats, const char *(*names)(size_t), struct input_options *input,
                        const char **out)
{
    const char *why = NULL;
    size_t length = 0;
    for (const char *word = formats; word != NULL && why == NULL;
         word = word[length] == ',' ? word + length + 1 : NULL) {
        length = strcspn(word, ",");
        why = sort_word(word, length, names, input, out);
    }
    if (why == NULL && input->format != NULL && input->rate.num == 0)
        why = sentence("--format %s is for raw samples, which need --rate", input->format);
    return why;
}

const char *output_refuse(const char *path)
{
    const char *why = file_refuse(path);
    return why != NULL ? sentence("%s: %s", path != NULL && strcmp(path, "-") != 0 ? path : "stdout", why) : NULL;
}

const char *output_extension(const char *format)
{
    const char *extension = writer_format_find(format)->extensions[0];
    return extension != NULL ? extension : strcmp(format, "stream") == 0 ? "spec" : format;
}

const char *output_gathers(const struct output_options *output)
{
    const char *name = output->format != NULL ? output->format : writer_format_asked(output->path);
    if (name == NULL && writer_extension(output->path) != NULL)
        return NULL; /* the writer refuses that extension */
    const struct writer_format *format = writer_format_find(name != NULL ? name : "stream");
    return format->gathers
               ? NULL
               : sentence("the format %s holds the rows of one input, and there are several; use -O DIR or csv",
                          format->name);
}

/* Whether the path's extension implies another format than raw rows. */
static bool asks_for_other(const char *path)
{
    const char *asked = writer_format_asked(path);
    return asked != NULL && strcmp(asked, "raw") != 0 && strcmp(asked, "stream") != 0;
}

const char *output_check(struct output_options *output, struct input_options *input)
{
    const char *why = format_sort(output->formats, writer_format_name, input, &output->format);
    if (why == NULL && output->raw && output->format != NULL && strcmp(output->format, "raw") != 0)
        why = sentence("--raw and --format %s exclude each other", output->format);
    if (why == NULL && output->raw && asks_for_other(output->path))
        why = sentence("--raw and the output name %s exclude each other", output->path);
    if (output->raw)
        output->format = "raw";
    return why;
}
