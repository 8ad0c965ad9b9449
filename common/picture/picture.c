/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/picture.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "picture/caption.h"
#include "picture/paint.h"
#include "picture/panels.h"

const char *picture_create(struct picture **created, const struct picture_setting *setting, const struct view *view,
                           const struct header *rows)
{
    *created = NULL;
    struct picture_setting chosen = *setting;
    range_set_kind(&chosen.range, view);
    const char *why = picture_setting_check(&chosen, view, rows);
    if (why != NULL)
        return why;
    struct picture *picture = *created = mem_new(1, sizeof *picture);
    picture->setting = chosen;
    picture->view = *view;
    view_set_pool(&picture->view, setting->pool);
    picture->rows = *rows;
    picture->width = (size_t)setting->width;
    picture->height = (size_t)setting->height;
    picture->numbers = mem_new(view->numbers, sizeof *picture->numbers);
    why = figure_palette(picture->palette, setting->colormap, setting->theme, setting->bare);
    if (why != NULL)
        return sentence("--colormap %s: %s", setting->colormap, why);
    panels_create(picture);
    return NULL;
}

const char *picture_push(struct picture *picture, const float *row)
{
    const struct picture_setting *setting = &picture->setting;
    const char *why = picture_setting_check_length(setting, panels_rows(picture) + 1, header_rate(&picture->rows));
    if (why != NULL)
        return why;
    for (size_t i = 0; i < panels_count(picture); i++, row += picture->rows.width)
        pixel_columns_push(picture->panel[i].columns,
                           view_numbers(&picture->view, &picture->rows, picture->numbers, row));
    return NULL;
}

void picture_push_wave(struct picture *picture, const float *row)
{
    for (size_t i = 0; i < panels_count(picture); i++)
        pixel_columns_push(picture->panel[i].wave, row + 2 * i);
}

static struct figure_setting figure_setting(const struct picture *picture, const struct caption *caption)
{
    const struct picture_setting *setting = &picture->setting;
    return (struct figure_setting){.width = picture->width,
                                   .height = picture->height,
                                   .panels = panels_count(picture),
                                   .orientation = setting->orientation,
                                   .pixel_bytes = setting->form == PNG_GREY16 ? 2 : 1,
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
                                   .caption = caption->frames,
                                   .panel_names = caption->panel_names};
}

const char *picture_draw(struct picture *picture, int *status)
{
    *status = EXIT_BAD_DATA;
    const char *why = paint_levels(picture);
    if (why != NULL)
        return why;
    struct caption caption;
    caption_create(&caption, picture);
    struct figure_setting setting = figure_setting(picture, &caption);
    *status = EXIT_NO_INPUT; /* of a font */
    if ((why = figure_create(&picture->figure, &setting)) != NULL)
        return why;
    paint_panels(picture);
    figure_draw(picture->figure);
    return NULL;
}

const char *picture_count(struct picture *picture, struct level_counts *counts)
{
    return paint_count(picture, counts);
}

struct range picture_range(const struct picture *picture)
{
    return picture->range;
}

static const unsigned char *canvas_line(void *canvas, size_t y)
{
    return canvas_row(canvas, y);
}

const char *picture_write(const struct picture *picture, png_sink *sink, void *to)
{
    struct caption_texts texts;
    caption_texts(&texts, picture);
    struct canvas *canvas = figure_canvas(picture->figure);
    struct png_picture png = {.width = canvas->width,
                              .height = canvas->height,
                              .form = picture->setting.form,
                              .palette = (const unsigned char(*)[3])picture->palette,
                              .colours = 256,
                              .texts = texts.text,
                              .text_count = texts.count};
    return png_save(&png, canvas_line, canvas, sink, to);
}

void picture_destroy(struct picture *picture)
{
    if (picture == NULL)
        return;
    panels_destroy(picture);
    figure_destroy(picture->figure);
    free(picture->numbers);
    free(picture);
}
