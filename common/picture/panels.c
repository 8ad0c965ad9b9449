/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/panels.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "signal/transform/level.h"

static bool time_runs_right(const struct picture *picture)
{
    return picture->setting.orientation == TIME_RIGHT;
}

size_t panels_count(const struct picture *picture)
{
    return (size_t)picture->rows.channels;
}

double panels_rows(const struct picture *picture)
{
    return (double)pixel_columns_rows(picture->panel[0].columns);
}

size_t panels_time_pixels(const struct picture *picture)
{
    return time_runs_right(picture) ? picture->width : picture->height;
}

size_t panels_value_pixels(const struct picture *picture, size_t panel)
{
    return figure_share(time_runs_right(picture) ? picture->height : picture->width, panels_count(picture), panel);
}

size_t panels_numbers(const struct picture *picture)
{
    if (picture->plots == NULL)
        return picture->view.numbers;
    return (picture->plots->end - picture->plots->first) * (picture->setting.pool == POOL_MAX ? 2 : 1);
}

void panels_set_size(struct picture *picture)
{
    const struct picture_setting *setting = &picture->setting;
    if (setting->pixels_per_second == 0)
        return;
    double rate = header_rate(&picture->rows);
    double pixels = fmax(1, floor(panels_rows(picture) / rate * setting->pixels_per_second + 0.5));
    bool pooled = rate >= setting->pixels_per_second; /* then there is a column for each pixel */
    *(setting->orientation == TIME_RIGHT ? &picture->width : &picture->height) =
        pooled ? picture->panel->count : (size_t)pixels;
}

double panels_columns_per_pixel(const struct picture *picture, const struct panel *panel)
{
    double pixels_per_second = picture->setting.pixels_per_second;
    return pixels_per_second > 0 ? header_rate(&picture->rows) / pixels_per_second
                                 : (double)panel->count / (double)panels_time_pixels(picture);
}

static double same_place(const void *user, double pixel)
{
    (void)user;
    return pixel;
}

/* Lines of the panel, and the place of each of their slots. */
static void create_lines(const struct picture *picture, struct panel *panel, size_t pixels)
{
    struct view_pixels shown = {&picture->view, pixels};
    enum interpolate interpolate = picture->setting.interpolate;
    bool smooth = interpolate == INTERPOLATE_BOTH || interpolate == INTERPOLATE_FREQUENCY;
    size_t numbers = panels_numbers(picture);
    panel->lines = picture->plots != NULL ? pixel_lines_create(numbers, numbers, same_place, NULL, false)
                                          : pixel_lines_create(pixels, numbers, view_place, &shown, smooth);
    size_t slots = pixel_lines_slots(panel->lines);
    panel->slot_place = mem_new(slots, sizeof *panel->slot_place);
    for (size_t i = 0; i < slots; i++) {
        size_t first = 0, end = 0;
        pixel_lines_slot(panel->lines, i, &first, &end);
        panel->slot_place[i] = ((double)first + (double)end - 1) / 2;
    }
}

/* Bounds of the numbers that are pooled: of decibels the possible levels, of other numbers the range. */
static struct pixel_columns_setting columns_setting(const struct picture *picture)
{
    const struct picture_setting *setting = &picture->setting;
    bool fixed_scale = setting->pixels_per_second > 0, decibel = picture->view.decibel;
    return (struct pixel_columns_setting){
        .pooling = {.low = decibel ? LEVEL_FLOOR : setting->range.low,
                    .high = decibel ? LEVEL_CEILING : setting->range.high,
                    .decibel = decibel},
        .rows = picture->rows.rows,
        .width = fixed_scale ? 0 : panels_time_pixels(picture),
        .rows_per_column = fixed_scale ? header_rate(&picture->rows) / setting->pixels_per_second : 0,
    };
}

static void create_columns(const struct picture *picture, struct panel *panel)
{
    struct pixel_columns_setting setting = columns_setting(picture);
    setting.pooling.numbers = panels_numbers(picture);
    setting.pooling.lines = panel->lines;
    setting.pooling.pool = picture->setting.pool;
    panel->columns = pixel_columns_create(&setting);
}

/* The waveform's rows have two numbers a channel, as envelope_next gives them: both are maxima. */
static void create_wave(const struct picture *picture, struct panel *panel)
{
    struct pixel_columns_setting setting = columns_setting(picture);
    panel->wave_lines = pixel_lines_create(2, 2, same_place, NULL, false);
    setting.pooling.numbers = 2;
    setting.pooling.lines = panel->wave_lines;
    setting.pooling.pool = POOL_MAX;
    panel->wave = pixel_columns_create(&setting);
}

void panels_create(struct picture *picture)
{
    picture->panel = mem_new(panels_count(picture), sizeof *picture->panel);
    for (size_t i = 0; i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        create_lines(picture, panel, panels_value_pixels(picture, i));
        create_columns(picture, panel);
        if (picture->setting.waveform)
            create_wave(picture, panel);
    }
}

void panels_destroy(struct picture *picture)
{
    for (size_t i = 0; picture->panel != NULL && i < panels_count(picture); i++) {
        struct panel *panel = &picture->panel[i];
        pixel_columns_destroy(panel->columns);
        pixel_columns_destroy(panel->wave);
        pixel_lines_destroy(panel->lines);
        pixel_lines_destroy(panel->wave_lines);
        free(panel->slot_place);
    }
    free(picture->panel);
}
