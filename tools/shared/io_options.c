/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/io_options.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "stream/writer.h"

const char *output_format_name(size_t i)
{
    size_t written = name_index(writer_format_name, "");
    return i < written ? writer_format_name(i) : sample_format_name(i - written);
}

static const char *unknown_format(const char *name, const char *(*names)(size_t))
{
    char list[512] = "";
    for (size_t i = 0; names(i) != NULL; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s, ", names(i));
    for (size_t i = 0; sample_format_name(i) != NULL; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i > 0 ? ", " : "", sample_format_name(i));
    return sentence("--format: '%s' is none of %s", name, list);
}

const char *format_sort(const char *formats, const char *(*names)(size_t), struct reader_wish *input, const char **out)
{
    char *copy = formats != NULL ? mem_text(formats) : NULL; /* lives as long as the program */
    for (char *rest = copy, *name = strsep(&rest, ","); name != NULL; name = strsep(&rest, ",")) {
        if (sample_format_find(name) != NULL && input->format == NULL)
            input->format = name;
        else if (names(name_index(names, name)) != NULL && *out == NULL)
            *out = name;
        else if (*out != NULL && strcmp(*out, "ark") == 0 && strcmp(name, "t") == 0)
            *out = "arkt"; /* Kaldi's own name of it is ark,t */
        else if (*out != NULL && names(name_index(names, name)) != NULL)
            return sentence("--format: %s and %s are both formats of the output", *out, name);
        else
            return unknown_format(name, names);
    }
    if (input->format != NULL && input->rate.over == 0)
        return sentence("--format %s is for bare numbers, and these need --rate", input->format);
    return NULL;
}

/* Whether the name's extension asks for another format than bare rows. */
static bool promises_more(const char *path)
{
    const char *asked = writer_format_asked(path);
    return asked != NULL && strcmp(asked, "raw") != 0 && strcmp(asked, "stream") != 0;
}

const char *output_check(struct output_wish *output, struct reader_wish *input)
{
    const char *why = format_sort(output->formats, writer_format_name, input, &output->format);
    if (why == NULL && output->raw && output->format != NULL && strcmp(output->format, "raw") != 0)
        why = sentence("--raw and --format %s exclude each other", output->format);
    if (why == NULL && output->raw && promises_more(output->path))
        why = sentence("--raw and the name %s exclude each other", output->path);
    if (output->raw)
        output->format = "raw";
    return why;
}
