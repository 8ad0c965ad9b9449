/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/paint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "image/shade.h"

static size_t level_count(const struct panel *panel)
{
    return panel->count * pixel_lines_slots(panel->lines);
}

/* Resolves the range from the levels of all panels. */
static void resolve_range(struct picture *picture)
{
    const struct panel *panel = picture->panel;
    size_t panels = panels_count(picture), total = 0;
    picture->range = picture->setting.range;
    if (panels == 1 || range_is_absolute(&picture->range)) {
        range_resolve(&picture->range, panel->slots, level_count(panel), picture->view.decibel);
        return;
    }
    for (size_t i = 0; i < panels; i++)
        total += level_count(&panel[i]);
    float *levels = mem_new(total, sizeof *levels), *next = levels;
    for (size_t i = 0; i < panels; i++) {
        memcpy(next, panel[i].slots, level_count(&panel[i]) * sizeof *levels);
        next += level_count(&panel[i]);
    }
    range_resolve(&picture->range, levels, total, picture->view.decibel);
    free(levels);
}

const char *paint_levels(struct picture *picture)
{
    for (size_t i = 0; i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        size_t slots = pixel_lines_slots(panel->lines);
        if ((panel->slots = pixel_columns_end(panel->columns, &panel->count)) == NULL)
            return "has no rows to draw";
        for (size_t k = 0; k < panel->count; k++)
            view_level(&picture->view, panel->slots + k * slots, slots, panel->slot_place);
    }
    resolve_range(picture);
    return NULL;
}

/* Merges a column after the last pixel, where the size was rounded down, into the column of the last pixel. */
static void merge_surplus(enum pool pool, struct panel *panel, size_t pixels)
{
    size_t slots = pixel_lines_slots(panel->lines);
    for (; panel->count > pixels; panel->count--) {
        float *surplus = panel->slots + (panel->count - 1) * slots;
        pool_merge(pool, surplus - slots, surplus, 0.5, slots);
    }
}

void paint_size(struct picture *picture)
{
    const struct picture_setting *setting = &picture->setting;
    if (setting->pixels_per_second == 0)
        return;
    double rate = header_rate(&picture->rows);
    double pixels = fmax(1, floor(panels_rows(picture) / rate * setting->pixels_per_second + 0.5));
    for (size_t i = 0; i < panels_count(picture) && rate >= setting->pixels_per_second; i++)
        merge_surplus(setting->pool, &picture->panel[i], (size_t)pixels);
    *(setting->orientation == TIME_RIGHT ? &picture->width : &picture->height) = (size_t)pixels;
}

/* The position of a pixel among the columns, where these are fewer than the pixels. */
static double column_place(const struct picture *picture, const struct panel *panel, size_t time)
{
    const struct picture_setting *setting = &picture->setting;
    double per_pixel = setting->pixels_per_second > 0 ? header_rate(&picture->rows) / setting->pixels_per_second
                                                      : (double)panel->count / (double)panels_time_pixels(picture);
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

static size_t shade_steps(const struct picture_setting *setting)
{
    return setting->form == PNG_GREY16 ? 65536 : setting->bare ? COLOURS_BARE : COLOURS_WITH_AXES;
}

static void fill_panel(struct picture *picture, size_t i)
{
    const struct panel *panel = &picture->panel[i];
    size_t pixels = panels_time_pixels(picture), values = panels_value_pixels(picture, i);
    size_t pixel_bytes = figure_canvas(picture->figure)->pixel_bytes;
    struct shade shade = {picture->range.low, picture->range.high, shade_steps(&picture->setting)};
    float *mixed = mem_new(pixel_lines_slots(panel->lines), sizeof *mixed);
    float *line = mem_new(values, sizeof *line);
    void *steps = mem_new(values, pixel_bytes);
    for (size_t time = 0; time < pixels; time++) {
        pixel_lines_draw(panel->lines, line, column_at(picture, panel, time, mixed));
        shade_fill(&shade, steps, pixel_bytes, line, values);
        figure_put(picture->figure, i, time, steps);
    }
    free(mixed);
    free(line);
    free(steps);
}

/* Fills a waveform strip; its columns are the highest sample and the lowest with its sign changed. */
static void fill_strip(struct picture *picture, size_t i)
{
    size_t count = 0, pixels = panels_time_pixels(picture);
    const float *columns = pixel_columns_end(picture->panel[i].wave, &count);
    double peak = picture->setting.waveform_peak;
    for (size_t time = 0; time < pixels && count > 0; time++) {
        const float *extent = columns + 2 * (time * count / pixels);
        figure_put_strip(picture->figure, i, time, -(double)extent[1] / peak, (double)extent[0] / peak);
    }
}

void paint_panels(struct picture *picture)
{
    for (size_t i = 0; i < panels_count(picture); i++) {
        fill_panel(picture, i);
        if (picture->setting.waveform)
            fill_strip(picture, i);
    }
}
