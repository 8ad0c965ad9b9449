/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/inverse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/tool.h"
#include "spectra/spectra_header.h"
#include "tools/shared/frame_options.h"
#include "tools/shared/run.h"

/* Whether the header says that the spectra were reassigned with this word. */
static bool is_reassigned_with(const struct header *header, const char *name, const char *value)
{
    char found[32];
    return header_note_get(header, "reassigned", name, found, sizeof found) && strcmp(found, value) == 0;
}

/* Why these rows have no inverse, or NULL. */
static const char *obstacle(const struct header *header)
{
    if (!header_is(header, "complex") || !is_reassigned_with(header, "sums", "complex") ||
        !is_reassigned_with(header, "time", "no"))
        return "these rows are not of --synchrosqueeze";
    if (header->hop != 1 || ratio_value(header->rate) != ratio_value(header->samplerate))
        return "there is not a row for every sample: only those of --synchrosqueeze --hop 1 can be inverted";
    return NULL;
}

/* Frames centred on samples 0, 1, 2 ... are one more than the samples, unless an odd length ends them earlier. */
static bool is_surplus(const struct header *header)
{
    return is_reassigned_with(header, "framing", "center") ||
           (is_reassigned_with(header, "framing", "full") && header->frame % 2 == 0);
}

static float sum_of(const float *pairs, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)pairs[2 * i];
    return (float)sum;
}

void inverse_run(struct reader *in, const struct output_wish *output)
{
    struct writer out;
    const char *why = obstacle(&in->header);
    if (why != NULL)
        die(EXIT_BAD_DATA, "%s: %s", in->name, why);
    struct header header = in->header;
    bool surplus = is_surplus(&header);
    size_t channels = (size_t)header.channels, pairs = (size_t)header.width / 2;
    spectra_header_become_samples(&header);
    if (header.rows > 0)
        header.rows -= surplus;
    run_open_output(&out, output, &header, in);
    float *sample = mem_new(channels, sizeof *sample);
    const float *row = NULL;
    bool waits = false; /* a sample that may be the last */
    while (reader_next(in, &row, 1) > 0 && out.failure == NULL) {
        if (waits)
            writer_rows(&out, sample, 1);
        for (size_t c = 0; c < channels; c++)
            sample[c] = sum_of(row + c * 2 * pairs, pairs);
        waits = true;
    }
    if (waits && surplus == 0 && in->failure == NULL)
        writer_rows(&out, sample, 1);
    free(sample);
    run_close(in, &out);
}
