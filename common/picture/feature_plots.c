/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/feature_plots.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "image/figure_plots.h"
#include "image/shade.h"
#include "picture/caption.h"
#include "picture/figure_of.h"
#include "picture/plot_scale.h"
#include "spectra/feature_columns.h"

void feature_plots_numbers(const struct picture *picture, float *numbers, const float *row)
{
    size_t first = picture->plots->first, count = picture->plots->end - first;
    bool greatest = picture->setting.pool == POOL_MAX;
    for (size_t i = 0; i < count; i++) {
        float number = row[first + i];
        numbers[i] = greatest && isnan(number) ? -INFINITY : number;
        if (greatest)
            numbers[count + i] = isnan(number) ? -INFINITY : -number;
    }
}

/* The extent of one column of a row of slots; NAN where it has no number. */
static void extent_at(const struct picture *picture, struct plot_point *point, const float *slots, size_t column)
{
    size_t i = column - picture->plots->first, count = picture->plots->end - picture->plots->first;
    double high = (double)slots[i], low = picture->setting.pool == POOL_MAX ? -(double)slots[count + i] : high;
    bool gap = isnan(high) || isnan(low) || high < low;
    point->high = gap ? NAN : high;
    point->low = gap ? NAN : low;
}

/* point[panel->count] out: one column of a channel over time */
static void find_points(const struct picture *picture, const struct panel *panel, struct plot_point *point,
                        size_t column)
{
    double per_pixel = panels_columns_per_pixel(picture, panel);
    bool pooled = panel->count >= panels_time_pixels(picture);
    size_t numbers = panels_numbers(picture);
    for (size_t k = 0; k < panel->count; k++) {
        point[k].along = pooled ? (double)k : ((double)k + 0.5) / per_pixel - 0.5;
        extent_at(picture, &point[k], panel->slots + k * numbers, column);
    }
}

/* The state that all plots share while they are drawn. */
struct drawing {
    struct picture *picture;
    struct plot_point *point; /* [channels][count] */
    size_t channels, count;   /* count: pooled columns of a channel */
    struct axis axis[MOST_PLOTS];
    struct tick_names names[MOST_PLOTS];
    size_t share[MOST_PLOTS];
    char label[MOST_PLOTS][112];
    const char *labels[MOST_PLOTS];
    struct caption caption;
};

static void find_all_points(struct drawing *drawing, size_t column)
{
    for (size_t c = 0; c < drawing->channels; c++)
        find_points(drawing->picture, &drawing->picture->panel[c], drawing->point + c * drawing->count, column);
}

/* Sets the axis of a plot; pitch classes are 0 to 11. */
static void set_axis(struct drawing *drawing, size_t i)
{
    const struct plot_column *plot = &drawing->picture->plots->plot[i];
    bool several = plot->columns > 1 && drawing->channels > 1;
    snprintf(drawing->label[i], sizeof drawing->label[i], several ? "%s, %s" : "%s", plot->label,
             drawing->caption.panel_names[plot->channel]);
    drawing->labels[i] = drawing->label[i];
    drawing->share[i] = plot->columns > 1 ? CLASSES_SHARE : 1;
    if (plot->columns > 1) {
        drawing->axis[i] = (struct axis){.first = -0.5, .last = (double)plot->columns - 0.5};
        drawing->names[i] = (struct tick_names){pitch_class_names, PITCH_CLASSES};
        return;
    }
    find_all_points(drawing, plot->column);
    struct band ends =
        plot_scale_find(&drawing->picture->line_range, false, drawing->point, drawing->channels * drawing->count);
    drawing->axis[i] = (struct axis){
        .first = ends.low, .last = ends.high, .notation = strcmp(plot->unit, "Hz") == 0 ? TICK_HERTZ : TICK_PLAIN};
}

/* Describes the scales for the text in the PNG: "centroid (Hz) 0 4300; ...". */
static void describe(struct drawing *drawing)
{
    struct picture *picture = drawing->picture;
    char *to = picture->plot_text;
    size_t room = sizeof picture->plot_text;
    for (size_t i = 0; i < picture->plots->count && room > 1; i++) {
        const struct plot_column *plot = &picture->plots->plot[i];
        const struct axis *axis = &drawing->axis[i];
        struct band ends = plot->columns > 1 ? (struct band){0, 1} : (struct band){axis->first, axis->last};
        int length = snprintf(to, room, "%s%s %.9g %.9g", i > 0 ? "; " : "", plot->label, ends.low, ends.high);
        size_t used = length > 0 && (size_t)length < room ? (size_t)length : room - 1;
        to += used;
        room -= used;
    }
}

/* line[pixels] out: the palette indices of one time in a plot of pitch classes, lowest class first */
static void fill_classes(const struct drawing *drawing, const struct plot_column *plot, unsigned char *line,
                         size_t pixels, size_t time)
{
    const struct picture *picture = drawing->picture;
    const struct panel *panel = &picture->panel[plot->channel];
    const struct shade shade = {0, 1, COLOURS_WITH_LINES};
    double per_pixel = panels_columns_per_pixel(picture, panel);
    bool pooled = drawing->count >= panels_time_pixels(picture);
    size_t k = pooled ? time : (size_t)(((double)time + 0.5) * per_pixel);
    k = k < drawing->count ? k : drawing->count - 1;
    for (size_t i = 0; i < pixels; i++) {
        struct plot_point point = {0, 0, 0};
        extent_at(picture, &point, panel->slots + k * panels_numbers(picture),
                  plot->column + i * plot->columns / pixels);
        float level = (float)point.high;
        shade_fill(&shade, &line[i], 1, &level, 1);
        if (isnan(level))
            line[i] = COLOURS_WITH_AXES; /* paper */
    }
}

static void draw_classes(const struct drawing *drawing, size_t i)
{
    const struct plot_column *plot = &drawing->picture->plots->plot[i];
    size_t pixels = figure_value_pixels(drawing->picture->figure, i);
    unsigned char *line = mem_new(pixels, 1);
    for (size_t time = 0; time < panels_time_pixels(drawing->picture); time++) {
        fill_classes(drawing, plot, line, pixels, time);
        figure_put(drawing->picture->figure, i, time, line);
    }
    free(line);
}

static void draw_plot(struct drawing *drawing, size_t i)
{
    struct picture *picture = drawing->picture;
    const struct plot_column *plot = &picture->plots->plot[i];
    enum interpolate interpolate = picture->setting.interpolate;
    bool pooled = drawing->count >= panels_time_pixels(picture);
    bool steps = !pooled && interpolate != INTERPOLATE_BOTH && interpolate != INTERPOLATE_TIME;
    if (plot->columns > 1) {
        draw_classes(drawing, i);
        return;
    }
    find_all_points(drawing, plot->column);
    for (size_t c = 0; c < drawing->channels; c++)
        figure_put_line(picture->figure, i, c, drawing->point + c * drawing->count, drawing->count, steps);
}

/* Ends the pooling of all channels. NULL, or why there is nothing to draw. */
static const char *find_columns(struct picture *picture)
{
    for (size_t c = 0; c < panels_count(picture); c++)
        if ((picture->panel[c].slots = pixel_columns_end(picture->panel[c].columns, &picture->panel[c].count)) == NULL)
            return "has no rows to draw";
    panels_set_size(picture);
    picture->range = picture->line_range; /* of all plots where it is absolute; else each has its own */
    return NULL;
}

static const char *draw(struct drawing *drawing)
{
    struct picture *picture = drawing->picture;
    caption_create(&drawing->caption, picture);
    for (size_t i = 0; i < picture->plots->count; i++)
        set_axis(drawing, i);
    describe(drawing);
    struct figure_plots plots = {.value = drawing->axis,
                                 .names = drawing->names,
                                 .share = drawing->share,
                                 .legend = drawing->caption.panel_names,
                                 .legend_count = drawing->channels};
    struct figure_setting setting = figure_of_picture(picture, &drawing->caption);
    setting.panels = picture->plots->count;
    setting.panel_names = drawing->labels;
    setting.value_label = NULL;
    setting.plots = &plots;
    const char *why = line_plot_palette(picture->palette, picture->setting.colormap, picture->setting.theme);
    if (why != NULL || (why = figure_create(&picture->figure, &setting)) != NULL)
        return why;
    figure_plots_grid(picture->figure);
    for (size_t i = 0; i < picture->plots->count; i++)
        draw_plot(drawing, i);
    figure_draw(picture->figure);
    return NULL;
}

const char *feature_plots_draw(struct picture *picture, int *status)
{
    const char *why = find_columns(picture);
    *status = EXIT_BAD_DATA;
    if (why != NULL)
        return why;
    struct drawing *drawing = mem_new(1, sizeof *drawing);
    drawing->picture = picture;
    drawing->channels = panels_count(picture);
    drawing->count = picture->panel[0].count;
    drawing->point = mem_new(drawing->channels * drawing->count, sizeof *drawing->point);
    *status = EXIT_NO_INPUT; /* of a font */
    why = draw(drawing);
    free(drawing->point);
    free(drawing);
    return why;
}
