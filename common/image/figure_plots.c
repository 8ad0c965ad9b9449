/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/figure_plots.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "image/figure_layout.h"
#include "image/line_plot.h"

enum { GRID_INK = COLOURS_WITH_AXES + 2 };

static const struct ink pen = {COLOURS_WITH_AXES, 256 - COLOURS_WITH_AXES};

/* Draws lines across a box at the labels of one axis. */
static void draw_grid(struct figure *figure, const struct scale_bar *bar, struct box box, bool vertical, bool from_top)
{
    ptrdiff_t line = (ptrdiff_t)fmax(1, floor(figure->unit));
    for (size_t i = 0; i < bar->count; i++) {
        ptrdiff_t pixel = (ptrdiff_t)floor(bar->tick[i].pixel + 0.5);
        ptrdiff_t y = box.y + (from_top ? pixel : box.height - 1 - pixel), x = box.x + pixel;
        if (bar->tick[i].label[0] == '\0')
            continue;
        if (vertical && y >= box.y && y + line <= box.y + box.height)
            canvas_box(figure->canvas, box.x, y, box.width, line, GRID_INK);
        if (!vertical && x >= box.x && x + line <= box.x + box.width)
            canvas_box(figure->canvas, x, box.y, line, box.height, GRID_INK);
    }
}

void figure_plots_grid(struct figure *figure)
{
    bool vertical_time = figure_time_is_vertical(figure), down = figure->setting.orientation == TIME_DOWN;
    for (size_t i = 0; i < figure->setting.panels; i++) {
        figure_value_ticks(figure, i);
        draw_grid(figure, &figure->time, figure->panel[i], vertical_time, down);
        draw_grid(figure, &figure->value, figure->panel[i], !vertical_time, false);
    }
}

/* Draws a text that ends at `right` and begins at `left` or later: shortened, if need be. Returns its start. */
static double draw_text(struct figure *figure, const char *text, double left, double right, double baseline)
{
    char *fitted = mem_text(text);
    font_fit(figure->small, fitted, right - left);
    font_draw(figure->small, figure->canvas, floor(left), floor(baseline), fitted, pen, false);
    double end = floor(left) + font_width(figure->small, fitted);
    free(fitted);
    return end;
}

/* Pixels of the first `count` entries of the legend. */
static double legend_width(const struct figure *figure, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width += 38 * figure->unit + font_width(figure->small, figure->setting.plots->legend[i]);
    return width;
}

/* Draws a sample of line `i` and its name. Returns the end. */
static double draw_entry(struct figure *figure, size_t i, double x, double baseline)
{
    double unit = figure->unit, middle = baseline - font_ascent(figure->small) * 0.36;
    struct line_plot plot = {.x = (ptrdiff_t)x,
                             .y = (ptrdiff_t)(middle - 4 * unit),
                             .width = (ptrdiff_t)(20 * unit),
                             .height = (ptrdiff_t)(8 * unit) + 1,
                             .thickness = 2 * unit,
                             .line = i};
    struct plot_point point[2] = {{0, 4 * unit, 4 * unit}, {19 * unit, 4 * unit, 4 * unit}};
    line_plot_draw(&plot, figure->canvas, point, 2);
    const char *name = figure->setting.plots->legend[i];
    return draw_text(figure, name, x + 24 * unit, HUGE_VAL, baseline) + 14 * unit;
}

/* Draws as many entries of the legend as fit between `left` and the end of the figure, and an ellipsis for the rest. */
static void draw_legend(struct figure *figure, double left, double right, double baseline)
{
    const struct figure_plots *plots = figure->setting.plots;
    size_t count = plots->legend_count;
    double more = 0;
    while (count > 0 && legend_width(figure, count) - 14 * figure->unit + more > right - left) {
        count--;
        more = 14 * figure->unit + font_width(figure->small, "\u2026");
    }
    double x = floor(right - legend_width(figure, count) + 14 * figure->unit - more);
    for (size_t i = 0; i < count; i++)
        x = draw_entry(figure, i, x, baseline);
    if (count > 0 && count < plots->legend_count)
        draw_text(figure, "\u2026", x, HUGE_VAL, baseline);
}

/* Draws the colour map from 0 to 1 behind the name of a plot whose values are colours. Returns the end. */
static double draw_colour_key(struct figure *figure, double left, double baseline)
{
    double unit = figure->unit, x = draw_text(figure, "0", left + 12 * unit, HUGE_VAL, baseline) + 5 * unit;
    ptrdiff_t width = (ptrdiff_t)(64 * unit), height = (ptrdiff_t)ceil(0.72 * font_ascent(figure->small));
    for (ptrdiff_t i = 0; i < width; i++)
        canvas_box(figure->canvas, (ptrdiff_t)x + i, (ptrdiff_t)baseline - height, 1, height,
                   (unsigned char)(i * (COLOURS_WITH_LINES - 1) / (width - 1)));
    return draw_text(figure, "1", x + (double)width + 5 * unit, HUGE_VAL, baseline);
}

void figure_plots_draw(struct figure *figure)
{
    const struct figure_setting *setting = &figure->setting;
    double descent = font_descent(figure->small), unit = figure->unit, end = 0;
    for (size_t i = 0; i < setting->panels && setting->panel_names != NULL; i++) {
        struct box box = figure->panel[i];
        bool beside = i + 1 < setting->panels && figure_time_is_vertical(figure);
        double right = beside ? (double)figure->panel[i + 1].x - 4 * unit : (double)figure->width - 4 * unit;
        double baseline = floor((double)box.y - 4 * unit - descent);
        double drawn = draw_text(figure, setting->panel_names[i], (double)box.x, right, baseline);
        if (setting->plots->names[i].name != NULL && drawn + 120 * unit < right)
            drawn = draw_colour_key(figure, drawn, baseline);
        end = i == 0 || beside ? drawn : end;
    }
    struct box first = figure->panel[0], last = figure->panel[setting->panels - 1];
    double baseline = floor((double)first.y - 4 * unit - descent);
    if (figure_time_is_vertical(figure) && setting->panels > 1) { /* a line of its own */
        baseline -= ceil(font_ascent(figure->small) + descent + 4 * unit);
        end = 0;
    }
    if (setting->plots->legend_count > 1)
        draw_legend(figure, fmax(end + 20 * unit, (double)first.x), (double)(last.x + last.width), baseline);
}
