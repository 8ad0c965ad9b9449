/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/paint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "image/shade.h"

/* Settles the range over the levels of all panels, total of them. */
static void settle_range(const struct picture *picture, struct range *range, size_t total)
{
    const struct panel *panel = picture->panel;
    size_t panels = (size_t)picture->rows.channels;
    bool decibel = picture->view.decibel || header_is(&picture->rows, "level");
    *range = picture->setting.range;
    if (panels == 1 || (!range->fit && !range->low_share && !range->high_share)) {
        range_settle(range, panel->slots, total, decibel);
        return;
    }
    float *all = mem_new(total, sizeof *all);
    for (size_t i = 0, at = 0; i < panels; i++) {
        size_t part = panel[i].count * pixel_lines_slots(panel[i].lines);
        memcpy(all + at, panel[i].slots, part * sizeof *all);
        at += part;
    }
    range_settle(range, all, total, decibel);
    free(all);
}

const char *paint_levels(struct picture *picture, struct range *range)
{
    size_t total = 0;
    struct view view = picture->view;
    view.decibel = view.decibel && !picture->median; /* medians were found among levels */
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++) {
        struct panel *panel = &picture->panel[i];
        size_t slots = pixel_lines_slots(panel->lines);
        if ((panel->slots = pixel_columns_end(panel->columns, &panel->count)) == NULL)
            return "has no rows to draw";
        for (size_t k = 0; k < panel->count; k++)
            view_level(&view, panel->slots + k * slots, slots, panel->slot_place);
        total += panel->count * slots;
    }
    settle_range(picture, range, total);
    return NULL;
}

/* The last rows may have begun a column that rounding the width leaves out: they show in the last one. */
static void join_surplus(const struct picture *picture, struct panel *panel, size_t pixels)
{
    size_t slots = pixel_lines_slots(panel->lines);
    bool mean = strcmp(picture->setting.pool, pool_name(POOL_MAX)) != 0;
    for (; panel->count > pixels; panel->count--) {
        float *last = panel->slots + (panel->count - 2) * slots;
        const float *surplus = last + slots;
        for (size_t i = 0; i < slots; i++)
            last[i] = mean ? (last[i] + surplus[i]) / 2 : fmaxf(last[i], surplus[i]);
    }
}

void paint_width(struct picture *picture)
{
    if (picture->setting.pixels_per_second == 0)
        return;
    double seconds = (double)pixel_columns_rows(picture->panel[0].columns) / header_rate(&picture->rows);
    double pixels = fmax(1, floor(seconds * picture->setting.pixels_per_second + 0.5));
    if (header_rate(&picture->rows) >= picture->setting.pixels_per_second)
        for (size_t i = 0; i < (size_t)picture->rows.channels; i++)
            join_surplus(picture, &picture->panel[i], (size_t)pixels);
    *(picture->sideways ? &picture->height : &picture->width) = (size_t)pixels;
}

/* What fills a panel, and its memory. */
struct brush {
    struct shade shade;
    size_t pixels, values; /* of the panel, along time and along the value axis */
    float *mixed;          /* [slots] */
    float *line;           /* [values] */
    unsigned char *steps;  /* [values] */
    uint16_t *words;       /* [values] */
};

/* The levels at place `time`: a column, or the line between two where rows are fewer than pixels. */
static const float *column_at(const struct picture *picture, const struct panel *panel, size_t time,
                              const struct brush *brush)
{
    size_t slots = pixel_lines_slots(panel->lines);
    if (panel->count >= brush->pixels)
        return panel->slots + time * slots;
    double per_pixel = picture->setting.pixels_per_second > 0
                           ? header_rate(&picture->rows) / picture->setting.pixels_per_second
                           : (double)panel->count / (double)brush->pixels;
    double at = ((double)time + 0.5) * per_pixel - 0.5;
    at = fmin(fmax(at, 0), (double)(panel->count - 1));
    if (!picture->smooth_time)
        at = floor(at + 0.5);
    size_t low = (size_t)at, high = low + 1 < panel->count ? low + 1 : low;
    float share = (float)(at - (double)low);
    const float *a = panel->slots + low * slots, *b = panel->slots + high * slots;
    for (size_t i = 0; i < slots; i++)
        brush->mixed[i] = a[i] + share * (b[i] - a[i]);
    return brush->mixed;
}

/* A line of levels goes into the picture; of 16-bit grey, the low bytes into a second one. */
static void put_line(struct picture *picture, size_t panel, size_t time, const struct brush *brush)
{
    if (picture->low_bytes == NULL) {
        shade_bytes(&brush->shade, brush->steps, brush->line, brush->values);
    } else {
        shade_words(&brush->shade, brush->words, brush->line, brush->values);
        for (size_t i = 0; i < brush->values; i++)
            brush->steps[i] = (unsigned char)brush->words[i];
        figure_put(picture->low_bytes, panel, time, brush->steps);
        for (size_t i = 0; i < brush->values; i++)
            brush->steps[i] = (unsigned char)(brush->words[i] >> 8);
    }
    figure_put(picture->figure, panel, time, brush->steps);
}

static void fill_panel(struct picture *picture, size_t i, const struct range *range)
{
    const struct panel *panel = &picture->panel[i];
    size_t colours = picture->setting.bare ? COLOURS_BARE : COLOURS_WITH_AXES, values = picture_values(picture, i);
    struct brush brush = {.shade = {range->low, range->high, picture->low_bytes != NULL ? 65536 : colours},
                          .pixels = picture_times(picture),
                          .values = values,
                          .mixed = mem_new(pixel_lines_slots(panel->lines), sizeof(float)),
                          .line = mem_new(values, sizeof(float)),
                          .steps = mem_new(values, 1),
                          .words = mem_new(values, sizeof(uint16_t))};
    for (size_t time = 0; time < brush.pixels; time++) {
        pixel_lines_draw(panel->lines, brush.line, column_at(picture, panel, time, &brush));
        put_line(picture, i, time, &brush);
    }
    free(brush.mixed);
    free(brush.line);
    free(brush.steps);
    free(brush.words);
}

static void fill_strip(struct picture *picture, size_t i)
{
    size_t count = 0, pixels = picture_times(picture);
    const float *pair = pixel_columns_end(picture->panel[i].wave, &count);
    double peak = picture->setting.waveform_peak;
    for (size_t time = 0; time < pixels && count > 0; time++) {
        const float *at = pair + 2 * (time * count / pixels);
        figure_put_strip(picture->figure, i, time, -(double)at[1] / peak, (double)at[0] / peak);
    }
}

void paint_panels(struct picture *picture, const struct range *range)
{
    if (picture->low_bytes != NULL)
        picture->row = mem_new(picture->width, sizeof *picture->row);
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++) {
        fill_panel(picture, i, range);
        if (picture->setting.waveform)
            fill_strip(picture, i);
    }
}

const unsigned char *paint_row(void *from, size_t y)
{
    struct picture *picture = from;
    const struct canvas *canvas = figure_canvas(picture->figure);
    const unsigned char *high = canvas->pixel + y * canvas->width;
    if (picture->low_bytes == NULL)
        return high;
    const unsigned char *low = figure_canvas(picture->low_bytes)->pixel + y * picture->width;
    for (size_t x = 0; x < picture->width; x++)
        picture->row[x] = (uint16_t)(high[x] << 8 | low[x]);
    return (const unsigned char *)picture->row;
}
