/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/shared/run.h"

#include "cli/signals.h"
#include "cli/tool.h"
#include "spectra/column_names.h"

void run_open_input(struct reader *in, const char *path, const struct reader_wish *wish)
{
    const char *why = reader_open(in, path, wish);
    if (in->live)
        signals_ignore_first_interrupt();
    if (why != NULL || reader_select_time(in, wish) != NULL)
        die(in->status, "%s: %s", in->name, in->failure);
}

void run_open_table(struct writer *out, const struct output_wish *wish, const struct header *header,
                    const struct reader *in, const struct writer_table *table)
{
    static const char *const *names; /* they are needed as long as the output */
    struct header described = *header;
    struct writer_table named = table != NULL ? *table : (struct writer_table){0};
    header_history(&described, tool_command());
    column_names_destroy(names);
    names = named.names == NULL ? column_names_create(header) : NULL;
    if (names != NULL)
        named.names = names;
    *out = (struct writer){0}; /* it is watched while it is created */
    signals_watch(&out->file.temporary);
    if (writer_create(out, wish->path, wish->format, &described, in, &named) != NULL)
        die(out->status, "%s: %s", out->name, out->failure);
    if (out->remark != NULL)
        warn("%s: %s", out->name, out->remark);
}

void run_open_output(struct writer *out, const struct output_wish *wish, const struct header *header,
                     const struct reader *in)
{
    run_open_table(out, wish, header, in, NULL);
}

void run_close(struct reader *in, struct writer *out)
{
    writer_close(out, in->failure);
    signals_forget(&out->file.temporary);
    if (in->failure != NULL)
        die(in->status, "%s: %s", in->name, in->failure);
    if (out->failure != NULL)
        die(out->status, "%s: %s", out->name, out->failure);
    if (out->clipped > 0)
        warn("%s: %lld sample%s beyond full scale %s clipped; the format wav keeps them", out->name,
             (long long)out->clipped, out->clipped == 1 ? "" : "s", out->clipped == 1 ? "was" : "were");
    if (in->cut != NULL)
        warn("%s: %s", in->name, in->cut);
    reader_close(in);
}
