/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pixel_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"

NAMES(pool_name, "max", "mean", "median")

struct slot {
    size_t first, end;
};

struct pixel {
    size_t a, b;    /* slots */
    float fraction; /* of the way from a to b */
};

struct pixel_lines {
    size_t pixels, slots;
    bool plain; /* every slot is one number, and they follow each other: pooling is copying */
    struct slot *slot;
    struct pixel *pixel;
};

/* The slot for exactly these numbers: the last one or the one before, if they are it, else a new one. */
static size_t slot_for(struct pixel_lines *lines, size_t first, size_t end)
{
    for (size_t back = 1; back <= 2 && back <= lines->slots; back++) {
        const struct slot *slot = &lines->slot[lines->slots - back];
        if (slot->first == first && slot->end == end)
            return lines->slots - back;
    }
    lines->slot[lines->slots] = (struct slot){first, end};
    return lines->slots++;
}

static double clamp(double value, double low, double high)
{
    return !(value > low) ? low : value > high ? high : value;
}

/* A pixel between numbers: its neighbours, and how far from the lower one it lies. */
static struct pixel between(struct pixel_lines *lines, double at, size_t numbers, bool interpolate)
{
    at = clamp(at, 0, (double)numbers - 1);
    if (!interpolate)
        at = floor(at + 0.5);
    size_t low = (size_t)at;
    size_t a = slot_for(lines, low, low + 1);
    bool whole = at == (double)low;
    return (struct pixel){a, whole ? a : slot_for(lines, low + 1, low + 2), whole ? 0 : (float)(at - (double)low)};
}

struct pixel_lines *pixel_lines_create(size_t pixels, size_t numbers, double (*place)(const void *user, double pixel),
                                       const void *user, bool interpolate)
{
    struct pixel_lines *lines = mem_new(1, sizeof *lines);
    lines->pixels = pixels;
    lines->slot = mem_new(2 * pixels, sizeof *lines->slot);
    lines->pixel = mem_new(pixels, sizeof *lines->pixel);
    for (size_t i = 0; i < pixels; i++) {
        double slack =
            1e-9 * (double)numbers; /* an edge that is meant to lie on a number does, whatever the rounding */
        double low = clamp(ceil(place(user, (double)i - 0.5) - slack), 0, (double)numbers);
        double high = clamp(ceil(place(user, (double)i + 0.5) - slack), 0, (double)numbers);
        bool on_edge = fabs(place(user, (double)i + 0.5) - ((double)numbers - 1)) <= slack;
        if (i == pixels - 1 && on_edge) /* the last number on the last pixel's upper edge */
            high = (double)numbers;
        if (high > low) {
            size_t slot = slot_for(lines, (size_t)low, (size_t)high);
            lines->pixel[i] = (struct pixel){slot, slot, 0};
        } else {
            lines->pixel[i] = between(lines, place(user, (double)i), numbers, interpolate);
        }
    }
    lines->plain = true;
    for (size_t i = 0; i < lines->slots; i++)
        lines->plain &=
            lines->slot[i].first == lines->slot[0].first + i && lines->slot[i].end == lines->slot[i].first + 1;
    return lines;
}

size_t pixel_lines_slots(const struct pixel_lines *lines)
{
    return lines->slots;
}

void pixel_lines_slot(const struct pixel_lines *lines, size_t slot, size_t *first, size_t *end)
{
    *first = lines->slot[slot].first;
    *end = lines->slot[slot].end;
}

static float greatest(const float *row, size_t first, size_t end)
{
    float value = row[first];
    for (size_t i = first + 1; i < end; i++)
        value = row[i] > value ? row[i] : value;
    return value;
}

static float mean(const float *row, size_t first, size_t end)
{
    double sum = 0;
    for (size_t i = first; i < end; i++)
        sum += (double)row[i];
    return (float)(sum / (double)(end - first));
}

void pixel_lines_pool(const struct pixel_lines *lines, float *slots, const float *row, enum pool pool)
{
    if (lines->plain) {
        memcpy(slots, row + lines->slot[0].first, lines->slots * sizeof *slots);
        return;
    }
    for (size_t i = 0; i < lines->slots; i++) {
        const struct slot *slot = &lines->slot[i];
        slots[i] = pool == POOL_MAX ? greatest(row, slot->first, slot->end) : mean(row, slot->first, slot->end);
    }
}

void pixel_lines_draw(const struct pixel_lines *lines, float *line, const float *slots)
{
    for (size_t i = 0; i < lines->pixels; i++) {
        const struct pixel *pixel = &lines->pixel[i];
        line[i] = slots[pixel->a] + pixel->fraction * (slots[pixel->b] - slots[pixel->a]);
    }
}

void pixel_lines_destroy(struct pixel_lines *lines)
{
    if (lines == NULL)
        return;
    free(lines->slot);
    free(lines->pixel);
    free(lines);
}
