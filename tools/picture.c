/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "image/columns.h"
#include "image/shade.h"
#include "image/text.h"
#include "signal/level.h"
#include "tools/caption.h"
#include "tools/picture_parts.h"

const char *picture_form_name(size_t i)
{
    static const char *const names[] = {"palette", "grey8", "grey16"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

const char *interpolate_name(size_t i)
{
    static const char *const names[] = {"both", "time", "frequency", "none"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

/* Pixels along time, and along the value axis of one panel; a width of 0 is found when the rows have been counted. */
static size_t time_pixels(const struct picture *picture)
{
    return picture->sideways ? picture->height : picture->width;
}

static size_t value_pixels(const struct picture *picture, size_t panel)
{
    return figure_share(picture->sideways ? picture->width : picture->height, (size_t)picture->rows.channels, panel);
}

const char *picture_check_font(const struct picture_setting *setting)
{
    struct font *font = NULL;
    const char *why = setting->bare ? NULL : font_open(&font, setting->font, 12);
    font_destroy(font);
    return why;
}

/* Levels in decibels lie within known bounds; of other numbers the range says where they lie. */
static bool bounded(const struct view *view, const struct header *rows)
{
    return view->decibel || header_is(rows, "level");
}

static double same_place(const void *user, double pixel)
{
    (void)user;
    return pixel;
}

static void create_panel(struct picture *picture, size_t i)
{
    struct panel *panel = &picture->panel[i];
    const struct picture_setting *setting = &picture->setting;
    struct view_pixels pixels = {&picture->view, value_pixels(picture, i)};
    bool smooth = strcmp(setting->interpolate, "both") == 0 || strcmp(setting->interpolate, "frequency") == 0;
    panel->lines = lines_create(pixels.pixels, picture->view.numbers, view_place, &pixels, smooth);
    size_t slots = lines_slots(panel->lines);
    panel->slot_place = mem_new(slots, sizeof *panel->slot_place);
    for (size_t k = 0; k < slots; k++) {
        size_t first = 0, end = 0;
        lines_slot(panel->lines, k, &first, &end);
        panel->slot_place[k] = ((double)first + (double)end - 1) / 2;
    }
    struct columns_setting columns = {.numbers = picture->view.numbers,
                                      .lines = panel->lines,
                                      .rows = picture->rows.rows,
                                      .pool = (enum pool)name_index(pool_name, setting->pool),
                                      .width = setting->pixels_per_second > 0 ? 0 : time_pixels(picture)};
    if (columns.width == 0)
        columns.rows_per_column = header_rate(&picture->rows) / setting->pixels_per_second;
    columns.low = bounded(&picture->view, &picture->rows) ? LEVEL_FLOOR : setting->range.low;
    columns.high = bounded(&picture->view, &picture->rows) ? LEVEL_CEILING : setting->range.high;
    panel->columns = columns_create(&columns);
    if (!setting->waveform)
        return;
    panel->wave_lines = lines_create(2, 2, same_place, NULL, false);
    columns.numbers = 2;
    columns.lines = panel->wave_lines;
    columns.pool = POOL_MAX;
    panel->wave = columns_create(&columns);
}

static const char *check(const struct picture_setting *setting, const struct view *view, const struct header *rows)
{
    bool median = strcmp(setting->pool, pool_name(POOL_MEDIAN)) == 0;
    if (strcmp(setting->form, "palette") != 0 && !setting->bare)
        return sentence("--format %s is for machines and has no axes: add --no-axes", setting->form);
    if (setting->waveform && setting->bare)
        return "--waveform and --no-axes exclude each other";
    if (median && !bounded(view, rows) && (setting->range.fit || setting->range.low_share || setting->range.high_share))
        return "--pool median needs a --range LO:HI for rows that are no powers";
    if ((double)(setting->width > 0 ? setting->width : 1) * (double)setting->height > most_area)
        return sentence("%ld x %ld pixels are too many", setting->width, setting->height);
    bool beside = strcmp(setting->orientation, orientation_name(TIME_RIGHT)) != 0;
    if ((beside ? setting->width : setting->height) < rows->channels)
        return sentence("%ld channels do not fit into so few pixels", rows->channels);
    return NULL;
}

const char *picture_create(struct picture **made, const struct picture_setting *setting, const struct view *view,
                           const struct header *rows)
{
    const char *why = check(setting, view, rows);
    if (why != NULL)
        return why;
    struct picture *picture = mem_new(1, sizeof *picture);
    picture->setting = *setting;
    picture->view = *view;
    picture->rows = *rows;
    picture->width = (size_t)setting->width;
    picture->height = (size_t)setting->height;
    picture->median = strcmp(setting->pool, pool_name(POOL_MEDIAN)) == 0;
    picture->sideways = strcmp(setting->orientation, orientation_name(TIME_RIGHT)) != 0;
    picture->smooth_time = strcmp(setting->interpolate, "both") == 0 || strcmp(setting->interpolate, "time") == 0;
    picture->power = mem_new(view->numbers, sizeof *picture->power);
    picture->panel = mem_new((size_t)rows->channels, sizeof *picture->panel);
    why = figure_palette(picture->palette, setting->colormap, (enum theme)name_index(theme_name, setting->theme),
                         setting->bare);
    if (why != NULL)
        why = sentence("--colormap %s: %s", setting->colormap, why);
    for (size_t i = 0; why == NULL && i < (size_t)rows->channels; i++)
        create_panel(picture, i);
    *made = picture;
    return why;
}

/* Whether so many rows, at a fixed scale of time, make more pixels than a picture may have. */
static bool too_long(const struct picture *picture, double rows)
{
    double along = rows / header_rate(&picture->rows) * picture->setting.pixels_per_second;
    double across = (double)(picture->sideways ? picture->width : picture->height);
    return along > MOST_PIXELS || along * across > most_area;
}

const char *picture_row(struct picture *picture, const float *row)
{
    if (picture->setting.pixels_per_second > 0 &&
        too_long(picture, (double)columns_rows(picture->panel[0].columns) + 1))
        return sentence("--pixels-per-second %g makes a picture of more than %d pixels",
                        picture->setting.pixels_per_second, MOST_PIXELS);
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++, row += picture->rows.width) {
        const float *power = view_power(&picture->view, &picture->rows, picture->power, row);
        if (picture->median && picture->view.decibel) {
            level_fill(picture->power, power, picture->view.numbers, LEVEL_FLOOR);
            power = picture->power;
        }
        columns_push(picture->panel[i].columns, power);
    }
    return NULL;
}

void picture_wave(struct picture *picture, const float *row)
{
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++)
        columns_push(picture->panel[i].wave, row + 2 * i);
}

/* Pooled numbers become levels; the range is settled over all of them. */
static const char *take_levels(struct picture *picture, struct range *range)
{
    size_t total = 0;
    struct view view = picture->view;
    view.decibel = view.decibel && !picture->median; /* medians were found among levels */
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++) {
        struct panel *panel = &picture->panel[i];
        size_t slots = lines_slots(panel->lines);
        if ((panel->slots = columns_end(panel->columns, &panel->count)) == NULL)
            return "has no rows to draw";
        for (size_t k = 0; k < panel->count; k++)
            view_level(&view, panel->slots + k * slots, slots, panel->slot_place);
        total += panel->count * slots;
    }
    *range = picture->setting.range;
    float *all = picture->panel[0].slots;
    if (picture->rows.channels > 1 && (range->fit || range->low_share || range->high_share)) {
        all = mem_new(total, sizeof *all);
        size_t at = 0;
        for (size_t i = 0; i < (size_t)picture->rows.channels; i++) {
            size_t part = picture->panel[i].count * lines_slots(picture->panel[i].lines);
            memcpy(all + at, picture->panel[i].slots, part * sizeof *all);
            at += part;
        }
    }
    range_settle(range, all, total, picture->view.decibel || header_is(&picture->rows, "level"));
    if (all != picture->panel[0].slots)
        free(all);
    return NULL;
}

/* The levels at place `time` of `pixels`: a column, or the line between two where rows are fewer than pixels. */
static const float *column_at(const struct picture *picture, const struct panel *panel, size_t time, size_t pixels,
                              float *mixed)
{
    size_t slots = lines_slots(panel->lines);
    if (panel->count >= pixels)
        return panel->slots + time * slots;
    double per_pixel = picture->setting.pixels_per_second > 0
                           ? header_rate(&picture->rows) / picture->setting.pixels_per_second
                           : (double)panel->count / (double)pixels;
    double at = ((double)time + 0.5) * per_pixel - 0.5;
    at = fmin(fmax(at, 0), (double)(panel->count - 1));
    if (!picture->smooth_time)
        at = floor(at + 0.5);
    size_t low = (size_t)at, high = low + 1 < panel->count ? low + 1 : low;
    float share = (float)(at - (double)low);
    const float *a = panel->slots + low * slots, *b = panel->slots + high * slots;
    for (size_t i = 0; i < slots; i++)
        mixed[i] = a[i] + share * (b[i] - a[i]);
    return mixed;
}

/* A line of levels goes into the picture; of 16-bit grey, the low bytes into a second one. */
static void put_line(struct picture *picture, size_t panel, size_t time, const float *line, const struct shade *shade)
{
    size_t values = value_pixels(picture, panel);
    if (picture->low_bytes == NULL) {
        shade_bytes(shade, picture->steps, line, values);
    } else {
        shade_words(shade, picture->words, line, values);
        for (size_t i = 0; i < values; i++)
            picture->steps[i] = (unsigned char)picture->words[i];
        figure_put(picture->low_bytes, panel, time, picture->steps);
        for (size_t i = 0; i < values; i++)
            picture->steps[i] = (unsigned char)(picture->words[i] >> 8);
    }
    figure_put(picture->figure, panel, time, picture->steps);
}

static void fill_panel(struct picture *picture, size_t i, const struct range *range)
{
    const struct panel *panel = &picture->panel[i];
    size_t pixels = time_pixels(picture), values = value_pixels(picture, i);
    size_t colours = picture->setting.bare ? COLOURS_BARE : COLOURS_WITH_AXES;
    struct shade shade = {range->low, range->high, picture->low_bytes != NULL ? 65536 : colours};
    float *mixed = mem_new(lines_slots(panel->lines), sizeof *mixed), *line = mem_new(values, sizeof *line);
    picture->steps = mem_new(values, sizeof *picture->steps);
    picture->words = mem_new(values, sizeof *picture->words);
    for (size_t time = 0; time < pixels; time++) {
        lines_draw(panel->lines, line, column_at(picture, panel, time, pixels, mixed));
        put_line(picture, i, time, line, &shade);
    }
    free(mixed);
    free(line);
    free(picture->steps);
    free(picture->words);
}

static void fill_strip(struct picture *picture, size_t i)
{
    size_t count = 0, pixels = time_pixels(picture);
    const float *pair = columns_end(picture->panel[i].wave, &count);
    double peak = picture->setting.waveform_peak;
    for (size_t time = 0; time < pixels && count > 0; time++) {
        const float *at = pair + 2 * (time * count / pixels);
        figure_put_strip(picture->figure, i, time, -(double)at[1] / peak, (double)at[0] / peak);
    }
}

/* The last rows may have begun a column that rounding the width leaves out: they show in the last one. */
static void join_surplus(const struct picture *picture, struct panel *panel, size_t pixels)
{
    size_t slots = lines_slots(panel->lines);
    bool mean = strcmp(picture->setting.pool, pool_name(POOL_MAX)) != 0;
    for (; panel->count > pixels; panel->count--) {
        float *last = panel->slots + (panel->count - 2) * slots;
        const float *surplus = last + slots;
        for (size_t i = 0; i < slots; i++)
            last[i] = mean ? (last[i] + surplus[i]) / 2 : fmaxf(last[i], surplus[i]);
    }
}

/* A fixed number of pixels a second makes the picture as wide as the rows are long. */
static const char *settle_width(struct picture *picture)
{
    if (picture->setting.pixels_per_second == 0)
        return NULL;
    double seconds = (double)columns_rows(picture->panel[0].columns) / header_rate(&picture->rows);
    double pixels = fmax(1, floor(seconds * picture->setting.pixels_per_second + 0.5));
    if (header_rate(&picture->rows) >= picture->setting.pixels_per_second)
        for (size_t i = 0; i < (size_t)picture->rows.channels; i++)
            join_surplus(picture, &picture->panel[i], (size_t)pixels);
    *(picture->sideways ? &picture->height : &picture->width) = (size_t)pixels;
    return NULL;
}

static struct figure_setting figure_setting_of(const struct picture *picture, const struct caption *caption)
{
    const struct picture_setting *setting = &picture->setting;
    return (struct figure_setting){.width = picture->width,
                                   .height = picture->height,
                                   .panels = (size_t)picture->rows.channels,
                                   .orientation = (enum orientation)name_index(orientation_name, setting->orientation),
                                   .bare = setting->bare,
                                   .strip = setting->waveform,
                                   .scale = setting->scale,
                                   .font = setting->font,
                                   .time = caption->time,
                                   .value = caption->value,
                                   .level = caption->level,
                                   .time_label = caption->time_label,
                                   .value_label = caption->value_label,
                                   .level_label = caption->level_label,
                                   .title = caption->title,
                                   .caption = caption->made_by,
                                   .panel_names = caption->panel_names};
}

static const unsigned char *canvas_row(void *from, size_t y)
{
    const struct canvas *canvas = figure_canvas(((struct picture *)from)->figure);
    return canvas->pixel + y * canvas->width;
}

/* High and low bytes together make a row of 16-bit grey. */
static const unsigned char *grey_row(void *from, size_t y)
{
    struct picture *picture = from;
    const unsigned char *high = canvas_row(from, y);
    const unsigned char *low = figure_canvas(picture->low_bytes)->pixel + y * picture->width;
    for (size_t x = 0; x < picture->width; x++)
        picture->row[x] = (uint16_t)(high[x] << 8 | low[x]);
    return (const unsigned char *)picture->row;
}

static const char *write_png(struct picture *picture, struct file *file, const struct caption *caption)
{
    const struct canvas *canvas = figure_canvas(picture->figure);
    struct png_picture png = {.width = canvas->width,
                              .height = canvas->height,
                              .form = (enum png_form)name_index(picture_form_name, picture->setting.form),
                              .palette = (const unsigned char(*)[3])picture->palette,
                              .colours = 256,
                              .texts = caption->text,
                              .text_count = caption->texts};
    picture->row = mem_new(canvas->width, sizeof *picture->row);
    return png_save(&png, png.form == PNG_GREY16 ? grey_row : canvas_row, picture, file_write, file);
}

const char *picture_save(struct picture *picture, struct file *file, struct range *range, bool *about_rows)
{
    struct caption caption;
    const char *why = take_levels(picture, range);
    if (why == NULL)
        why = settle_width(picture);
    *about_rows = why != NULL;
    if (why != NULL)
        return why;
    caption_of(&caption, picture, range);
    struct figure_setting setting = figure_setting_of(picture, &caption);
    why = figure_create(&picture->figure, &setting);
    if (why == NULL && strcmp(picture->setting.form, "grey16") == 0)
        why = figure_create(&picture->low_bytes, &setting);
    *about_rows = why != NULL;
    if (why != NULL)
        return why;
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++) {
        fill_panel(picture, i, range);
        if (picture->setting.waveform)
            fill_strip(picture, i);
    }
    figure_draw(picture->figure);
    return write_png(picture, file, &caption);
}

void picture_destroy(struct picture *picture)
{
    if (picture == NULL)
        return;
    for (size_t i = 0; picture->panel != NULL && i < (size_t)picture->rows.channels; i++) {
        struct panel *panel = &picture->panel[i];
        columns_destroy(panel->columns);
        columns_destroy(panel->wave);
        lines_destroy(panel->lines);
        lines_destroy(panel->wave_lines);
        free(panel->slot_place);
    }
    figure_destroy(picture->figure);
    figure_destroy(picture->low_bytes);
    free(picture->panel);
    free(picture->power);
    free(picture->row);
    free(picture);
}
