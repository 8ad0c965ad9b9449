/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure_draw.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "image/figure_grid.h"
#include "image/figure_layout.h"
#include "image/figure_plots.h"

static const struct ink pen = {COLOURS_WITH_AXES, 256 - COLOURS_WITH_AXES};
static const struct ink pencil = {COLOURS_WITH_AXES, 10}; /* grey, for secondary text */
static const double title_gap = 20;                       /* between title and caption, in units */

static ptrdiff_t line_width(const struct figure *figure)
{
    return (ptrdiff_t)fmax(1, floor(figure->unit));
}

static void draw_frame(struct figure *figure, struct box box)
{
    ptrdiff_t line = line_width(figure);
    struct canvas *canvas = figure->canvas;
    canvas_box(canvas, box.x - line, box.y - line, box.width + 2 * line, line, FULL_INK);
    canvas_box(canvas, box.x - line, box.y + box.height, box.width + 2 * line, line, FULL_INK);
    canvas_box(canvas, box.x - line, box.y, line, box.height, FULL_INK);
    canvas_box(canvas, box.x + box.width, box.y, line, box.height, FULL_INK);
}

static ptrdiff_t tick_length(const struct figure *figure, const struct tick *tick)
{
    return (ptrdiff_t)((tick->label[0] != '\0' ? 6 : 3) * figure->unit);
}

/* Draws ticks and labels at the left (side -1) or right (side 1) of a box. Pixel 0 is at its bottom or its top. */
static void draw_vertical(struct figure *figure, const struct scale_bar *bar, struct box box, int side, bool from_top)
{
    double middle = (font_ascent(figure->small) - font_descent(figure->small)) / 2;
    for (size_t i = 0; i < bar->count; i++) {
        const struct tick *tick = &bar->tick[i];
        ptrdiff_t length = tick_length(figure, tick), line = line_width(figure);
        double y = (double)box.y + (from_top ? tick->pixel : (double)box.height - 1 - tick->pixel);
        ptrdiff_t edge = side < 0 ? box.x - line : box.x + box.width + line;
        canvas_box(figure->canvas, side < 0 ? edge - length : edge, (ptrdiff_t)floor(y + 0.5), length, line, FULL_INK);
        double room = (double)length + 3 * figure->unit;
        double x = side < 0 ? (double)edge - room - font_width(figure->small, tick->label) : (double)edge + room;
        font_draw(figure->small, figure->canvas, x, floor(y + middle + 1), tick->label, pen, false);
    }
}

/* Draws ticks and labels below a box. */
static void draw_horizontal(struct figure *figure, const struct scale_bar *bar, struct box box)
{
    for (size_t i = 0; i < bar->count; i++) {
        const struct tick *tick = &bar->tick[i];
        ptrdiff_t length = tick_length(figure, tick), line = line_width(figure);
        double x = (double)box.x + tick->pixel;
        ptrdiff_t edge = box.y + box.height + line;
        canvas_box(figure->canvas, (ptrdiff_t)floor(x + 0.5), edge, line, length, FULL_INK);
        double baseline = (double)edge + (double)length + 3 * figure->unit + font_ascent(figure->small);
        font_draw(figure->small, figure->canvas, x + 0.5 - font_width(figure->small, tick->label) / 2, baseline,
                  tick->label, pen, false);
    }
}

/* Draws a label centred below x..x + width, or shifted to fit into the figure; nothing where that is too narrow. */
static void draw_label_below(struct figure *figure, const char *label, double x, double width)
{
    double length = label != NULL ? font_width(figure->small, label) : 0;
    if (length == 0 || length > (double)figure->width - 4 * figure->unit)
        return;
    double at = x + (width - length) / 2;
    at = fmin(fmax(at, 2 * figure->unit), (double)figure->width - length - 2 * figure->unit);
    double baseline = (double)figure->height - 10 * figure->unit - font_descent(figure->small);
    font_draw(figure->small, figure->canvas, at, floor(baseline), label, pen, false);
}

/*
 * Draws a label that reads upwards, centred at y..y + height, with its baseline at that column. It may be longer than
 * this, but not reach the title above or the label below: then it is left out.
 */
static void draw_label_upwards(struct figure *figure, const char *label, double baseline, double y, double height)
{
    double length = label != NULL ? font_width(figure->small, label) : 0;
    double top = (double)figure->top - 4 * figure->unit;
    double bottom =
        (double)figure->height - 16 * figure->unit - font_ascent(figure->small) - font_descent(figure->small);
    if (length == 0 || length > bottom - top)
        return;
    double at = fmin(fmax(y + (height + length) / 2, top + length), bottom);
    font_draw(figure->small, figure->canvas, floor(baseline), floor(at), label, pen, true);
}

/* Draws the panels' names: upwards at the right of stacked panels, above panels that are side by side. */
static void draw_names(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    for (size_t i = 0; i < setting->panels && setting->panel_names != NULL && !setting->plots; i++) {
        struct box box = figure->panel[i];
        const char *name = setting->panel_names[i];
        double length = font_width(figure->small, name);
        if (setting->orientation == TIME_RIGHT && length <= (double)box.height) {
            double baseline = (double)(box.x + box.width) + 3 * figure->unit + font_ascent(figure->small);
            font_draw(figure->small, figure->canvas, floor(baseline),
                      floor((double)box.y + ((double)box.height + length) / 2), name, pencil, true);
        } else if (setting->orientation != TIME_RIGHT && length <= (double)box.width) {
            double baseline = (double)box.y - 3 * figure->unit - font_descent(figure->small);
            font_draw(figure->small, figure->canvas, floor((double)box.x + ((double)box.width - length) / 2),
                      floor(baseline), name, pencil, false);
        }
    }
}

/* Draws the scale of the waveform at the left of a strip, or above it. */
static void draw_strip_label(struct figure *figure, struct box strip)
{
    const char *label = figure->setting.strip_label;
    double length = label != NULL ? font_width(figure->small, label) : 0, unit = figure->unit;
    double ascent = font_ascent(figure->small), descent = font_descent(figure->small);
    double x = (double)strip.x - 9 * unit - length, y = (double)strip.y + ((double)strip.height + ascent - descent) / 2;
    if (figure->setting.orientation != TIME_RIGHT) {
        x = (double)strip.x + ((double)strip.width - length) / 2;
        y = (double)strip.y - 3 * unit - descent;
    }
    if (length > 0)
        font_draw(figure->small, figure->canvas, floor(x), floor(y), label, pencil, false);
}

static void draw_colour_bar(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    struct box last = figure->panel[setting->panels - 1], strip = figure->strip[setting->panels - 1];
    ptrdiff_t edge = last.x + last.width;
    if (setting->strip && strip.x + strip.width > edge)
        edge = strip.x + strip.width;
    bool named = setting->panel_names != NULL && setting->orientation == TIME_RIGHT;
    if (named)
        edge += (ptrdiff_t)ceil(font_ascent(figure->small) + font_descent(figure->small) + 2 * figure->unit);
    struct box bar = {edge + (ptrdiff_t)(14 * figure->unit), figure->top, (ptrdiff_t)(14 * figure->unit),
                      last.y + last.height - figure->top};
    for (ptrdiff_t y = 0; y < bar.height; y++) {
        double share = bar.height > 1 ? (double)(bar.height - 1 - y) / (double)(bar.height - 1) : 0;
        unsigned char colour = (unsigned char)floor(share * (COLOURS_WITH_AXES - 1) + 0.5);
        canvas_box(figure->canvas, bar.x, bar.y + y, bar.width, 1, colour);
    }
    draw_frame(figure, bar);
    draw_vertical(figure, &figure->level, bar, 1, false);
    double baseline = (double)figure->width - 10 * figure->unit - font_descent(figure->small);
    draw_label_upwards(figure, setting->level_label, baseline, (double)bar.y, (double)bar.height);
}

/*
 * Draws the caption, which is never shortened: at the right end of the data, or of the figure where that leaves more
 * room to a title of `wide` pixels. Nothing in a figure too narrow for it. Returns the column where it begins.
 */
static double draw_caption(struct figure *figure, double baseline, double wide)
{
    const char *caption = figure->setting.caption;
    double margin = 6 * figure->unit, edge = (double)figure->width - margin;
    double right = (double)(figure->width - figure->right);
    double length = caption != NULL ? font_width(figure->small, caption) : 0;
    if (length == 0 || length > edge - margin)
        return edge + title_gap * figure->unit;
    if (right - length - title_gap * figure->unit < (double)figure->left + wide)
        right = edge;
    font_draw(figure->small, figure->canvas, floor(right - length), baseline, caption, pencil, false);
    return right - length;
}

/* Draws the caption, and at its left the title, shortened to the room that remains. */
static void draw_head(struct figure *figure)
{
    char *title = mem_text(figure->setting.title != NULL ? figure->setting.title : "");
    double left = (double)figure->left, margin = 6 * figure->unit, wide = font_width(figure->large, title);
    double baseline = floor(10 * figure->unit + font_ascent(figure->large));
    double room = draw_caption(figure, baseline, wide) - title_gap * figure->unit;
    double x = fmax(margin, fmin(left, room - wide));
    font_fit(figure->large, title, room - x);
    if (room > x)
        font_draw(figure->large, figure->canvas, floor(x), baseline, title, pen, false);
    free(title);
}

static void draw_axes(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    bool vertical_time = figure_time_is_vertical(figure);
    struct box first = figure->panel[0], last = figure->panel[setting->panels - 1];
    const struct scale_bar *vertical = vertical_time ? &figure->time : &figure->value;
    const struct scale_bar *horizontal = vertical_time ? &figure->value : &figure->time;
    for (size_t i = 0; i < setting->panels; i++) {
        draw_frame(figure, figure->panel[i]);
        if (setting->strip) {
            draw_frame(figure, figure->strip[i]);
            draw_strip_label(figure, figure->strip[i]);
        }
        if (setting->plots != NULL)
            figure_value_ticks(figure, i);
        if (vertical_time || i + 1 == setting->panels)
            draw_horizontal(figure, horizontal, figure->panel[i]);
        if (!vertical_time || i == 0)
            draw_vertical(figure, vertical, figure->panel[i], -1, setting->orientation == TIME_DOWN);
    }
    double baseline = 10 * figure->unit + font_ascent(figure->small);
    draw_label_upwards(figure, vertical_time ? setting->time_label : setting->value_label, baseline, (double)first.y,
                       (double)(last.y + last.height - first.y));
    draw_label_below(figure, vertical_time ? setting->value_label : setting->time_label, (double)first.x,
                     (double)(last.x + last.width - first.x));
}

void figure_draw(struct figure *figure)
{
    if (figure->setting.bare)
        return;
    if (figure->setting.grid != NULL && figure->setting.plots == NULL) /* plots have a grid already */
        figure_draw_grid(figure);
    draw_axes(figure);
    draw_names(figure);
    if (figure->setting.plots != NULL)
        figure_plots_draw(figure);
    else if (!figure->setting.no_colour_bar)
        draw_colour_bar(figure);
    draw_head(figure);
}
