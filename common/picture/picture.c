/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"
#include "base/sentence.h"
#include "image/pixel_columns.h"
#include "image/text.h"
#include "signal/transform/level.h"
#include "picture/caption.h"
#include "picture/paint.h"

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
    struct view_pixels pixels = {&picture->view, picture_values(picture, i)};
    bool smooth = strcmp(setting->interpolate, "both") == 0 || strcmp(setting->interpolate, "frequency") == 0;
    panel->lines = pixel_lines_create(pixels.pixels, picture->view.numbers, view_place, &pixels, smooth);
    size_t slots = pixel_lines_slots(panel->lines);
    panel->slot_place = mem_new(slots, sizeof *panel->slot_place);
    for (size_t k = 0; k < slots; k++) {
        size_t first = 0, end = 0;
        pixel_lines_slot(panel->lines, k, &first, &end);
        panel->slot_place[k] = ((double)first + (double)end - 1) / 2;
    }
    struct pixel_columns_setting columns = {.numbers = picture->view.numbers,
                                            .lines = panel->lines,
                                            .rows = picture->rows.rows,
                                            .pool = (enum pool)name_index(pool_name, setting->pool),
                                            .width = setting->pixels_per_second > 0 ? 0 : picture_times(picture)};
    if (columns.width == 0)
        columns.rows_per_column = header_rate(&picture->rows) / setting->pixels_per_second;
    columns.low = bounded(&picture->view, &picture->rows) ? LEVEL_FLOOR : setting->range.low;
    columns.high = bounded(&picture->view, &picture->rows) ? LEVEL_CEILING : setting->range.high;
    panel->columns = pixel_columns_create(&columns);
    if (!setting->waveform)
        return;
    panel->wave_lines = pixel_lines_create(2, 2, same_place, NULL, false);
    columns.numbers = 2;
    columns.lines = panel->wave_lines;
    columns.pool = POOL_MAX;
    panel->wave = pixel_columns_create(&columns);
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
        too_long(picture, (double)pixel_columns_rows(picture->panel[0].columns) + 1))
        return sentence("--pixels-per-second %g makes a picture of more than %d pixels",
                        picture->setting.pixels_per_second, MOST_PIXELS);
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++, row += picture->rows.width) {
        const float *power = view_power(&picture->view, &picture->rows, picture->power, row);
        if (picture->median && picture->view.decibel) {
            level_fill(picture->power, power, picture->view.numbers, LEVEL_FLOOR);
            power = picture->power;
        }
        pixel_columns_push(picture->panel[i].columns, power);
    }
    return NULL;
}

void picture_wave(struct picture *picture, const float *row)
{
    for (size_t i = 0; i < (size_t)picture->rows.channels; i++)
        pixel_columns_push(picture->panel[i].wave, row + 2 * i);
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
    return png_save(&png, paint_row, picture, file_write, file);
}

const char *picture_save(struct picture *picture, struct file *file, struct range *range, bool *about_rows)
{
    struct caption caption;
    const char *why = paint_levels(picture, range);
    *about_rows = why != NULL;
    if (why != NULL)
        return why;
    paint_width(picture);
    caption_of(&caption, picture, range);
    struct figure_setting setting = figure_setting_of(picture, &caption);
    why = figure_create(&picture->figure, &setting);
    if (why == NULL && strcmp(picture->setting.form, "grey16") == 0)
        why = figure_create(&picture->low_bytes, &setting);
    *about_rows = why != NULL;
    if (why != NULL)
        return why;
    paint_panels(picture, range);
    figure_draw(picture->figure);
    return write_png(picture, file, &caption);
}

void picture_destroy(struct picture *picture)
{
    if (picture == NULL)
        return;
    for (size_t i = 0; picture->panel != NULL && i < (size_t)picture->rows.channels; i++) {
        struct panel *panel = &picture->panel[i];
        pixel_columns_destroy(panel->columns);
        pixel_columns_destroy(panel->wave);
        pixel_lines_destroy(panel->lines);
        pixel_lines_destroy(panel->wave_lines);
        free(panel->slot_place);
    }
    figure_destroy(picture->figure);
    figure_destroy(picture->low_bytes);
    free(picture->panel);
    free(picture->power);
    free(picture->row);
    free(picture);
}
