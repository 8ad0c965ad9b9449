/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pixel_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct slot {
    size_t first, end; /* numbers of a row */
};

/* slot a + fraction * (slot b - slot a) */
struct pixel {
    size_t a, b;
    float fraction;
};

struct pixel_lines {
    size_t pixels, slots;
    bool consecutive;    /* each slot is one number, the one after the slot before */
    struct slot *slot;   /* [slots] */
    struct pixel *pixel; /* [pixels] */
};

/* The slot of exactly these numbers: one of the last two, or a new one. */
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

/* A pixel between two numbers, at `place` on the row's axis. */
static struct pixel between(struct pixel_lines *lines, double place, size_t numbers, bool interpolate)
{
    place = clamp(place, 0, (double)numbers - 1);
    if (!interpolate)
        place = floor(place + 0.5);
    size_t low = (size_t)place;
    size_t a = slot_for(lines, low, low + 1);
    if (place == (double)low)
        return (struct pixel){a, a, 0};
    return (struct pixel){a, slot_for(lines, low + 1, low + 2), (float)(place - (double)low)};
}

static bool are_consecutive(const struct slot *slot, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slot[i].first != slot[0].first + i || slot[i].end != slot[i].first + 1)
            return false;
    return true;
}

struct pixel_lines *pixel_lines_create(size_t pixels, size_t numbers, double (*place)(const void *user, double pixel),
                                       const void *user, bool interpolate)
{
    double tolerance = 1e-9 * (double)numbers; /* an edge meant to coincide with a number does so despite rounding */
    struct pixel_lines *lines = mem_new(1, sizeof *lines);
    lines->pixels = pixels;
    lines->slot = mem_new(2 * pixels, sizeof *lines->slot);
    lines->pixel = mem_new(pixels, sizeof *lines->pixel);
    for (size_t i = 0; i < pixels; i++) {
        double lower = place(user, (double)i - 0.5), upper = place(user, (double)i + 0.5);
        double first = clamp(ceil(lower - tolerance), 0, (double)numbers);
        double end = clamp(ceil(upper - tolerance), 0, (double)numbers);
        if (i == pixels - 1 && fabs(upper - ((double)numbers - 1)) <= tolerance)
            end = (double)numbers; /* the last pixel includes a last number on its upper edge */
        if (end > first) {
            size_t slot = slot_for(lines, (size_t)first, (size_t)end);
            lines->pixel[i] = (struct pixel){slot, slot, 0};
        } else {
            lines->pixel[i] = between(lines, place(user, (double)i), numbers, interpolate);
        }
    }
    lines->consecutive = are_consecutive(lines->slot, lines->slots);
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

/* Copies the numbers if every slot is the next number; false if slots are pooled. */
static bool copy_consecutive(const struct pixel_lines *lines, float *slots, const float *row)
{
    if (lines->consecutive)
        memcpy(slots, row + lines->slot[0].first, lines->slots * sizeof *slots);
    return lines->consecutive;
}

static float maximum(const float *row, size_t first, size_t end)
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

void pixel_lines_max(const struct pixel_lines *lines, float *slots, const float *row)
{
    if (copy_consecutive(lines, slots, row))
        return;
    for (size_t i = 0; i < lines->slots; i++)
        slots[i] = maximum(row, lines->slot[i].first, lines->slot[i].end);
}

void pixel_lines_mean(const struct pixel_lines *lines, float *slots, const float *row)
{
    if (copy_consecutive(lines, slots, row))
        return;
    for (size_t i = 0; i < lines->slots; i++)
        slots[i] = mean(row, lines->slot[i].first, lines->slot[i].end);
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
