/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sentence.h"
#include "base/status.h"
#include "picture/caption.h"
#include "picture/feature_plots.h"
#include "picture/figure_of.h"
#include "picture/line_spectrum.h"
#include "picture/paint.h"
#include "picture/panels.h"

/* Chooses line plots, where they suit the rows. */
static void create_plots(struct picture *picture)
{
    const struct view *view = &picture->view;
    struct plot_columns *plots = mem_new(1, sizeof *plots);
    if (!picture->setting.bare && plot_columns_find(plots, &picture->rows, (struct band){view->low, view->high}))
        picture->plots = plots;
    else
        free(plots);
}

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
    why = figure_palette(picture->palette, setting->colormap, setting->theme, setting->bare);
    if (why != NULL)
        return sentence("--colormap %s: %s", setting->colormap, why);
    picture->line_range = view->phase ? chosen.range : setting->range;
    create_plots(picture);
    picture->numbers = mem_new(picture->plots != NULL ? panels_numbers(picture) : view->numbers, sizeof(float));
    if (line_spectrum_suits(setting, rows) && rows->rows <= 1) /* unknown, or a single one */
        picture->first_row = mem_new(header_numbers(rows), sizeof *picture->first_row);
    panels_create(picture);
    return NULL;
}

/* The numbers of one channel of a row that are pooled. */
static const float *numbers_of_row(const struct picture *picture, const float *row)
{
    if (picture->plots == NULL)
        return view_numbers(&picture->view, &picture->rows, picture->numbers, row);
    feature_plots_numbers(picture, picture->numbers, row);
    return picture->numbers;
}

const char *picture_push(struct picture *picture, const float *row)
{
    const struct picture_setting *setting = &picture->setting;
    const char *why = picture_setting_check_length(setting, panels_rows(picture) + 1, header_rate(&picture->rows));
    if (why != NULL)
        return why;
    if (picture->first_row != NULL && panels_rows(picture) < 1)
        memcpy(picture->first_row, row, header_numbers(&picture->rows) * sizeof *row);
    for (size_t i = 0; i < panels_count(picture); i++, row += picture->rows.width)
        pixel_columns_push(picture->panel[i].columns, numbers_of_row(picture, row));
    return NULL;
}

void picture_push_wave(struct picture *picture, const float *row)
{
    for (size_t i = 0; i < panels_count(picture); i++)
        pixel_columns_push(picture->panel[i].wave, row + 2 * i);
}

/* Draws features as line plots, or a single row as a line spectrum. */
static const char *draw_lines(struct picture *picture, int *status)
{
    *status = EXIT_NO_INPUT; /* of a font */
    const char *why = picture->plots != NULL ? feature_plots_draw(picture, status) : line_spectrum_draw(picture);
    if (why == NULL)
        picture->missing = figure_missing(picture->figure);
    return why;
}

const char *picture_draw(struct picture *picture, int *status)
{
    bool spectrum = picture->first_row != NULL && (int)panels_rows(picture) == 1;
    if (picture->plots != NULL || spectrum)
        return draw_lines(picture, status);
    *status = EXIT_BAD_DATA;
    const char *why = paint_levels(picture);
    if (why != NULL)
        return why;
    struct caption caption;
    caption_create(&caption, picture);
    struct figure_setting setting = figure_of_picture(picture, &caption);
    *status = EXIT_NO_INPUT; /* of a font */
    if ((why = figure_create(&picture->figure, &setting)) != NULL)
        return why;
    paint_panels(picture);
    figure_draw(picture->figure);
    picture->missing = figure_missing(picture->figure); /* while the title is there */
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

size_t picture_missing_characters(const struct picture *picture)
{
    return picture->missing;
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
                              .dots_per_inch = picture->setting.dots_per_inch,
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
    free(picture->plots);
    free(picture->first_row);
    free(picture);
}
