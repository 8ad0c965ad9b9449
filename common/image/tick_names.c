/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/tick_names.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

struct name_layout {
    struct tick_names names;
    struct tick *tick;
    size_t room, count;
    double (*size)(void *user, const char *label);
    void *user;
    double gap;
};

/* Places every step-th name. False: they are too close to each other. */
static bool place_each(struct name_layout *layout, const struct axis *axis, size_t step)
{
    double end = -HUGE_VAL; /* of the previous label, pixels */
    layout->count = 0;
    for (size_t i = 0; i < layout->names.count && layout->count < layout->room; i += step) {
        struct tick tick = {.value = (double)i, .pixel = axis_pixel(axis, (double)i)};
        if (!(tick.pixel >= -0.5 && tick.pixel <= axis->pixels - 0.5))
            continue;
        snprintf(tick.label, sizeof tick.label, "%s", layout->names.name[i]);
        double half = layout->size(layout->user, tick.label) / 2;
        if (tick.pixel - half < end + layout->gap)
            return false;
        end = tick.pixel + half;
        layout->tick[layout->count++] = tick;
    }
    return true;
}

size_t tick_names_place(struct tick *tick, size_t room, const struct axis *axis, struct tick_names names,
                        double (*size)(void *user, const char *label), void *user, double gap)
{
    struct name_layout layout = {.names = names, .tick = tick, .room = room, .size = size, .user = user, .gap = gap};
    size_t step = 1;
    while (!place_each(&layout, axis, step)) /* with a single name left, it is true */
        step++;
    return layout.count;
}
