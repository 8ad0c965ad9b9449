/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/rows/envelope.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct envelope {
    size_t channels;
    int64_t hop, left; /* left: samples that the current row still lacks */
    bool any, ended;   /* any: the current row has a sample */
    const float *samples;
    size_t count;
    float *row; /* [channels][2] */
};

struct envelope *envelope_create(size_t channels, int64_t centre, int64_t hop)
{
    struct envelope *envelope = mem_new(1, sizeof *envelope);
    envelope->channels = channels;
    envelope->hop = hop;
    envelope->left = centre + (hop + 1) / 2;
    envelope->row = mem_new(2 * channels, sizeof *envelope->row);
    return envelope;
}

void envelope_push(struct envelope *envelope, const float *samples, size_t count)
{
    envelope->samples = samples;
    envelope->count = count;
    envelope->ended |= count == 0;
}

static void add_sample(struct envelope *envelope)
{
    for (size_t c = 0; c < envelope->channels; c++) {
        float value = envelope->samples[c], *pair = envelope->row + 2 * c;
        pair[0] = !envelope->any || value > pair[0] ? value : pair[0];
        pair[1] = !envelope->any || -value > pair[1] ? -value : pair[1];
    }
    envelope->any = true;
    envelope->samples += envelope->channels;
    envelope->count--;
    envelope->left--;
}

bool envelope_next(struct envelope *envelope, float *row)
{
    while (envelope->count > 0 && envelope->left > 0)
        add_sample(envelope);
    if (!envelope->any || (envelope->left > 0 && !envelope->ended))
        return false;
    memcpy(row, envelope->row, 2 * envelope->channels * sizeof *row);
    envelope->any = false;
    envelope->left = envelope->hop;
    return true;
}

void envelope_destroy(struct envelope *envelope)
{
    if (envelope == NULL)
        return;
    free(envelope->row);
    free(envelope);
}
