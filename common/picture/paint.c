/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/paint.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "image/distribution.h"
#include "image/shade.h"
#include "picture/strip.h"

/* Turns pooled numbers into levels, in place. NULL, or why there are none. */
static const char *find_levels(struct picture *picture)
{
    for (size_t i = 0; i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        size_t slots = pixel_lines_slots(panel->lines);
        if ((panel->slots = pixel_columns_end(panel->columns, &panel->count)) == NULL)
            return "has no rows to draw";
        for (size_t k = 0; k < panel->count; k++)
            view_level(&picture->view, panel->slots + k * slots, slots, panel->slot_place);
    }
    return NULL;
}

/* The position of a pixel among the columns, where these are fewer than the pixels. */
static double column_place(const struct picture *picture, const struct panel *panel, size_t time)
{
    const struct picture_setting *setting = &picture->setting;
    double per_pixel = panels_columns_per_pixel(picture, panel);
    double place = fmin(fmax(((double)time + 0.5) * per_pixel - 0.5, 0), (double)(panel->count - 1));
    bool smooth = setting->interpolate == INTERPOLATE_BOTH || setting->interpolate == INTERPOLATE_TIME;
    return smooth ? place : floor(place + 0.5);
}

/* The levels at `time`: a column, or in `mixed` (as long as a column) the interpolation of two. */
static const float *column_at(const struct picture *picture, const struct panel *panel, size_t time, float *mixed)
{
    size_t slots = pixel_lines_slots(panel->lines);
    if (panel->count >= panels_time_pixels(picture))
        return panel->slots + time * slots;
    double place = column_place(picture, panel, time);
    size_t low = (size_t)place, high = low + 1 < panel->count ? low + 1 : low;
    float share = (float)(place - (double)low);
    const float *a = panel->slots + low * slots, *b = panel->slots + high * slots;
    for (size_t i = 0; i < slots; i++)
        mixed[i] = a[i] + share * (b[i] - a[i]);
    return mixed;
}

/* Receives the levels of a panel's pixels at one time: line[count]. */
typedef void line_user(void *user, size_t time, const float *line, size_t count);

/* Draws the levels of one panel, line by line along time, and passes each line to `use`. */
static void draw_lines(const struct picture *picture, size_t i, line_user *use, void *user)
{
    const struct panel *panel = &picture->panel[i];
    size_t pixels = panels_time_pixels(picture), values = panels_value_pixels(picture, i);
    float *mixed = mem_new(pixel_lines_slots(panel->lines), sizeof *mixed);
    float *line = mem_new(values, sizeof *line);
    for (size_t time = 0; time < pixels; time++) {
        pixel_lines_draw(panel->lines, line, column_at(picture, panel, time, mixed));
        use(user, time, line, values);
    }
    free(mixed);
    free(line);
}

static void count_line(void *distribution, size_t time, const float *line, size_t count)
{
    (void)time;
    distribution_count(distribution, line, count);
}

static void refine_line(void *distribution, size_t time, const float *line, size_t count)
{
    (void)time;
    distribution_refine(distribution, line, count);
}

/* Replaces percentiles in the range by those of all pixels. */
static void set_percentiles(struct picture *picture)
{
    double share[2];
    range_shares(&picture->range, share);
    struct distribution *levels = distribution_create(share, 2);
    for (size_t i = 0; i < panels_count(picture); i++)
        draw_lines(picture, i, count_line, levels);
    for (size_t i = 0; i < panels_count(picture); i++)
        draw_lines(picture, i, refine_line, levels);
    range_set_percentiles(&picture->range, levels);
    distribution_destroy(levels);
}

struct counting {
    struct level_counts *counts;
    float *floor; /* [values]: the levels of empty pixels */
    size_t low;   /* pixels near 0 Hz */
};

static void count_decibels(void *user, size_t time, const float *line, size_t count)
{
    struct counting *counting = user;
    (void)time;
    level_counts_add(counting->counts, line, counting->floor, count, counting->low);
}

static void count_panel(struct picture *picture, size_t i, struct level_counts *counts)
{
    const struct panel *panel = &picture->panel[i];
    size_t slots = pixel_lines_slots(panel->lines), values = panels_value_pixels(picture, i);
    struct view_pixels shown = {&picture->view, values};
    struct counting counting = {counts, mem_new(values, sizeof *counting.floor),
                                view_low_pixels(&shown, &picture->rows)};
    float *floors = mem_new(slots, sizeof *floors);
    view_floor(&picture->view, floors, slots, panel->slot_place);
    pixel_lines_draw(panel->lines, counting.floor, floors);
    draw_lines(picture, i, count_decibels, &counting);
    free(floors);
    free(counting.floor);
}

/* Replaces automatic ends of the range, from the levels of all pixels. */
static void set_automatic(struct picture *picture)
{
    struct level_counts *counts = level_counts_create(range_least(&picture->range));
    for (size_t i = 0; i < panels_count(picture); i++)
        count_panel(picture, i, counts);
    range_set_counts(&picture->range, counts);
    level_counts_destroy(counts);
}

/* Resolves the range from the levels of all pixels. */
static void resolve_range(struct picture *picture)
{
    picture->range = picture->setting.range;
    if (range_has(&picture->range, RANGE_PERCENTILE))
        set_percentiles(picture);
    if (range_has(&picture->range, RANGE_AUTO))
        set_automatic(picture);
    range_close(&picture->range);
}

const char *paint_levels(struct picture *picture)
{
    const char *why = find_levels(picture);
    if (why != NULL)
        return why;
    panels_set_size(picture);
    if (picture->setting.waveform)
        strip_scale(picture);
    resolve_range(picture);
    return NULL;
}

const char *paint_count(struct picture *picture, struct level_counts *counts)
{
    const char *why = find_levels(picture);
    if (why != NULL)
        return why;
    panels_set_size(picture);
    for (size_t i = 0; i < panels_count(picture); i++)
        count_panel(picture, i, counts);
    return NULL;
}

static size_t shade_steps(const struct picture_setting *setting)
{
    return setting->form == PNG_GREY16 ? 65536 : setting->bare ? COLOURS_BARE : COLOURS_WITH_AXES;
}

struct fill {
    struct figure *figure;
    size_t panel, pixel_bytes;
    struct shade shade;
    void *steps; /* [values] */
};

static void fill_line(void *user, size_t time, const float *line, size_t count)
{
    struct fill *fill = user;
    shade_fill(&fill->shade, fill->steps, fill->pixel_bytes, line, count);
    figure_put(fill->figure, fill->panel, time, fill->steps);
}

static void fill_panel(struct picture *picture, size_t i)
{
    struct fill fill = {.figure = picture->figure,
                        .panel = i,
                        .pixel_bytes = figure_canvas(picture->figure)->pixel_bytes,
                        .shade = {picture->range.low, picture->range.high, shade_steps(&picture->setting)}};
    fill.steps = mem_new(panels_value_pixels(picture, i), fill.pixel_bytes);
    draw_lines(picture, i, fill_line, &fill);
    free(fill.steps);
}

void paint_panels(struct picture *picture)
{
    for (size_t i = 0; i < panels_count(picture); i++) {
        fill_panel(picture, i);
        if (picture->setting.waveform)
            strip_fill(picture, i);
    }
}
