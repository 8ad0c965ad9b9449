/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal/resample/extension.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct extension {
    enum padding padding;
    size_t kept, have;  /* samples kept of each end; samples in `head` */
    float *head, *tail; /* [kept] the first samples; the last ones, as a ring */
    size_t next;        /* place in `tail` of the next sample */
};

struct extension *extension_create(enum padding padding, size_t kept)
{
    struct extension *extension = mem_new(1, sizeof *extension);
    extension->padding = padding;
    extension->kept = kept;
    extension->head = mem_new(kept, sizeof *extension->head);
    extension->tail = mem_new(kept, sizeof *extension->tail);
    return extension;
}

void extension_push(struct extension *extension, const float *samples, size_t count)
{
    size_t room = extension->kept - extension->have, part = count < room ? count : room;
    memcpy(extension->head + extension->have, samples, part * sizeof *samples);
    extension->have += part;
    if (count > extension->kept) { /* only the last ones stay */
        samples += count - extension->kept;
        count = extension->kept;
    }
    size_t straight = extension->kept - extension->next < count ? extension->kept - extension->next : count;
    memcpy(extension->tail + extension->next, samples, straight * sizeof *samples);
    memcpy(extension->tail, samples + straight, (count - straight) * sizeof *samples);
    extension->next = (extension->next + count) % extension->kept;
}

size_t extension_head(const struct extension *extension, const float **samples)
{
    *samples = extension->head;
    return extension->have;
}

bool extension_is_full(const struct extension *extension)
{
    return extension->have == extension->kept;
}

/* The sample `inwards` samples inside the signal, counted from the first one, or from the last one. */
static double inside(const struct extension *extension, size_t inwards, bool from_last)
{
    size_t kept = extension->kept;
    return from_last ? (double)extension->tail[(extension->next + 2 * kept - 1 - inwards) % kept]
                     : (double)extension->head[inwards];
}

/* The sample `beyond` samples outside of an end. */
static float outside(const struct extension *extension, int64_t beyond, bool from_last)
{
    int64_t last = (int64_t)extension->have - 1, period = 2 * last;
    double end = inside(extension, 0, from_last);
    if (extension->padding == PADDING_ZEROS)
        return 0;
    if (extension->padding == PADDING_CONSTANT || last == 0)
        return (float)end;
    int64_t at = beyond % period;
    double sample = inside(extension, (size_t)(at <= last ? at : period - at), from_last);
    if (extension->padding == PADDING_EVEN)
        return (float)sample;
    /* mirrored about the value at the end; then about that of the last sample kept, which is so much higher */
    double rise = 2 * (inside(extension, (size_t)last, from_last) - end);
    double value = at <= last ? 2 * end - sample : sample - rise;
    return (float)(value - (double)(beyond / period) * rise);
}

void extension_before(const struct extension *extension, float *samples, int64_t from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = outside(extension, -(from + (int64_t)i), false);
}

void extension_after(const struct extension *extension, float *samples, int64_t from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = outside(extension, from + (int64_t)i, true);
}

void extension_destroy(struct extension *extension)
{
    if (extension == NULL)
        return;
    free(extension->head);
    free(extension->tail);
    free(extension);
}
