/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/inverse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "cli/tool.h"
#include "spectra/spectra_header.h"
#include "tools/shared/run.h"

/* Whether the header's note about reassignment has the word name=value. */
static bool is_reassigned_with(const struct header *header, const char *name, const char *value)
{
    char found[32];
    return header_note_get(header, "reassigned", name, found, sizeof found) && strcmp(found, value) == 0;
}

/* Checks that rows have an inverse. NULL or a sentence. */
static const char *check_rows(const struct header *header)
{
    if (!header_is(header, "complex") || !is_reassigned_with(header, "sums", "complex") ||
        !is_reassigned_with(header, "time", "no"))
        return "not rows of --synchrosqueeze";
    if (header->hop != 1 || ratio_value(header->rate) != ratio_value(header->samplerate))
        return "fewer rows than samples: only rows of --synchrosqueeze --hop 1 can be inverted";
    const char *why = spectra_header_refuse_inverse(header);
    return why != NULL ? sentence("cannot be inverted: %s", why) : NULL;
}

/*
 * Whether there is one row more than samples: frames centred on samples 0, 1, 2 ... have one more, unless an odd length
 * ends them earlier.
 */
static bool has_surplus_row(const struct header *header)
{
    return is_reassigned_with(header, "framing", "center") ||
           (is_reassigned_with(header, "framing", "full") && header->frame % 2 == 0);
}

static float sum_of_real_parts(const float *pairs, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)pairs[2 * i];
    return (float)sum;
}

/* The samples of the last two rows: whether the last one is surplus is known only at the end of the run. */
struct inverse {
    size_t channels, pairs;               /* complex numbers in a channel's row */
    bool surplus;                         /* the last row has no sample */
    bool waiting, ready;                  /* which of these two exist */
    float *waiting_sample, *ready_sample; /* [channels] of the last row pushed; of the row before, to be returned */
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
        sample[c] = sum_of_real_parts(row + c * 2 * inverse->pairs, inverse->pairs);
}

static size_t next_sample(struct stage *stage, const float **sample)
{
    struct inverse *inverse = stage->state;
    bool ready = inverse->ready;
    inverse->ready = false;
    *sample = inverse->ready_sample;
    return ready;
}

int inverse_run(struct reader *in, struct output *out, enum when progress)
{
    const char *why = check_rows(&in->header);
    if (why != NULL)
        return fail_with(EXIT_BAD_DATA, "%s: %s", in->name, why);
    struct header header = in->header;
    size_t channels = (size_t)header.channels;
    float *samples = mem_new(2 * channels, sizeof *samples);
    struct inverse inverse = {.channels = channels,
                              .pairs = (size_t)header.width / 2,
                              .surplus = has_surplus_row(&header),
                              .waiting_sample = samples,
                              .ready_sample = samples + channels};
    struct stage stage = {.push = push_row, .next = next_sample, .state = &inverse, .by_row = true};
    spectra_header_become_samples(&header);
    if (header.rows > 0)
        header.rows -= inverse.surplus;
    int status = run_open_output(out, &header, in);
    if (status == EXIT_DONE) {
        run_rows(in, &stage, &out->writer, progress);
        status = run_close(in, &stage, out);
    }
    free(samples);
    return status;
}
