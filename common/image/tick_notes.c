/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/tick_notes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double minor_pixels = 5;

enum { OCTAVE = 12, A4 = 69 /* notes above C of octave -1, as MIDI counts them */, MOST_NOTE = 1200 };

/* Notes that belong together: bit k is note k of an octave, C being 0; of every `octaves`-th octave from octave 0. */
static const struct family {
    unsigned notes;
    int octaves;
} families[] = {{0xfff, 1}, {0xab5, 1}, {0x91, 1}, {0x81, 1}, {0x1, 1}, {0x1, 2}, {0x1, 3}, {0x1, 5}};
enum { FAMILIES = sizeof families / sizeof *families };

static double note_hertz(const struct axis *axis, int note)
{
    return axis->tuning * exp2((double)(note - A4) / OCTAVE);
}

/* The first and the last note on the axis. */
static void note_ends(int ends[2], const struct axis *axis)
{
    const double low = fmin(axis->first, axis->last), high = fmax(axis->first, axis->last);
    ends[0] = 1;
    ends[1] = 0;
    if (!(low > 0) || !(axis->tuning > 0 && isfinite(axis->tuning)))
        return;
    const double first = A4 + OCTAVE * log2(low / axis->tuning), last = A4 + OCTAVE * log2(high / axis->tuning);
    ends[0] = (int)fmax(floor(first), -MOST_NOTE);
    ends[1] = (int)fmin(ceil(last), MOST_NOTE);
}

static int octave_of(int note)
{
    return (note + MOST_NOTE) / OCTAVE - MOST_NOTE / OCTAVE - 1;
}

static bool belongs(const struct family *family, int note)
{
    return (family->notes >> (note + MOST_NOTE) % OCTAVE & 1) != 0 && octave_of(note) % family->octaves == 0;
}

static struct tick note_tick(const struct axis *axis, int note, bool named)
{
    static const char *const names[OCTAVE] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    struct tick tick = {.value = note_hertz(axis, note)};
    const int octave = octave_of(note);
    tick.pixel = axis_pixel(axis, tick.value);
    if (named)
        snprintf(tick.label, sizeof tick.label, "%s%s%d", names[(note + MOST_NOTE) % OCTAVE],
                 octave < 0 ? "\xe2\x88\x92" /* U+2212 */ : "", octave < 0 ? -octave : octave);
    return tick;
}

/* Lays out the labels of a family. False: they do not fit, or there are too many. */
static bool name_notes(struct tick *tick, size_t room, size_t *count, const struct label_layout *layout,
                       const struct family *family)
{
    int ends[2];
    note_ends(ends, layout->axis);
    *count = 0;
    double before = 0;
    for (int note = ends[0]; note <= ends[1]; note++) {
        const struct tick new = note_tick(layout->axis, note, true);
        if (!belongs(family, note) || !axis_has_pixel(layout->axis, new.pixel))
            continue;
        const double size = layout->size(layout->user, new.label);
        const double least = fmax((1 + layout->ease) * fmax(size, before), (size + before) / 2 + layout->gap);
        if (*count == room || (*count > 0 && fabs(new.pixel - tick[*count - 1].pixel) < least))
            return false;
        tick[(*count)++] = new;
        before = size;
    }
    return true;
}

/* Adds minor ticks at the notes of a family that have no label, if all are far enough apart. Returns their number. */
static size_t mark_notes(struct tick *tick, size_t count, size_t room, const struct axis *axis,
                         const struct family *family)
{
    int ends[2];
    size_t added = 0;
    note_ends(ends, axis);
    for (int note = ends[0]; note <= ends[1]; note++) {
        const struct tick new = note_tick(axis, note, false);
        bool named = false;
        if (!belongs(family, note) || !axis_has_pixel(axis, new.pixel))
            continue;
        for (size_t i = 0; i < count + added; i++) {
            named = named || (i < count && tick[i].value == new.value);
            if (tick[i].value != new.value && fabs(tick[i].pixel - new.pixel) < minor_pixels)
                return 0;
        }
        if (!named && count + added < room)
            tick[count + added++] = new;
    }
    return added;
}

/* Reverses the order where the axis falls. */
static void sort(struct tick *tick, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && tick[k - 1].pixel > tick[k].pixel; k--) {
            const struct tick other = tick[k];
            tick[k] = tick[k - 1];
            tick[k - 1] = other;
        }
}

size_t tick_notes_place(struct tick *tick, size_t room, const struct axis *axis, tick_size *size, void *user,
                        double gap)
{
    struct label_layout layout = {.axis = axis, .size = size, .user = user, .gap = gap};
    size_t count = 0;
    bool found = false;
    for (int ease = 2; ease >= 0 && !found; ease--) {
        layout.ease = ease / 2.0;
        for (size_t i = 0; i < FAMILIES && !found; i++)
            found = name_notes(tick, room, &count, &layout, &families[i]) && (count > 1 || ease == 0);
    }
    if (!found)
        return 0;
    size_t added = 0;
    for (size_t i = 0; i < FAMILIES && added == 0; i++)
        added = mark_notes(tick, count, room, axis, &families[i]);
    sort(tick, count + added);
    return count + added;
}
