/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "image/colormap.h"
#include "image/figure_layout.h"
#include "image/text.h"

static const char *open_fonts(struct figure *figure)
{
    const char *why = font_open(&figure->small, figure->setting.font, 12 * figure->unit);
    return why != NULL ? why : font_open(&figure->large, figure->setting.font, 14 * figure->unit);
}

const char *figure_create(struct figure **created, const struct figure_setting *setting)
{
    struct figure *figure = mem_new(1, sizeof *figure);
    figure->setting = *setting;
    figure->unit = setting->scale;
    figure->panel = mem_new(setting->panels, sizeof *figure->panel);
    figure->strip = mem_new(setting->panels, sizeof *figure->strip);
    const char *why = setting->bare ? NULL : open_fonts(figure);
    if (why != NULL) {
        figure_destroy(figure);
        return why;
    }
    figure_layout(figure);
    figure->canvas =
        canvas_create((size_t)figure->width, (size_t)figure->height, setting->pixel_bytes, COLOURS_WITH_AXES);
    *created = figure;
    return NULL;
}

struct canvas *figure_canvas(struct figure *figure)
{
    return figure->canvas;
}

size_t figure_value_pixels(const struct figure *figure, size_t panel)
{
    return figure_panel_pixels(&figure->setting, panel);
}

void figure_put(struct figure *figure, size_t panel, size_t time, const void *line)
{
    struct box box = figure->panel[panel];
    ptrdiff_t along = (ptrdiff_t)time, bottom = box.y + box.height - 1;
    if (figure->setting.orientation == TIME_RIGHT)
        canvas_put_column(figure->canvas, box.x + along, bottom, line, (size_t)box.height);
    else
        canvas_put_row(figure->canvas, box.x, figure->setting.orientation == TIME_DOWN ? box.y + along : bottom - along,
                       line, (size_t)box.width);
}

/* The pixel of a value -1..1 along `pixels`. */
static ptrdiff_t strip_pixel(double value, ptrdiff_t pixels)
{
    return (ptrdiff_t)floor((value + 1) / 2 * ((double)pixels - 1) + 0.5);
}

void figure_put_strip(struct figure *figure, size_t panel, size_t time, double low, double high)
{
    struct box box = figure->strip[panel];
    enum orientation orientation = figure->setting.orientation;
    ptrdiff_t along = (ptrdiff_t)time, pixels = orientation == TIME_RIGHT ? box.height : box.width;
    ptrdiff_t from = strip_pixel(fmax(low, -1), pixels), to = strip_pixel(fmin(high, 1), pixels);
    ptrdiff_t length = to - from + 1;
    if (orientation == TIME_RIGHT)
        canvas_box(figure->canvas, box.x + along, box.y + pixels - 1 - to, 1, length, SOFT_INK);
    else if (orientation == TIME_DOWN)
        canvas_box(figure->canvas, box.x + from, box.y + along, length, 1, SOFT_INK);
    else
        canvas_box(figure->canvas, box.x + from, box.y + box.height - 1 - along, length, 1, SOFT_INK);
}

void figure_put_line(struct figure *figure, size_t panel, size_t line, struct plot_point *point, size_t count,
                     bool steps)
{
    struct box box = figure->panel[panel];
    struct axis axis = figure_value_axis(figure, panel);
    struct line_plot plot = {box.x, box.y, box.width, box.height, figure->setting.orientation, 1.25 * figure->unit,
                             line,  steps};
    for (size_t i = 0; i < count; i++) {
        point[i].low = axis_pixel(&axis, point[i].low);
        point[i].high = axis_pixel(&axis, point[i].high);
    }
    line_plot_draw(&plot, figure->canvas, point, count);
}

const char *figure_palette(unsigned char (*palette)[3], const char *colormap, enum theme theme, bool bare)
{
    size_t colours = bare ? COLOURS_BARE : COLOURS_WITH_AXES;
    const char *why = colormap_fill(palette, colours, colormap);
    if (why != NULL)
        return why;
    static const unsigned char paper[] = {[THEME_LIGHT] = 255, [THEME_DARK] = 17};
    static const unsigned char pen[] = {[THEME_LIGHT] = 17, [THEME_DARK] = 238};
    for (size_t i = colours; i < 256; i++) {
        double share = (double)(i - colours) / (double)(255 - colours);
        memset(palette[i], (int)lround(paper[theme] + share * (pen[theme] - paper[theme])), 3);
    }
    return NULL;
}

size_t figure_missing(struct figure *figure)
{
    const char *title = figure->setting.title;
    return figure->large != NULL && title != NULL ? font_missing(figure->large, title) : 0;
}

void figure_destroy(struct figure *figure)
{
    if (figure == NULL)
        return;
    font_destroy(figure->small);
    font_destroy(figure->large);
    canvas_destroy(figure->canvas);
    free(figure->panel);
    free(figure->strip);
    free(figure);
}
