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

/* Why these rows have no inverse, or NULL. */
static const char *obstacle(const struct header *header)
{
    char how[160] = "";
    if (!header_is(header, "complex") || !header_find(header, "reassigned", how, sizeof how) ||
        strstr(how, "sums=complex") == NULL || strstr(how, "time=no") == NULL)
        return "these rows are not of --synchrosqueeze";
    if (header->hop != 1 || ratio_value(header->rate) != ratio_value(header->samplerate))
        return "there is not a row for every sample: only those of --synchrosqueeze --hop 1 can be inverted";
    return NULL;
}

/* Frames centred on samples 0, 1, 2 ... are one more than the samples, unless an odd length ends them earlier. */
static bool is_surplus(const struct header *header)
{
    char how[160] = "";
    header_find(header, "reassigned", how, sizeof how);
    return strstr(how, "framing=center") != NULL || (strstr(how, "framing=full") != NULL && header->frame % 2 == 0);
}

static float sum_of(const float *pairs, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)pairs[2 * i];
    return (float)sum;
}

/* Rows that become samples. */
struct inverse {
    size_t channels, pairs;               /* real and imaginary parts of a channel's row */
    bool surplus;                         /* the last row is no sample */
    bool waiting, ready;                  /* the sample of the last row pushed; that of the row before */
    float *waiting_sample, *ready_sample; /* [channels] */
};

static void push_row(struct stage *stage, const float *row, size_t count)
{
    struct inverse *inverse = stage->state;
    float *sample = inverse->ready_sample;
    inverse->ready_sample = inverse->waiting_sample;
    inverse->waiting_sample = sample;
    inverse->ready = inverse->waiting && (count > 0 || !inverse->surplus);
    inverse->waiting = count > 0;
    for (size_t c = 0; c < inverse->channels && count > 0; c++)
        sample[c] = sum_of(row + c * 2 * inverse->pairs, inverse->pairs);
}

static size_t next_sample(struct stage *stage, const float **sample)
{
    struct inverse *inverse = stage->state;
    bool ready = inverse->ready;
    inverse->ready = false;
    *sample = inverse->ready_sample;
    return ready;
}

void inverse_run(struct reader *in, const struct output_wish *output, enum when progress)
{
    struct output out;
    const char *why = obstacle(&in->header);
    if (why != NULL)
        die(EXIT_BAD_DATA, "%s: %s", in->name, why);
    struct header header = in->header;
    size_t channels = (size_t)header.channels;
    float *samples = mem_new(2 * channels, sizeof *samples);
    struct inverse inverse = {.channels = channels,
                              .pairs = (size_t)header.width / 2,
                              .surplus = is_surplus(&header),
                              .waiting_sample = samples,
                              .ready_sample = samples + channels};
    struct stage stage = {.push = push_row, .next = next_sample, .state = &inverse, .by_row = true};
    spectra_header_become_samples(&header);
    if (header.rows > 0)
        header.rows -= inverse.surplus;
    run_open_output(&out, output, &header, in);
    run_rows(in, &stage, &out.writer, progress);
    run_close(in, &stage, &out);
    free(samples);
}
